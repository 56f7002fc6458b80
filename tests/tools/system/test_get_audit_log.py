import pytest
from pydantic import ValidationError

from tools.system.get_audit_log import AuditEntry, GetAuditLogParams, GetAuditLogResult, run, say

SECRET = "hunter2-do-not-show"


@pytest.fixture
async def record(reading):
    ledger = reading.context.ledger
    for number, tool in enumerate(("place_order", "cancel_order", "place_order")):
        await ledger.append("desk", "approval.proposed", f"apr_{number}", {"tool": tool, "note": SECRET})
    await ledger.append("executor", "leverage.set", "intent_1", {"leverage": 3})
    return reading.context


async def test_the_newest_rows_come_first(record):
    entries = (await run(GetAuditLogParams(limit=2), record)).entries
    assert [(each.action, each.tool, each.subject) for each in entries] == [
        ("leverage.set", None, "intent_1"),
        ("approval.proposed", "place_order", "apr_2"),
    ]
    assert entries[0].seq == entries[1].seq + 1


@pytest.mark.parametrize(
    ("action", "subjects"), [("place_order", ["apr_2", "apr_0"]), ("leverage.set", ["intent_1"]), ("no", [])]
)
async def test_an_action_is_a_tool_or_an_event_kind(record, action, subjects):
    entries = (await run(GetAuditLogParams(action=action), record)).entries
    assert [each.subject for each in entries] == subjects


async def test_what_a_row_holds_is_not_shown(record):
    result = await run(GetAuditLogParams(), record)
    assert SECRET not in result.model_dump_json() + say(result).en + say(result).tr


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 501}, {"action": "Robert'); DROP"}])
def test_wrong_questions_are_refused(wrong):
    with pytest.raises(ValidationError):
        GetAuditLogParams(**wrong)


def entry(**changed):
    fields = {
        "seq": 7,
        "time_ms": 1_750_000_000_000,
        "actor": "desk",
        "action": "approval.proposed",
        "tool": "place_order",
        "subject": "apr_1",
    }
    return AuditEntry(**fields | changed)


def test_in_words():
    said = say(GetAuditLogResult(entries=(entry(), entry(seq=6, tool=None, action="plan.saved"))))
    rows = "#7 06-15 15:06:40 desk approval.proposed (place_order); #6 06-15 15:06:40 desk plan.saved"
    assert said.en == f"2 rows of the record, newest first: {rows}."
    assert said.tr == f"Kayıttan 2 satır, en yenisi önce: {rows}."
    nothing = say(GetAuditLogResult(entries=()))
    assert (nothing.en, nothing.tr) == ("The record has no such row.", "Kayıtta böyle bir satır yok.")


def test_a_sentence_stays_short():
    wide = entry(actor="a" * 200, action="b" * 64, tool="c" * 64)
    said = say(GetAuditLogResult(entries=(wide,) * 500))
    assert max(len(said.en), len(said.tr)) <= 400
