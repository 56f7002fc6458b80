"""Two servers on one PostgreSQL database: whoever dies, an approved order is sent once or known not to be."""

import asyncio
from contextlib import suppress

import httpx
import psycopg
import pytest

pytestmark = pytest.mark.slow

PLACED = ("ACKED", "LATE_FOUND")
SIZES = ("60", "67", "74", "81")
"""Apart by a step of the quantity each: the gate refuses an order that looks like one just sent."""


async def _approved(server, approval):
    """Approve, unless the server dies first; how that went is on the record."""
    with suppress(httpx.TransportError):
        await server.approve(approval)


async def _truth(server, approvals):
    """The receipts of all approvals; the venue must have their orders and no others."""
    receipts = [await server.settled(approval["id"]) for approval in approvals]
    placed = sorted(receipt["client_order_id"] for receipt in receipts if receipt["state"] in PLACED)
    assert sorted(order["clientOrderId"] for order in await server.orders()) == placed
    for receipt in receipts:
        # Lost is at most what was on its way when the process died, and the record says so.
        on_its_way = "intent.sending" in {evidence["action"] for evidence in receipt["evidence"]}
        assert receipt["state"] in PLACED or (receipt["state"] == "NOT_PLACED" and on_its_way), receipt
    return receipts


async def _record_is_whole(server):
    verify = await server.run("audit", "verify")
    output, _ = await verify.communicate()
    assert verify.returncode == 0, output.decode()


@pytest.mark.fault("F15")
async def test_approvals_at_either_server_are_executed_once(two_servers):
    executor, standby = two_servers
    at_executor, at_standby = await executor.propose(), await standby.propose(notional="67")

    answers = await asyncio.gather(
        standby.approve(at_executor), executor.approve(at_executor), standby.approve(at_standby)
    )

    assert sorted(answer.status_code for answer in answers[:2]) == [200, 409]
    assert answers[2].json()["receipt"]["state"] == "ACKED"
    assert [r["state"] for r in await _truth(executor, [at_executor, at_standby])] == ["ACKED", "ACKED"]
    await _record_is_whole(standby)


@pytest.mark.fault("F03", "F05", "F06")
@pytest.mark.parametrize(("patience_ms", "answer_ms"), [(5, 0), (40, 0), (250, 0), (700, 1_500)])
async def test_the_standby_takes_over_from_a_killed_executor(two_servers, patience_ms, answer_ms):
    executor, standby = two_servers
    slow = {"fault": "latency", "path": "/fapi/v1/order", "method": "POST", "ms": answer_ms}
    approvals = [await s.propose(notional=size) for s, size in zip(two_servers * 2, SIZES, strict=True)]

    await executor.testnet.post("/testnet/faults", json=slow)
    approving = [
        asyncio.create_task(_approved(server, approval))
        for server, approval in zip(two_servers * 2, reversed(approvals), strict=True)
    ]
    await asyncio.wait(approving, timeout=patience_ms / 1000)
    await executor.kill()
    await executor.testnet.delete("/testnet/faults")
    await asyncio.gather(*approving)

    for approval in approvals:
        if (await standby.approval(approval["id"]))["status"] == "pending":
            await standby.approve(approval)
    await _truth(standby, approvals)

    await executor.start()
    late = await executor.propose(notional="95")
    assert (await executor.approve(late)).json()["receipt"]["state"] == "ACKED", "the other one sends it now"
    await _truth(standby, [*approvals, late])
    await _record_is_whole(standby)


END_LEASE_HOLDER = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory'
      AND objid = (hashtext(current_schema() || '/executor')::bigint & 4294967295)::oid
"""


def _end_the_lease_holders_session(url):
    """What a database does with a client that does not answer any more."""
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute(END_LEASE_HOLDER).fetchall() == [(True,)]


@pytest.mark.parametrize("patience_ms", [10, 40, 90])
async def test_a_frozen_executor_that_lost_its_session_sends_nothing_late(two_servers, patience_ms):
    executor, standby = two_servers
    first, second = await executor.propose(), await standby.propose(notional="67")

    approving = asyncio.create_task(_approved(executor, first))
    await asyncio.wait([approving], timeout=patience_ms / 1000)
    executor.freeze()
    _end_the_lease_holders_session(executor.settings["SPARK_DATABASE_URL"])
    await standby.approve(second)
    if (await standby.approval(first["id"]))["status"] == "pending":
        await standby.approve(first)
    before = await _truth(standby, [first, second])
    executor.thaw()
    await approving

    assert [receipt["state"] for receipt in await _truth(standby, [first, second])] == [
        receipt["state"] for receipt in before
    ]
    await _record_is_whole(standby)
