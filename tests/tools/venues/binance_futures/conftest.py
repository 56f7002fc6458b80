"""The samples, the vectors, and a connector over a scripted transport."""

import httpx
import pytest

from tools.clock import VirtualClock
from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest

URL = "http://127.0.0.1:4010"


@pytest.fixture
def clock():
    return VirtualClock()


class Script:
    """Answers requests by path and keeps what was asked; a callable answer sees the request."""

    def __init__(self, clock):
        self.clock = clock
        self.answers = {}
        self.seen = []

    def on(self, path, *answers):
        """Answers in order; the last one repeats."""
        self.answers[path] = list(answers)
        return self

    def __call__(self, request):
        self.seen.append(request)
        if request.url.path == "/fapi/v1/time" and "/fapi/v1/time" not in self.answers:
            return httpx.Response(200, json={"serverTime": self.clock.now_ms()})
        queue = self.answers[request.url.path]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(request)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        if isinstance(body, bytes):
            return httpx.Response(status, content=body)
        return httpx.Response(status, json=body)

    def requests(self, path):
        return [request for request in self.seen if request.url.path == path]


@pytest.fixture
def script(clock):
    return Script(clock)


@pytest.fixture
async def venue(script, clock):
    connector = connect(
        URL, "k" * 64, "s" * 64, clock, Mode.LOCAL_TESTNET, transport=httpx.MockTransport(script)
    )
    yield connector
    await connector.close()


@pytest.fixture
def request_of():
    def make(**changes):
        fields = {
            "venue": VenueName.BINANCE_FUTURES,
            "symbol": "BTCUSDT",
            "side": Side.BUY,
            "type": OrderType.LIMIT,
            "quantity": "0.0020",
            "price": "50000.10",
        }
        return OrderRequest.model_validate({**fields, **changes})

    return make


@pytest.fixture
def order_body():
    def make(**changes):
        body = {
            "orderId": 7,
            "symbol": "BTCUSDT",
            "status": "NEW",
            "clientOrderId": "spk-a",
            "price": "50000.10",
            "origQty": "0.002",
            "executedQty": "0",
            "cumQty": "0",
            "timeInForce": "GTC",
            "type": "LIMIT",
            "reduceOnly": False,
            "side": "BUY",
            "positionSide": "BOTH",
            "updateTime": 1_750_000_000_000,
        }
        return {**body, **changes}

    return make
