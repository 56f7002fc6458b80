"""Runtime: what the chat's callbacks need; bound when the chat is mounted."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from agent.session import Principal, Scope, Sessions

T = TypeVar("T")

LOCAL_USER = "trader"
"""The one user of a login-free local installation."""

SCOPES: frozenset[Scope] = frozenset({"read", "propose", "approve", "control"})


@dataclass
class Runtime:
    """The running session, and where the chat keeps its state."""

    sessions: Sessions
    folder: Path
    """Chat state: conversations, files, configuration."""
    running: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def files(self) -> Path:
        """Folder of stored chart and card documents."""
        return self.folder / "files"

    async def to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` so that it survives a closed socket, a reload and the stop button."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)


_bound: list[Runtime] = []


def bind(runtime: Runtime) -> None:
    """Make `runtime` the one the callbacks use; the chat server's callbacks are global to the process."""
    _bound[:] = [runtime]


def current() -> Runtime:
    """The bound runtime.

    Raises:
        RuntimeError: the chat has not been mounted.
    """
    if not _bound:
        raise RuntimeError("the chat is not mounted: call ui.chat_mount.mount_chat first")
    return _bound[0]


def is_bound() -> bool:
    """Whether the chat has been mounted."""
    return bool(_bound)


def principal(user: str) -> Principal:
    """The signed-in person, as the session knows people."""
    return Principal(name=user, channel="chat", scopes=SCOPES)
