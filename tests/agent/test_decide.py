"""Decisions: nothing but a fresh yes to exactly what was shown places an order; the venue is the witness."""

import asyncio
from decimal import Decimal

import pytest

from agent.session import Principal
from guardrails.review import Review
from policies.limits import load
from tools.errors import NotFound
from tools.receipt import IntentState
from tools.terms import OrderStatus

AGENT = Principal("agent", "http", frozenset({"read", "propose"}))


async def test_a_yes_places_exactly_what_was_shown(desk):
    row = await desk.pending()

    decided = await desk.decide(row)

    shown = Review.model_validate_json(row.review).effects.orders[0]
    (order,) = await desk.orders()
    assert decided.accepted
    assert decided.reason == "ok"
    assert decided.receipt.state is IntentState.ACKED
    assert decided.receipt.status is OrderStatus.FILLED
    assert order["clientOrderId"] == decided.receipt.client_order_id
    assert str(order["orderId"]) == decided.receipt.order_id
    assert (order["symbol"], order["side"], order["type"]) == ("BTCUSDT", "BUY", "MARKET")
    assert Decimal(order["origQty"]) == shown.quantity == Decimal("0.0009")
    assert [evidence.action for evidence in decided.receipt.evidence][:3] == [
        "approval.proposed",
        "approval.approved",
        "intent.ready",
    ]


async def test_a_limit_order_rests_at_its_price(desk, limit_buy):
    decided = await desk.decide(await desk.pending(**limit_buy))

    (order,) = await desk.orders()
    assert (order["status"], Decimal(order["price"])) == ("NEW", Decimal(64000))
    assert decided.receipt.status is OrderStatus.SUBMITTED


@pytest.mark.fault("F15")
async def test_used_twice(desk, refused):
    row = await desk.pending()
    first = await desk.decide(row)

    second = await desk.decide(row)

    refused(second, "already_decided")
    assert second.receipt == first.receipt
    assert len(await desk.orders()) == 1


async def test_expired(desk, refused):
    row = await desk.pending()
    desk.clock.advance_ms(row.expires_ms - desk.clock.now_ms())

    refused(await desk.decide(row), "expired")

    assert await desk.orders() == []
    assert (await desk.app.sessions.approval(row.approval_id)).status == "expired"


async def test_good_until_the_last_moment(desk):
    row = await desk.pending()
    desk.clock.advance_ms(row.expires_ms - desk.clock.now_ms() - 200)

    assert (await desk.decide(row)).accepted


async def test_a_market_order_is_shown_for_30_seconds_another_for_90(desk, limit_buy):
    market, limit = await desk.pending(), await desk.pending(**limit_buy)

    assert market.expires_ms - market.created_ms <= 30_000
    assert 30_000 < limit.expires_ms - limit.created_ms <= 90_000


@pytest.mark.fault("F96")
async def test_of_another_user(desk, refused):
    row = await desk.pending()

    refused(await desk.decide(row, who=Principal("mallory", "chat", desk.trader.scopes)), "wrong_user")

    assert await desk.orders() == []
    assert (await desk.decide(row)).accepted


async def test_an_agent_proposes_a_trader_decides(desk, refused):
    row = await desk.pending(AGENT)

    refused(await desk.decide(row, who=AGENT), "missing_scope")
    assert await desk.orders() == []

    assert (await desk.decide(row)).accepted
    (order,) = await desk.orders()
    assert (await desk.app.sessions.approval(row.approval_id)).decided_by == "trader"
    assert order["status"] == "FILLED"


@pytest.mark.fault("F27")
async def test_over_mcp_nobody_decides(desk, refused):
    row = await desk.pending()

    for choice in ("approve", "reject", "edit"):
        over_mcp = Principal("trader", "mcp", desk.trader.scopes)
        refused(await desk.decide(row, choice, who=over_mcp, edits={"quantity": "0.001"}), "missing_scope")

    assert await desk.orders() == []
    assert (await desk.app.sessions.approval(row.approval_id)).status == "pending"


