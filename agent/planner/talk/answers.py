"""Answers: a fragment after a question, read together with the words the question was about."""

import re

from agent.planner.grammar.concepts import tags
from agent.planner.grammar.fold import fold
from agent.planner.grammar.guards import quoted
from agent.planner.grammar.symbols import coins
from agent.planner.proposal import Answer, Clarify, Proposal, Refuse
from agent.planner.talk import revisions, wishes
from agent.planner.talk.edits import LEVEL_WORDS, REMEMBERED, bare_value
from agent.planner.talk.referents import correctable
from agent.planner.talk.talk import Talk, recalled, understood

_LONGEST = 60
"""Characters of an answer to a question."""
_LONGEST_ASKING = 2
"""Words of an answer with a question mark behind it: `0.01 btc?`; more of them ask something."""
_SAY_NOTHING = ("set", "show", "polite", "state")
"""Concepts that answer nothing: `onu yap`."""
_UNIT = re.compile(
    r"(?:in |it'?s |o )?(?P<unit>usdt|usd|dollars?|dolar|\$|coins?|[a-z]{2,6})(?:'?l[iu]k|'?d[iu]r)?",
    re.ASCII,
)


async def answered(talk: Talk, alone: Proposal) -> Proposal | None:
    """The proposal of question and answer together; None where the words are no answer."""
    question = talk.thread.question
    if question is None or len(talk.text) > _LONGEST or understood(alone):
        return None
    if isinstance(alone.content, Refuse) or quoted(question.text, fold(question.text)):
        return None
    if not _fragment(talk, question.text):
        return None
    best: Proposal | None = None
    for text in _together(question.text, talk):
        proposal = await _read(talk, text)
        if understood(proposal):
            return proposal.model_copy(update={"read_as": text})
        asks = isinstance(proposal.content, Clarify) and not proposal.content.lost
        if best is None and asks and _goes_on(proposal, question.question, alone, talk.folded):
            best = proposal.model_copy(update={"read_as": text})
    return best


def _fragment(talk: Talk, before: str) -> bool:
    """Whether the words can be an answer: something named, and no wish of their own."""
    scene = talk.scene
    if talk.orders("close", "cancel", "kill", "release", "canary", "backtest"):
        return False
    if scene.has("buy", "sell") and (scene.numbers or scene.coins):
        return False
    if wishes.changes(talk.folded) and wishes.changes(fold(before)):
        return False
    levels = {tag.concept for tag in scene.tags} & LEVEL_WORDS
    changed = wishes.changes(talk.folded) and levels - {tag.concept for tag in tags(fold(before))}
    if changed and correctable(talk.thread, talk.surroundings):
        return False
    if "?" in talk.text and len(talk.text.split()) > _LONGEST_ASKING:
        return False
    unit = _UNIT.fullmatch(wishes.bare(talk.folded)) is not None or wishes.live(talk.folded)
    says = any(tag.concept not in _SAY_NOTHING for tag in scene.tags)
    return bool(scene.numbers or scene.coins or says or scene.periods or scene.intervals or unit)


async def _read(talk: Talk, text: str) -> Proposal:
    whole = talk.saying(text, fold(text), talk.heard)
    alone = await whole.alone()
    stands = understood(alone) and not bare_value(whole.scene)
    proposal = None if stands else await revisions.revised(whole, alone)
    return recalled(proposal or alone, talk.text, REMEMBERED)


def _together(before: str, talk: Talk) -> tuple[str, ...]:
    """Ways to put the answer to what was said before."""
    joined = (f"{before}, {talk.text}", f"{before} {talk.text}", f"{talk.text} {before}")
    unit = _UNIT.fullmatch(wishes.bare(talk.folded))
    number = re.search(r"\d+(?:[.,]\d+)?(?![\d.,]*\d)", before)
    if unit is None or number is None or len(re.findall(r"\d+(?:[.,]\d+)?", before)) != 1:
        return joined
    named = {coin.base for coin in coins(before, fold(before), talk.surroundings.instruments)}
    if any(coin.base not in named for coin in talk.scene.coins):
        return joined
    return (f"{before[: number.end()]} {unit['unit']}{before[number.end() :]}", *joined)


def _goes_on(proposal: Proposal, question: str, alone: Proposal, said: str) -> bool:
    """Whether another question came of it, so that the answer was one; small talk is not."""
    content = proposal.content
    another = isinstance(content, Clarify) and content.question.say(proposal.language) != question
    return another or not isinstance(alone.content, Answer) or wishes.live(said)
