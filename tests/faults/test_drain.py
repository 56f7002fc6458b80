"""SIGTERM under load: what is being sent ends and is settled, and nothing new begins."""

import asyncio
import json
import sqlite3
from contextlib import suppress

import httpx
import pytest

pytestmark = pytest.mark.slow

SIZES = ("60", "67", "74", "81")
"""Apart by a step of the quantity each: the gate refuses an order that looks like one just sent."""
TRIES = 2_000
SLOW = {"fault": "latency", "path": "/fapi/v1/order", "method": "POST", "ms": 800, "count": 1_000}


async def _approve(server, approval):
    with suppress(httpx.TransportError):
        await server.approve(approval)


async def _until_one_is_at_the_venue(server):
    for _ in range(TRIES):
        if await server.orders():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("no order reached the venue")


async def test_a_server_that_is_stopped_settles_what_it_sends_and_leaves_the_rest(server):
    approvals = [await server.propose(notional=size) for size in SIZES]
    await server.testnet.post("/testnet/faults", json=SLOW)

    approving = [asyncio.create_task(_approve(server, approval)) for approval in approvals]
    await _until_one_is_at_the_venue(server)
    code = await server.terminate()
    await asyncio.gather(*approving)
    at_the_stop = {order["clientOrderId"] for order in await server.orders()}

    assert code == 0
    assert at_the_stop
    await server.testnet.delete("/testnet/faults")
    verify = await server.run("audit", "verify")
    assert (await verify.communicate(), verify.returncode)[1] == 0
    sent = _sent(server)
    assert sent["open"] == [], "nothing is left on its way"
    assert sent["acked"] == at_the_stop
    await server.start()


async def test_an_executor_apart_that_is_stopped_does_the_same(apart):
    await apart.start_executor()
    await apart.start_server()
    server = apart.server
    approvals = [await server.propose(notional=size) for size in SIZES]
    await server.testnet.post("/testnet/faults", json=SLOW)

    approving = [asyncio.create_task(_approve(server, approval)) for approval in approvals]
    await _until_one_is_at_the_venue(server)
    code = await apart.stop_executor()
    at_the_stop = {order["clientOrderId"] for order in await server.orders()}
    sent = _sent(server)
    await server.testnet.delete("/testnet/faults")
    await apart.start_executor()
    await asyncio.gather(*approving)

    assert code == 0
    assert sent["open"] == [], "nothing is left on its way"
    assert sent["acked"] == at_the_stop != set()


def _sent(server):
    """What is on its way, and client order ids of what was accepted, as the stopped process left them."""
    with sqlite3.connect(server.home / "ledger.db") as ledger:
        intents = [json.loads(doc) for (doc,) in ledger.execute("SELECT doc FROM intent")]
    ledger.close()
    return {
        "open": [intent for intent in intents if intent["state"] in ("SENDING", "UNKNOWN")],
        "acked": {intent["client_order_id"] for intent in intents if intent["state"] == "ACKED"},
    }
