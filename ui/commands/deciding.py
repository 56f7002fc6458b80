"""approvals, approve and reject: what waits, and deciding it from this terminal."""

from typing import Literal

from rich.text import Text

from agent.decision import Decided
from guardrails.review import Review
from tools.errors import NotFound
from tools.ledger.ledger import ApprovalRow
from tools.text import Language
from ui.app_parts import AppParts
from ui.approval_resource import approval_json
from ui.commands.exits import Exit, of_decided
from ui.commands.opened import TRADER, opened, spoken
from ui.commands.planning import show_decided
from ui.render import show_review
from ui.render_words import word
from ui.terminal import console, say, say_json


async def approvals(lang: Language | None, as_json: bool, everything: bool) -> int:
    """The approvals that wait, or all of the latest ones."""
    language = spoken(lang)
    async with opened() as app:
        rows = [row for row in await app.sessions.approvals() if everything or row.status == "pending"]
        if as_json:
            say_json([approval_json(row, None, language) for row in rows])
            return Exit.OK
        for row in rows:
            _show(row, language)
        if not rows:
            say(word("nothing_waits", language))
    return Exit.OK


async def decide(
    approval_id: str,
    decision: Literal["approve", "reject"],
    digest: str | None,
    lang: Language | None,
    as_json: bool,
) -> int:
    """One decision; approving needs the digest the person has seen."""
    language = spoken(lang)
    async with opened(executing=decision == "approve") as app:
        row = await _row(approval_id, app)
        # Rejecting sends nothing, so it does not insist on the digest.
        decided = await app.sessions.decide(approval_id, decision, digest or row.digest, TRADER)
    if as_json:
        say_json(_json(decided, language))
    else:
        show_decided(decided, language)
    return of_decided(decided)


async def _row(approval_id: str, app: AppParts) -> ApprovalRow:
    row = await app.sessions.approval(approval_id)
    if row is None:
        raise NotFound(f"there is no approval {approval_id}", f"{approval_id} adlı bir onay yok")
    return row


def _json(decided: Decided, language: Language) -> dict[str, object]:
    resource = approval_json(decided.approval, decided.receipt, language)
    successor = decided.successor and approval_json(decided.successor, None, language)
    outcome = {"accepted": decided.accepted, "reason": decided.reason}
    return {**resource, **outcome, "message": decided.message.say(language), "successor": successor}


def _show(row: ApprovalRow, language: Language) -> None:
    review = Review.model_validate_json(row.review)
    waiting = row.approval_id if row.status == "pending" else None
    console().print(Text(f"{row.approval_id} · {row.status} · {row.proposer}", style="bold"))
    show_review(console(), review, language, waiting)
