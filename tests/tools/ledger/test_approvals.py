import asyncio

import pytest

from tools.errors import LedgerError, LedgerTampered, NotFound
from tools.receipt import IntentState


async def test_an_approval_creates_its_ready_intent(ledger, row, permit, yes):
    await ledger.propose(row())
    decided = await ledger.decide(yes(), permit())
    assert (decided.status, decided.decided_by, decided.intent_id) == ("approved", "desk", "int_nonce-apr_1")
    intent = await ledger.intent("int_nonce-apr_1")
    assert (intent.state, intent.permit) == (IntentState.READY, permit())
    assert [r.action for r in await ledger.audit(subject="apr_1")] == [
        "approval.approved",
        "approval.proposed",
    ]
    assert len(await ledger.audit(action="place_order")) == 3


@pytest.mark.fault("F16")
async def test_the_first_of_many_decisions_wins_over_two_connections(ledger, reopen, row, permit, yes):
    other = reopen()
    await ledger.propose(row())
    attempts = [
        (ledger if i % 2 else other).decide(
            yes(status="approved" if i % 3 else "rejected", actor=f"u{i}"),
            permit(approver=f"u{i}", nonce=f"n{i}") if i % 3 else None,
        )
        for i in range(24)
    ]
    answers = await asyncio.gather(*attempts)
    assert len(set(answers)) == 1
    winner = answers[0]
    assert len(await ledger.recent_intents(0)) == (1 if winner.status == "approved" else 0)
    assert (await other.verify_audit()).ok
    await other.close()


async def test_a_decision_after_the_time_finds_it_expired(ledger, row, permit, yes, clock):
    await ledger.propose(row())
    clock.advance_ms(90_000)
    assert (await ledger.decide(yes(), permit())).status == "expired"
    assert await ledger.recent_intents(0) == ()


async def test_reading_a_pending_approval_past_its_time_expires_it(ledger, row, clock):
    await ledger.propose(row())
    await ledger.propose(row("apr_2"))
    assert (await ledger.approval("apr_1")).status == "pending"
    clock.advance_ms(90_000)
    assert (await ledger.approval("apr_1")).status == "expired"
    assert [r.status for r in await ledger.approvals()] == ["expired", "expired"]
    assert await ledger.approvals("pending") == ()


@pytest.mark.parametrize(
    ("fields", "row_fields"),
    [({"digest": "sha256:other"}, {}), ({"actor": "stranger"}, {"exclusive": True})],
    ids=["other digest", "not the proposer"],
)
async def test_a_decision_that_does_not_fit_changes_nothing(ledger, row, permit, yes, fields, row_fields):
    await ledger.propose(row(**row_fields))
    answer = await ledger.decide(yes(**fields), permit(approver=fields.get("actor", "desk")))
    assert answer.status == "pending"
    assert await ledger.recent_intents(0) == ()
    assert (await ledger.audit(limit=1))[0].action == "approval.refused"


@pytest.mark.parametrize(
    "fields",
    [{"approval_id": "apr_2"}, {"plan_id": "plan_2"}, {"approver": "other"}, {"effects": None}],
    ids=["approval", "plan", "approver", "effects"],
)
async def test_a_permit_for_something_else_is_refused_whole(ledger, row, permit, yes, fields):
    if "effects" in fields:
        fields = {"effects": permit().effects.model_copy(update={"account": "another"})}
    await ledger.propose(row())
    before = await ledger.audit()
    with pytest.raises(LedgerError):
        await ledger.decide(yes(), permit().model_copy(update=fields))
    assert (await ledger.approval("apr_1")).status == "pending"
    assert await ledger.audit() == before


async def test_a_rejection_with_a_permit_creates_nothing(ledger, row, permit, yes):
    await ledger.propose(row())
    with pytest.raises(LedgerError):
        await ledger.decide(yes(status="rejected"), permit())
    assert (await ledger.approval("apr_1")).status == "pending"


@pytest.mark.fault("F18")
async def test_one_permit_cannot_create_two_intents(ledger, row, permit, yes):
    await ledger.propose(row())
    await ledger.propose(row("apr_2"))
    await ledger.decide(yes(), permit())
    with pytest.raises(LedgerError):
        await ledger.decide(yes("apr_2"), permit("apr_2", nonce="nonce-apr_1"))
    assert (await ledger.approval("apr_2")).status == "pending"


async def test_deciding_what_does_not_exist_is_an_error(ledger, yes):
    with pytest.raises(NotFound):
        await ledger.decide(yes("apr_9"), None)


async def test_the_same_approval_is_proposed_once(ledger, row):
    await ledger.propose(row())
    with pytest.raises(LedgerError):
        await ledger.propose(row())


@pytest.mark.fault("F75")
async def test_an_edited_row_is_not_decided(ledger, row, permit, yes, place):
    await ledger.propose(row())
    place.replace("approval", "place_order", "PLACE_ORDER")
    with pytest.raises(LedgerTampered):
        await ledger.decide(yes(), permit())
    with pytest.raises(LedgerTampered):
        await ledger.approval("apr_1")