async def test_with_a_forged_digest(desk, refused, limit_buy):
    row, other = await desk.pending(), await desk.pending(**limit_buy)

    refused(await desk.decide(row, digest="sha256:" + "0" * 64), "digest_mismatch")
    refused(await desk.decide(row, digest=other.digest), "digest_mismatch")

    assert await desk.orders() == []


async def test_refusals_are_on_the_record(desk):
    row = await desk.pending()
    await desk.decide(row, digest="sha256:" + "0" * 64)

    (audit,) = await desk.app.ledger.audit(action="decision_refused")

    assert audit.actor == "trader"
    assert audit.subject == row.approval_id
    assert "digest_mismatch" in audit.body


async def test_an_unknown_approval(desk):
    with pytest.raises(NotFound):
        await desk.app.sessions.decide("apr_nothing", "approve", "sha256:0", desk.trader)


async def test_a_no_places_nothing(desk, refused):
    row = await desk.pending()

    decided = await desk.decide(row, "reject")

    assert decided.accepted
    assert decided.approval.status == "rejected"
    refused(await desk.decide(row), "already_decided")
    assert await desk.orders() == []


async def test_edited_parameters_are_a_new_proposal(desk, refused):
    row = await desk.pending()

    edited = await desk.decide(row, "edit", edits={"quantity": "0.001"})

    assert edited.accepted
    assert edited.approval.status == "edited"
    assert edited.approval.successor_id == edited.successor.approval_id
    assert await desk.orders() == []
    refused(await desk.decide(row), "superseded")
    refused(await desk.decide(edited.successor, digest=row.digest), "digest_mismatch")
    assert await desk.orders() == []

    assert (await desk.decide(edited.successor)).accepted
    (order,) = await desk.orders()
    assert Decimal(order["origQty"]) == Decimal("0.001")
    review = Review.model_validate_json(edited.successor.review)
    (diff,) = [row for row in review.diff if row.path == "quantity"]
    assert (diff.source, diff.after) == ("human", "0.001")


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ({"quantity": "5"}, "denied"),
        ({"quantity": "NaN"}, "invalid_edit"),
        ({"quantity": "-0.001"}, "invalid_edit"),
        ({"symbol": "PEPEUSDT"}, "denied"),
        ({"approved": True}, "invalid_edit"),
        ({"tool": "withdraw"}, "invalid_edit"),
    ],
)
async def test_an_edit_passes_the_same_gate(desk, refused, edits, reason):
    row = await desk.pending()

    refused(await desk.decide(row, "edit", edits=edits), reason)

    assert await desk.orders() == []
    assert (await desk.app.sessions.approval(row.approval_id)).status == "pending"


async def test_concurrent_edits_leave_one_successor(desk):
    row = await desk.pending()

    edits = [desk.decide(row, "edit", edits={"quantity": q}) for q in ("0.001", "0.0011", "0.0012")]
    decided = await asyncio.gather(*edits)

    assert sorted(d.accepted for d in decided) == [False, False, True]
    assert len(await desk.app.ledger.approvals("pending")) == 1


async def test_an_edit_against_an_approval_leaves_one_to_act_on(desk):
    row = await desk.pending()

    approved, edited = await asyncio.gather(
        desk.decide(row), desk.decide(row, "edit", edits={"quantity": "0.001"})
    )

    assert [approved.accepted, edited.accepted].count(True) == 1
    assert len(await desk.orders()) + len(await desk.app.ledger.approvals("pending")) == 1


@pytest.mark.fault("F16")
async def test_five_at_once_place_one_order(desk):
    row = await desk.pending()

    decided = await asyncio.gather(*(desk.decide(row) for _ in range(5)))

    assert len(await desk.orders()) == 1
    assert sorted(d.accepted for d in decided) == [False, False, False, False, True]
    assert {d.reason for d in decided if not d.accepted} == {"already_decided"}
    assert {d.receipt.receipt_id for d in decided} == {decided[0].receipt.receipt_id}
    assert len({d.receipt.client_order_id for d in decided}) == 1


