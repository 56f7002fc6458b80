from policies import RULES
from policies.rules.availability import judge
from policies.verdict import Outcome
from tools.catalogue import call
from tools.safety.set_risk_rule import RiskRule

TWAP = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "1", "duration_minutes": 60, "slices": 12}


def test_a_tool_that_cannot_run_is_denied_by_name_with_what_works(make_facts):
    verdict = judge(call("place_twap", TWAP), make_facts())
    assert (verdict.outcome, verdict.code, verdict.actual) == (Outcome.DENY, "not_yet", "place_twap")
    assert verdict.reason.en.startswith("place_twap is not available yet")
    assert "place_order" in verdict.reason.en
    assert "place_order" in verdict.reason.tr


def test_it_says_nothing_about_tools_that_run(make_facts, order):
    assert judge(order(), make_facts()) is None


def test_every_limit_a_rule_is_named_after_can_be_named_in_set_risk_rule():
    assert {rule.name for rule in RULES if rule.limit == rule.name} == set(RiskRule)
