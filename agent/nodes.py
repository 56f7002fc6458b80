"""Nodes: one async method per step of the flow, each from the plan's state to what it adds to it."""

from functools import partial
from typing import TypedDict

from langgraph.types import interrupt

from agent import answer as answering
from agent import propose as proposing
from agent import protect as protecting
from agent import report as reporting
from agent import turn as turns
from agent import understand as understanding
from agent.parts import Parts
from agent.recording import Asked, judged, keep_reviews
from tools.text import Language


class PlanState(TypedDict, total=False):
    """JSON scalars only: the checkpoint is a cache and never trusted with authority."""

    plan_id: str
    text: str
    actor: str
    scopes: list[str]
    language: Language | None
    thread: str | None
    turn: str
    facts: list[str]
    decided: list[str]


class Nodes:
    """The steps, with the machinery they work with; none of it ever enters the state."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def understand(self, state: PlanState) -> PlanState:
        """Utterance -> calls; a typed call arrives understood."""
        scopes = tuple(state["scopes"])
        if state.get("turn"):
            turn = await understanding.understand_typed(turns.load(state["turn"]), scopes, self._parts)
        else:
            asked = Asked(
                plan_id=state["plan_id"],
                text=state["text"],
                actor=state["actor"],
                language=state.get("language"),
                scopes=scopes,
                thread=state.get("thread"),
            )
            turn = await understanding.understand(asked, self._parts)
        return {"turn": turns.dump(turn)}

    async def gather(self, state: PlanState) -> PlanState:
        """Calls -> facts."""
        turn = turns.load(state["turn"])
        asks = partial(self._parts.gatherer.gather, proposer=turn.actor, instead_of=turn.withdraws)
        facts = [await asks(call) for call in turn.calls]
        return {"facts": [fact.model_dump_json() for fact in facts]}

    async def gate(self, state: PlanState) -> PlanState:
        """Calls and facts -> reviews."""
        turn = turns.load(state["turn"])
        done = tuple(judged(call, facts) for call, facts in zip(turn.calls, state["facts"], strict=True))
        await keep_reviews(self._parts.context.ledger, turn.plan_id, done)
        return {"turn": turns.dump(turn.model_copy(update={"reviews": tuple(each.review for each in done)}))}

    async def answer(self, state: PlanState) -> PlanState:
        """Run reads, computations and simulations."""
        return {"turn": turns.dump(await answering.answer(turns.load(state["turn"]), self._parts))}

    async def protect(self, state: PlanState) -> PlanState:
        """Run at once what only takes risk away."""
        return {"turn": turns.dump(await protecting.protect(turns.load(state["turn"]), self._parts))}

    async def propose(self, state: PlanState) -> PlanState:
        """Store what a human must decide."""
        turn = await proposing.propose(turns.load(state["turn"]), "approve" in state["scopes"], self._parts)
        return {"turn": turns.dump(reporting.report(turn))}

    async def approve(self, state: PlanState) -> PlanState:
        """Wait. The answer is only the id of an approval the ledger has already decided."""
        decided = interrupt({"plan_id": state["plan_id"], "approval_ids": open_approvals(state)})
        return {"decided": [*state.get("decided", []), str(decided)]}

    async def execute(self, state: PlanState) -> PlanState:
        """Hand the decided approval to the executor, which knows whether anything is left to do."""
        turn = turns.load(state["turn"])
        receipt = await self._parts.execution.of_approval(state["decided"][-1])
        if receipt is not None:
            turn = turn.model_copy(update={"receipts": (*turn.receipts, receipt)})
        return {"turn": turns.dump(turn)}


def open_approvals(state: PlanState) -> list[str]:
    """Ids of the approvals of a plan that are still to be decided."""
    ids = [i for i in turns.load(state["turn"]).approval_ids if i is not None]
    return ids[len(state.get("decided", [])) :]
