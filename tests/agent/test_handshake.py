"""The handshake: what one version approved, another does not execute."""

import pytest

from agent.authority import grant
from agent.counterpart import ACTION, SUBJECT
from agent.wiring import build
from tools.errors import VersionMismatch
from tools.receipt import IntentState


async def said_by_another_version(desk, **changed):
    """The record, as an executor of another version leaves it."""
    opened = {"build": {**desk.app.parts.execution.build().model_dump(), **changed}, "accounts": {}}
    await desk.app.ledger.append("executor", ACTION, SUBJECT, opened)


async def test_an_executor_says_what_it_is_once(desk):
    await desk.open()
    rows = await desk.app.ledger.audit(action=ACTION)
    assert len(rows) == 1, "a restart of the same version says nothing new"
    assert desk.app.parts.execution.build().code in rows[0].body


@pytest.mark.parametrize("part", ["code", "policy", "schema_version"])
async def test_a_server_approves_nothing_for_an_executor_of_another_version(desk, part):
    row = await desk.pending()
    second = await build(desk.settings, clock=desk.clock, transport=desk.transport)
    await second.start()
    await said_by_another_version(desk, **{part: 99 if part == "schema_version" else "sha256:other"})
    try:
        with pytest.raises(VersionMismatch, match=part):
            await second.sessions.decide(row.approval_id, "approve", row.digest, desk.trader)
        assert (await second.sessions.approval(row.approval_id)).status == "pending"
    finally:
        await second.close()
    assert await desk.orders() == []


async def test_what_another_version_approved_is_asked_for_again(desk, limit_buy):
    row = await desk.pending(**limit_buy)
    decided, _ = await grant(row, "trader", "chat", desk.app.parts)
    await said_by_another_version(desk, code="sha256:older")
    desk.clock.advance_ms(1)

    await desk.open()
    receipt = await desk.app.parts.execution.of_approval(row.approval_id)

    assert receipt.state is IntentState.REJECTED
    assert (await desk.app.ledger.intent(decided.intent_id)).code == "version_changed"
    assert await desk.orders() == []


async def test_a_word_of_an_unknown_version_counts_as_another(desk):
    row = await desk.pending()
    second = await build(desk.settings, clock=desk.clock, transport=desk.transport)
    await second.start()
    await desk.app.ledger.append("executor", ACTION, SUBJECT, {"spoken": "differently"})
    try:
        with pytest.raises(VersionMismatch):
            await second.sessions.decide(row.approval_id, "approve", row.digest, desk.trader)
    finally:
        await second.close()
