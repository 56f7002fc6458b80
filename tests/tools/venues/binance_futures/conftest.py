"""The samples, the vectors, and a connector over a scripted transport."""

import httpx
import pytest

from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest

URL = "http://127.0.0.1:4010"


@pytest.fixture
def on(script):
    """Answers by method and path, in order; the last one repeats."""
    queues = {}

    def answer(request):
        queue = queues[request.method, request.url.path]
        found = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(found, Exception):
            raise found
        return found

    def add(method, path, *answers):
        queues[method, path] = list(answers)
        script.on(path, answer)

    return add


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
