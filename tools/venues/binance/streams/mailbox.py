"""Mailbox: a bounded queue between the streams and one consumer."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Events waiting for a consumer; iterate to take them. Ends when closed and empty."""

    def __init__(self, limit: int) -> None:
        if limit < 1:
            raise ValueError(f"a mailbox holds at least one event, not {limit}")
        self._limit = limit
        self._waiting: deque[T] = deque()
        self._changed = asyncio.Event()
        self.closed = False
        self.dropped = 0

    def push(self, event: T) -> None:
        """Add an event; when full, the oldest makes room: prices of a while ago help nobody."""
        if self.closed:
            return
        if len(self._waiting) >= self._limit:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append(event)
        self._changed.set()

    async def put(self, event: T) -> None:
        """Add an event once there is room; nothing is dropped, the sender waits instead."""
        while len(self._waiting) >= self._limit and not self.closed:
            self._changed.clear()
            await self._changed.wait()
        if not self.closed:
            self._waiting.append(event)
            self._changed.set()

    def close(self) -> None:
        """Take no more events; what waits can still be taken."""
        self.closed = True
        self._changed.set()

    async def __aiter__(self) -> AsyncIterator[T]:
        try:
            while True:
                while self._waiting:
                    event = self._waiting.popleft()
                    self._changed.set()
                    yield event
                if self.closed:
                    return
                self._changed.clear()
                await self._changed.wait()
        finally:
            self.close()
