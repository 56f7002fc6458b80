"""Over a socket an answer comes whole, in order, and connections still end as they should."""

import asyncio

from uvicorn.server import ServerState

from tools.testnet.answers import reset
from tools.testnet.server import build_venue, running, server_of

REQUEST = b"GET /fapi/v1/time HTTP/1.1\r\nHost: venue\r\n%s\r\n"


class Recorder(asyncio.Transport):
    """Keeps every write."""

    def __init__(self):
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.packets = []
        self.aborted = False

    def write(self, data):
        self.packets.append(data)

    def is_closing(self):
        return self.aborted

    def abort(self):
        self.aborted = True


async def packets_of(app):
    """What one request makes the server write."""
    config = server_of(build_venue(), "127.0.0.1", 0).config
    config.load()
    config.loaded_app = app or config.loaded_app
    state, socket = ServerState(), Recorder()
    protocol = config.http_protocol_class(config, state, {})
    protocol.connection_made(socket)
    protocol.data_received(REQUEST % b"")
    await asyncio.gather(*state.tasks, return_exceptions=True)
    await asyncio.sleep(0)
    protocol.connection_lost(ConnectionResetError())
    return socket.packets


async def test_head_and_body_leave_in_one_write():
    (packet,) = await packets_of(None)
    head, _, body = packet.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert body.startswith(b'{"serverTime":')


async def test_what_was_written_before_the_connection_breaks_goes_out():
    async def half_an_answer(scope, receive, send):
        headers = [(b"content-length", b"4")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ab", "more_body": True})
        reset(send)
        await send({"type": "http.response.body", "body": b"cd"})

    (packet,) = await packets_of(half_an_answer)
    assert packet.endswith(b"\r\n\r\nab")


async def test_pipelined_requests_are_answered_in_order_and_close_ends_with_the_last():
    async with running(build_venue()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST % b"" + b"GET /nothing HTTP/1.1\r\nHost: venue\r\nConnection: close\r\n\r\n")
        answers = await reader.read()
        assert answers.index(b"serverTime") < answers.index(b"404") < answers.index(b"-5000")
        assert answers.endswith(b"}")
        writer.close()


async def test_a_forwarded_address_is_not_believed():
    """Limits and the control routes go by the peer's own address."""
    async with running(build_venue()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        weights = []
        for address in (b"203.0.113.1", b"203.0.113.2"):
            writer.write(REQUEST % (b"X-Forwarded-For: " + address + b"\r\n"))
            packet = (await reader.read(65_536)).lower()
            weights.append(int(packet.partition(b"x-mbx-used-weight-1m: ")[2].split()[0]))
        assert weights == [1, 2]
        writer.close()
