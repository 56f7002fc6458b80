"""The graph as `langgraph.json` serves it: the same nodes, the server's own checkpoints."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.graph import Compiled, build
from agent.nodes import Nodes
from agent.settings import load
from agent.wiring import build as build_app


@asynccontextmanager
async def graph() -> AsyncIterator[Compiled]:
    """The graph on this installation's settings and state; approvals are decided through the product."""
    app = await build_app(load())
    await app.start()
    try:
        yield build(Nodes(app.parts), None)
    finally:
        await app.close()
