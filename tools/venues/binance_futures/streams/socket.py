"""Socket: one WebSocket connection, and how to make one."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from websockets.asyncio.client import connect
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

    async def ping(self) -> Awaitable[object]:
        """Send a ping; the awaitable it gives is done when the answer has come."""
        ...

    async def close(self) -> None: ...


Dial = Callable[[str], Awaitable[Socket]]
"""Opens a connection to an address."""

BROKEN = (OSError, WebSocketException, TimeoutError)
"""What opening and using a socket raises."""


async def dial(url: str) -> Socket:
    """Open a connection. Pings of the venue are answered; ours are sent by the line, on its clock.

    Proxies of the environment are not used: what listens to an account goes where the settings say.

    Raises:
        OSError, WebSocketException, TimeoutError: it could not be opened.
    """
    return await connect(
        url,
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,
        compression=None,
        max_size=LARGEST_BYTES,
        proxy=None,
        user_agent_header="spark-copilot",
    )
