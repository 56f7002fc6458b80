import logging
import threading

import pytest

from tools.ledger.anchor_webhook import AnchorWebhook
from tools.ledger.signed_anchors import SignedAnchor

URL = "https://receiver.example/secret-path"


def anchor(seq):
    return SignedAnchor(seq=seq, mac="m", root="r", time_ms=1, key_id="s1", peaks=("p",))


class Post:
    """A scripted receiver; it answers only when let through."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.got = []
        self.asked = threading.Semaphore(0)
        self.let = threading.Semaphore(0)

    def __call__(self, url, body):
        self.got.append((url, SignedAnchor.model_validate_json(body).seq, b"peaks" in body))
        self.asked.release()
        self.let.acquire()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_publishing_does_not_wait_and_the_newest_anchor_stands_for_those_it_overtook():
    post = Post(204, 204)
    webhook = AnchorWebhook(URL, post)
    webhook.publish(anchor(1))
    post.asked.acquire()
    for seq in (2, 3, 4):
        webhook.publish(anchor(seq))
    post.let.release(2)
    webhook.close()
    assert post.got == [(URL, 1, False), (URL, 4, False)]
    assert webhook.failures == 0


@pytest.mark.fault("F88")
def test_failures_are_counted_and_say_nothing_of_the_address(caplog):
    post = Post(500, OSError(f"cannot reach {URL}"), 301, 204)
    post.let.release(4)
    webhook = AnchorWebhook(URL, post)
    with caplog.at_level(logging.WARNING):
        for seq in range(1, 5):
            webhook.publish(anchor(seq))
            post.asked.acquire()
        webhook.close()
    assert webhook.failures == 3
    assert "seq=1 was not delivered: status 500" in caplog.text
    assert "OSError" in caplog.text
    assert "secret-path" not in caplog.text


def test_a_webhook_that_never_published_closes():
    AnchorWebhook(URL, Post()).close()
