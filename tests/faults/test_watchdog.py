"""The watchdog as a process: an executor killed with a resting order is noticed, and the order taken back."""

import asyncio
import signal

import pytest

pytestmark = pytest.mark.slow

TRIES = 400


async def test_a_killed_executor_is_noticed(apart):
    server = apart.server
    await apart.start_executor()
    await apart.start_server()
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "quantity": "0.001", "price": "64000"}
    answer = await server.call("POST", "/api/v1/tools/place_order", {**order, "dry_run": False})
    approval = await server.approval(answer.json()["approval_id"])
    assert (await server.approve(approval)).json()["receipt"]["state"] == "ACKED"
    dog = await apart.start_watchdog()

    await apart.stop_executor(signal.SIGKILL)

    for _ in range(TRIES):
        (resting,) = await server.orders()
        if resting["status"] == "CANCELED":
            break
        await asyncio.sleep(0.1)
    assert resting["status"] == "CANCELED"
    denied = await server.call("POST", "/api/v1/tools/place_order", {**order, "dry_run": False})
    assert denied.status_code == 422, "the halt is on the record of everybody"
    dog.terminate()
    await dog.communicate()
    assert dog.returncode == 0
    await apart.start_executor()
    receipt = await server.settled(approval["id"])
    assert receipt["client_order_id"] == resting["clientOrderId"]
