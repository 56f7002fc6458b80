"""Counted: a planner whose questions to the language model are counted, timed and their tokens added up."""

from agent.planner.completions import Verbatim
from agent.planner.planner import Planner
from agent.planner.proposal import Proposal, Surroundings, Utterance
from tools.telemetry.event import Event, EventKind, Sink


class Counted:
    """Passes every proposal on as it is."""

    def __init__(self, planner: Planner, sink: Sink) -> None:
        self.planner = planner
        self._sink = sink

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        proposal = await self.planner.plan(utterance, surroundings)
        if proposal.verbatim is not None:
            self._count(proposal.verbatim)
        return proposal

    def _count(self, said: Verbatim) -> None:
        outcome = str(said.failure) if said.failure else "answered"
        self._sink.emit(Event(kind=EventKind.MODEL, labels={"outcome": outcome}, value=said.elapsed_ms))
        for direction, tokens in (("prompt", said.prompt_tokens), ("completion", said.completion_tokens)):
            if tokens:
                labels = {"direction": direction}
                self._sink.emit(Event(kind=EventKind.MODEL_TOKENS, labels=labels, value=tokens))
