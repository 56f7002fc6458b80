"""The graph: one LangGraph thread per plan; its edges read like the flow."""

from typing import Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent import nodes
from agent import turn as turns
from agent.nodes import PlanState
from agent.parts import Parts

_NODES = (
    nodes.understand,
    nodes.gather,
    nodes.gate,
    nodes.answer,
    nodes.protect,
    nodes.propose,
    nodes.approve,
    nodes.execute,
)


def build(
    checkpointer: BaseCheckpointSaver[str] | None,
) -> CompiledStateGraph[PlanState, Parts, PlanState, PlanState]:
    """The compiled graph."""
    graph = StateGraph(PlanState, context_schema=Parts)
    for node in _NODES:
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


def _understood(state: PlanState) -> Literal["gather", "__end__"]:
    return "gather" if turns.load(state["turn"]).calls else "__end__"


def _waiting(state: PlanState) -> Literal["approve", "__end__"]:
    return "approve" if nodes.open_approvals(state) else "__end__"


graph = build(None)
"""The graph without checkpoints, for `langgraph.json`; servers bring their own."""
