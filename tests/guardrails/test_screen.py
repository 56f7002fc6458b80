"""What a planner and a log may see of user text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.screen import MASK, MAX_LENGTH, hide, screen


def test_ordinary_text_stays_as_it_is():
    text = "testnette 60 dolarlık BTC al, %2 stop koy\nşğıİö spk-abcdefghijklmnopqrstuvwxyz"
    assert screen(text).text == text


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\u2066", "\x00", "\x1b", "\ufeff", "\x7f", "\ud800"])
def test_what_nobody_sees_is_dropped(char):
    screened = screen(f"buy{char} BTC")
    assert (screened.text, screened.hidden) == ("buy BTC", 1)


@pytest.mark.parametrize(
    "secret",
    [
        "gsk_" + "a1B2" * 8,
        "sk-" + "a1B2" * 8,
        "a1B2" * 16,
        "spark-testnet-key".replace("-", "") + "0" * 47,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_secrets_are_masked(secret):
    screened = screen(f"my key is {secret} ok")
    assert screened.text == f"my key is {MASK} ok"
    assert screened.secrets == 1


def test_bearer_tokens_are_masked():
    assert screen("Authorization: Bearer abcdefghijklmnop").text == f"Authorization: Bearer {MASK}"


def test_long_text_is_cut():
    screened = screen("al " * 5000)
    assert len(screened.text) == MAX_LENGTH
    assert screened.cut


@given(st.text(max_size=200))
def test_screening_twice_changes_nothing_more(text):
    once = screen(text)
    assert screen(once.text).text == once.text


def test_known_secrets_are_masked_whatever_they_look_like():
    screened = screen("my token is plain-words ok plain-words", ("plain-words",))
    assert (screened.text, screened.secrets) == (f"my token is {MASK} ok {MASK}", 2)


def test_arguments_lose_known_secrets_and_nothing_else():
    value = {
        "reason": "see plain-words",
        "symbols": ["BTCUSDT", "plain-words"],
        "limit": 5,
        "id": "a1B2" * 16,
    }
    hidden = {"reason": f"see {MASK}", "symbols": ["BTCUSDT", MASK], "limit": 5, "id": "a1B2" * 16}
    assert hide(value, ("plain-words",)) == hidden
