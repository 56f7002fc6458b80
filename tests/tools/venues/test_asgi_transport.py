"""The way into an application in this process: what it is given, what comes back, what is no answer."""

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse

from tools.venues.asgi_transport import AsgiTransport
from tools.venues.http_transport import way


async def echo(scope, receive, send):
    request = Request(scope, receive)
    body = (await request.body()).decode()
    said = {
        "method": request.method,
        "url": str(request.url),
        "query": scope["query_string"].decode(),
        "headers": dict(request.headers),
        "body": body,
    }
    await JSONResponse(said, 418, {"X-Used": "7"})(scope, receive, send)


async def test_the_application_sees_the_request_as_it_was_signed():
    url = "http://127.0.0.1:4010/fapi/v1/order?a=%C4%B0&signature=ab"
    answer = await AsgiTransport(echo).exchange("POST", url, {"X-MBX-APIKEY": "k"}, b"q=1")
    assert answer.status == 418
    assert answer.headers["x-used"] == "7"
    assert (
        answer.body
        == JSONResponse(
            {
                "method": "POST",
                "url": url,
                "query": "a=%C4%B0&signature=ab",
                "headers": {"host": "127.0.0.1:4010", "x-mbx-apikey": "k", "content-length": "3"},
                "body": "q=1",
            }
        ).body
    )


async def test_pieces_of_an_answer_are_put_together_and_nobody_hangs_up_before_the_last():
    async def pieces():
        yield b"a"
        yield b"b"

    answer = await AsgiTransport(StreamingResponse(pieces())).exchange("GET", "http://here/", {}, None)
    assert answer.body == b"ab"


async def test_half_an_answer_is_none():
    async def gone(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})

    with pytest.raises(ConnectionError):
        await AsgiTransport(gone).exchange("GET", "http://here/", {}, None)


async def test_what_an_application_raises_comes_through():
    async def broken(scope, receive, send):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        await AsgiTransport(broken).exchange("GET", "http://here/", {}, None)


def test_a_way_of_its_own_is_taken_as_it_is():
    transport = AsgiTransport(echo)
    assert way(transport) is transport
