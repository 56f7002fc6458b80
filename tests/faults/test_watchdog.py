"""An executor killed with a resting order: the watchdog, or the venue's own switch, takes the order back."""

import asyncio
import signal

import pytest

pytestmark = pytest.mark.slow

TRIES = 400
ORDER = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "quantity": "0.001",
    "price": "64000",
    "dry_run": False,
}


async def resting(apart):
    """An approved order that rests at the venue."""
    server = apart.server
    answer = await server.call("POST", "/api/v1/tools/place_order", ORDER)
    approval = await server.approval(answer.json()["approval_id"])
    assert (await server.approve(approval)).json()["receipt"]["state"] == "ACKED"
    return approval


async def cancelled(apart):
    """The order, once it is cancelled."""
    for _ in range(TRIES):
        (order,) = await apart.server.orders()
        if order["status"] == "CANCELED":
            return order
        await asyncio.sleep(0.1)
    raise AssertionError(f"it still rests: {order}")


async def armed(apart):
    """Wait for a beat: a fault that only the next one uses up is gone."""
    testnet = apart.server.testnet
    beat = {"fault": "latency", "ms": 0, "path": "/fapi/v1/countdownCancelAll", "method": "POST"}
    (await testnet.post("/testnet/faults", json=beat)).raise_for_status()
    for _ in range(TRIES):
        if not (await testnet.get("/testnet/faults")).json()["faults"]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("nobody beats")


async def test_a_killed_executor_is_noticed(apart):
    server = apart.server
    await apart.start_executor()
    await apart.start_server()
    approval = await resting(apart)
    dog = await apart.start_watchdog()

    await apart.stop_executor(signal.SIGKILL)

    order = await cancelled(apart)
    denied = await server.call("POST", "/api/v1/tools/place_order", ORDER)
    assert denied.status_code == 422, "the halt is on the record of everybody"
    dog.terminate()
    await dog.communicate()
    assert dog.returncode == 0
    await apart.start_executor()
    receipt = await server.settled(approval["id"])
    assert receipt["client_order_id"] == order["clientOrderId"]


async def test_the_venue_takes_back_what_a_killed_executor_left(apart):
    """The dead-man switch, from the setting to the venue; nobody else is there to cancel."""
    await apart.start_executor(SPARK_DEAD_MAN_SECONDS="20")
    await apart.start_server()
    approval = await resting(apart)
    await armed(apart)

    await apart.stop_executor(signal.SIGKILL)

    order = await cancelled(apart)
    assert (await apart.server.settled(approval["id"]))["client_order_id"] == order["clientOrderId"]
