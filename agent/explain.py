"""Explaining: which words were recognised as what, which parameters they gave, and what is said like that.

Made from the record of a plan alone: the text, what the planner could look at then, and what it proposed.
"""

from collections.abc import Iterable

from pydantic import JsonValue

from agent.exemplars import Near, near
from agent.planner.grammar.fold import clean, fold
from agent.planner.grammar.language import detect
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.spelling import look
from agent.recording import Planning, planning_key
from agent.turn import Turn
from tools.call import Origin, Source, ToolCall
from tools.errors import NotFound
from tools.frozen import Frozen
from tools.ledger.ledger import Ledger

NEAREST = 5


class Reading(Frozen):
    """One stretch of words, the rule that recognised it, and the parameter it gave."""

    words: str
    """Empty where the value came from no words of this text."""
    rule: str
    """The concept or kind of number; `unread` where nothing accounts for the words, `inferred` where the
    other parameters leave no choice, empty where the value was remembered."""
    parameter: str | None = None
    """`tool.parameter`; None for words that only chose the tool, or nothing."""
    value: JsonValue = None
    source: str | None = None
    note: str | None = None


class Explanation(Frozen):
    """Why a text became what it became."""

    text: str
    """As it was read: with the words of the conversation that were put before it."""
    readings: tuple[Reading, ...]
    """In the order of the words; what came from no words is last."""
    nearest: tuple[Near, ...]
    margin: float | None
    """By how much the nearest utterance is nearer than the nearest of another tool; None without one."""
    agrees: bool | None
    """Whether the nearest utterance is of the proposed tool; None where none was proposed."""


async def explain(turn: Turn, ledger: Ledger) -> Explanation:
    """Explain a plan.

    Raises:
        NotFound: the record does not have what the planner saw.
    """
    document = await ledger.plan(planning_key(turn.plan_id))
    if document is None:
        raise NotFound(
            f"what {turn.plan_id} was made from is not kept",
            f"{turn.plan_id} planının neyden yapıldığı saklı değil",
        )
    return explained(turn, Planning.model_validate_json(document))


def explained(turn: Turn, planning: Planning) -> Explanation:
    """The explanation of a turn from its recording."""
    text = clean(turn.read_as or turn.text).strip()
    scene = look(text, detect(text), turn.language, planning.surroundings)
    found = near(text, NEAREST)
    tools = {made.tool for made in turn.calls}
    return Explanation(
        text=text,
        readings=(*_of_words(scene, turn.calls), *_without_words(scene, turn.calls)),
        nearest=found,
        margin=_margin(text, found),
        agrees=found[0].tool in tools if found and tools else None,
    )


def _margin(text: str, found: tuple[Near, ...]) -> float | None:
    if not found:
        return None
    others = [each.distance for each in near(text, 40) if each.tool != found[0].tool]
    return round(others[0] - found[0].distance, 3) if others else None


def _of_words(scene: Scene, calls: Iterable[ToolCall]) -> tuple[Reading, ...]:
    spans = [(t.start, t.end, t.concept) for t in scene.tags]
    spans += [(n.start, n.end, f"number ({n.unit})") for n in scene.numbers]
    spans += [(c.start, c.end, "coin") for c in scene.coins]
    spans += [(p.start, p.end, "period") for p in scene.periods]
    spans += [(start, end, "interval") for _, start, end in scene.intervals]
    spans += [(start, end, "order id") for start, end in scene.ids]
    spans += [(m.start, m.end, "measure") for m in scene.measures]
    spans += [(t.start, t.end, "unread") for t in scene.unexplained]
    given = [(made, origin) for made in calls for origin in made.origins if _at(scene, origin) is not None]
    rows: list[Reading] = []
    for start, end, rule in sorted(set(spans)):
        words = scene.words(start, end)
        took = [(m, o) for m, o in given if _overlaps((start, end), _at(scene, o))]
        rows += [_reading(words, rule, made, origin) for made, origin in took]
        if not took:
            rows.append(Reading(words=words, rule=rule))
    return tuple(rows)


def _without_words(scene: Scene, calls: Iterable[ToolCall]) -> tuple[Reading, ...]:
    rows: list[Reading] = []
    for made in calls:
        named = {origin.path for origin in made.origins}
        rows += [_reading("", "", made, origin) for origin in made.origins if _at(scene, origin) is None]
        follows = [Origin(path=p, source=Source.USER) for p in made.args() if p not in named]
        rows += [_reading("", "inferred", made, origin) for origin in follows]
    return tuple(rows)


def _reading(words: str, rule: str, made: ToolCall, origin: Origin) -> Reading:
    return Reading(
        words=words,
        rule=rule,
        parameter=f"{made.tool}.{origin.path}",
        value=made.effective().get(origin.path),
        source=str(origin.source),
        note=origin.note,
    )


def _at(scene: Scene, origin: Origin) -> tuple[int, int] | None:
    """Where the words of a parameter stand."""
    words = fold(clean(origin.words or ""))
    start = scene.folded.find(words) if words else -1
    return None if start < 0 else (start, start + len(words))


def _overlaps(span: tuple[int, int], other: tuple[int, int] | None) -> bool:
    return other is not None and span[0] < other[1] and other[0] < span[1]
