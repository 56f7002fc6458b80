"""The official samples and a spot connector over a scripted transport."""

import json
from pathlib import Path

import httpx
import pytest

from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.binance_spot.connect import connect
from tools.venues.orders import OrderRequest

URL = "http://127.0.0.1:4010"
DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="session")
def samples():
    return json.loads((DATA / "official-sdk-spot-sample-responses.json").read_text(encoding="utf-8"))


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
            "venue": VenueName.BINANCE_SPOT,
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
    """The RESULT answer to an order (rest-api.md, New order)."""

    def make(**changes):
        body = {
            "symbol": "BTCUSDT",
            "orderId": 7,
            "orderListId": -1,
            "clientOrderId": "spk-a",
            "transactTime": 1_750_000_000_000,
            "price": "50000.10000000",
            "origQty": "0.00200000",
            "executedQty": "0.00000000",
            "origQuoteOrderQty": "0.00000000",
            "cummulativeQuoteQty": "0.00000000",
            "status": "NEW",
            "timeInForce": "GTC",
            "type": "LIMIT",
            "side": "BUY",
            "workingTime": 1_750_000_000_000,
            "selfTradePreventionMode": "EXPIRE_MAKER",
        }
        return {**body, **changes}

    return make


@pytest.fixture
def pair_body(order_body):
    """The answer to a pair of sell orders (rest-api.md, New order list - OCO)."""

    def make(limit="spk-a", stop="spk-a-s", **changes):
        reports = [
            order_body(
                orderId=8,
                orderListId=3,
                clientOrderId=stop,
                side="SELL",
                type="STOP_LOSS_LIMIT",
                stopPrice="49000.00000000",
                workingTime=-1,
            ),
            order_body(orderId=7, orderListId=3, clientOrderId=limit, side="SELL", type="LIMIT_MAKER"),
        ]
        return {"orderListId": 3, "contingencyType": "OCO", "orderReports": reports, **changes}

    return make
