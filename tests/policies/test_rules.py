"""Rules about state, shape and data on calls they allow and do not, with both texts."""

from decimal import Decimal

import pytest

from policies import RULES
from policies.verdict import Outcome
from tools.call import ToolCall
from tools.catalogue import call
from tools.ledger.ledger import CanaryRow
from tools.terms import Mode, PositionSide
from tools.trade.place_order import PlaceOrderParams

BY_NAME = {rule.name: rule for rule in RULES}


def judged(rule, made, facts):
    verdict = BY_NAME[rule].judge(made, facts)
    assert verdict is not None
    assert verdict.rule == rule
    return verdict


def values(changes):
    return {change.path: change.value for change in changes}


def test_rules_are_ordered_and_named_once():
    assert RULES[0].name == "trading_state"
    assert len(BY_NAME) == len(RULES)


@pytest.mark.parametrize("state", ["HALTED", "REDUCING"])
def test_trading_state_stops_opening_only(make_facts, order, state):
    facts = make_facts(state=state, position="0.01")
    verdict = judged("trading_state", order(), facts)
    assert verdict.outcome is Outcome.DENY
    assert verdict.code == state.lower()
    assert "drill" in verdict.reason.en
    assert "durduruldu" in verdict.reason.tr
    closing = order(side="SELL", reduce_only=True)
    assert judged("trading_state", closing, facts).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("scope", "stops"),
    [
        ("symbol:BTCUSDT", True),
        ("venue:binance-futures", True),
        ("symbol:ETHUSDT", False),
        ("strategy:x", False),
    ],
)
def test_trading_state_knows_its_scope(make_facts, order, scope, stops):
    verdict = judged("trading_state", order(), make_facts(state="HALTED", scope=scope))
    assert (verdict.outcome is Outcome.DENY) is stops


def test_a_released_scope_trades_again(make_facts, order):
    assert judged("trading_state", order(), make_facts(state="ACTIVE")).outcome is Outcome.ALLOW


def test_dry_run_mode_sends_nothing(make_facts, order):
    facts = make_facts(mode=Mode.DRY_RUN)
    verdict = judged("environment_lock", order(), facts)
    assert verdict.code == "dry_run_mode"
    assert "sends nothing" in verdict.reason.en
    assert "hiçbir şey göndermez" in verdict.reason.tr
    assert values(verdict.would_pass) == {"dry_run": True}
    assert judged("environment_lock", order(dry_run=True), facts).outcome is Outcome.ALLOW


@pytest.mark.parametrize("account", ["", "binance-testnet:abc"])
def test_the_account_belongs_to_the_mode(make_facts, order, account):
    verdict = judged("environment_lock", order(), make_facts(account_name=account))
    assert verdict.code == "wrong_account"


@pytest.mark.parametrize("quantity", ["NaN", "Infinity", "-1", "0", "1E+400"])
def test_finite_input_does_not_trust_the_schema(make_facts, order, quantity):
    params = PlaceOrderParams.model_construct(**dict(order().params) | {"quantity": Decimal(quantity)})
    verdict = judged("finite_input", ToolCall(tool="place_order", params=params), make_facts())
    assert verdict.outcome is Outcome.DENY
    assert "finite" in verdict.reason.en
    assert "sonlu" in verdict.reason.tr


def test_binary_fractions_are_no_numbers(make_facts, order):
    params = PlaceOrderParams.model_construct(**dict(order().params) | {"quantity": 0.1})
    verdict = judged("finite_input", ToolCall(tool="place_order", params=params), make_facts())
    assert verdict.code == "not_a_number"


def test_unlisted_symbols_are_denied(make_facts, order):
    verdict = judged("symbol_allowlist", order(symbol="PEPEUSDT"), make_facts(symbol="PEPEUSDT"))
    assert verdict.outcome is Outcome.DENY
    assert "PEPEUSDT is not on the list" in verdict.reason.en
    assert "listesinde yok" in verdict.reason.tr
    assert judged("symbol_allowlist", order(), make_facts()).outcome is Outcome.ALLOW


