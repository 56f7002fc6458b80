"""account_setting and what other rules say of margin type and position mode."""

import pytest

from policies import RULES
from policies.verdict import Outcome
from tools.catalogue import call

BY_NAME = {rule.name: rule for rule in RULES}
MARGIN = call("set_margin_type", {"symbol": "BTCUSDT", "margin_type": "ISOLATED"})
MODE = call("set_position_mode", {"mode": "HEDGE"})
BOTH = [pytest.param(MARGIN, id="margin"), pytest.param(MODE, id="mode")]


def judged(rule, made, facts):
    verdict = BY_NAME[rule].judge(made, facts)
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("made", BOTH)
def test_a_quiet_account_may_be_changed(make_facts, made):
    facts = make_facts()
    verdicts = [v for rule in RULES if (v := rule.judge(made, facts)) is not None]
    assert {v.outcome for v in verdicts} == {Outcome.ALLOW}
    assert {"trading_state", "environment_lock", "capability", "stale_data", "account_setting"} <= {
        v.rule for v in verdicts
    }


@pytest.mark.parametrize("made", BOTH)
def test_a_position_stands_against_it(make_facts, made):
    verdict = judged("account_setting", made, make_facts(position="-0.01"))
    assert (verdict.outcome, verdict.code, verdict.actual) == (Outcome.DENY, "position_open", "BTCUSDT")
    assert "close it first" in verdict.reason.en
    assert "önce kapatın" in verdict.reason.tr


@pytest.mark.parametrize("made", BOTH)
def test_working_and_flying_orders_stand_against_it(make_facts, working, request_of, made):
    resting = judged("account_setting", made, make_facts(open_orders=(working(),)))
    flying = judged("account_setting", made, make_facts(in_flight=(request_of(),)))
    assert (resting.code, flying.code) == ("orders_open", "orders_open")
    done = judged("account_setting", made, make_facts(open_orders=(working(status="FILLED"),)))
    assert done.outcome is Outcome.ALLOW


def test_another_symbol_matters_to_the_mode_only(make_facts, request_of):
    facts = make_facts(in_flight=(request_of(symbol="ETHUSDT"),))
    assert judged("account_setting", MARGIN, facts).outcome is Outcome.ALLOW
    assert judged("account_setting", MODE, facts).code == "orders_open"


@pytest.mark.parametrize("made", BOTH)
def test_an_unknown_account_is_not_changed(make_facts, made):
    facts = make_facts(account=None, unavailable="down")
    assert judged("account_setting", made, facts).outcome is Outcome.DENY
    assert judged("stale_data", made, facts).code == "missing"


def test_the_mode_needs_no_market_but_a_fresh_account_and_clock(make_facts):
    assert judged("stale_data", MODE, make_facts(market=None)).outcome is Outcome.ALLOW
    assert judged("stale_data", MODE, make_facts(account_age_ms=60_000)).code == "stale"
    assert judged("stale_data", MODE, make_facts(clock_offset_ms=100_000)).outcome is Outcome.DENY
    assert judged("stale_data", MARGIN, make_facts(market=None)).code == "missing"


@pytest.mark.parametrize("name", ["stale_account_ms", "max_clock_offset_ms"])
def test_without_the_number_the_mode_is_not_changed(make_facts, without_limit, name):
    assert judged("stale_data", MODE, without_limit(make_facts(), name)).code == "no_limit"


@pytest.mark.parametrize("made", BOTH)
def test_nothing_is_changed_while_halted(make_facts, made):
    assert judged("trading_state", made, make_facts(state="HALTED")).code == "halted"


def test_a_symbol_nobody_listed_is_left_alone(make_facts):
    made = call("set_margin_type", {"symbol": "PEPEUSDT", "margin_type": "ISOLATED"})
    assert judged("symbol_allowlist", made, make_facts(symbol="PEPEUSDT")).code == "not_listed"
