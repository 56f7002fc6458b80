"""A doubt or a refusal covers the steps it stands before; another sentence is another matter."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "what if i close eth and cancel btc orders",
        "buy 0.01 btc and sell 1 eth, is that wise?",
        "would it be smart to sell 1 eth and buy 0.01 btc",
        "i would close eth and cancel btc orders",
        "0.01 btc al ve 1 eth sat mı",
    ],
)
def test_a_doubt_silences_every_step(text, plan):
    assert plan(text).content.kind == "answer"


@pytest.mark.parametrize(
    "text", ["don't buy 0.01 btc and sell 1 eth", "never close eth and then cancel btc orders"]
)
def test_a_refusal_before_and_asks(text, plan):
    assert plan(text).content.kind == "clarify"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("don't buy 0.01 btc, sell 1 eth", 1),
        ("can you buy 0.01 btc and sell 1 eth?", 2),
        ("sell 1 eth! is btc going up?", 1),
        ("0.01 btc alır mısın ve 1 eth satar mısın?", 2),
    ],
)
def test_what_is_asked_for_is_done(text, steps, plan):
    assert len(plan(text).content.calls) == steps


@pytest.mark.parametrize(
    "text",
    [
        "i have a 0.05 btc long with a stop at 61000",
        "I'm long 0.05 btc and my stop is at 61000",
        "bende 2 eth short var, stopu 3300'de",
    ],
)
def test_a_position_that_is_told_is_no_order(text, plan):
    assert plan(text).content.kind == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "hey, I'm long 0.05 BTC from 63000, put a stop loss at 61000",
        "elimde 0.05 btc long var, 61000'e stop gir",
    ],
)
def test_a_wish_behind_it_protects_it(text, plan):
    (made,) = plan(text).content.calls
    args = made.args()
    assert (args["side"], args["stop_price"], args["reduce_only"]) == ("SELL", "61000", True)
