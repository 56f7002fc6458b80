"""Every rule about size, price and loss on orders it allows and does not, with both texts."""

import pytest

from policies import RULES
from policies.facts import RecentOrder
from policies.rules import max_pending_approvals
from policies.verdict import Outcome
from tools.catalogue import call

BY_NAME = {rule.name: rule for rule in RULES}


def judged(rule, made, facts):
    verdict = BY_NAME[rule].judge(made, facts)
    assert verdict is not None
    assert verdict.rule == rule
    return verdict


def values(changes):
    return {change.path: change.value for change in changes}


def test_an_order_value_becomes_a_quantity(make_facts, order):
    verdict = judged("order_size", order(notional="60"), make_facts())
    assert values(verdict.changes) == {"quantity": "0.0009", "notional": None}
    assert "60 USDT at 65000.1 USDT is 0.0009 BTC" in verdict.reason.en
    assert "0.0009 BTC eder" in verdict.reason.tr


def test_an_order_value_without_a_price_is_denied(make_facts, order):
    assert judged("order_size", order(notional="60"), make_facts(ask="")).outcome is Outcome.DENY


def test_less_than_one_step_is_asked(make_facts, order):
    verdict = judged("order_size", order(notional="1"), make_facts())
    assert verdict.outcome is Outcome.ASK
    assert values(verdict.would_pass)["quantity"] == "0.0008"


def test_filters_round_to_the_safe_side(make_facts, order):
    buy = judged("venue_filters", order(quantity="0.0123456", price="64000.07"), make_facts())
    assert values(buy.changes) == {"quantity": "0.0123", "price": "64000"}
    sell = judged("venue_filters", order(side="SELL", quantity="0.01", price="65000.01"), make_facts())
    assert values(sell.changes) == {"price": "65000.1"}
    assert "passive side" in sell.reason.en
    assert "pasif yöne" in sell.reason.tr


def test_raising_to_the_minimum_is_a_question(make_facts, order):
    verdict = judged("venue_filters", order(quantity="0.0001"), make_facts())
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "too_small")
    assert values(verdict.would_pass) == {"quantity": "0.0008"}
    assert "50 USDT" in verdict.reason.en
    assert "verilsin mi" in verdict.reason.tr


@pytest.mark.parametrize(
    ("args", "world", "code"),
    [
        ({}, {"rules": {"status": "SETTLING"}}, "not_trading"),
        ({"quantity": "121"}, {}, "too_large"),
        ({"price": "70000"}, {}, "price_range"),
        ({"side": "SELL", "price": "60000"}, {}, "price_range"),
        ({"price": "65000.2", "post_only": True}, {}, "would_take"),
    ],
)
def test_what_the_venue_would_refuse_is_denied(make_facts, order, args, world, code):
    verdict = judged("venue_filters", order(**args), make_facts(**world))
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, code)


@pytest.mark.parametrize(
    ("position", "args", "outcome", "code"),
    [
        ("0", {"side": "SELL"}, Outcome.DENY, "no_position"),
        ("0.01", {"side": "BUY"}, Outcome.DENY, "increases"),
        ("-0.01", {"side": "SELL"}, Outcome.DENY, "increases"),
        ("0.01", {"side": "SELL", "quantity": "0.02"}, Outcome.FIX, "beyond_flat"),
        ("-0.01", {"side": "BUY", "quantity": "0.01"}, Outcome.ALLOW, "ok"),
    ],
)
def test_reduce_only_is_checked_not_believed(make_facts, order, position, args, outcome, code):
    verdict = judged("reduce_only", order(reduce_only=True, **args), make_facts(position=position))
    assert (verdict.outcome, verdict.code) == (outcome, code)


def test_closing_nothing_is_denied(make_facts):
    verdict = judged("reduce_only", call("close_position", {"symbol": "BTCUSDT"}), make_facts())
    assert verdict.reason.en == "There is no position in BTCUSDT to reduce."
    assert verdict.reason.tr == "BTCUSDT için azaltılacak pozisyon yok."


@pytest.mark.parametrize("args", [{}, {"leverage": 20}])
def test_order_leverage_comes_down_to_the_cap(make_facts, order, args):
    verdict = judged("max_leverage", order(**args), make_facts(leverage=20))
    assert values(verdict.changes) == {"leverage": 3}
    assert "20x" in verdict.reason.en
    assert "3x yapılır" in verdict.reason.tr


def test_setting_too_much_leverage_is_denied(make_facts):
    verdict = judged(
        "max_leverage", call("set_leverage", {"symbol": "BTCUSDT", "leverage": 20}), make_facts()
    )
    assert verdict.outcome is Outcome.DENY
    assert values(verdict.would_pass) == {"leverage": 3}


