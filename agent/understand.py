"""Turn, first stage: an utterance or a typed call becomes a turn with calls, a question or a refusal."""

import json
from collections.abc import Collection, Mapping

from pydantic import JsonValue

from agent.parts import Parts
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse, Surroundings, Utterance
from agent.recorded_shape import SHAPE
from agent.recording import Asked, Made, Planning, keep_planning
from agent.turn import PlanStatus, Turn, dump
from tools import preferences
from tools.call import Effect, Origin, Source, ToolCall
from tools.catalogue import call, tool
from tools.errors import InvalidCall
from tools.text import Language, Text

_SCOPES = {
    Effect.READ: "read",
    Effect.COMPUTE: "propose",
    Effect.TRADE: "propose",
    Effect.CONTROL: "control",
}
_BROKEN = Text(
    en="I could not make a valid call of that; please say it in other words.",
    tr="Bundan geçerli bir çağrı çıkaramadım; lütfen başka sözcüklerle söyleyin.",
)


async def understand(asked: Asked, parts: Parts) -> Turn:
    """Let the planner read the text; it answers with calls, a question, a refusal or an answer."""
    now_ms = parts.context.clock.now_ms()
    surroundings, problem = await _around(asked, parts)
    utterance = Utterance(text=asked.text, language=asked.language, user=asked.actor)
    proposal = await parts.planner.plan(utterance, surroundings)
    turn = understood(asked, proposal, problem)
    planning = Planning(
        shape=SHAPE,
        asked=asked,
        now_ms=now_ms,
        surroundings=surroundings,
        problem=problem,
        verbatim=proposal.verbatim,
        proposal=proposal_json(proposal),
        turn=json.loads(dump(turn)),
    )
    await keep_planning(parts.context.ledger, planning)
    return turn


async def _around(asked: Asked, parts: Parts) -> tuple[Surroundings, Text | None]:
    """What a planner may look at: the numbers of this turn, and the conversation it is part of."""
    surroundings, problem = await parts.lookout.look()
    known = await preferences.read(parts.context.ledger, asked.actor)
    surroundings = surroundings.model_copy(update={"preferences": known})
    if asked.thread is not None:
        thread = await parts.conversations.thread(asked.actor, asked.thread)
        surroundings = surroundings.model_copy(update={"thread": thread})
    if known.margin_type is not None:
        surroundings = await parts.lookout.with_margins(asked.text, surroundings)
    return surroundings, problem


def understood(asked: Asked, proposal: Proposal, problem: Text | None) -> Turn:
    """The turn a proposal becomes, within what the principal may do."""
    if problem is not None and isinstance(proposal.content, Clarify):
        # Without the venue's instruments the planner misses everything; the cause is the better answer.
        proposal = proposal.model_copy(update={"content": Clarify(question=problem)})
    turn = _turn(asked.plan_id, asked.text, asked.actor, proposal)
    return turn if asked.scopes is None else within(turn, asked.scopes)


def proposal_json(proposal: Proposal) -> JsonValue:
    """A proposal as data, without its calls: those nobody believes until the turn has checked them."""
    data: JsonValue = proposal.model_dump(mode="json", exclude={"content": {"calls"}})
    return data


async def understand_typed(turn: Turn, scopes: tuple[str, ...], parts: Parts) -> Turn:
    """The turn of a typed call, within what the principal may do."""
    allowed = within(turn, scopes)
    planning = Planning(
        shape=SHAPE,
        asked=Asked(
            plan_id=turn.plan_id, text=turn.text, actor=turn.actor, language=turn.language, scopes=scopes
        ),
        now_ms=parts.context.clock.now_ms(),
        typed=Made.of(turn.calls[0]),
        turn=json.loads(dump(allowed)),
    )
    await keep_planning(parts.context.ledger, planning)
    return allowed


def within(turn: Turn, scopes: Collection[str]) -> Turn:
    """The turn, or a refusal when a call needs a scope the principal does not hold."""
    needed = {_SCOPES[tool(made.tool).effect] for made in turn.calls}
    missing = sorted(needed - set(scopes))
    if not missing:
        return turn
    text = Text(
        en=f"You may not do this here: the scope {', '.join(missing)} is missing.",
        tr=f"Bunu buradan yapamazsınız: {', '.join(missing)} yetkisi eksik.",
    )
    return turn.model_copy(
        update={"status": "refused", "calls": (), "withdraws": (), "message": text.say(turn.language)}
    )


def typed(plan_id: str, name: str, args: Mapping[str, object], actor: str, language: Language) -> Turn:
    """A turn for one typed call, without a planner.

    Raises:
        InvalidCall: the arguments do not fit the tool.
    """
    origins = tuple(Origin(path=path, source=Source.USER) for path in args)
    made = call(name, args, origins)
    return Turn(
        plan_id=plan_id,
        text="",
        actor=actor,
        language=language,
        planner="offline",
        status=_status((made,)),
        calls=(made,),
    )


def _turn(plan_id: str, text: str, actor: str, proposal: Proposal) -> Turn:
    language = proposal.language
    notice = f"{proposal.notice.say(language)} " if proposal.notice else ""
    turn = Turn(
        plan_id=plan_id,
        text=text,
        actor=actor,
        language=language,
        planner=proposal.planner,
        status="answered",
        message=notice.strip(),
        withdraws=proposal.withdraws,
        read_as=proposal.read_as,
    )
    update: dict[str, object]
    match proposal.content:
        case Calls(calls=calls, note=note):
            said = notice + (note.say(language) if note else "")
            update = _checked(calls, language) | {"message": said.strip()}
        case Clarify(question=question):
            asked = question.say(language)
            update = {"status": "clarify", "question": asked, "message": notice + asked}
        case Refuse(reason=reason):
            update = {"status": "refused", "message": notice + reason.say(language)}
        case Answer(message=message):
            update = {"message": notice + message.say(language)}
    return turn.model_copy(update=update)


def _checked(calls: tuple[ToolCall, ...], language: Language) -> dict[str, object]:
    # A planner is not believed: whatever it emits goes through the catalogue's schemas here.
    try:
        valid = tuple(call(c.tool, _given(c), c.origins) for c in calls)
    except (InvalidCall, ValueError) as error:
        text = error.text if isinstance(error, InvalidCall) else _BROKEN
        return {"status": "clarify", "question": text.say(language)}
    return {"status": _status(valid), "calls": valid}


def _given(made: ToolCall) -> dict[str, object]:
    return {name: getattr(made.params, name) for name in made.params.model_fields_set}


def _status(calls: tuple[ToolCall, ...]) -> PlanStatus:
    reads = all(tool(made.tool).effect is Effect.READ for made in calls)
    return "answered" if reads else "proposed"
