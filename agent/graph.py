"""The graph: one LangGraph thread per plan; its edges read like the flow."""

from typing import Literal, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from agent import answer as answering
from agent import propose as proposing
from agent import protect as protecting
from agent import report as reporting
from agent import turn as turns
from agent import understand as understanding
from agent.parts import Parts
from guardrails.gate import review
from policies.facts import Facts
from tools.text import Language

Run = Runtime[Parts]


class PlanState(TypedDict, total=False):
    """JSON scalars only: the checkpoint is a cache and never trusted with authority."""

    plan_id: str
    text: str
    actor: str
    exclusive: bool
    language: Language | None
    turn: str
    facts: list[str]
    decided: list[str]


async def understand(state: PlanState, runtime: Run) -> PlanState:
    """Utterance -> calls; a typed call arrives understood."""
    if state.get("turn"):
        return {}
    turn = await understanding.understand(
        state["plan_id"], state["text"], state["actor"], state.get("language"), runtime.context
    )
    return {"turn": turns.dump(turn)}


async def gather(state: PlanState, runtime: Run) -> PlanState:
    """Calls -> facts."""
    turn = turns.load(state["turn"])
    facts = [await runtime.context.gatherer.gather(call) for call in turn.calls]
    return {"facts": [fact.model_dump_json() for fact in facts]}


async def gate(state: PlanState) -> PlanState:
    """Calls and facts -> reviews."""
    turn = turns.load(state["turn"])
    reviews = tuple(
        review(call, Facts.model_validate_json(facts))
        for call, facts in zip(turn.calls, state["facts"], strict=True)
    )
    return {"turn": turns.dump(turn.model_copy(update={"reviews": reviews}))}


async def answer(state: PlanState, runtime: Run) -> PlanState:
    """Run reads, computations and simulations."""
    return {"turn": turns.dump(await answering.answer(turns.load(state["turn"]), runtime.context))}


async def protect(state: PlanState, runtime: Run) -> PlanState:
    """Run at once what only takes risk away."""
    return {"turn": turns.dump(await protecting.protect(turns.load(state["turn"]), runtime.context))}


async def propose(state: PlanState, runtime: Run) -> PlanState:
    """Store what a human must decide."""
    turn = await proposing.propose(turns.load(state["turn"]), state["exclusive"], runtime.context)
    return {"turn": turns.dump(reporting.report(turn))}


async def approve(state: PlanState) -> PlanState:
    """Wait. The answer is only the id of an approval the ledger has already decided."""
    decided = interrupt({"plan_id": state["plan_id"], "approval_ids": _open(state)})
    return {"decided": [*state.get("decided", []), str(decided)]}


async def execute(state: PlanState, runtime: Run) -> PlanState:
    """Hand the decided approval to the executor, which knows whether anything is left to do."""
    turn = turns.load(state["turn"])
    receipt = await runtime.context.execution.of_approval(state["decided"][-1])
    if receipt is not None:
        turn = turn.model_copy(update={"receipts": (*turn.receipts, receipt)})
    return {"turn": turns.dump(turn)}


def _open(state: PlanState) -> list[str]:
    ids = [i for i in turns.load(state["turn"]).approval_ids if i is not None]
    return ids[len(state.get("decided", [])) :]


def _understood(state: PlanState) -> Literal["gather", "__end__"]:
    return "gather" if turns.load(state["turn"]).calls else "__end__"


def _waiting(state: PlanState) -> Literal["approve", "__end__"]:
    return "approve" if _open(state) else "__end__"


def build(
    checkpointer: BaseCheckpointSaver[str] | None,
) -> CompiledStateGraph[PlanState, Parts, PlanState, PlanState]:
    """The compiled graph."""
    graph = StateGraph(PlanState, context_schema=Parts)
    for node in (understand, gather, gate, answer, protect, propose, approve, execute):
        graph.add_node(node)
    graph.add_edge(START, "understand")
    graph.add_conditional_edges("understand", _understood)
    graph.add_edge("gather", "gate")
    graph.add_edge("gate", "answer")
    graph.add_edge("answer", "protect")
    graph.add_edge("protect", "propose")
    graph.add_conditional_edges("propose", _waiting)
    graph.add_edge("approve", "execute")
    graph.add_conditional_edges("execute", _waiting)
    return graph.compile(checkpointer=checkpointer, name="spark-copilot")


graph = build(None)
"""The graph without checkpoints, for `langgraph.json`; servers bring their own."""
