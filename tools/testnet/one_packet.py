"""uvicorn's HTTP protocol with head and body of an answer in one packet, as venues send them.

uvicorn writes them one after the other: two system calls, and a client that wakes up twice per answer.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class OnePacketProtocol(H11Protocol):
    """What is written in one turn of the event loop leaves together."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the collecting transport between the protocol and the socket."""
        super().connection_made(_Together(transport))  # type: ignore[arg-type]


class _Together:
    """A transport that collects what is written until the event loop's next turn."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send with whatever else this turn writes."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        """Send what waits, then close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Send what waits, then break the connection: half an answer is half an answer."""
        self._flush()
        self._transport.abort()

    def _flush(self) -> None:
        data, self._waiting = b"".join(self._waiting), []
        if data and not self._transport.is_closing():
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
