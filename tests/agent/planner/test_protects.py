"""A stop or a target for a position that only the words name: its side is theirs, nothing is supplied."""

import pytest


@pytest.mark.parametrize(
    ("text", "side", "args"),
    [
        ("put a stop loss at 3000 on my eth long", "SELL", {"type": "STOP_MARKET", "stop_price": "3000"}),
        (
            "take profit on my whole sol long at 170",
            "SELL",
            {"type": "TAKE_PROFIT_MARKET", "stop_price": "170"},
        ),
        ("btc shortuma 67 binden zarar durdur ekle", "BUY", {"type": "STOP_MARKET", "stop_price": "67000"}),
    ],
)
def test_without_a_size_it_is_for_the_whole_position(text, side, args, plan):
    made = plan(text).content.calls[0].args()
    assert made["close_position"] is True
    assert "quantity" not in made
    assert {"side": side, **args}.items() <= made.items()


@pytest.mark.parametrize(
    "text", ["set a stop loss at 62k for my 0.05 btc long", "set stop loss for btc long at 62000, size 0.05"]
)
def test_with_a_size_it_only_reduces(text, plan):
    made = plan(text).content.calls[0].args()
    assert (made["side"], made["quantity"], made["reduce_only"]) == ("SELL", "0.05", True)
    assert (made["type"], made["stop_price"]) == ("STOP_MARKET", "62000")


@pytest.mark.parametrize(
    "text",
    [
        "put a stop on my btc at 63000",
        "put a stop at 67000 on my btc long",
        "add a 5% stop to my btc long",
        "stop 60000 and take profit 70000 on my btc long",
    ],
)
def test_no_side_a_wrong_side_or_no_price_asks(text, plan):
    assert plan(text).content.kind == "clarify"


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("stop-limit buy 0.01 BTC, trigger 66000, limit 66100", ("66000", "66100")),
        ("sell 0.01 btc stop limit 63000/62900", ("63000", "62900")),
        ("stop limit 0.01 btc al tetik 66000 limit 66100", ("66000", "66100")),
    ],
)
def test_a_stop_limit_has_a_trigger_and_a_price(text, prices, plan):
    made = plan(text).content.calls[0].args()
    assert (made["type"], made["stop_price"], made["price"]) == ("STOP", *prices)


def test_a_stop_limit_with_one_price_asks(plan):
    assert plan("sell 0.01 btc stop limit 63000").content.kind == "clarify"


def test_the_words_of_the_venue_are_read_as_keys(plan):
    made = plan("BUY LIMIT SOLUSDT qty=12 px=145 tif=IOC").content.calls[0].args()
    assert (made["quantity"], made["price"], made["time_in_force"]) == ("12", "145", "IOC")
