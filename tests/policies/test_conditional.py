"""Conditional orders: effective orders, triggers, rounding, and what they are worth."""

from decimal import Decimal

import pytest

from policies import RULES
from policies.facts import RecentOrder
from policies.orders import asked_orders, grouping_of, orders_of
from policies.pricing import conservative_price, minimum_price
from policies.reading import opening, reduces
from policies.triggers import to_tick
from policies.verdict import Outcome
from tools.errors import InvalidCall
from tools.terms import Grouping, OrderType, Side, TimeInForce

BY_NAME = {rule.name: rule for rule in RULES}


def judged(rule, made, facts):
    return BY_NAME[rule].judge(made, facts)


def values(changes):
    return {change.path: change.value for change in changes}


def stop(order, side="SELL", price="60000", kind="STOP_MARKET", **args):
    return order(side=side, type=kind, stop_price=price, **args)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"type": "STOP_MARKET", "stop_price": "60000"}, ("STOP_MARKET", None, "60000", None)),
        ({"type": "TAKE_PROFIT_MARKET", "stop_price": "70000"}, ("TAKE_PROFIT_MARKET", None, "70000", None)),
        ({"type": "STOP", "price": "59990", "stop_price": "60000"}, ("STOP", "59990", "60000", "GTC")),
        (
            {"type": "TAKE_PROFIT", "price": "70000", "stop_price": "69990", "time_in_force": "IOC"},
            ("TAKE_PROFIT", "70000", "69990", "IOC"),
        ),
    ],
)
def test_every_parameter_reaches_the_order(make_facts, order, args, expected):
    (made,) = orders_of(order(side="SELL", **args), make_facts())
    kind, price, trigger, tif = expected
    assert made.type is OrderType(kind)
    assert made.price == (None if price is None else Decimal(price))
    assert made.stop_price == Decimal(trigger)
    assert made.time_in_force == (None if tif is None else TimeInForce(tif))


def test_a_trailing_stop_carries_its_distance(make_facts, order):
    made = order(side="SELL", type="TRAILING_STOP_MARKET", callback_rate="1.5", activation_price="66000")
    (sent,) = orders_of(made, make_facts())
    assert (sent.callback_rate, sent.activation_price, sent.stop_price) == (
        Decimal("1.5"),
        Decimal(66000),
        None,
    )


@pytest.mark.parametrize(("position", "side"), [("0.02", "SELL"), ("-0.02", "BUY")])
def test_closing_the_position_takes_what_is_held(make_facts, order, position, side):
    price = "60000" if side == "SELL" else "70000"
    made = stop(order, side, price, close_position=True)
    facts = make_facts(position=position)
    (sent,) = orders_of(made, facts)
    assert (sent.quantity, sent.close_position, sent.reduce_only) == (Decimal("0.02"), True, True)
    assert reduces(made, facts)
    assert judged("reduce_only", made, facts).outcome is Outcome.ALLOW


def test_closing_a_position_that_is_not_there_is_denied(make_facts, order):
    made = stop(order, close_position=True)
    assert orders_of(made, make_facts()) == ()
    assert judged("reduce_only", made, make_facts()).code == "no_position"
    wrong = judged("reduce_only", made, make_facts(position="-0.01"))
    assert (wrong.code, values(wrong.would_pass)) == ("increases", {"side": "BUY"})


@pytest.mark.parametrize(
    "args",
    [
        {"type": "STOP_MARKET"},
        {"type": "STOP_MARKET", "callback_rate": "1", "stop_price": "60000"},
        {"type": "MARKET", "stop_price": "60000"},
        {"type": "TRAILING_STOP_MARKET"},
        {"type": "TRAILING_STOP_MARKET", "callback_rate": "1", "stop_price": "60000"},
        {"type": "LIMIT", "price": "60000", "activation_price": "60000"},
        {"type": "MARKET", "close_position": True},
        {"type": "STOP_MARKET", "stop_price": "60000", "close_position": True, "quantity": "1"},
        {"stop_loss_price": "60000", "stop_loss_pct": "2"},
        {"take_profit_price": "70000", "take_profit_pct": "2"},
    ],
)
def test_parameters_that_do_not_go_together_make_no_call(order, args):
    with pytest.raises(InvalidCall):
        order(**args)


