"""replace_order: the working order it names, what it becomes, and when that opens or reduces."""

from decimal import Decimal

import pytest

from policies import RULES
from policies.exposure import committed_with
from policies.orders import grouping_of, orders_of, replaced_by
from policies.reading import opening, reduces
from policies.verdict import Outcome
from tools.catalogue import call
from tools.errors import InvalidCall
from tools.terms import Grouping, Side
from tools.venues.orders import OrderRef

BY_NAME = {rule.name: rule for rule in RULES}


def judged(rule, made, facts):
    return BY_NAME[rule].judge(made, facts)


def replace(**args):
    return call("replace_order", {"symbol": "BTCUSDT", "order_id": "1", "dry_run": False, **args})


@pytest.fixture
def facts_of(make_facts, working):
    def make(world=None, **order):
        return make_facts(replaced=working(**{"quantity": "0.001", **order}), **(world or {}))

    return make


def test_the_order_as_it_will_be(facts_of):
    made = replace(price="63000")
    (sent,) = orders_of(made, facts_of())
    assert (sent.side, sent.quantity, sent.price) == (Side.BUY, Decimal("0.001"), Decimal(63000))
    assert grouping_of(made) is Grouping.REPLACE
    assert replaced_by(made) == OrderRef(symbol="BTCUSDT", order_id="1")
    (larger,) = orders_of(replace(quantity="0.0015"), facts_of())
    assert (larger.quantity, larger.price) == (Decimal("0.0015"), Decimal(64000))


@pytest.mark.parametrize(
    "args", [{}, {"price": "1", "client_order_id": "spk-1"}, {"price": "1", "order_id": None}]
)
def test_an_id_and_a_change_are_needed(args):
    given = {"symbol": "BTCUSDT", "order_id": "1", **args}
    with pytest.raises(InvalidCall):
        call("replace_order", {key: value for key, value in given.items() if value is not None})


def test_an_unknown_order_is_asked_back_with_the_list(make_facts, working):
    facts = make_facts(open_orders=(working(order_id="7"),))
    verdict = judged("replacement", replace(price="63000"), facts)
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "unknown_order")
    assert "7 (BUY 0.05 @ 64000)" in verdict.reason.en
    assert "Hangisi: 7" in verdict.reason.tr
    assert orders_of(replace(price="63000"), facts) == ()
    assert "None does there" in judged("replacement", replace(price="1"), make_facts()).reason.en


@pytest.mark.parametrize(
    ("order", "args", "code"),
    [
        ({"executed_quantity": "0.0005"}, {"quantity": "0.0004"}, "below_executed"),
        ({"executed_quantity": "0.0005"}, {"quantity": "0.0005"}, "below_executed"),
        ({}, {"quantity": "0.001", "price": "64000"}, "no_change"),
        ({"type": "STOP_MARKET", "conditional": True, "price": "0"}, {"quantity": "0.002"}, "not_changeable"),
        ({"list_id": "9"}, {"price": "63000"}, "not_changeable"),
    ],
)
def test_what_the_venue_could_not_change_is_denied(facts_of, order, args, code):
    verdict = judged("replacement", replace(**args), facts_of(**order))
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, code)
    assert code == "no_change" or "list_id" in order or orders_of(replace(**args), facts_of(**order)) == ()


@pytest.mark.parametrize(
    ("order", "args", "opens"),
    [
        ({}, {"price": "63000"}, False),
        ({}, {"quantity": "0.0009"}, False),
        ({}, {"price": "64500"}, True),
        ({}, {"quantity": "0.002"}, True),
        ({}, {"quantity": "0.0009", "price": "64500"}, True),
        ({"side": "SELL", "price": "66000"}, {"price": "65500"}, True),
        ({"side": "SELL", "price": "66000"}, {"price": "66500"}, True),
        ({"side": "SELL", "price": "66000"}, {"quantity": "0.0009"}, False),
        ({"side": "SELL", "price": "66000", "reduce_only": True}, {"price": "65500"}, False),
    ],
)
def test_raising_opens_and_lowering_reduces(facts_of, order, args, opens):
    facts = facts_of(**order)
    assert reduces(replace(**args), facts) is not opens
    assert (opening(replace(**args), facts) is not None) is opens


def test_the_new_total_is_judged_once(facts_of):
    partly = facts_of(executed_quantity="0.0004", world={"position": "0.0004"})
    made = replace(quantity="0.0015")
    (sent,) = orders_of(made, partly)
    # 0.0004 is held already, 0.0011 can still fill
    assert committed_with(sent, partly).worst() == Decimal("0.0015")
    assert judged("max_notional", made, partly).actual == "96"
    too_much = judged("max_notional", replace(quantity="0.0016"), partly)
    assert too_much.code == "too_large"
    assert {c.path: c.value for c in too_much.would_pass} == {"quantity": "0.0015"}
    assert judged("max_open_orders", made, partly).actual == "1"


def test_price_and_size_come_to_tick_and_step(facts_of):
    verdict = judged("venue_filters", replace(quantity="0.00156", price="63000.07"), facts_of())
    assert {c.path: c.value for c in verdict.changes} == {"quantity": "0.0015", "price": "63000"}
