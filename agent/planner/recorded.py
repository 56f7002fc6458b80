"""Recorded: a proposal made of what the model said, whether it says it now or said it then."""

from agent.planner.completions import CompletionFailed, Failure, Verbatim
from agent.planner.fallback import taken_over
from agent.planner.planner import Planner
from agent.planner.proposal import Proposal, Surroundings, Utterance
from agent.planner.reply import parse
from agent.planner.settle import settle


class RecordedPlanner:
    """Plans again as it was planned then: the offline planner, and the model's words from the record."""

    def __init__(self, offline: Planner, verbatim: Verbatim | None) -> None:
        self._offline = offline
        self._verbatim = verbatim

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        """The offline proposal where no model was asked, else what both came to."""
        offline = await self._offline.plan(utterance, surroundings)
        if self._verbatim is None:
            return offline
        return concluded(offline, self._verbatim, utterance, surroundings)


def concluded(
    offline: Proposal, verbatim: Verbatim, utterance: Utterance, surroundings: Surroundings
) -> Proposal:
    """The proposal of both planners; the offline one with a notice where the model did not help."""
    proposal = _concluded(offline, verbatim, utterance, surroundings)
    return proposal.model_copy(update={"verbatim": verbatim})


def _concluded(
    offline: Proposal, verbatim: Verbatim, utterance: Utterance, surroundings: Surroundings
) -> Proposal:
    if verbatim.text is None:
        return taken_over(offline, verbatim.failure or Failure.EMPTY)
    try:
        reply = parse(verbatim.text)
    except CompletionFailed as error:
        return taken_over(offline, error.failure)
    return settle(offline, reply, utterance, surroundings)
