from decimal import Decimal

import pytest

from tools.text import Text
from tools.wording import aligned, amount, clipped, listed, percent, plural, price, quote, signed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("65004.9333333333", "65004.933"),
        ("65000.10", "65000.1"),
        ("0.000012345678", "0.000012345678"),
        ("0.0000123456789", "0.000012345679"),
        ("123456789.5", "123456790"),
        ("0", "0"),
    ],
)
def test_a_price_keeps_its_ticks_and_loses_a_tail(value, text):
    assert price(Decimal(value)) == text


def test_prices_of_one_market_line_up():
    assert aligned(Decimal("65000.05"), Decimal("65000"), Decimal("65000.1")) == (
        "65000.05",
        "65000.00",
        "65000.10",
    )


@pytest.mark.parametrize(
    ("value", "plain", "with_sign"),
    [
        ("4999.98765", "4999.99", "+4999.99"),
        ("-0.02004", "-0.02", "-0.02"),
        ("-0.00001", "0", "0"),
        ("0", "0", "0"),
    ],
)
def test_an_amount_is_cut_to_what_matters(value, plain, with_sign):
    assert (amount(Decimal(value)), signed(Decimal(value))) == (plain, with_sign)


def test_a_percentage_is_written_as_each_language_does():
    assert percent(Decimal("-0.02351")) == Text(en="-2.35 %", tr="-%2.35")
    assert percent(Decimal("0.35"), plus=True) == Text(en="+35 %", tr="+%35")
    assert percent(Decimal("-0.000001"), plus=True) == Text(en="0 %", tr="%0")
    assert percent(Decimal("0.0000125"), 4) == Text(en="0.0012 %", tr="%0.0012")


def test_a_long_text_is_cut_at_a_word():
    assert clipped("one two three", 13) == "one two three"
    assert clipped("one, two three", 12) == "one, two…"
    assert clipped("one, two three", 7) == "one…"
    assert len(clipped("x" * 50, 20)) == 20


def test_a_list_says_how_much_it_leaves_out():
    phrases = [Text(en=f"e{n}", tr=f"t{n}") for n in range(4)]
    assert listed(phrases, 2) == Text(en="e0; e1; and 2 more", tr="t0; t1; 2 tane daha")
    assert listed(phrases[:2], 2) == Text(en="e0; e1", tr="t0; t1")


def test_small_words():
    assert (quote("BTCUSDT"), quote("BTCTRY"), quote("BTCEUR")) == ("USDT", "TRY", "")
    assert (plural(1, "order"), plural(0, "order")) == ("1 order", "0 orders")
