"""Suggesting: a planner that, where another one is lost, adds what the user may have meant."""

from collections.abc import Callable

from agent.planner.planner import Planner
from agent.planner.proposal import Clarify, Proposal, Surroundings, Utterance
from tools.text import Language, Text

Suggest = Callable[[str, Language], tuple[str, ...]]
"""Known utterances near a text, in a language; empty when nothing is near."""


class Suggesting:
    """Passes every proposal on; a question born of not understanding gains suggestions."""

    def __init__(self, planner: Planner, suggest: Suggest) -> None:
        self.planner = planner
        self._suggest = suggest

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        proposal = await self.planner.plan(utterance, surroundings)
        if not isinstance(proposal.content, Clarify) or not proposal.content.lost:
            return proposal
        meant = self._suggest(utterance.text, proposal.language)
        if not meant:
            return proposal
        offers = " · ".join(f"“{text}”" for text in meant)
        question = proposal.content.question
        asked = Text(
            en=f"{question.en} Perhaps you mean: {offers}",
            tr=f"{question.tr} Belki şunu demek istediniz: {offers}",
        )
        content = proposal.content.model_copy(update={"question": asked})
        return proposal.model_copy(update={"content": content})
