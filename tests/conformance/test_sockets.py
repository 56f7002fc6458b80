"""V-070 to V-079: the same over real sockets and the default transport."""

import asyncio
import socket

import httpx
import pytest

from tools.clock import SystemClock
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, server_of
from tools.venues.binance_futures.connect import connect as connect_futures
from tools.venues.binance_spot.connect import connect as connect_spot
from tools.venues.orders import OrderRequest, SendStamp

ORDER_PATHS = {VenueName.BINANCE_FUTURES: "/fapi/v1/order", VenueName.BINANCE_SPOT: "/api/v3/order"}
PRICE_PATHS = {VenueName.BINANCE_FUTURES: "premiumIndex", VenueName.BINANCE_SPOT: "bookTicker"}


@pytest.fixture
async def address():
    server = server_of(build_venue(), "127.0.0.1", 0)
    listening = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await running
    listening.close()


@pytest.fixture(params=[connect_futures, connect_spot], ids=["binance-futures", "binance-spot"])
async def venue(request, address):
    connector = request.param(address, *DEFAULT_KEY_PAIR, SystemClock(), Mode.LOCAL_TESTNET)
    yield connector
    await connector.close()


@pytest.fixture
async def control(address):
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client


async def send(venue, own_id):
    request = OrderRequest(
        venue=venue.name,
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.MARKET,
        quantity="0.01",
    )
    stamp = SendStamp(timestamp_ms=await venue.server_time_ms())
    return await venue.place(request, own_id, stamp)


async def orders_of(control, own_id):
    rows = (await control.get("/testnet/ledger")).json()["orders"]
    return [row for row in rows if row["clientOrderId"] == own_id]


async def test_v070_an_order_fills_and_is_found_by_an_id_with_every_legal_character(venue):
    own_id = "spk-A.z:9/_-"
    outcome = await send(venue, own_id)
    assert (outcome.kind, outcome.order.status) == ("acked", "FILLED")
    assert (await venue.order("BTCUSDT", client_order_id=own_id)).client_order_id == own_id


@pytest.mark.parametrize(("fault", "orders"), [("drop_before_accept", 0), ("drop_after_accept", 1)])
async def test_v071_a_reset_connection_is_unknown_and_never_sent_again(venue, control, fault, orders):
    await venue.account()
    await control.post(
        "/testnet/faults", json={"fault": fault, "path": ORDER_PATHS[venue.name], "method": "POST"}
    )
    outcome = await send(venue, "spk-reset")
    assert outcome.kind == "unknown"
    assert len(await orders_of(control, "spk-reset")) == orders


async def test_v072_reads_survive_a_reset_connection(venue, control):
    await control.post(
        "/testnet/faults", json={"fault": "drop_before_accept", "path": PRICE_PATHS[venue.name]}
    )
    assert (await venue.mark_price("BTCUSDT")).mark > 0
