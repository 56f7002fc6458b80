"""kill -9 of the real server between proposal and receipt: one order or none, and the record says which."""

import asyncio
from contextlib import suppress

import httpx
import pytest

pytestmark = pytest.mark.slow


async def _record_is_whole(server):
    await server.kill()
    verify = await server.run("audit", "verify")
    output, _ = await verify.communicate()
    assert verify.returncode == 0, output.decode()


async def _truth(server, approval_id: str):
    """The state the record gives the order; it must be what the venue has."""
    receipt, orders = await server.settled(approval_id), await server.orders()
    if receipt["state"] in ("ACKED", "LATE_FOUND"):
        assert [order["clientOrderId"] for order in orders] == [receipt["client_order_id"]]
        assert [str(order["orderId"]) for order in orders] == [receipt["order_id"]]
        assert [order["status"] for order in orders] == [receipt["status"]]
    else:
        assert receipt["state"] in ("NOT_PLACED", "REJECTED")
        assert orders == []
    return receipt["state"]


@pytest.mark.fault("F01")
async def test_before_the_approval(server):
    approval = await server.propose()
    await server.kill()
    await server.start()

    assert (await server.approval(approval["id"]))["status"] == "pending"
    assert await server.orders() == []
    assert (await server.approve(approval)).status_code == 200

    assert await _truth(server, approval["id"]) == "ACKED"
    await _record_is_whole(server)


@pytest.mark.fault("F02", "F03", "F04", "F05")
@pytest.mark.parametrize("patience_ms", [1, 10, 25, 60])
async def test_right_after_the_approval_was_sent(server, patience_ms):
    approval = await server.propose()
    with suppress(asyncio.TimeoutError, httpx.TransportError):
        await asyncio.wait_for(server.approve(approval), patience_ms / 1000)
    await server.kill()
    await server.start()

    if (await server.approval(approval["id"]))["status"] == "pending":
        assert await server.orders() == []
        await server.approve(approval)
    await _truth(server, approval["id"])
    before = await server.orders()

    assert (await server.approve(approval)).status_code == 409
    assert await server.orders() == before
    assert len(before) <= 1
    await _record_is_whole(server)


@pytest.mark.fault("F07")
async def test_after_the_answer(server):
    approval = await server.propose()
    answer = await server.approve(approval)
    await server.kill()
    await server.start()

    receipt = await server.settled(approval["id"])
    assert answer.status_code == 200
    assert receipt["client_order_id"] == answer.json()["receipt"]["client_order_id"]
    assert (await server.approve(approval)).status_code == 409

    assert await _truth(server, approval["id"]) == "ACKED"
    await _record_is_whole(server)
