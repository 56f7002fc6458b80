"""Attached stop loss and take profit: prices, sides, distances, and what they count as."""

from decimal import Decimal

import pytest

from policies import RULES
from policies.orders import asked_orders, grouping_of, orders_of
from policies.verdict import Outcome
from tools.terms import Grouping, OrderType, Side

BY_NAME = {rule.name: rule for rule in RULES}


def judged(made, facts, rule="attached_stops"):
    return BY_NAME[rule].judge(made, facts)


def values(changes):
    return {change.path: change.value for change in changes}


def test_an_attached_order_is_an_entry_and_what_protects_it(make_facts, order):
    made = order(stop_loss_price="63000", take_profit_price="70000")
    entry, stop, target = orders_of(made, make_facts())
    assert grouping_of(made) is Grouping.PROTECTED
    assert (entry.type, entry.reduce_only, entry.stop_price) == (OrderType.MARKET, False, None)
    assert (stop.type, stop.stop_price) == (OrderType.STOP_MARKET, Decimal(63000))
    assert (target.type, target.stop_price) == (OrderType.TAKE_PROFIT_MARKET, Decimal(70000))
    for leg in (stop, target):
        assert (leg.side, leg.quantity, leg.reduce_only) == (Side.SELL, entry.quantity, True)
        assert (leg.price, leg.leverage, leg.time_in_force) == (None, None, None)
    assert asked_orders(made, make_facts()) == (entry,)


@pytest.mark.parametrize(
    ("args", "changes"),
    [
        ({"stop_loss_pct": "2"}, {"stop_loss_price": "63700.1", "stop_loss_pct": None}),
        ({"take_profit_pct": "4"}, {"take_profit_price": "67600.1", "take_profit_pct": None}),
        ({"side": "SELL", "stop_loss_pct": "2"}, {"stop_loss_price": "66299.8", "stop_loss_pct": None}),
        ({"price": "64000.07", "stop_loss_pct": "2"}, {"stop_loss_price": "62720", "stop_loss_pct": None}),
        (
            {"type": "STOP_MARKET", "stop_price": "70000", "stop_loss_pct": "1"},
            {"stop_loss_price": "69300", "stop_loss_pct": None},
        ),
        ({"stop_loss_price": "63000.01"}, {"stop_loss_price": "63000.1"}),
        ({"take_profit_price": "70000.09"}, {"take_profit_price": "70000"}),
    ],
)
def test_a_distance_becomes_a_price_toward_the_entry(make_facts, order, args, changes):
    verdict = judged(order(**args), make_facts())
    assert (verdict.outcome, verdict.code, values(verdict.changes)) == (Outcome.FIX, "priced", changes)
    price = next(value for value in changes.values() if value)
    legs = orders_of(order(**args), make_facts())[1:]
    assert [leg.stop_price for leg in legs] == [Decimal(price)]


def test_the_reason_names_the_entry(make_facts, order):
    verdict = judged(order(stop_loss_pct="2"), make_facts())
    assert "2 % from the entry at 65000.1" in verdict.reason.en
    assert "65000.1 girişinden %2" in verdict.reason.tr


@pytest.mark.parametrize(
    "args",
    [
        {"stop_loss_price": "66000"},
        {"stop_loss_price": "65000.05"},
        {"take_profit_price": "64000"},
        {"side": "SELL", "stop_loss_price": "64000"},
        {"side": "SELL", "take_profit_price": "66000"},
        {"price": "60000", "stop_loss_price": "60500"},
        {"price": "60000", "take_profit_price": "59000"},
        {"stop_loss_pct": "100"},
        {"side": "SELL", "take_profit_pct": "120"},
    ],
)
def test_protection_on_the_wrong_side_is_denied(make_facts, order, args):
    verdict = judged(order(**args), make_facts())
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, "wrong_side")
    assert "entry" in verdict.reason.en
    assert "girişin" in verdict.reason.tr


def test_a_market_order_is_also_measured_by_the_mark(make_facts, order):
    spread = make_facts(mark="64900", bid="64990", ask="65010")
    assert judged(order(stop_loss_price="64950"), spread).code == "wrong_side"
    assert judged(order(stop_loss_price="64890"), spread).outcome is Outcome.ALLOW
    assert judged(order(price="64000", stop_loss_price="63950"), spread).outcome is Outcome.ALLOW


def test_a_stop_very_far_away_is_a_question(make_facts, order):
    verdict = judged(order(stop_loss_pct="30"), make_facts())
    assert (verdict.outcome, verdict.code, verdict.limit) == (Outcome.ASK, "far_stop", "10")
    assert values(verdict.would_pass) == {"stop_loss_price": "58500.1", "stop_loss_pct": None}
    assert "58500.1 olsun mu" in verdict.reason.tr
    assert judged(order(stop_loss_price="58500.1"), make_facts()).outcome is Outcome.ALLOW
    assert judged(order(stop_loss_pct="20"), make_facts(profile="testnet")).outcome is Outcome.FIX
    assert judged(order(take_profit_pct="30"), make_facts()).outcome is Outcome.FIX


def test_an_order_that_closes_takes_no_stop(make_facts, order):
    made = order(side="SELL", reduce_only=True, stop_loss_price="60000")
    assert judged(made, make_facts(position="0.01")).code == "closes"


def test_a_stop_that_cannot_be_priced_is_never_dropped(make_facts, order):
    blind = make_facts(ask="")
    assert orders_of(order(stop_loss_pct="2"), blind) == ()
    assert judged(order(stop_loss_pct="2"), blind).code == "unknown"


def test_a_stop_beyond_liquidation_protects_nothing(make_facts, order):
    world = {"leverage": 10, "margin": "ISOLATED", "profile": "testnet"}
    verdict = judged(order(stop_loss_pct="12"), make_facts(**world), "min_liquidation_distance")
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, "stop_beyond_liquidation")
    assert "tasfiye" in verdict.reason.tr
    near = judged(order(stop_loss_pct="5"), make_facts(**world), "min_liquidation_distance")
    assert near.outcome is Outcome.ALLOW


@pytest.mark.parametrize("rule", ["max_notional", "max_position", "max_exposure", "max_open_orders"])
def test_protection_adds_to_no_limit(make_facts, order, rule):
    bare = judged(order(), make_facts(), rule)
    attached = judged(order(stop_loss_price="63000", take_profit_price="90000"), make_facts(), rule)
    assert attached == bare