@pytest.mark.parametrize(
    ("side", "kind", "inside", "outside"),
    [
        ("SELL", "STOP_MARKET", "64000", "66000"),
        ("BUY", "STOP_MARKET", "66000", "64000"),
        ("SELL", "TAKE_PROFIT_MARKET", "66000", "64000"),
        ("BUY", "TAKE_PROFIT_MARKET", "64000", "66000"),
    ],
)
def test_a_trigger_waits_on_its_side_of_the_mark(make_facts, order, side, kind, inside, outside):
    facts = make_facts()
    assert judged("trigger_price", stop(order, side, inside, kind), facts).outcome is Outcome.ALLOW
    for price in (outside, "65000"):
        denied = judged("trigger_price", stop(order, side, price, kind), facts)
        assert (denied.outcome, denied.code) == (Outcome.DENY, "would_trigger")
        assert "-2021" in denied.reason.en
        assert "-2021" in denied.reason.tr
        other = "TAKE_PROFIT_MARKET" if kind == "STOP_MARKET" else "STOP_MARKET"
        assert other in denied.reason.en


def test_a_trigger_without_a_mark_opens_nothing_but_may_protect(make_facts, order):
    facts = make_facts(position="0.01")
    blind = facts.model_copy(update={"market": facts.market.model_copy(update={"mark": None})})
    assert judged("trigger_price", stop(order, "BUY", "66000"), blind).code == "unknown"
    protecting = stop(order, reduce_only=True)
    assert judged("trigger_price", protecting, blind).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("rate", "passing"), [("0.05", "0.1"), ("10.01", "10"), ("20", "10"), ("1.234", "1.23")]
)
def test_a_trailing_stop_keeps_its_distance(make_facts, order, rate, passing):
    denied = judged(
        "trigger_price", order(side="SELL", type="TRAILING_STOP_MARKET", callback_rate=rate), make_facts()
    )
    assert (denied.code, values(denied.would_pass)) == ("callback_rate", {"callback_rate": passing})
    assert "dışarıda" in denied.reason.tr


def test_a_trailing_stop_in_range_follows_at_once_or_from_its_activation(make_facts, order):
    def trailing(**args):
        return order(side="SELL", type="TRAILING_STOP_MARKET", callback_rate="1", **args)

    assert judged("trigger_price", trailing(), make_facts()).outcome is Outcome.ALLOW
    assert judged("trigger_price", trailing(activation_price="66000"), make_facts()).outcome is Outcome.ALLOW
    passed = judged("trigger_price", trailing(activation_price="64000"), make_facts())
    assert passed.code == "would_trigger"


@pytest.mark.parametrize(
    ("rises", "closes", "rounded"),
    [(True, True, "100"), (True, False, "101"), (False, True, "101"), (False, False, "100")],
)
def test_closing_triggers_round_earlier_and_opening_ones_later(rises, closes, rounded):
    assert to_tick(Decimal("100.4"), Decimal(1), rises=rises, closes=closes) == Decimal(rounded)
    assert to_tick(Decimal(100), Decimal(1), rises=rises, closes=closes) == 100


@pytest.mark.parametrize(
    ("args", "position", "value"),
    [
        ({"side": "SELL", "reduce_only": True, "stop_price": "60000.04"}, "0.01", "60000.1"),
        ({"side": "BUY", "reduce_only": True, "stop_price": "70000.06"}, "-0.01", "70000"),
        ({"side": "BUY", "stop_price": "66000.04"}, "0", "66000.1"),
        ({"side": "SELL", "stop_price": "64000.06"}, "0", "64000"),
    ],
)
def test_the_trigger_comes_to_the_tick(make_facts, order, args, position, value):
    verdict = judged("venue_filters", order(type="STOP_MARKET", **args), make_facts(position=position))
    assert (verdict.outcome, values(verdict.changes)) == (Outcome.FIX, {"stop_price": value})
    words = ("no later", "geç") if "reduce_only" in args else ("no earlier", "erken")
    assert words[0] in verdict.reason.en
    assert words[1] in verdict.reason.tr


def test_a_trigger_outside_the_venues_prices_is_denied(make_facts, order):
    verdict = judged("venue_filters", stop(order, "BUY", "5000000"), make_facts())
    assert (verdict.code, values(verdict.would_pass)) == ("price_range", {"stop_price": "4529764"})


