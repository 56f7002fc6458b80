"""The Planner protocol."""

from typing import Protocol

from agent.planner.proposal import Proposal, Surroundings, Utterance


class Planner(Protocol):
    """Turns an utterance into a proposal. It holds no keys and reaches no venue."""

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        """Never raises for bad input: what is not understood becomes a question."""
        ...
