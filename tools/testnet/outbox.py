"""Frames on their way out of a WebSocket connection, and the life of the connection."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

_QUEUE = 5000
LIFE_MS = 24 * 60 * 60_000
"""How long a connection lives."""


class Outbox:
    """What one connection is still to be sent; the oldest frames fall out when nobody reads."""

    def __init__(self, opened_ms: int) -> None:
        self.opened_ms = opened_ms
        self._frames: deque[str] = deque(maxlen=_QUEUE)
        self._waiting = asyncio.Event()
        self._closed = False

    def put(self, frame: Any) -> None:
        """Queue a frame."""
        self._frames.append(json.dumps(frame, separators=(",", ":")))
        self._waiting.set()

    def close(self) -> None:
        """End the connection once the queue is empty."""
        self._closed = True
        self._waiting.set()

    async def converse(self, socket: WebSocket, receive: Awaitable[None]) -> None:
        """Send what is put in and await `receive`, until one of them ends."""
        sender, receiver = asyncio.ensure_future(self._send(socket)), asyncio.ensure_future(receive)
        try:
            await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sender, receiver):
                task.cancel()
            await asyncio.gather(sender, receiver, return_exceptions=True)

    async def _send(self, socket: WebSocket) -> None:
        try:
            while not self._closed or self._frames:
                await self._waiting.wait()
                self._waiting.clear()
                while self._frames:
                    await socket.send_text(self._frames.popleft())
            await socket.close(1001)
        except (WebSocketDisconnect, RuntimeError):
            return
