"""The graph: one LangGraph thread per plan; its edges read like the flow."""

from typing import Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent import turn as turns
from agent.nodes import Nodes, PlanState, open_approvals

Compiled = CompiledStateGraph[PlanState, None, PlanState, PlanState]


def build(nodes: Nodes, checkpointer: BaseCheckpointSaver[str] | None) -> Compiled:
    """The compiled graph; without a checkpointer it cannot wait for an approval."""
    graph = StateGraph(PlanState)
    for step in (
        nodes.understand,
        nodes.gather,
        nodes.gate,
        nodes.answer,
        nodes.protect,
        nodes.propose,
        nodes.approve,
        nodes.execute,
    ):
        graph.add_node(step.__name__, step)
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


def _understood(state: PlanState) -> Literal["gather", "propose", "__end__"]:
    turn = turns.load(state["turn"])
    if turn.calls:
        return "gather"
    return "propose" if turn.withdraws else "__end__"


def _waiting(state: PlanState) -> Literal["approve", "__end__"]:
    return "approve" if open_approvals(state) else "__end__"
