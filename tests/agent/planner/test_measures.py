"""Prices measured from the market and sizes measured from the account: computed, shown, or asked."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from agent.planner.proposal import Calls, Clarify, Funds, HeldPosition, Proposal, Surroundings
from tools.call import Origin, ToolCall
from tools.terms import VenueName

Plan = Callable[..., Proposal]
FUNDS = Funds(
    venue=VenueName.BINANCE_FUTURES,
    asset="USDT",
    wallet=Decimal(5000),
    equity=Decimal(6000),
    available=Decimal(4000),
)


@pytest.fixture(scope="module")
def seen(flat: Surroundings) -> Surroundings:
    return flat.model_copy(update={"funds": (FUNDS,)})


def only(proposal: Proposal) -> ToolCall:
    assert isinstance(proposal.content, Calls), proposal.content
    (made,) = proposal.content.calls
    return made


def origin(made: ToolCall, path: str) -> Origin:
    return next(each for each in made.origins if each.path == path)


def at(flat: Surroundings, mark: str) -> Surroundings:
    moved = tuple(
        i.model_copy(update={"mark": Decimal(mark)}) if i.symbol == "BTCUSDT" else i for i in flat.instruments
    )
    return flat.model_copy(update={"instruments": moved})


@pytest.mark.parametrize(
    ("text", "language", "price"),
    [
        ("buy 0.01 btc 1% below market", "en", "64284.2"),
        ("sell 0.01 btc 1% above market", "en", "65583"),
        ("0.01 btc %1 altından al", "tr", "64284.2"),
        ("0.01 btc piyasanın %1 üstünden sat", "tr", "65583"),
    ],
)
def test_a_relative_price_is_rounded_to_the_tick_on_the_passive_side(
    plan: Plan, flat: Surroundings, text: str, language: str, price: str
) -> None:
    args = only(plan(text, language, at(flat, "64933.57"))).args()
    assert (args["type"], args["price"]) == ("LIMIT", price)


def test_a_relative_price_shows_its_words_and_the_price_it_was_measured_from(plan: Plan) -> None:
    said = origin(only(plan("0.01 btc piyasanın %1 altından al", "tr")), "price")
    assert said.words == "piyasanın %1 altından"
    assert said.note is not None
    assert "65000" in said.note


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("buy 0.01 btc 1% above market", "en"),
        ("sell 0.01 btc 1% below market", "en"),
        ("buy 0.01 btc 1% below market at 64000", "en"),
        ("buy 0.01 btc 90% below market", "en"),
        ("market buy 0.01 btc 1% below market", "en"),
        ("0.01 btc %1 üstünden al", "tr"),
        ("%5 altına düşerse 0.01 btc al", "tr"),
        ("buy btc 1% below market", "en"),
    ],
)
def test_a_relative_price_that_reads_two_ways_asks(plan: Plan, text: str, language: str) -> None:
    assert isinstance(plan(text, language).content, Clarify)


def test_a_relative_price_without_a_market_asks(plan: Plan) -> None:
    assert isinstance(plan("buy 0.01 btc on spot 1% below market", "en").content, Clarify)


def test_a_distance_of_a_stop_is_not_a_price(plan: Plan) -> None:
    args = only(plan("buy 0.01 btc with stop 2% below entry", "en")).args()
    assert (args["type"], args["stop_loss_pct"]) == ("MARKET", "2")


@pytest.mark.parametrize(
    ("text", "language", "notional"),
    [
        ("buy btc with 5% of my balance", "en", "250"),
        ("buy btc with 5% of my equity", "en", "300"),
        ("buy btc with 5% of my available balance", "en", "200"),
        ("bakiyemin %5'i ile btc al", "tr", "250"),
        ("kasanın %5'i ile btc al", "tr", "300"),
        ("kullanılabilir bakiyemin yüzde beşiyle btc al", "tr", "200"),
    ],
)
def test_a_share_of_the_account_is_an_order_value_of_the_fund_that_is_named(
    plan: Plan, seen: Surroundings, text: str, language: str, notional: str
) -> None:
    made = only(plan(text, language, seen))
    assert made.args()["notional"] == notional
    assert origin(made, "notional").note


@pytest.mark.parametrize(
    ("text", "language", "quantity"),
    [
        ("long btc, risk 1% with stop at 63k", "en", "0.03"),
        ("long btc, risk 1% with stop at 63001", "en", "0.03"),
        ("long btc, risk 1% with stop at 62999", "en", "0.0299"),
        ("%1 riskle btc long aç, stop 63 bin", "tr", "0.03"),
        ("50 dolar riskle sol short, stop 155", "tr", "10"),
    ],
)
def test_a_size_by_risk_loses_no_more_than_the_risk_at_the_stop(
    plan: Plan, seen: Surroundings, text: str, language: str, quantity: str
) -> None:
    assert only(plan(text, language, seen)).args()["quantity"] == quantity


@pytest.mark.parametrize(
    "text",
    [
        "long btc risk 1%",
        "long btc, risk 1%, stop 66000",
        "buy 0.5 btc, risk 1%, stop 63000",
        "buy btc with 5% of my balance, risk 1%, stop 63000",
        "buy 0.01 btc with 5% of my balance",
        "buy btc and eth with 5% of my balance",
        "buy btc with 500% of my balance",
        "move order 12345 to 1% below market",
    ],
)
def test_a_measure_that_is_not_the_only_size_of_one_order_asks(
    plan: Plan, seen: Surroundings, text: str
) -> None:
    assert isinstance(plan(text, "en", seen).content, Clarify)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("buy btc with 5% of my balance", "en"),
        ("long btc, risk 1% with stop at 63k", "en"),
        ("kasanın %1'i ile btc al", "tr"),
        ("buy btc on spot with 5% of my balance", "en"),
    ],
)
def test_an_account_nobody_can_see_asks(plan: Plan, text: str, language: str) -> None:
    assert isinstance(plan(text, language).content, Clarify)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("add a 5% stop loss to my btc long", "en"),
        ("btc longuma %5 zarar kes ekle", "tr"),
        ("buy 0.01 btc then set a 2% trailing stop", "en"),
    ],
)
def test_a_stop_in_percent_neither_closes_a_position_nor_swallows_an_order(
    plan: Plan, flat: Surroundings, text: str, language: str
) -> None:
    held = HeldPosition(venue=VenueName.BINANCE_FUTURES, symbol="BTCUSDT", quantity=Decimal("0.05"))
    around = flat.model_copy(update={"positions": (held,)})
    assert isinstance(plan(text, language, around).content, Clarify)
