"""The thinnest client that can trade, so that the venue is what is measured."""

import asyncio
import hashlib
import hmac
import json
from types import TracebackType
from typing import Any, Self

from tools.clock import SystemClock


class RawConnection:
    """One connection that is kept open; one request at a time."""

    def __init__(self, port: int, key: str, secret: str) -> None:
        self._port = port
        self._key = key
        self._secret = secret.encode()
        self._clock = SystemClock()

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, method: str, path: str, query: str = "") -> Any:
        """The JSON of a signed request.

        Raises:
            SystemExit: the venue refused it; a measurement of refusals is worth nothing.
        """
        query = f"{query}&timestamp={self._clock.now_ms()}"
        signature = hmac.new(self._secret, query.encode(), hashlib.sha256).hexdigest()
        request = (
            f"{method} {path}?{query}&signature={signature} HTTP/1.1\r\n"
            f"Host: 127.0.0.1\r\nX-MBX-APIKEY: {self._key}\r\n\r\n"
        )
        self._writer.write(request.encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{method} {path} was refused: {body.decode()}")
        return json.loads(body)
