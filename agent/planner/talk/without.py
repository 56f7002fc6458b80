"""Without: a proposal without its stop or target, half of what it closes, or at a limit yet to be said."""

import re
from decimal import Decimal

from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.proposal import Proposal
from agent.planner.talk.edits import remembered
from agent.planner.talk.referents import correctable, one_of, working
from agent.planner.talk.talk import Talk
from agent.planner.thread import Earlier
from tools.call import Origin, Source

_LEVELS = {
    "stop": ("stop_loss_price", "stop_loss_pct"),
    "target": ("take_profit_price", "take_profit_pct"),
}
_NAMES = {
    "stop": r"stop(?: ?loss)?|sl|zarar durdur",
    "target": r"target|take ?profit|tp|hedef|kar al",
}
_BEFORE = r"(?:(?:no|ok|actually|and|sorry|wait|hayir|yok|dur|aslinda|tamam)[, ]+)*"
_DROPS = {
    level: re.compile(
        rf"{_BEFORE}(?:remove|drop|delete|take (?:off|out|away)|without|skip|no)(?: (?:the|a|my|its))?"
        rf" (?:{names})"
        rf"|{_BEFORE}(?:{names})\w*(?:'\w+)? (?:kaldir|cikar|sil|iptal et|olmasin|istemiyorum)\w*"
        rf"|{_BEFORE}(?:{names})s[iu]z(?: (?:yap|olsun|oner))?",
        re.ASCII,
    )
    for level, names in _NAMES.items()
}
_HALF = re.compile(
    rf"{_BEFORE}(?:(?:just|only|make it|sadece|yalnizca) )?(?P<half>half|yarisi(?:ni)?)"
    r"(?: (?:of it|instead|only|yap|olsun|kapat|yeter))*",
    re.ASCII,
)
_LIMIT = re.compile(
    rf"{_BEFORE}(?:make it |as )?(?:a )?limit(?: order)?(?: (?:emir|emri|olarak|olsun|yap))*", re.ASCII
)


def without(talk: Talk, said: str) -> Proposal | None:
    """The proposal anew; None where the words are of something else.

    Args:
        talk: the conversation.
        said: what was said, folded, without politeness and closing marks.

    Raises:
        Unclear: two proposals fit, or the price of the limit is missing.
    """
    found = [e for e in correctable(talk.thread, talk.surroundings) if e not in _working(talk)]
    return _dropped(talk, said, found) or _halved(talk, said, found) or _limited(said, found)


def _working(talk: Talk) -> tuple[Earlier, ...]:
    return working(talk.thread, talk.surroundings)


def _dropped(talk: Talk, said: str, found: list[Earlier]) -> Proposal | None:
    for level, words in _DROPS.items():
        having = [each for each in found if any(each.args.get(path) for path in _LEVELS[level])]
        base = one_of(having) if words.fullmatch(said) else None
        if base is None:
            continue
        step = remembered(base, talk.scene)
        kept = {path: value for path, value in step.args.items() if path not in _LEVELS[level]}
        origins = tuple(origin for origin in step.origins if origin.path in kept)
        return _proposed(talk, base, Step(step.tool, kept, origins))
    return None


def _halved(talk: Talk, said: str, found: list[Earlier]) -> Proposal | None:
    half = _HALF.fullmatch(said)
    base = one_of(each for each in found if each.tool == "close_position") if half else None
    if half is None or base is None:
        return None
    step = remembered(base, talk.scene)
    origins = tuple(origin for origin in step.origins if origin.path != "percent")
    origin = Origin(path="percent", source=Source.USER, words=half["half"])
    return _proposed(talk, base, Step(step.tool, step.args | {"percent": Decimal(50)}, (origin, *origins)))


def _limited(said: str, found: list[Earlier]) -> Proposal | None:
    markets = [each for each in found if each.args.get("type") == "MARKET"]
    if _LIMIT.fullmatch(said) and one_of(markets) is not None:
        raise Unclear("At what limit price?", "Limit fiyatı ne olsun?")
    return None


def _proposed(talk: Talk, base: Earlier, step: Step) -> Proposal:
    waits = base.standing == "pending" and base.approval_id is not None
    return talk.propose(step, (base.approval_id,) if waits and base.approval_id else ())
