"""HTTP answers, whole or spoilt by a fault."""

import json
import struct
from collections.abc import AsyncIterator
from socket import SO_LINGER, SOL_SOCKET

from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Send

from tools.clock import Clock
from tools.testnet.endpoint import Json
from tools.testnet.faults import Fault

_PIECES = 10
_BLOCKED = "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"


def json_response(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    content = json.dumps(body, separators=(",", ":")).encode()
    return Response(content, status, headers, media_type="application/json")


def reset(send: Send) -> None:
    """Break the connection without an answer.

    Under uvicorn the socket is reset; without a socket (ASGITransport) the client sees
    `httpx.ReadError`, as it would.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        # httpx takes a while to import, and those who see this use it.
        import httpx

        raise httpx.ReadError("the testnet dropped the connection")
    socket = transport.get_extra_info("socket")
    if socket is not None:
        socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def spoilt(fault: Fault, answer: Response, clock: Clock, send: Send) -> Response:
    """What becomes of an answer."""
    match fault.fault:
        case "invalid_json":
            return Response(b'{"orderId":40', 200, media_type="application/json")
        case "waf_block":
            return HTMLResponse(_BLOCKED, 403)
        case "slow_answer":
            return _streamed(answer, _trickle(bytes(answer.body), fault.ms, clock))
        case "drop_mid_answer":
            return _streamed(answer, _break_off(bytes(answer.body), send))
    replacement = fault.answer()
    if replacement is None:
        return answer
    status, body, wait = replacement
    return json_response(body, status, {} if wait is None else {"Retry-After": str(wait)})


def _streamed(answer: Response, pieces: AsyncIterator[bytes]) -> Response:
    """The head as it was, the body in pieces."""
    return StreamingResponse(pieces, answer.status_code, dict(answer.headers))


async def _trickle(body: bytes, duration_ms: int, clock: Clock) -> AsyncIterator[bytes]:
    size = max(1, -(-len(body) // _PIECES))
    for start in range(0, len(body), size):
        await clock.sleep_ms(duration_ms // _PIECES)
        yield body[start : start + size]


async def _break_off(body: bytes, send: Send) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    reset(send)
    # the connection is gone: nobody sees the rest, which keeps the promised length
    yield body[len(body) // 2 :]
