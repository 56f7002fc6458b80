"""OfflinePlanner: the deterministic planner; the same words always give the same plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from agent.planner.grammar import conditions, guards, intents, misspelled, replies, scope, slash
from agent.planner.grammar.clauses import clauses
from agent.planner.grammar.fold import alien, apart, clean, fold
from agent.planner.grammar.language import counts_turkish, detect, half_turkish, speaks
from agent.planner.grammar.outcome import Outcome, Step
from agent.planner.grammar.scene import Correction, Scene
from agent.planner.grammar.spelling import look, may_be_verb
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse, Surroundings, Utterance
from agent.planner.rereading import reread
from tools.call import Effect, ToolCall
from tools.catalogue import TOOLS, call, tool
from tools.clock import Clock
from tools.errors import InvalidCall
from tools.text import Language, Text

Content = Calls | Clarify | Refuse | Answer
_LONGEST = 2_000
"""Characters read of one utterance; an order is never that long."""
_MOST_STEPS = 8
_SETTINGS = ("hedge_mode", "one_way", "isolated", "crossed", "leverage")
_LANGUAGES: tuple[Language, ...] = ("en", "tr")
_WHOLE_DIGITS, _PART_DIGITS = 20, 18
"""Digits an amount can have before and after its point."""


class OfflinePlanner:
    """Reads English and Turkish by grammar alone: no model, no network, no state."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        """Never raises for any text: what is not understood becomes a question or an answer."""

        def read(text: str, correction: Correction | None) -> Proposal:
            return self._read(text, utterance.language, surroundings, correction)

        return reread(apart(clean(utterance.text).strip()), read)

    def _read(
        self, text: str, asked: Language | None, surroundings: Surroundings, correction: Correction | None
    ) -> Proposal:
        command = slash.split(text)
        heard = slash.language(command[0]) if command else self._heard(text[:_LONGEST], surroundings)
        speech = asked or heard

        @cache
        def see(part: str) -> Scene:
            return _shown(look(part, heard, speech, surroundings, self._today()), correction)

        content = _content(text, command, see)
        if len(text) <= _LONGEST and not isinstance(content, Refuse):
            said = conditions.question(content, see(text))
            content = Clarify(question=said) if said else content
        return Proposal(planner="offline", language=speech, content=content)

    def _heard(self, text: str, surroundings: Surroundings) -> Language:
        """Turkish also where English words outnumber it, when only Turkish accounts for all the words."""
        heard = detect(text)
        if heard == "tr" or not half_turkish(text):
            return heard
        left = {
            language: sum(
                not (speaks(token.stem, "en") or speaks(token.stem, language))
                for token in look(text, language, language, surroundings).unexplained
            )
            for language in _LANGUAGES
        }
        fewer = left["tr"] - counts_turkish(text) < left["en"]
        return "tr" if fewer else "en"

    def _today(self) -> date | None:
        if self._clock is None:
            return None
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).date()


def _shown(scene: Scene, correction: Correction | None) -> Scene:
    """The scene, which tells that one of its words was put right before it was looked at."""
    if correction is None or correction.read not in scene.folded:
        return scene
    return replace(scene, corrections=(correction, *scene.corrections))


def _content(text: str, command: tuple[str, str] | None, see: slash.Look) -> Content:
    folded = fold(text)
    if reason := guards.refused(folded[:_LONGEST]) or misspelled.refused(folded[:_LONGEST]):
        return Refuse(reason=reason)
    if char := alien(text):
        return _alien(text, char)
    if len(text) > _LONGEST:
        return Answer(message=replies.HELP)
    if command:
        return _calls([slash.run(*command, see)])
    if guards.assents(folded):
        return Answer(message=replies.ASSENT)
    text = guards.unquoted(text, folded)
    folded = fold(text)
    if quote := guards.quoted(text, folded):
        return _draft(quote, see)
    if (call := intents.whole(text, see(text))) is not None:
        return _calls([call])
    return _stepped(folded, clauses(text, see))


def _stepped(folded: str, steps: Sequence[Scene]) -> Content:
    """The plan of all steps, or the question about the one that was lost."""
    if len(steps) > _MOST_STEPS:
        return Clarify(question=replies.TOO_MANY)
    outcomes = [intents.read(scene) for scene in steps]
    if (said := scope.over_all(folded, outcomes)) is not None:
        return said
    if lost := _lost_command(steps, outcomes):
        return Clarify(question=replies.lost_step(lost), lost=True)
    return _calls(outcomes)


def _lost_command(steps: Sequence[Scene], outcomes: Sequence[Outcome]) -> str | None:
    """A step that was not understood beside steps that were: half of an utterance is not proposed."""
    if not any(isinstance(outcome, Step) for outcome in outcomes):
        return None
    pairs = zip(steps, outcomes, strict=True)
    return next(
        (
            scene.text
            for scene, said in pairs
            if said in (Answer(message=replies.HELP), Answer(message=replies.TOLD))
            and (scene.acts or scene.has(*_SETTINGS) or may_be_verb(scene))
        ),
        None,
    )


def _alien(text: str, char: str) -> Content:
    plain = any(c.isascii() and c.isalnum() for c in text)
    return (
        Clarify(question=replies.odd_character(char))
        if plain or char.isdigit()
        else Answer(message=replies.HELP)
    )


def _draft(quote: guards.Quoted, see: slash.Look) -> Content:
    """What a pasted text says becomes a simulated draft at most."""
    if not quote.wanted:
        return Answer(message=replies.QUOTE_ONLY)
    content = _calls([intents.read(see(quote.body))])
    if not isinstance(content, Calls):
        return content
    if any(made.tool not in ("place_order", "close_position") for made in content.calls):
        return Answer(message=replies.QUOTE_ONLY)
    return Calls(calls=tuple(_simulated(made) for made in content.calls), note=replies.DRAFT)


def _simulated(made: ToolCall) -> ToolCall:
    origins = tuple(origin for origin in made.origins if origin.path != "dry_run")
    args = {path: value for path, value in made.effective().items() if path in made.params.model_fields_set}
    return call(made.tool, args | {"dry_run": True}, origins)


def _calls(outcomes: Sequence[Outcome]) -> Content:
    """All steps, or the first thing that stands against proposing any of them."""
    steps = [outcome for outcome in outcomes if isinstance(outcome, Step)]
    said = [outcome for outcome in outcomes if not isinstance(outcome, Step)]
    for outcome in said:
        if isinstance(outcome, Clarify | Refuse):
            return outcome
    if not steps:
        return said[0] if said else Answer(message=replies.HELP)
    made: list[ToolCall] = []
    for step in steps:
        content = _made(step)
        if not isinstance(content, ToolCall):
            return content
        if content not in made or tool(content.tool).effect is not Effect.READ:
            made.append(content)
    note = next((outcome.message for outcome in said if isinstance(outcome, Answer)), None)
    return Calls(calls=tuple(made), note=_joined(steps, note))


def _joined(steps: Sequence[Step], note: Text | None) -> Text | None:
    return next((step.note for step in steps if step.note), note)


def _made(step: Step) -> ToolCall | Clarify:
    effects = {each.name: each.effect for each in TOOLS}
    try:
        return call(step.tool, step.args, step.origins)
    except InvalidCall as problem:
        if _too_long(step.args):
            return Clarify(question=replies.TOO_LONG)
        if not step.args and effects[step.tool] is not Effect.READ:
            return Clarify(question=_fill_in(step.tool))
        return Clarify(question=problem.text)


def _too_long(args: dict[str, object]) -> bool:
    """Whether a number of the call has more digits than any amount or price."""
    numbers = (str(value).partition(".") for value in args.values() if not isinstance(value, bool))
    return any(
        whole.isdigit() and (len(whole) > _WHOLE_DIGITS or len(part) > _PART_DIGITS)
        for whole, _, part in numbers
    )


def _fill_in(tool: str) -> Text:
    return Text(
        en=f"{tool} needs its details; which ones?", tr=f"{tool} için ayrıntılar gerekiyor; hangileri?"
    )
