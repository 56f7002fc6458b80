"""plan and ask: understand and judge; ask goes on to the approval card."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pydantic import JsonValue

from agent.decision import Decided
from agent.turn import Turn
from guardrails.review import Review
from tools.errors import SparkError
from tools.text import Language
from ui.app_parts import AppParts
from ui.commands.batch_line import line_of
from ui.commands.exits import Exit, of_decided, of_plan, of_turn
from ui.commands.opened import TRADER, apart, opened
from ui.outcome import outcome_json
from ui.render import show_receipt, show_turn
from ui.render_words import word
from ui.terminal import ask_person, complain, console, person_there, say, say_json

if TYPE_CHECKING:
    from agent.explain import Explanation

BASE_URL = "http://127.0.0.1:3003"


async def plan(text: str, language: Language | None, as_json: bool, explained: bool = False) -> int:
    """One plan, with what led to it where asked; changes nothing."""
    async with opened() as app:
        turn = await app.sessions.plan(text, TRADER, language)
        why = await _why(turn, app) if explained else None
    if as_json:
        say_json(turn.plan() | ({} if why is None else {"explanation": why.model_dump(mode="json")}))
        return of_plan(turn)
    show_turn(console(), turn)
    if why is not None:
        from ui.render_explain import show_explanation

        show_explanation(console(), why, turn.language, text)
    return of_plan(turn)


async def _why(turn: Turn, app: AppParts) -> "Explanation":
    # The exemplars are slow to import, and few ask.
    from agent.explain import explain

    return await explain(turn, app.ledger)


async def batch(source: str, language: Language | None) -> int:
    """A plan per JSON line of a file or of standard input (`-`), each without memory of the others."""
    code = Exit.OK
    async with apart() as app:
        with _lines(source) as lines:
            for line in filter(str.strip, lines):
                answer, failed = await _planned(line, language, app)
                code = Exit.USAGE if failed else code
                say_json(answer)
    return code


async def ask(text: str, language: Language | None, as_json: bool, thread: str | None = None) -> int:
    """A plan carried on: reads answered, dry runs simulated, approvals stored and, with a person
    at the terminal, offered."""
    async with opened(executing=True) as app:
        turn = await app.sessions.ask(text, TRADER, language, thread=thread)
        if as_json:
            say_json(outcome_json(turn, BASE_URL))
            return of_turn(turn)
        show_turn(console(), turn)
        waiting = [pair for pair in zip(turn.reviews, turn.approval_ids, strict=False) if pair[1]]
        if not waiting or not person_there():
            return of_turn(turn)
        return await _offer(waiting, turn.language, app)


async def _offer(waiting: list[tuple[Review, str | None]], language: Language, app: AppParts) -> int:
    code = Exit.OK
    for review, approval_id in waiting:
        if approval_id is None or not confirmed(review, language):
            say(word("still_pending", language))
            code = max(code, Exit.PENDING)
            continue
        decided = await app.sessions.decide(approval_id, "approve", review.approval.digest, TRADER)
        show_decided(decided, language)
        code = max(code, of_decided(decided))
    return code


def confirmed(review: Review, language: Language) -> bool:
    """Whether the person types what this kind of approval wants; a second person is never offered."""
    if review.approval.kind == "two_person":
        return False
    quantities = [str(order.quantity) for order in review.effects.orders]
    if review.approval.kind == "retype" and quantities:
        return ask_person(word("type_quantity", language)) == quantities[0]
    return ask_person(word("type_yes", language)).lower() == word("yes", language)


def show_decided(decided: Decided, language: Language) -> None:
    """What a decision came to, for people."""
    if decided.receipt is None or not decided.accepted:
        say(decided.message.say(language))
    if decided.receipt is not None:
        show_receipt(console(), decided.receipt, language)
    if decided.successor is not None:
        say(f"→ {decided.successor.approval_id} --digest {decided.successor.digest}")


async def _planned(line: str, language: Language | None, app: AppParts) -> tuple[JsonValue, bool]:
    try:
        request = line_of(line)
        turn: Turn = await app.sessions.plan(request.text, TRADER, request.lang or language)
    except ValueError as error:
        complain(f"batch: {error}")
        return {"id": _id(line), "error": {"code": "invalid_line", "message": str(error)}}, True
    except SparkError as error:
        return {"id": _id(line), "error": {"code": type(error).__name__, "message": error.text.en}}, True
    return {"id": request.id, **turn.plan()}, False


def _id(line: str) -> JsonValue:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data.get("id") if isinstance(data, dict) else None


def _lines(source: str) -> TextIO:
    return sys.stdin if source == "-" else Path(source).open(encoding="utf-8")