def test_closing_never_sets_leverage(make_facts, order):
    made = order(side="SELL", reduce_only=True, leverage=125)
    assert values(judged("max_leverage", made, make_facts(position="0.01")).changes) == {"leverage": None}


def test_the_collar_is_about_the_aggressive_side(make_facts, order):
    high = judged("price_collar", order(price="66000"), make_facts())
    assert high.code == "through_market"
    assert "at most 1 %" in high.reason.en
    assert "en çok %1" in high.reason.tr
    assert values(high.would_pass) == {"price": "65650"}
    assert judged("price_collar", order(price="60000"), make_facts()).outcome is Outcome.ALLOW
    assert judged("price_collar", order(price="6500"), make_facts()).code == "far_from_market"


def test_a_market_order_may_not_eat_a_thin_book(make_facts, order):
    thin = make_facts(depth="0.00001")
    assert judged("price_collar", order(), thin).code == "no_price"


def test_max_notional_offers_what_passes(make_facts, order):
    verdict = judged(
        "max_notional", order(quantity="0.01"), make_facts(ask="64000", bid="63999", mark="64000")
    )
    assert (verdict.limit, verdict.actual) == ("100", "640")
    assert values(verdict.would_pass) == {"quantity": "0.0015"}
    assert verdict.reason.en.startswith("The order is worth 640 USDT, the limit per order is 100 USDT.")
    assert verdict.reason.tr == "Emrin tutarı 640 USDT, emir başına limit 100 USDT."


def test_no_offer_that_the_venue_would_refuse(make_facts, order):
    facts = make_facts(position="0.0999")
    verdict = judged("max_position", order(), facts)
    assert (verdict.outcome, verdict.would_pass) == (Outcome.DENY, ())
    roomier = make_facts(position="0.0991")
    assert values(judged("max_position", order(), roomier).would_pass) == {"quantity": "0.0009"}


@pytest.mark.parametrize("rule", ["max_notional", "max_exposure", "max_margin_use", "price_collar"])
def test_a_missing_price_passes_no_limit(make_facts, order, rule):
    assert judged(rule, order(), make_facts(ask="")).outcome is Outcome.DENY


def test_working_and_flying_orders_count(make_facts, order, working, request_of):
    facts = make_facts(
        position="0.04", open_orders=(working(quantity="0.05"),), in_flight=(request_of(quantity="0.0095"),)
    )
    verdict = judged("max_position", order(quantity="0.001"), facts)
    assert (verdict.limit, verdict.actual) == ("0.1", "0.1005")
    assert "could reach 0.1005" in verdict.reason.en
    assert "limit 0.1" in verdict.reason.tr
    protective = working(side="BUY", quantity="0.05", reduce_only=True)
    facts = make_facts(position="0.04", open_orders=(protective,))
    assert judged("max_position", order(quantity="0.001"), facts).outcome is Outcome.ALLOW


def test_a_short_counts_too(make_facts, order, working):
    facts = make_facts(position="-0.05", open_orders=(working(side="SELL", quantity="0.05"),))
    verdict = judged("max_position", order(side="SELL"), facts)
    assert (verdict.outcome, verdict.actual) == (Outcome.DENY, "0.101")
    assert judged("max_position", order(), facts).outcome is Outcome.ALLOW


@pytest.mark.parametrize(("position", "side"), [("0", "SELL"), ("0.5", "BUY"), ("-0.5", "SELL")])
def test_a_false_claim_to_reduce_passes_no_limit(make_facts, order, position, side):
    made = order(side=side, quantity="0.01", reduce_only=True)
    assert judged("max_notional", made, make_facts(position=position)).outcome is Outcome.DENY


def test_exposure_counts_at_mark(make_facts, order):
    verdict = judged("max_exposure", order(), make_facts(position="0.12", entry="1"))
    assert verdict.outcome is Outcome.DENY
    assert "limit is 7500 USDT" in verdict.reason.en
    assert "limit 7500 USDT" in verdict.reason.tr


def test_margin_use(make_facts, order):
    verdict = judged("max_margin_use", order(), make_facts(equity="30"))
    assert verdict.code == "too_much"
    assert "of equity" in verdict.reason.en
    assert "öz varlığın" in verdict.reason.tr


@pytest.mark.parametrize(("equity", "outcome"), [("4950.01", Outcome.ALLOW), ("4950", Outcome.DENY)])
def test_daily_loss(make_facts, order, equity, outcome):
    verdict = judged("max_daily_loss", order(), make_facts(equity=equity))
    assert verdict.outcome is outcome


def test_daily_loss_says_until_when(make_facts, order):
    verdict = judged("max_daily_loss", order(), make_facts(equity="4900"))
    assert "Today's loss is 100 USDT" in verdict.reason.en
    assert "Bugünkü kayıp 100 USDT" in verdict.reason.tr


