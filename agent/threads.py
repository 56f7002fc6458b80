"""Threads: runs one graph thread per plan, and resumes it once the ledger has decided."""

import asyncio
import contextlib
import logging
import os
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from agent.checkpoints import Checkpoints
from agent.parts import Parts
from tools.errors import ConfigError
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt

if TYPE_CHECKING:
    from agent.nodes import PlanState

logger = logging.getLogger(__name__)

UTTERANCES_AT_ONCE = 4
"""More wait their turn: begun all together each would take as long as all, and cards would expire unseen."""


class Threads:
    """The graph with its checkpoints. Losing them loses no order, approval or audit row."""

    def __init__(self, checkpoints: Checkpoints, parts: Parts) -> None:
        self._checkpoints = checkpoints
        self._parts = parts
        self._graph: Any = None
        self._opening = asyncio.Lock()
        self._room = asyncio.Semaphore(UTTERANCES_AT_ONCE)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self) -> Any:
        """The compiled graph, opened at first use because LangGraph is slow to import.

        Raises:
            ConfigError: LangGraph was imported before without strict deserialisation.
            LedgerError: the database of the checkpoints does not answer.
        """
        async with self._opening:
            if self._graph is None:
                self._graph = await self._open()
        return self._graph

    async def _open(self) -> Any:
        # Read by LangGraph at import: checkpoints may hold JSON scalars and nothing that runs.
        os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"  # noqa: TID251
        os.environ.setdefault("LANGSMITH_TRACING", "false")  # noqa: TID251
        from langgraph.checkpoint.serde import _msgpack
        from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

        from agent.graph import build
        from agent.nodes import Nodes

        if not _msgpack.STRICT_MSGPACK_ENABLED:
            raise ConfigError("LANGGRAPH_STRICT_MSGPACK must be true before langgraph is imported")
        saver = await self._checkpoints.open(JsonPlusSerializer(allowed_msgpack_modules=None))
        return build(Nodes(self._parts), saver)

    async def start(self, state: "PlanState") -> str:
        """Run a new plan to its end or to its first approval; returns the dumped turn.

        A typed call never waits: halting is one.
        """
        graph = await self.open()
        async with contextlib.nullcontext() if state.get("turn") else self._room:
            result = await graph.ainvoke(state, self._config(state["plan_id"]), durability="exit")
        return str(result["turn"])

    async def execute(self, row: ApprovalRow) -> Receipt | None:
        """Execute a decided approval, then bring the thread of its plan to where the ledger is.

        The order waits for no checkpoint. One that cannot be used, whatever is wrong with it, is as good as
        none: what was decided is in the ledger, and the executor knows whether anything is left to do.
        """
        receipt = await self._parts.execution.of_approval(row.approval_id)
        try:
            await self._resume(row)
        except Exception as error:
            logger.warning("the thread of %s cannot be resumed: %s", row.plan_id, type(error).__name__)
        return receipt

    async def _resume(self, row: ApprovalRow) -> None:
        graph = await self.open()
        # After open(), which sets what LangGraph reads when it is first imported.
        from langgraph.types import Command

        config = self._config(row.plan_id)
        async with self._locks.setdefault(row.plan_id, asyncio.Lock()):
            state = await graph.aget_state(config)
            if not state.interrupts:
                return
            resume: Command[str] = Command(resume={state.interrupts[0].id: row.approval_id})
            await graph.ainvoke(resume, config, durability="exit")

    async def close(self) -> None:
        """Close the checkpoints."""
        await self._checkpoints.close()

    @staticmethod
    def _config(plan_id: str) -> dict[str, dict[str, str]]:
        return {"configurable": {"thread_id": plan_id}}
