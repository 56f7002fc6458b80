"""What the chat does when somebody speaks, clicks or arrives."""

from pydantic import JsonValue, ValidationError

from agent.session import Principal
from agent.turn import Turn
from guardrails.review import Review
from tools.errors import InvalidCall, SparkError
from tools.ledger.ledger import ApprovalRow
from tools.text import Language, Text
from ui.cards import Card, asked_again
from ui.chat_decisions import RepeatClick, decide
from ui.chat_files import CardDocuments
from ui.chat_send import name_thread, post_error
from ui.chat_turn import show, show_cards
from ui.runtime import Runtime

MAX_PENDING = 5

_WAITING = Text(en="{count} proposal(s) wait for your decision.", tr="Kararınızı bekleyen {count} öneri var.")
_UNKNOWN = Text(en="There is nothing to propose again here.", tr="Burada yeniden önerilecek bir şey yok.")


async def greet(runtime: Runtime, user: str, language: Language) -> None:
    """Show the proposals that wait; an empty chat shows its starters instead."""
    rows = await runtime.sessions.approvals()
    mine = [row for row in rows if row.status == "pending" and (not row.exclusive or row.proposer == user)]
    if not mine:
        return
    shown = [Card(approval_id=row.approval_id, language=language) for row in mine[:MAX_PENDING]]
    await show_cards(_WAITING.say(language).format(count=len(mine)), shown, runtime)


async def say(
    text: str, runtime: Runtime, who: Principal, language: Language | None, thread: str | None = None
) -> None:
    """One utterance, planned and shown; it is carried to its end whatever the browser does."""
    if text.startswith("/"):
        # A conversation that starts with a bare command would stay without a name in the history.
        await name_thread(text)
    turn = await runtime.to_the_end(runtime.sessions.ask(text, who, language, thread=thread))
    await show(turn, runtime)


async def apologise(error: SparkError, language: Language) -> None:
    """Broken machinery says what to do."""
    await post_error(error.text.say(language))


async def take_click(
    payload: object, runtime: Runtime, who: Principal, language: Language
) -> dict[str, JsonValue]:
    """Decide, and show the proposal that took this one's place when there is one."""
    answer = await decide(payload, who, runtime)
    if answer.successor_id is not None:
        await show_cards("", [Card(approval_id=answer.successor_id, language=language)], runtime)
    return answer.as_json()


async def propose_again(
    payload: object, runtime: Runtime, who: Principal, language: Language, thread: str | None = None
) -> dict[str, JsonValue]:
    """Make a new proposal from the server's own copy of an old one; the click carries only its id."""
    try:
        click = RepeatClick.model_validate(payload)
    except ValidationError:
        return _refused(_UNKNOWN)
    found = await _asked(click, runtime)
    if found is None:
        return _refused(_UNKNOWN)
    name, args, spoken = found
    try:
        turn = await runtime.to_the_end(
            runtime.sessions.call_tool(name, args, who, spoken or language, thread=thread)
        )
    except InvalidCall as error:
        return _refused(error.text)
    await show(_without_steps(turn), runtime)
    return {"accepted": True, "reason": "ok", "message": {"en": "", "tr": ""}}


async def _asked(
    click: RepeatClick, runtime: Runtime
) -> tuple[str, dict[str, JsonValue], Language | None] | None:
    if click.approval_id is not None:
        row = await runtime.sessions.approval(click.approval_id)
        return _from_row(row) if row is not None else None
    document = CardDocuments(runtime.files).load(click.card_id) if click.card_id else None
    review = document.get("review") if document else None
    if document is None or not isinstance(review, dict):
        return None
    spoken: Language = "tr" if document.get("language") == "tr" else "en"
    return str(review["tool"]), asked_again(document, click.rule), spoken


def _from_row(row: ApprovalRow) -> tuple[str, dict[str, JsonValue], None]:
    review = Review.model_validate_json(row.review)
    return review.tool, dict(review.asked), None


def _refused(message: Text) -> dict[str, JsonValue]:
    return {"accepted": False, "reason": "refused", "message": message.model_dump(mode="json")}


def _without_steps(turn: Turn) -> Turn:
    return turn.model_copy(update={"calls": ()})
