"""Recordings: what a plan was made from, kept beside it, so that it can be made again.

A plan has up to four kinds of document in the ledger, each sealed by the digest in its audit row: the plan
as it was shown (under the plan's id), what was understood (`ID/planning`), what was judged (`ID/reviews`, and
one for each proposal that took the place of another), and what the executor saw before it sent
(`ID/dispatch/INTENT`). Texts are screened before they come here; keys never do.
"""

from pydantic import JsonValue

from agent.planner.completions import Verbatim
from agent.planner.proposal import Surroundings
from agent.recorded_shape import SHAPE
from guardrails.gate import review
from guardrails.recheck import Recheck
from guardrails.review import Review
from policies import RULES
from policies.facts import Facts
from tools import catalogue
from tools.call import Origin, ToolCall
from tools.frozen import Frozen
from tools.ledger.ledger import Ledger
from tools.text import Language, Text


class Made(Frozen):
    """A call as it was made: what was given, where from; defaults nobody gave are left out."""

    tool: str
    args: dict[str, JsonValue]
    origins: tuple[Origin, ...] = ()

    @classmethod
    def of(cls, call: ToolCall) -> "Made":
        """The recording of a call."""
        given = call.params.model_dump(mode="json", exclude_unset=True)
        return cls(tool=call.tool, args=given, origins=call.origins)

    def call(self) -> ToolCall:
        """The call, validated against the catalogue of today.

        Raises:
            InvalidCall: the tool is gone or takes other parameters now.
        """
        return catalogue.call(self.tool, self.args, self.origins)


class Asked(Frozen):
    """What somebody asked for, and who it was."""

    plan_id: str
    text: str
    actor: str
    language: Language | None
    """The language asked for; None to detect it."""
    scopes: tuple[str, ...] | None
    """What the principal may do; None where nothing will be run."""
    thread: str | None = None
    """The conversation it was said in."""


class Planning(Frozen):
    """How an utterance, or a typed call, became a turn."""

    shape: str
    asked: Asked
    now_ms: int
    typed: Made | None = None
    """The call, where one was typed and no planner asked; the fields below are then empty."""
    surroundings: Surroundings = Surroundings(instruments=())
    problem: Text | None = None
    """Why no venue could be looked at."""
    verbatim: Verbatim | None = None
    proposal: JsonValue = None
    turn: JsonValue
    """What was understood, before anything was judged."""


class Judged(Frozen):
    """One call, the facts it was judged on, and the review."""

    call: Made
    facts: Facts
    review: Review


class Judging(Frozen):
    """Everything of a plan that was judged at once."""

    shape: str
    rules: tuple[str, ...]
    judged: tuple[Judged, ...]


class Dispatching(Frozen):
    """The last look before sending."""

    shape: str
    rules: tuple[str, ...]
    call: Made
    facts: Facts
    recheck: Recheck


def rules_in_force() -> tuple[str, ...]:
    """The rules of this program with their versions, in their order."""
    return tuple(f"{rule.name}@{rule.version}" for rule in RULES)


def judged(call: ToolCall, facts: str) -> Judged:
    """Judge a call on facts in JSON: on what is recorded and nothing else."""
    made, known = Made.of(call), Facts.model_validate_json(facts)
    return Judged(call=made, facts=known, review=review(made.call(), known))


def planning_key(plan_id: str) -> str:
    """Where what was understood is kept."""
    return f"{plan_id}/planning"


def reviews_key(plan_id: str, successor_id: str | None = None) -> str:
    """Where what was judged is kept: for the plan, or for an approval that took another's place."""
    return f"{plan_id}/reviews" + (f"/{successor_id}" if successor_id else "")


def dispatch_key(plan_id: str, intent_id: str) -> str:
    """Where the last look before sending is kept."""
    return f"{plan_id}/dispatch/{intent_id}"


async def keep_planning(ledger: Ledger, planning: Planning) -> None:
    """Store how a plan was understood."""
    await ledger.save_plan(planning_key(planning.asked.plan_id), planning.model_dump_json())


async def keep_reviews(
    ledger: Ledger, plan_id: str, judged: tuple[Judged, ...], successor_id: str | None = None
) -> None:
    """Store what was judged, before anybody can approve it."""
    document = Judging(shape=SHAPE, rules=rules_in_force(), judged=judged)
    await ledger.save_plan(reviews_key(plan_id, successor_id), document.model_dump_json())


async def keep_dispatch(
    ledger: Ledger, plan_id: str, intent_id: str, call: ToolCall, facts: Facts, recheck: Recheck
) -> None:
    """Store the last look, before anything is sent."""
    document = Dispatching(
        shape=SHAPE, rules=rules_in_force(), call=Made.of(call), facts=facts, recheck=recheck
    )
    await ledger.save_plan(dispatch_key(plan_id, intent_id), document.model_dump_json())
