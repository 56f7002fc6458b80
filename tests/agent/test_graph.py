"""The graph: one thread per plan, and a picture that reads like the flow."""

import json
from pathlib import Path

import pytest

from agent import served
from agent.graph import build
from agent.nodes import Nodes, open_approvals

ROOT = Path(__file__).parents[2]


@pytest.fixture
def edges(desk):
    return {(e.source, e.target) for e in build(Nodes(desk.app.parts), None).get_graph().edges}


def test_nothing_executes_before_somebody_approved(edges):
    assert {source for source, target in edges if target == "execute"} == {"approve"}
    assert {source for source, target in edges if target == "approve"} == {"propose", "execute"}


def test_every_call_passes_the_gate(edges):
    assert {source for source, target in edges if target == "answer"} == {"gate"}
    assert {source for source, target in edges if target == "gate"} == {"gather"}
    assert {source for source, target in edges if target == "protect"} == {"answer"}


async def test_the_graph_of_the_langgraph_file_answers():
    graphs = json.loads((ROOT / "langgraph.json").read_text())["graphs"]
    path, _, name = graphs["spark-copilot"].partition(":")
    assert (ROOT / path).samefile(served.__file__)

    state = {"plan_id": "plan_1", "text": "BTC fiyatı", "actor": "trader", "scopes": ["read"]}
    async with getattr(served, name)() as graph:
        result = await graph.ainvoke(state)

    assert "BTCUSDT" in result["turn"]


async def test_a_thread_waits_where_somebody_must_approve(desk):
    row = await desk.pending()

    compiled = await desk.app._threads.open()
    state = await compiled.aget_state({"configurable": {"thread_id": row.plan_id}})

    assert state.next == ("approve",)
    (waiting,) = state.interrupts
    assert waiting.value == {"plan_id": row.plan_id, "approval_ids": [row.approval_id]}
    assert open_approvals(state.values) == [row.approval_id]


async def test_a_thread_ends_where_nobody_must(desk):
    turn = await desk.ask("pozisyonlarım")

    compiled = await desk.app._threads.open()
    state = await compiled.aget_state({"configurable": {"thread_id": turn.plan_id}})

    assert state.next == ()


async def test_threads_of_two_plans_do_not_touch(desk, limit_buy):
    market, limit = await desk.pending(), await desk.pending(**limit_buy)
    await desk.decide(limit)

    assert market.plan_id != limit.plan_id
    assert [order["type"] for order in await desk.orders()] == ["LIMIT"]
    assert (await desk.app.sessions.approval(market.approval_id)).status == "pending"


async def test_the_state_of_a_thread_is_json_scalars(desk):
    row = await desk.pending()

    compiled = await desk.app._threads.open()
    state = await compiled.aget_state({"configurable": {"thread_id": row.plan_id}})

    assert json.loads(json.dumps(state.values)) == state.values
