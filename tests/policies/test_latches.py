"""latches: what a release is about, and what it leaves as it is."""

from decimal import Decimal

import pytest

from guardrails.gate import review
from policies.rules import latches, max_daily_loss
from policies.verdict import Outcome
from tools.catalogue import call
from tools.ledger.ledger import TradingStateRow
from tools.safety.latches import BREAKER

NOON = 1_750_000_000_000  # 2025-06-15 15:06 UTC


def row(scope, state="REDUCING", actor=BREAKER, reason="daily loss 62 USDT reached the limit of 50 USDT"):
    return TradingStateRow(scope=scope, state=state, reason=reason, actor=actor, time_ms=NOON)


FUTURES, SPOT = row("venue:binance-futures"), row("venue:binance-spot")
ALL = row("all", "HALTED", "desk", "drill")
ETH = row("symbol:ETHUSDT", "HALTED", "desk", "delisting")


@pytest.fixture
def judged(make_facts):
    def run(tool, *rows, **args):
        return latches.judge(call(tool, {"reason": "r", **args}), make_facts(trading=rows))

    return run


def test_releasing_everything_names_what_it_releases_and_what_stays(judged):
    verdict = judged("release_kill_switch", FUTURES, ALL, ETH)
    assert verdict.outcome is Outcome.ALLOW
    assert "Releases all trading: HALTED since 2025-06-15 15:06 UTC by desk (drill)." in verdict.reason.en
    why = "only reducing since 2025-06-15 15:06 UTC by policy:breaker (daily loss 62 USDT reached the limit"
    assert f"Stays latched: trading on binance-futures: {why}" in verdict.reason.en
    assert "write “reset the circuit breaker on futures because …”" in verdict.reason.en
    assert "“release the kill switch for ETHUSDT because …”" in verdict.reason.en
    assert "“futures devre kesicisini sıfırla, sebep: …” yazın" in verdict.reason.tr


def test_the_card_itself_says_it(make_facts):
    facts = make_facts(trading=(FUTURES, ALL))
    seen = review(call("release_kill_switch", {"reason": "drill over"}), facts)
    (factor,) = seen.risk.factors
    assert "Releases all trading" in factor.why.en
    assert "daily loss 62 USDT" in factor.why.en
    assert "“reset the circuit breaker on futures because …”" in factor.why.en
    assert seen.outcome == "allow"


def test_releasing_everything_while_only_a_breaker_is_latched_asks(judged):
    verdict = judged("release_kill_switch", FUTURES)
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "other_latch")
    assert "Not halted: all trading." in verdict.reason.en
    assert "“reset the circuit breaker on futures because …”" in verdict.reason.en


@pytest.mark.parametrize("tool", ["release_kill_switch", "reset_circuit_breaker"])
def test_with_nothing_latched_it_may_and_says_that_it_changes_nothing(judged, tool):
    verdict = judged(tool, ALL.model_copy(update={"state": "ACTIVE"}))
    assert verdict.outcome is Outcome.ALLOW
    assert "changes nothing" in verdict.reason.en


def test_a_reset_is_about_the_one_breaker_that_is_latched(make_facts):
    facts = make_facts(trading=(FUTURES, ALL))
    seen = review(call("reset_circuit_breaker", {"reason": "reviewed"}), facts)
    assert seen.effects.params == {"venue": "binance-futures"}
    (shown,) = [each for each in seen.diff if each.path == "venue"]
    assert "another 50 USDT today latches it again" in shown.reason.en
    assert (seen.outcome, seen.approval.kind) == ("allow", "click")
    assert seen.risk.score == 40


def test_of_two_latched_breakers_it_asks_which(judged):
    verdict = judged("reset_circuit_breaker", FUTURES, SPOT)
    assert (verdict.outcome, verdict.code) == (Outcome.ASK, "which")
    assert "“reset the circuit breaker on spot because …”" in verdict.reason.en
    named = judged("reset_circuit_breaker", FUTURES, SPOT, venue="binance-spot")
    assert named.outcome is Outcome.ALLOW
    assert "Stays latched: trading on binance-futures" in named.reason.en


def test_a_reset_approved_for_one_venue_never_becomes_one_of_another(make_facts):
    seen = review(call("reset_circuit_breaker", {"reason": "r"}), make_facts(trading=(FUTURES,)))
    later = make_facts(trading=(FUTURES.model_copy(update={"state": "ACTIVE"}), SPOT))
    again = review(call("reset_circuit_breaker", {**seen.effects.params, "reason": "r"}), later)
    assert again.effects.params == {"venue": "binance-futures"}
    assert not any("Releases" in factor.why.en for factor in again.risk.factors)


@pytest.mark.parametrize(("equity", "outcome"), [("4890.01", Outcome.ALLOW), ("4890", Outcome.DENY)])
def test_after_a_reset_the_rule_counts_the_loss_from_there(make_facts, order, equity, outcome):
    facts = make_facts(equity=equity)
    day = facts.account.day.model_copy(update={"reset_equity": Decimal(4940)})
    facts = facts.model_copy(update={"account": facts.account.model_copy(update={"day": day})})
    verdict = max_daily_loss.judge(order(), facts)
    assert verdict.outcome is outcome
    if outcome is Outcome.DENY:
        assert "resets the circuit breaker" in verdict.reason.en
        assert "devre kesici sıfırlanana kadar" in verdict.reason.tr