def test_the_price_band_of_a_conditional_order_lies_round_its_trigger(make_facts, order):
    far = order(side="SELL", type="STOP", stop_price="50000", price="49900", quantity="0.002")
    assert judged("venue_filters", far, make_facts()).outcome is Outcome.ALLOW
    through = order(side="SELL", type="STOP", stop_price="50000", price="47000")
    assert judged("venue_filters", through, make_facts()).code == "price_range"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"type": "STOP_MARKET", "side": "BUY", "stop_price": "90000"}, "ok"),
        ({"type": "STOP_MARKET", "side": "BUY", "stop_price": "98000"}, "far_from_market"),
        ({"type": "STOP", "side": "BUY", "stop_price": "70000", "price": "70600"}, "ok"),
        ({"type": "STOP", "side": "BUY", "stop_price": "70000", "price": "70800"}, "through_trigger"),
        ({"type": "STOP", "side": "SELL", "stop_price": "60000", "price": "59300"}, "through_trigger"),
        ({"type": "STOP", "side": "BUY", "stop_price": "70000", "price": "30000"}, "far_from_market"),
    ],
)
def test_the_collar_of_a_conditional_order_is_about_its_trigger(make_facts, order, args, code):
    verdict = judged("price_collar", order(**args), make_facts())
    assert verdict.code == code
    if code == "through_trigger":
        assert "beyond the trigger" in verdict.reason.en
        assert "tetiği" in verdict.reason.tr


@pytest.mark.parametrize(
    ("args", "worth", "least"),
    [
        ({"type": "STOP_MARKET", "side": "BUY", "stop_price": "70000"}, "70000", "70000"),
        ({"type": "STOP_MARKET", "side": "SELL", "stop_price": "60000"}, "60000", "60000"),
        ({"type": "STOP", "side": "SELL", "stop_price": "60000", "price": "59900"}, "60000", "59900"),
        ({"type": "STOP", "side": "BUY", "stop_price": "70000", "price": "70100"}, "70100", "70100"),
        ({"type": "TRAILING_STOP_MARKET", "side": "BUY", "callback_rate": "2"}, "66300.102", "65000"),
        (
            {
                "type": "TRAILING_STOP_MARKET",
                "side": "BUY",
                "callback_rate": "1",
                "activation_price": "64000",
            },
            "64640",
            "64000",
        ),
        ({"type": "TRAILING_STOP_MARKET", "side": "SELL", "callback_rate": "2"}, "64999.9", "65000"),
    ],
)
def test_what_a_conditional_order_is_worth(make_facts, request_of, args, worth, least):
    market = make_facts().market
    assert conservative_price(request_of(**args), market) == Decimal(worth)
    assert minimum_price(request_of(**args), market) == Decimal(least)


def test_a_value_is_divided_by_the_trigger_on_its_tick(make_facts, order):
    (sent,) = orders_of(order(type="STOP_MARKET", stop_price="69999.96", notional="70"), make_facts())
    assert sent.quantity == Decimal("0.0010")
    assert judged("max_notional", order(type="STOP_MARKET", stop_price="90000", notional="99"), make_facts())


def test_an_opening_stop_counts_as_exposure_and_a_protective_one_does_not(make_facts, order, working):
    waiting = working(type="STOP_MARKET", conditional=True, price="0", quantity="0.0995", stop_price="66000")
    assert judged("max_position", order(), make_facts(open_orders=(waiting,))).code == "too_large"
    protecting = waiting.model_copy(update={"reduce_only": True})
    assert judged("max_position", order(), make_facts(open_orders=(protecting,))).outcome is Outcome.ALLOW
    assert opening(stop(order, reduce_only=True), make_facts(position="0.01")) is None


@pytest.mark.parametrize("tif", ["GTX", None])
def test_no_conditional_order_is_post_only(make_facts, order, tif):
    args = {"time_in_force": tif} if tif else {"post_only": True}
    made = order(side="SELL", type="STOP", stop_price="60000", price="59990", **args)
    assert judged("capability", made, make_facts()).code == "contradiction"


def test_two_stops_at_other_prices_are_no_repeat(make_facts, order, request_of):
    recent = RecentOrder(
        order=request_of(type="STOP_MARKET", stop_price="66000"), time_ms=make_facts().now_ms
    )
    facts = make_facts(recent=(recent,))
    assert judged("duplicate", stop(order, "BUY", "67000"), facts).outcome is Outcome.ALLOW
    assert judged("duplicate", stop(order, "BUY", "66000"), facts).code == "repeat"


def test_an_order_by_itself_is_single(make_facts, order):
    made = stop(order)
    assert grouping_of(made) is Grouping.SINGLE
    assert asked_orders(made, make_facts()) == orders_of(made, make_facts())
    assert orders_of(made, make_facts())[0].side is Side.SELL
