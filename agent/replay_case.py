"""The case of a replay: all the record holds about one plan, and whether it is what the audit sealed."""

import json
from dataclasses import dataclass

from pydantic import JsonValue

from agent.planner.strict import MOST_CALLS
from agent.propose import approval_id_of
from agent.recording import dispatch_key, planning_key, reviews_key
from agent.replay_report import Stage, stage
from tools.errors import NotFound
from tools.ledger.ledger import ApprovalRow, Intent, Ledger
from tools.ledger.record import row_digest

_UNBROKEN = "unbroken"


@dataclass(frozen=True)
class Case:
    """The documents of a plan by key, its approvals with their successors, and the intents of those."""

    plan_id: str
    documents: dict[str, str]
    sealed: dict[str, str]
    """Digests the audit recorded, by key."""
    approvals: tuple[ApprovalRow, ...]
    intents: tuple[Intent, ...]
    audit: str
    """`unbroken`, or what is wrong with the audit."""

    def record(self) -> Stage:
        """Whether every document is the one the audit sealed."""
        recorded: dict[str, JsonValue] = {"audit": _UNBROKEN, **self.sealed}
        found: dict[str, JsonValue] = {key: row_digest(text) for key, text in self.documents.items()}
        return stage("record", recorded, {"audit": self.audit, **found})


async def case_of(plan_id: str, ledger: Ledger) -> Case:
    """Collect what the record holds.

    Raises:
        NotFound: it knows no such plan.
    """
    approvals = await _approvals(plan_id, ledger)
    found = [await ledger.intent(row.intent_id) for row in approvals if row.intent_id is not None]
    intents = tuple(intent for intent in found if intent is not None)
    keys = (
        plan_id,
        planning_key(plan_id),
        reviews_key(plan_id),
        *(reviews_key(plan_id, row.approval_id) for row in approvals),
        *(dispatch_key(plan_id, intent.intent_id) for intent in intents),
    )
    documents = {key: text for key in keys if (text := await ledger.plan(key)) is not None}
    sealed = {key: digest for key in keys if (digest := await _sealed(key, ledger)) is not None}
    if not documents and not sealed:
        raise NotFound(f"there is no plan {plan_id}", f"{plan_id} adlı bir plan yok")
    report = await ledger.verify_audit()
    audit = _UNBROKEN if report.ok else report.problem or "broken"
    return Case(plan_id, documents, sealed, approvals, intents, audit)


async def _approvals(plan_id: str, ledger: Ledger) -> tuple[ApprovalRow, ...]:
    rows: list[ApprovalRow] = []
    for index in range(MOST_CALLS):
        row = await ledger.approval(approval_id_of(plan_id, index))
        while row is not None:
            rows.append(row)
            row = await ledger.approval(row.successor_id) if row.successor_id else None
    return tuple(rows)


async def _sealed(key: str, ledger: Ledger) -> str | None:
    rows = await ledger.audit(limit=1, action="plan.saved", subject=key)
    digest = json.loads(rows[0].body).get("digest") if rows else None
    return digest if isinstance(digest, str) else None
