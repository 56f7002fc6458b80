"""Following: reads what is said as part of its conversation, before another planner reads it alone.

What points back resolves only to calls of this thread and the account's own numbers. It is marked as
remembered, and where two things fit, or none, that is a question. Nothing here approves.
"""

from agent.planner.grammar import guards, slash
from agent.planner.grammar.fold import alien, clean, fold
from agent.planner.grammar.language import detect
from agent.planner.planner import Planner
from agent.planner.proposal import Proposal, Surroundings, Utterance
from agent.planner.talk import answers, pointers, revisions, takeback, wishes
from agent.planner.talk.talk import Talk
from tools.text import Language

_LONGEST = 300
"""Characters of an utterance that may point back; longer ones say all themselves."""


class Following:
    """Passes on what stands by itself."""

    def __init__(self, planner: Planner, offline: Planner) -> None:
        self.planner = planner
        self._offline = offline

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        talk = _talk(utterance, surroundings, self._offline)
        if talk is None:
            return await self.planner.plan(utterance, surroundings)
        return await _follow(talk) or await self.planner.plan(talk.utterance, surroundings)


async def _follow(talk: Talk) -> Proposal | None:
    said = takeback.declined(talk) or takeback.assented(talk) or takeback.recalled(talk)
    if said is not None:
        return said
    alone = await talk.alone()
    for read in (takeback.chosen, answers.answered, takeback.taken_back, revisions.revised, pointers.pointed):
        if (proposal := await read(talk, alone)) is not None:
            return proposal
    return None


def _talk(utterance: Utterance, surroundings: Surroundings, offline: Planner) -> Talk | None:
    """The utterance in its thread; None where it has none, or is not to be read with it."""
    text = clean(utterance.text).strip()
    folded = fold(text)
    thread = surroundings.thread
    if thread is None or not (0 < len(text) <= _LONGEST) or slash.split(text):
        return None
    if guards.refused(folded) or alien(text) or guards.quoted(text, folded):
        return None
    speech = utterance.language or _spoken(text, folded, thread.language)
    asked = utterance.model_copy(update={"language": speech})
    return Talk(text, folded, asked, detect(text), speech, surroundings, thread, offline)


def _spoken(text: str, folded: str, before: Language | None) -> Language:
    """The language of the words; `0.01` and `BTC` are of none, so the conversation's goes on."""
    heard = detect(text)
    return before if before is not None and heard == "en" and wishes.of_no_language(folded) else heard
