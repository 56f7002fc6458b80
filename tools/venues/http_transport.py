"""The way a request reaches a venue and its answer comes back: one exchange, and nothing of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    import httpx


class Answer(NamedTuple):
    """An answer as it came, its body decompressed; header names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@runtime_checkable
class Transport(Protocol):
    """Sends what it is given: no redirect, no cookie, no proxy, and never a POST twice."""

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        """The complete answer to one request; whatever it raises, the venue may have acted."""
        ...

    async def close(self) -> None:
        """Release the connections."""
        ...


class HttpxTransport:
    """Over any transport of httpx: scripted answers, or a way with rules of its own."""

    def __init__(self, transport: "httpx.AsyncBaseTransport") -> None:
        self._transport = transport

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        # httpx takes a while to import, and a venue in this process needs none of it.
        import httpx

        request = httpx.Request(method, url, headers=headers, content=content)
        response = await self._transport.handle_async_request(request)
        try:
            body = await response.aread()
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body)

    async def close(self) -> None:
        await self._transport.aclose()


StandIn: TypeAlias = "Transport | httpx.AsyncBaseTransport | None"
"""What stands for the network; None where nothing does."""


def way(stand_in: StandIn) -> Transport:
    """Over what stands for the network, or over the network where nothing does."""
    if stand_in is not None:
        return stand_in if isinstance(stand_in, Transport) else HttpxTransport(stand_in)
    # As httpx: aiohttp takes a while to import.
    from tools.venues.socket_transport import SocketTransport

    return SocketTransport()
