"""Socket: one WebSocket connection, and how to make one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

OPEN_SECONDS = 10
CLOSE_SECONDS = 1
LARGEST_BYTES = 1 << 20


class Socket(Protocol):
    """An open connection."""

    async def recv(self) -> str | bytes:
        """The next frame.

        Raises:
            WebSocketException: the connection has ended.
        """
        ...

    async def send(self, message: str) -> None: ...

    async def ping(self) -> None:
        """Send a ping and wait for its answer."""
        ...

    async def close(self) -> None: ...


Dial = Callable[[str], Awaitable[Socket]]
"""Opens a connection to an address."""

BROKEN = (OSError, WebSocketException, TimeoutError)
"""What opening and using a socket raises."""


async def dial(url: str) -> Socket:
    """Open a connection. Pings of the venue are answered; ours are sent by the line, on its clock.

    Proxies of the environment are not used and redirects not followed: what listens to an account goes
    where the settings say.

    Raises:
        OSError, WebSocketException, TimeoutError: it could not be opened.
    """
    connection = await _Straight(
        url,
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,
        compression=None,
        max_size=LARGEST_BYTES,
        proxy=None,
        user_agent_header="spark-copilot",
    )
    return _WebSocket(connection)


class _Straight(connect):
    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class _WebSocket:
    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def recv(self) -> str | bytes:
        return await self._connection.recv()

    async def send(self, message: str) -> None:
        await self._connection.send(message)

    async def ping(self) -> None:
        await (await self._connection.ping())

    async def close(self) -> None:
        try:
            await self._connection.close()
        except asyncio.CancelledError:
            # Whoever is stopped while saying goodbye must not leave the connection behind.
            self._connection.transport.abort()
            raise