async def test_after_a_policy_change(desk, refused):
    row = await desk.pending()
    limits = load("canary")
    numbers = dict(limits.limits)
    numbers["max_notional"] = numbers["max_notional"].model_copy(update={"value": Decimal(90)})
    await desk.open(limits=limits.model_copy(update={"limits": numbers}))

    decided = await desk.decide(row)

    refused(decided, "policy_changed")
    assert await desk.orders() == []
    assert decided.successor.digest != row.digest
    assert (await desk.decide(decided.successor)).accepted
    assert len(await desk.orders()) == 1


async def test_after_a_policy_change_that_forbids_it(desk, refused):
    row = await desk.pending()
    limits = load("canary")
    numbers = dict(limits.limits)
    numbers["max_notional"] = numbers["max_notional"].model_copy(update={"value": Decimal(20)})
    await desk.open(limits=limits.model_copy(update={"limits": numbers}))

    decided = await desk.decide(row)

    refused(decided, "policy_changed")
    assert decided.successor is None
    assert await desk.orders() == []


@pytest.mark.parametrize("price", ["65650", "64350"])
async def test_after_a_price_move_of_one_percent(desk, refused, price):
    row = await desk.pending()
    await desk.move_price("BTCUSDT", price)

    decided = await desk.decide(row)

    refused(decided, "price_moved")
    assert await desk.orders() == []
    assert decided.receipt.order_id is None
    again = await desk.decide(decided.successor)
    assert again.accepted
    assert len(await desk.orders()) == 1


async def test_a_small_price_move_is_within_the_band(desk):
    row = await desk.pending()
    await desk.move_price("BTCUSDT", "65200")

    assert (await desk.decide(row)).accepted


async def test_while_halted(desk, refused):
    row = await desk.pending()
    await desk.call("engage_kill_switch", reason="drill")

    decided = await desk.decide(row)

    refused(decided, "trading_state.halted")
    assert decided.successor is None
    assert "drill" in decided.message.en
    assert await desk.orders() == []


async def test_a_halted_approval_is_used_up_by_the_attempt(desk, refused):
    row = await desk.pending()
    await desk.call("engage_kill_switch", reason="drill")
    await desk.decide(row)
    release = await desk.call("release_kill_switch", reason="over")
    await desk.decide(await desk.app.sessions.approval(release.approval_ids[0]))

    refused(await desk.decide(row), "already_decided")

    assert await desk.orders() == []


async def test_the_venue_fails_at_the_check_before_sending(desk, refused):
    row = await desk.pending()
    await desk.fault(fault="status", count=100)

    decided = await desk.decide(row)

    refused(decided, decided.reason)
    assert await desk.orders() == []


async def test_the_answer_of_the_venue_is_lost(desk):
    row = await desk.pending()
    await desk.fault(fault="drop_after_accept", path="/order", method="POST")

    decided = await desk.decide(row)

    (order,) = await desk.orders()
    assert decided.receipt.state in (IntentState.ACKED, IntentState.UNKNOWN)
    assert order["clientOrderId"] == decided.receipt.client_order_id


async def test_the_venue_refuses_the_order(desk, limit_buy):
    row = await desk.pending(**limit_buy)
    await desk.fault(
        fault="status", path="/order", method="POST", status=400, code=-2019, msg="Margin is insufficient."
    )

    decided = await desk.decide(row)

    assert decided.receipt.state is IntentState.REJECTED
    assert decided.message.tr.strip()
    assert await desk.orders() == []


async def test_a_yes_that_carries_edits_places_nothing_and_stays_pending(desk):
    row = await desk.pending()

    decided = await desk.app.sessions.decide(
        row.approval_id, "approve", row.digest, desk.trader, {"quantity": "0.0015"}
    )

    assert (decided.accepted, decided.reason) == (False, "unexpected_edits")
    assert await desk.orders() == []
    assert (await desk.app.sessions.approval(row.approval_id)).status == "pending"


@pytest.mark.fault("F19")
async def test_an_edit_that_changes_nothing_is_refused(desk):
    row = await desk.pending()

    for edits in ({}, {"symbol": "BTCUSDT"}):
        decided = await desk.app.sessions.decide(row.approval_id, "edit", row.digest, desk.trader, edits)
        assert (decided.accepted, decided.reason) == (False, "invalid_edit")
