"""The way to a venue in this process: the calls a server would make, without the server."""

import asyncio
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message, Scope

from tools.venues.http_transport import Answer


class AsgiTransport:
    """Into an ASGI application, directly: an HTTP client takes a while to import, and does no more here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        status, answered, parts = 0, dict[str, str](), list[bytes]()
        requested, answered_all = False, asyncio.Event()

        async def receive() -> Message:
            nonlocal requested
            if requested:
                await answered_all.wait()
                return {"type": "http.disconnect"}
            requested = True
            return {"type": "http.request", "body": content or b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered.update((name.decode(), value.decode()) for name, value in message["headers"])
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                answered_all.set()

        await self._app(_scope(method, url, headers, content), receive, send)
        if not answered_all.is_set():
            raise ConnectionError("the application ended before its answer did")
        return Answer(status, answered, b"".join(parts))

    async def close(self) -> None:
        """There is no connection."""


def _scope(method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Scope:
    address = urlsplit(url)
    sent = {"host": address.netloc, **headers, "content-length": str(len(content or b""))}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "scheme": address.scheme,
        "path": unquote(address.path),
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "server": (address.hostname, address.port),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
