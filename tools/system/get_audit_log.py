"""get_audit_log: the newest rows of the record: who did what, when, to what."""

import json
from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.clock import to_datetime
from tools.frozen import Frozen, Params, Result
from tools.ledger.ledger import AuditRow
from tools.spec import Tool, ToolContext
from tools.text import Text
from tools.wording import clipped, listed, plural

SHOWN = 3
"""Entries a sentence names."""
_WIDEST = 32


class GetAuditLogParams(Params):
    """How many rows, and of what."""

    limit: Annotated[int, Field(strict=True, ge=1, le=500)] = 50
    """How many of the newest rows; 1 to 500."""
    action: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{1,63}$", examples=["place_order"])] | None = None
    """Name of a tool or of an event kind, e.g. `kill_switch.engaged`; everything when left out."""


class AuditEntry(Frozen):
    """One row, without its body: that can hold whatever somebody typed."""

    seq: int
    time_ms: int
    actor: str
    action: str
    tool: str | None
    """The tool it is about, where the row names one."""
    subject: str
    """Id of the plan, approval, intent or scope it is about."""


class GetAuditLogResult(Result):
    """Rows, newest first."""

    entries: tuple[AuditEntry, ...]


async def run(params: GetAuditLogParams, context: ToolContext) -> GetAuditLogResult:
    """Read the newest rows.

    Raises:
        LedgerError: the record cannot be read.
    """
    rows = await context.ledger.audit(limit=params.limit, action=params.action)
    return GetAuditLogResult(entries=tuple(map(_entry, rows)))


def _entry(row: AuditRow) -> AuditEntry:
    tool = json.loads(row.body).get("tool")
    return AuditEntry(
        seq=row.seq,
        time_ms=row.time_ms,
        actor=row.actor,
        action=row.action,
        tool=tool if isinstance(tool, str) else None,
        subject=row.subject,
    )


def say(result: GetAuditLogResult) -> Text:
    """How many rows were read, and the newest few."""
    count = len(result.entries)
    if not count:
        return Text(en="The record has no such row.", tr="Kayıtta böyle bir satır yok.")
    named = listed([_say_entry(entry) for entry in result.entries[:SHOWN]], SHOWN)
    return Text(
        en=f"{plural(count, 'row')} of the record, newest first: {named.en}.",
        tr=f"Kayıttan {count} satır, en yenisi önce: {named.tr}.",
    )


def _say_entry(entry: AuditEntry) -> Text:
    at = to_datetime(entry.time_ms).strftime("%m-%d %H:%M:%S")
    what = clipped(entry.action if entry.tool is None else f"{entry.action} ({entry.tool})", 2 * _WIDEST)
    words = f"#{entry.seq} {at} {clipped(entry.actor, _WIDEST)} {what}"
    return Text(en=words, tr=words)


TOOL = Tool(
    name="get_audit_log",
    effect=Effect.READ,
    summary=Text(
        en="Newest rows of the record: who did what, when, to what",
        tr="Kaydın en yeni satırları: kim, ne zaman, neyi, ne yaptı",
    ),
    params=GetAuditLogParams,
    result=GetAuditLogResult,
    run=run,
    say=say,
)