@pytest.mark.parametrize("args", [{"venue": "binance-spot"}, {"venue": "btcturk-spot", "symbol": "BTCTRY"}])
def test_a_venue_that_is_not_connected_is_denied_by_name(make_facts, order, args):
    verdict = judged("capability", order(**args), make_facts())
    assert verdict.code == "not_available"
    assert verdict.reason.en == f"{args['venue']} is not connected here."
    assert verdict.reason.tr == f"{args['venue']} burada bağlı değil."


def test_a_maker_order_becomes_a_post_only_limit(make_facts, order):
    verdict = judged("capability", order(type="LIMIT_MAKER", price="60000"), make_facts())
    assert values(verdict.changes) == {"type": "LIMIT", "post_only": True}


@pytest.mark.parametrize(("side", "reduces"), [("BUY", False), ("SELL", True)])
def test_hedge_words_fit_a_one_way_account(make_facts, order, side, reduces):
    made = order(side=side, position_side=PositionSide.LONG)
    changes = values(judged("capability", made, make_facts()).changes)
    assert changes["position_side"] == "BOTH"
    assert changes.get("reduce_only", False) is reduces


def test_releasing_needs_a_reason_and_halting_does_not(make_facts):
    blank = judged("control_reason", call("release_kill_switch", {"reason": "  "}), make_facts())
    assert blank.outcome is Outcome.ASK
    assert "Why?" in blank.reason.en
    assert "Gerekçesi" in blank.reason.tr
    given = call("release_kill_switch", {"reason": "drill over"})
    assert judged("control_reason", given, make_facts()).outcome is Outcome.ALLOW
    assert judged("control_reason", call("engage_kill_switch", {}), make_facts()).outcome is Outcome.ALLOW


def test_a_canary_is_confirmed_once(make_facts, request_of):
    made = call("confirm_canary", {})
    assert judged("canary_evidence", made, make_facts()).code == "no_canary"
    request = request_of().model_dump_json()
    row = CanaryRow(canary_id="c1", symbol="BTCUSDT", request=request, evidence="{}", created_ms=1)
    assert judged("canary_evidence", made, make_facts(canary=row)).outcome is Outcome.ALLOW
    sent = row.model_copy(update={"intent_id": "int_1"})
    assert judged("canary_evidence", made, make_facts(canary=sent)).code == "already_confirmed"


@pytest.mark.parametrize(
    ("world", "code"),
    [
        ({"age_ms": 2001}, "stale"),
        ({"age_ms": -501}, "stale"),
        ({"account_age_ms": 10_001}, "stale"),
        ({"rules": {"fetched_ms": 1}}, "stale"),
        ({"clock_offset_ms": 501}, "clock_offset"),
        ({"bid": "65001"}, "crossed_book"),
        ({"ask": "66000"}, "wide_spread"),
        ({"ask": ""}, "empty_book"),
        ({"market": None}, "missing"),
        ({"account": None}, "missing"),
    ],
)
def test_nothing_opens_on_bad_data(make_facts, order, world, code):
    verdict = judged("stale_data", order(), make_facts(**world))
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, code)


def test_stale_data_says_how_old(make_facts, order):
    verdict = judged("stale_data", order(), make_facts(age_ms=2500))
    assert verdict.reason.en == "The market data is 2500 ms old, at most 2000 ms is accepted."
    assert verdict.reason.tr == "Piyasa verisi 2500 ms önceye ait; en çok 2000 ms kabul edilir."
    assert judged("stale_data", order(), make_facts(age_ms=2000)).outcome is Outcome.ALLOW


def test_closing_works_on_stale_data(make_facts, order):
    facts = make_facts(position="0.01", age_ms=60_000)
    assert judged("stale_data", order(side="SELL", reduce_only=True), facts).outcome is Outcome.ALLOW
