"""At dispatch: go, approve again, or no."""

from decimal import Decimal

import pytest

from guardrails.approval import issue
from guardrails.breaker import breaker
from guardrails.gate import review
from guardrails.recheck import recheck
from tools.catalogue import call
from tools.clock import VirtualClock
from tools.ids import SequenceIds
from tools.ledger.ledger import ApprovalRow
from tools.terms import VenueName


def permit_of(made, facts):
    result = review(made, facts)
    row = ApprovalRow(
        approval_id="apr_1",
        plan_id="plan_1",
        index=0,
        proposer="desk",
        exclusive=True,
        status="pending",
        digest=result.approval.digest,
        review="{}",
        created_ms=1,
        expires_ms=result.approval.expires_ms,
    )
    return issue(result, row, "desk", {"k1": b"k" * 32}, VirtualClock(), SequenceIds())


def approved(permit):
    reason = {"reason": "as approved"} if permit.effects.tool == "release_kill_switch" else {}
    return {**reason, **permit.effects.params}


def again(permit, facts):
    facts = facts.model_copy(update={"phase": "dispatch"})
    return recheck(permit, call(permit.effects.tool, approved(permit)), facts)


def test_an_unchanged_world_executes(make_facts, order):
    facts = make_facts(leverage=20)
    assert again(permit_of(order(notional="60"), facts), facts).outcome == "execute"


def test_an_approved_value_keeps_its_quantity(make_facts, order):
    permit = permit_of(order(notional="60"), make_facts())
    moved = make_facts(mark="64800", bid="64799.9", ask="64800.1")
    assert again(permit, moved).outcome == "execute"
    assert permit.effects.orders[0].quantity == Decimal("0.0009")


@pytest.mark.parametrize(
    ("world", "outcome", "code"),
    [
        ({"mark": "65650", "bid": "65649.9", "ask": "65650.1"}, "approve_again", "price_moved"),
        ({"leverage": 20}, "approve_again", "effects_changed"),
        ({"profile": "testnet"}, "approve_again", "policy_changed"),
        ({"state": "HALTED"}, "refuse", "trading_state.halted"),
        ({"account_name": "local-testnet:other"}, "refuse", "environment_changed"),
        ({"equity": "4900"}, "refuse", "max_daily_loss.reached"),
        ({"age_ms": 5000}, "refuse", "stale_data.stale"),
        ({"market": None}, "refuse", "no_price"),
        ({"position": "0.0999"}, "refuse", "max_position.too_large"),
    ],
)
def test_a_changed_world_does_not(make_facts, order, world, outcome, code):
    permit = permit_of(order(), make_facts())
    result = again(permit, make_facts(**world))
    assert (result.outcome, result.code) == (outcome, code)
    assert result.text.en
    assert result.text.tr


def test_an_expired_permit_is_refused(make_facts, order):
    facts = make_facts()
    permit = permit_of(order(), facts)
    late = facts.model_copy(update={"now_ms": permit.expires_ms + 1})
    assert again(permit, late).code == "expired"


def test_closing_waits_for_no_price(make_facts):
    made = call("close_position", {"symbol": "BTCUSDT", "dry_run": False})
    permit = permit_of(made, make_facts(position="0.5"))
    fallen = {"mark": "60000", "bid": "59999.9", "ask": "60000.1", "state": "HALTED", "position": "0.5"}
    assert again(permit, make_facts(**fallen)).outcome == "execute"
    assert again(permit, make_facts(position="0.4")).code == "effects_changed"
    assert again(permit, make_facts(position="0")).outcome == "refuse"


def test_a_release_is_judged_again_without_its_reason(make_facts):
    facts = make_facts(state="HALTED")
    permit = permit_of(call("release_kill_switch", {"reason": "drill over"}), facts)
    assert again(permit, facts).outcome == "execute"


@pytest.mark.parametrize("venue", [VenueName.BINANCE_FUTURES, VenueName.BINANCE_SPOT])
def test_the_breaker_latches_the_venue_that_lost_at_the_limit(make_facts, venue):
    lost = make_facts(equity="4950", venue=venue)
    row = breaker(lost)
    assert (row.scope, row.state) == (f"venue:{venue}", "REDUCING")
    elsewhere = row.model_copy(update={"scope": "venue:btcturk-spot"})
    assert breaker(lost.model_copy(update={"trading": (elsewhere,)})) is not None
    assert breaker(lost.model_copy(update={"trading": (row,)})) is None


def test_the_breaker_latches_at_the_limit(make_facts):
    assert breaker(make_facts(equity="4950.01")) is None
    row = breaker(make_facts(equity="4950"))
    assert "50 USDT" in row.reason
    assert breaker(make_facts(equity="4000", state="HALTED")) is None
    assert breaker(make_facts(equity="4000", state="ACTIVE")) is not None
    assert breaker(make_facts(account=None)) is None


def test_a_loss_that_was_reset_latches_nothing_and_a_further_one_does(make_facts):
    def after_reset(equity, limit_from):
        facts = make_facts(equity=equity)
        day = facts.account.day.model_copy(update={"reset_equity": Decimal(limit_from)})
        account = facts.account.model_copy(update={"day": day})
        return facts.model_copy(update={"account": account})

    assert breaker(after_reset("4940", "4940")) is None
    assert breaker(after_reset("4890.01", "4940")) is None
    row = breaker(after_reset("4890", "4940"))
    assert (row.scope, row.state) == ("venue:binance-futures", "REDUCING")
    assert "daily loss 50 USDT since the last reset" in row.reason
