"""Further: the wishes beyond orders, reads and settings, each with a reader of its own.

A reader gives None where the clause is none of its, so that everything else reads it.
"""

from collections.abc import Callable

from agent.planner.grammar import exports, iceberg, records, risk_rules, strategies, tuning, twap
from agent.planner.grammar.apart import Plain
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.proposal import Clarify

Reader = Callable[[Scene, Plain], Outcome | None]

_WHOLE: tuple[Reader, ...] = (
    strategies.generate,
    risk_rules.read,
    tuning.forward,
    tuning.optimize,
    exports.read,
    records.fills,
    twap.alone,
)
"""Readers of wishes that have commas and `and` inside: they see the utterance before it is cut into steps."""
_NAMED: tuple[Callable[[Scene], bool], ...] = (
    exports.begins,
    risk_rules.begins,
    records.begins,
    tuning.begins,
    strategies.begins,
)
_READERS: tuple[Reader, ...] = (
    *_WHOLE[:-2],
    strategies.promote,
    twap.read,
    iceberg.read,
    records.fills,
    records.audit,
    records.metrics,
)


def read(scene: Scene, plain: Plain) -> Outcome | None:
    """What a clause asks for; None when it is no such wish."""
    return _first(_READERS, scene, plain)


def whole(scene: Scene, plain: Plain) -> Step | None:
    """The one call a whole utterance asks for, when one wish accounts for all of it."""
    said = _first(_WHOLE, scene, plain)
    return said if isinstance(said, Step) else None


def begins(scene: Scene) -> bool:
    """Whether a part of an utterance is such a wish by itself, and none of its neighbour."""
    return any(named(scene) for named in _NAMED)


def _first(readers: tuple[Reader, ...], scene: Scene, plain: Plain) -> Outcome | None:
    if scene.has("kill", "release"):
        return None
    for reader in readers:
        try:
            said = reader(scene, plain)
        except Unclear as unclear:
            return Clarify(question=unclear.question)
        if said is not None:
            return said
    return None