def test_an_account_that_only_loses_has_a_drawdown(make_facts, order):
    verdict = judged("max_drawdown", order(), make_facts(equity="840", opening="850", high="1000"))
    assert verdict.outcome is Outcome.DENY
    assert "16 % below its high of 1000 USDT" in verdict.reason.en
    assert "%16 altında" in verdict.reason.tr


def test_open_orders_are_counted(make_facts, order, working):
    ten = tuple(working(order_id=str(n), quantity="0.0001") for n in range(10))
    verdict = judged("max_open_orders", order(), make_facts(open_orders=ten))
    assert verdict.code == "too_many"
    assert "order number 11" in verdict.reason.en
    assert "11. bekleyen emir" in verdict.reason.tr
    assert judged("max_open_orders", order(), make_facts(open_orders=ten[:9])).outcome is Outcome.ALLOW


def test_liquidation_stays_away(make_facts, order):
    verdict = judged("min_liquidation_distance", order(), make_facts(leverage=20, margin="ISOLATED"))
    assert verdict.code == "too_close"
    assert "at least 15 %" in verdict.reason.en
    assert "en az %15" in verdict.reason.tr


def test_crossed_margin_is_measured_with_the_whole_wallet(make_facts, order):
    rich = judged("min_liquidation_distance", order(), make_facts(leverage=20))
    assert (rich.outcome, rich.actual) == (Outcome.ALLOW, "100")
    poor = make_facts(leverage=20, equity="3", opening="3", high="3")
    assert judged("min_liquidation_distance", order(), poor).code == "too_close"
    held = make_facts(leverage=3, equity="300", position="0.03")
    assert judged("min_liquidation_distance", order(), held).code == "too_close"
    assert judged("min_liquidation_distance", order(side="SELL"), held).outcome is Outcome.ALLOW


@pytest.mark.parametrize(("age", "outcome"), [(4999, Outcome.DENY), (5000, Outcome.ALLOW)])
def test_a_double_click_is_one_order(make_facts, order, request_of, age, outcome):
    facts = make_facts()
    facts = facts.model_copy(
        update={"recent": (RecentOrder(order=request_of(), time_ms=facts.now_ms - age),)}
    )
    verdict = judged("duplicate", order(), facts)
    assert verdict.outcome is outcome
    assert judged("duplicate", order(side="SELL"), facts).outcome is Outcome.ALLOW


@pytest.mark.fault("F99")
def test_a_loop_is_throttled(make_facts, order):
    assert judged("max_order_rate", order(), make_facts(orders_last_minute=9)).outcome is Outcome.ALLOW
    verdict = judged("max_order_rate", order(), make_facts(orders_last_minute=10))
    assert verdict.code == "too_fast"
    assert "number 11" in verdict.reason.en
    assert "11. emir" in verdict.reason.tr


@pytest.mark.fault("F97")
def test_a_flood_of_proposals_is_stopped(make_facts, order):
    facts = make_facts().model_copy(update={"waiting": 49})
    assert max_pending_approvals.RULE.judge(order(), facts) is None
    verdict = judged("max_pending_approvals", order(), facts.model_copy(update={"waiting": 50}))
    assert (verdict.code, verdict.limit, verdict.actual) == ("too_many", "50", "51")
    assert "50 of your proposals" in verdict.reason.en
    assert "50 öneriniz" in verdict.reason.tr


def test_what_needs_no_card_or_takes_risk_away_is_not_counted(make_facts, order):
    facts = make_facts(position="0.01").model_copy(update={"waiting": 1_000})
    free = [
        order(dry_run=True),
        order(side="SELL", reduce_only=True),
        call("close_position", {"symbol": "BTCUSDT", "dry_run": False}),
        call("engage_kill_switch", {}),
        call("start_stream", {"symbols": ["BTCUSDT"]}),
        call("get_positions", {}),
    ]
    assert [max_pending_approvals.RULE.judge(each, facts) for each in free] == [None] * len(free)
    at_dispatch = facts.model_copy(update={"phase": "dispatch"})
    assert max_pending_approvals.RULE.judge(order(), at_dispatch) is None, "what was approved is sent"
    release = call("release_kill_switch", {"reason": "looked"})
    assert judged("max_pending_approvals", release, facts).outcome is Outcome.DENY


@pytest.mark.parametrize(
    ("rule", "limit"),
    [(rule.name, rule.limit) for rule in RULES if rule.limit is not None]
    + [("price_collar", "max_price_distance"), ("stale_data", "max_spread_bps")],
)
def test_a_limit_nobody_configured_allows_nothing(make_facts, order, without_limit, rule, limit):
    verdict = judged(rule, order(stop_loss_pct="2"), without_limit(make_facts(), limit))
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, "no_limit")
    assert "no limit configured" in verdict.reason.en
    assert "limit tanımlı değil" in verdict.reason.tr
