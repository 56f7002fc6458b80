"""latches: a release says what it releases and what stays latched; one latch at a time."""

from policies.facts import Facts
from policies.releasing import Release, release_of, told, told_kept
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.safety.latches import tripped
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerParams
from tools.safety.scope import scope_words
from tools.text import Text

_VOICE = Voice("latches")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Name every latch; ask which one is meant where the call releases none or could release several."""
    release = release_of(call, facts)
    if release is None:
        return None
    said = told(release, facts)
    if isinstance(call.params, ResetCircuitBreakerParams):
        return _reset(call.params, release, said)
    scope = scope_words(getattr(call.params, "scope", "all"))
    if release.freed or not release.kept:
        return _VOICE.allow(
            said.en or f"{scope.en} is not halted, so this changes nothing",
            said.tr or f"{scope.tr} durdurulmamış; bu çağrı bir şey değiştirmez",
        )
    return _VOICE.ask(
        "other_latch", f"Not halted: {scope.en}. {said.en}", f"Durdurulmuş değil: {scope.tr}. {said.tr}"
    )


def _reset(params: ResetCircuitBreakerParams, release: Release, said: Text) -> Verdict:
    if not release.freed:
        none = Text(
            en="No such circuit breaker is latched, so this changes nothing.",
            tr="Böyle bir devre kesici kilitli değil; bu çağrı bir şey değiştirmez.",
        )
        return _VOICE.allow(f"{none.en} {said.en}".strip(), f"{none.tr} {said.tr}".strip())
    if params.venue is not None:
        return _VOICE.allow(said.en, said.tr)
    if len(release.freed) > 1:
        each = told_kept(release.freed)
        return _VOICE.ask("which", f"Which one? {each.en}", f"Hangisi? {each.tr}")
    venue = tripped(release.freed[0])
    return _VOICE.fix("only_one", [change("venue", venue, said.en, said.tr)])


RULE = Rule(
    name="latches",
    summary=Text(
        en="A release names every latch, releases the one it is about and says what stays",
        tr="Açma çağrısı her kilidi adıyla söyler, yalnızca ilgili olanı açar, kalanı bildirir",
    ),
    why="Each latch has a cause of its own, so each is released by name: ending a drill must not reset the "
    "circuit breaker of a venue that lost 50 USDT today. Said on the card: what, why, since when.",
    judge=judge,
)
