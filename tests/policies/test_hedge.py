"""Hedge mode: which position an order is for, and what a long and a short count as together."""

from decimal import Decimal

import pytest

from evals.situation import held_position
from policies import RULES
from policies.exposure import committed_with
from policies.liquidation import cross_liquidation_price, crossed_at
from policies.orders import orders_of
from policies.reading import reduces
from policies.verdict import Outcome
from tools.catalogue import call
from tools.terms import PositionSide

BY_NAME = {rule.name: rule for rule in RULES}
LONG = held_position(quantity="0.02", side="LONG")
SHORT = held_position(quantity="-0.01", side="SHORT")


def judged(rule, made, facts):
    return BY_NAME[rule].judge(made, facts)


def values(changes):
    return {change.path: change.value for change in changes}


@pytest.mark.parametrize(
    ("args", "held", "fit"),
    [
        ({"side": "BUY"}, (), {"position_side": "LONG"}),
        ({"side": "SELL"}, (), {"position_side": "SHORT"}),
        ({"side": "BUY"}, (LONG,), {"position_side": "LONG"}),
        ({"side": "SELL"}, (LONG,), {"position_side": "LONG", "reduce_only": True}),
        ({"side": "BUY"}, (LONG, SHORT), {"position_side": "SHORT", "reduce_only": True}),
        ({"side": "SELL", "reduce_only": True}, (LONG,), {"position_side": "LONG"}),
        ({"side": "SELL", "position_side": "LONG"}, (LONG,), {"reduce_only": True}),
        ({"side": "SELL", "stop_loss_pct": "2"}, (LONG,), {"position_side": "SHORT"}),
        (
            {"side": "SELL", "type": "STOP_MARKET", "stop_price": "60000", "close_position": True},
            (LONG,),
            {"position_side": "LONG"},
        ),
    ],
)
def test_the_side_is_fixed_as_a_row(make_facts, order, args, held, fit):
    facts = make_facts(hedge=True, positions=held)
    verdict = judged("capability", order(**args), facts)
    assert (verdict.outcome, verdict.code, values(verdict.changes)) == (Outcome.FIX, "fitted", fit)
    (sent, *_) = orders_of(order(**args), facts)
    assert sent.position_side is PositionSide(fit.get("position_side", args.get("position_side")))
    assert sent.reduce_only is (
        fit.get("reduce_only", False) or "close_position" in args or "reduce_only" in args
    )


def test_the_row_says_what_hedge_mode_makes_of_it(make_facts, order):
    verdict = judged("capability", order(), make_facts(hedge=True))
    assert "opens the LONG position" in verdict.reason.en
    assert "LONG pozisyonu açar" in verdict.reason.tr


def test_a_named_side_that_opens_needs_no_row(make_facts, order):
    made = order(position_side="LONG")
    assert judged("capability", made, make_facts(hedge=True)).outcome is Outcome.ALLOW


def test_more_than_is_held_is_a_question(make_facts, order):
    facts = make_facts(hedge=True, positions=(LONG,))
    verdict = judged("capability", order(side="SELL", quantity="0.03"), facts)
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "which_side")
    assert values(verdict.would_pass) == {"position_side": "LONG"}
    assert "SHORT mu açılsın, LONG mu kapansın" in verdict.reason.tr
    assert orders_of(order(side="SELL", quantity="0.03"), facts) == ()


def test_closing_stops_at_what_the_named_side_holds(make_facts, order):
    facts = make_facts(hedge=True, positions=(LONG, SHORT))
    made = order(side="SELL", position_side="LONG", reduce_only=True, quantity="0.05")
    verdict = judged("reduce_only", made, facts)
    assert (verdict.code, values(verdict.changes)) == ("beyond_flat", {"quantity": "0.02"})
    assert reduces(made, facts)
    wrong = order(side="BUY", position_side="LONG", reduce_only=True)
    assert judged("reduce_only", wrong, facts).code == "increases"


def test_closing_a_symbol_with_two_positions_asks_which(make_facts):
    made = call("close_position", {"symbol": "BTCUSDT"})
    verdict = judged("reduce_only", made, make_facts(hedge=True, positions=(LONG, SHORT)))
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "which_side")
    (sent,) = orders_of(made, make_facts(hedge=True, positions=(SHORT,)))
    assert (sent.side, sent.position_side) == ("BUY", PositionSide.SHORT)


def test_both_positions_count_against_the_limits(make_facts, request_of, working):
    facts = make_facts(
        hedge=True,
        positions=(LONG, SHORT),
        open_orders=(
            working(position_side="LONG", side="SELL", quantity="0.5"),
            working(position_side="SHORT", side="SELL", quantity="0.003", order_id="2"),
            working(position_side="LONG", quantity="0.004", order_id="3"),
        ),
    )
    after = committed_with(request_of(position_side="LONG"), facts)
    # long 0.02 + 0.004 + 0.001, short 0.01 + 0.003; what only closes is left out
    assert after.worst() == Decimal("0.038")
    assert after.room(request_of().side, Decimal("0.05")) == Decimal("0.012")


def test_the_canary_names_its_side_in_hedge_mode(make_facts):
    (sent,) = orders_of(call("run_canary", {}), make_facts(hedge=True))
    assert sent.position_side is PositionSide.LONG


def test_two_sides_share_one_liquidation_price():
    rate = Decimal("0.004")
    both = cross_liquidation_price(Decimal(1), Decimal(100), Decimal(50), rate, Decimal(3))
    assert both == (50 - 100) / (3 * rate - 1)
    assert cross_liquidation_price(Decimal(0), Decimal(100), Decimal(50), rate, Decimal(2)) is None


def test_one_way_accounts_hear_both(make_facts, order):
    verdict = judged("capability", order(position_side="SHORT", side="SELL"), make_facts())
    assert values(verdict.changes) == {"position_side": "BOTH"}


def test_exactly_what_is_held_is_closed(make_facts, order):
    facts = make_facts(hedge=True, positions=(LONG,))
    (sent,) = orders_of(order(side="SELL", quantity="0.02"), facts)
    assert (sent.position_side, sent.reduce_only) == (PositionSide.LONG, True)


def test_both_positions_stand_before_the_same_wallet(make_facts, request_of):
    facts = make_facts(hedge=True, positions=(LONG, SHORT), equity="1000")
    long = request_of(position_side="LONG", quantity="0.02")
    price = Decimal(65000)
    # long 0.04 and short 0.01: 0.03 net, 0.05 to be maintained
    at = (1000 - Decimal("0.03") * price) / (Decimal("0.05") * Decimal("0.004") - Decimal("0.03"))
    assert crossed_at(long, Decimal("0.04"), price, facts) == at
