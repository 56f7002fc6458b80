"""What the tests of all connectors share."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from tools.clock import VirtualClock

SIGNED = ("recvWindow", "timestamp", "signature")
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def vectors():
    rows = json.loads((DATA / "hmac-signature-vectors.json").read_text(encoding="utf-8"))["vectors"]
    return {row["name"]: row for row in rows}


@pytest.fixture(scope="session")
def samples():
    return json.loads((DATA / "official-sdk-usdm-sample-responses.json").read_text(encoding="utf-8"))


@pytest.fixture
def clock():
    return VirtualClock()


class Script:
    """Answers requests by path and keeps what was asked; a callable answer sees the request."""

    def __init__(self, clock):
        self.clock = clock
        self.answers = {}
        self.seen = []

    def on(self, path, *answers):
        """Answers in order; the last one repeats."""
        self.answers[path] = list(answers)
        return self

    def __call__(self, request):
        self.seen.append(request)
        if request.url.path.endswith("/time") and request.url.path not in self.answers:
            return httpx.Response(200, json={"serverTime": self.clock.now_ms()})
        queue = self.answers[request.url.path]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(request)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        if isinstance(body, bytes):
            return httpx.Response(status, content=body)
        return httpx.Response(status, json=body)

    def requests(self, path):
        return [request for request in self.seen if request.url.path == path]

    def asked(self):
        """Method and path of every request but those for the time."""
        return [
            (request.method, request.url.path)
            for request in self.seen
            if not request.url.path.endswith("/time")
        ]

    def sent(self, number):
        """What a request said, without stamp and signature."""
        request = self.seen[number]
        pairs = dict(parse_qsl(request.content.decode() or request.url.query.decode()))
        return {name: value for name, value in pairs.items() if name not in SIGNED}


@pytest.fixture
def script(clock):
    return Script(clock)
