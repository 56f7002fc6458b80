"""The network way, against a real socket: what is sent, what comes back, what never happens."""

import asyncio
import gzip
from contextlib import asynccontextmanager

import httpx
import pytest

from tools.venues.http_transport import HttpxTransport
from tools.venues.socket_transport import SocketTransport


@asynccontextmanager
async def server(*answers):
    """Answers one request after another; None closes the connection. Gives the address and what came."""
    seen, left = [], list(answers)

    async def serve(reader, writer):
        while left:
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            seen.append((head, await reader.readexactly(int(length or 0))))
            answer = left.pop(0)
            if answer is None:
                break
            writer.write(answer)
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", seen


def answer(body, *headers, status="200 OK"):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def transport():
    way = SocketTransport()
    try:
        yield way
    finally:
        await way.close()


async def test_the_signed_bytes_go_out_as_they_are():
    async with server(answer(b"{}"), answer(b"{}")) as (url, seen), transport() as way:
        await way.exchange("GET", f"{url}/order?id=a:b/c%2B%25&n=%C3%A7", {"X-Key": "k"}, None)
        await way.exchange("POST", f"{url}/order", {}, b"id=a%2Bb")
    assert seen[0][0].startswith(b"GET /order?id=a:b/c%2B%25&n=%C3%A7 HTTP/1.1\r\n")
    assert b"\r\nX-Key: k\r\n" in seen[0][0]
    assert seen[1][1] == b"id=a%2Bb"


async def test_a_compressed_answer_is_opened_and_headers_are_found_in_any_case():
    packed = answer(gzip.compress(b'{"a":1}'), "Content-Encoding: gzip", "X-MBX-USED-WEIGHT-1M: 7")
    async with server(packed) as (url, _), transport() as way:
        status, headers, body = await way.exchange("GET", url, {}, None)
    assert (status, body) == (200, b'{"a":1}')
    assert headers["x-mbx-used-weight-1m"] == "7"


async def test_a_redirect_is_an_answer_and_a_cookie_is_forgotten():
    moved = answer(b"", "Location: /elsewhere", "Set-Cookie: a=b", status="302 Found")
    async with server(moved, answer(b"{}")) as (url, seen), transport() as way:
        assert (await way.exchange("GET", url, {}, None)).status == 302
        await way.exchange("GET", url, {}, None)
    assert len(seen) == 2
    assert b"cookie" not in seen[1][0].lower()


async def test_a_post_on_a_connection_that_breaks_is_sent_once():
    async with server(answer(b"{}"), None, answer(b"{}")) as (url, seen), transport() as way:
        await way.exchange("GET", url, {}, None)
        with pytest.raises(Exception, match="disconnect"):
            await way.exchange("POST", url, {}, b"quantity=1")
    assert [head.split()[0] for head, _ in seen] == [b"GET", b"POST"]


async def test_httpx_transports_answer_the_same():
    def reply(request):
        assert (request.method, request.content) == ("POST", b"a=1")
        return httpx.Response(400, headers={"Retry-After": "3"}, content=b"no")

    way = HttpxTransport(httpx.MockTransport(reply))
    status, headers, body = await way.exchange("POST", "http://127.0.0.1/x", {}, b"a=1")
    assert (status, headers["retry-after"], body) == (400, "3", b"no")
    await way.close()
