"""Numbers: units, endings, scales, and the choice between two readings."""

from decimal import Decimal

import pytest

from agent.planner.grammar.fold import fold
from agent.planner.grammar.numbers import numbers, readings


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.01", "0.01", "none"),
        ("0,01", "0.01", "none"),
        ("1,250.50", "1250.50", "none"),
        ("1.250,50", "1250.50", "none"),
        ("50k", "50000", "none"),
        ("112 bin", "112000", "none"),
        ("112,5k", "112500", "none"),
        ("%2", "2", "percent"),
        ("2%", "2", "percent"),
        ("yüzde 2", "2", "percent"),
        ("100$", "100", "quote"),
        ("$100", "100", "quote"),
        ("100 dolarlık", "100", "quote"),
        ("100$'lık", "100", "quote"),
        ("100usdt'lik", "100", "quote"),
        ("yarım btc", "0.5", "none"),
        ("yüz elli dolar", "150", "quote"),
        ("500 TL", "500", "try"),
        ("10x", "10", "times"),
        ("2 bin dolarlık", "2000", "quote"),
    ],
)
def test_value_and_unit(text, value, unit):
    (number,) = numbers(fold(text))
    assert number.readings == (Decimal(value),)
    assert number.unit == unit


@pytest.mark.parametrize(
    ("text", "case"), [("64500'den", "from"), ("64.5k'dan", "from"), ("63000'e", "to"), ("100$'lık", "worth")]
)
def test_turkish_endings(text, case):
    assert numbers(fold(text))[0].case == case


@pytest.mark.parametrize("literal", ["1.000", "1,000", "64.500"])
def test_three_digits_after_one_mark_read_two_ways(literal):
    assert len(readings(literal)) == 2


@pytest.mark.parametrize("literal", ["1,2,3", "1.2.3", "1.000,000.0", "1,00,000"])
def test_malformed_numbers_read_no_way(literal):
    assert readings(literal) == ()


def test_english_on_is_no_ten():
    assert numbers("canary on eth", language="en") == ()


def test_the_reading_within_half_of_the_mark_is_taken_and_shown(plan):
    (made,) = plan("0.01 btc 64.500'den al").content.calls
    assert made.args()["price"] == "64500"
    (origin,) = [origin for origin in made.origins if origin.path == "price"]
    assert "64500" in origin.note
    assert origin.typed == "64.500'den"


@pytest.mark.parametrize("text", ["1.000 ETH al", "1,000 eth al", "1.500 doge sat"])
def test_a_coin_quantity_that_reads_two_ways_asks_in_turkish(text, plan):
    assert plan(text).content.kind == "clarify"


def test_a_corrected_typo_is_shown(plan):
    (made,) = plan("byu 0.01 bitcon").content.calls
    notes = {origin.path: origin.note for origin in made.origins if origin.note}
    assert set(notes) == {"side", "symbol"}
    assert "byu" in notes["side"]
    assert "bitcon" in notes["symbol"]
