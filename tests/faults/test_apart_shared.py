"""Two executors and two servers without keys, four homes, one PostgreSQL database: the active one dies."""

import asyncio
from contextlib import suppress

import httpx
import pytest

pytestmark = pytest.mark.slow

PLACED = ("ACKED", "LATE_FOUND")
SIZES = ("60", "67", "74", "81")
"""Apart by a step of the quantity each: the gate refuses an order that looks like one just sent."""
TRIES = 100
PAUSE_SECONDS = 0.2


async def approved(door, approval):
    """Approve, as a person does who is told to try again: until there is an executor."""
    for _ in range(TRIES):
        with suppress(httpx.TransportError):
            answer = await door.approve(approval)
            if answer.status_code != 503:
                return answer
        if (await door.approval(approval["id"]))["status"] != "pending":
            return None
        await asyncio.sleep(PAUSE_SECONDS)
    raise AssertionError(f"nobody takes {approval['id']}: {answer.text}")


async def truth(desk, approvals):
    """The receipts of all approvals, the same at both doors; the venue has their orders and no others."""
    receipts = [await desk.doors[0].settled(approval["id"]) for approval in approvals]
    assert receipts == [await desk.doors[1].settled(approval["id"]) for approval in approvals]
    placed = sorted(receipt["client_order_id"] for receipt in receipts if receipt["state"] in PLACED)
    assert sorted(order["clientOrderId"] for order in await desk.active.orders()) == placed
    for receipt in receipts:
        # Lost is at most what was on its way when the process died, and the record says so.
        on_its_way = "intent.sending" in {evidence["action"] for evidence in receipt["evidence"]}
        assert receipt["state"] in PLACED or (receipt["state"] == "NOT_PLACED" and on_its_way), receipt
    return receipts


async def record_is_whole(desk):
    """Verified from each home, against the anchors that home wrote itself."""
    for process in desk.processes:
        verify = await process.run("audit", "verify", "--json")
        output, _ = await verify.communicate()
        assert verify.returncode == 0, (process.home, output.decode())
        assert (process.home / "anchors-postgresql.jsonl").exists()


@pytest.mark.fault("F03", "F05", "F06", "F11", "F12")
@pytest.mark.parametrize(("patience_ms", "answer_ms"), [(5, 0), (150, 0), (900, 1_500)])
async def test_the_standby_executes_what_two_doors_approved(desk, patience_ms, answer_ms):
    doors = desk.doors * 2
    approvals = [await door.propose(notional=size) for door, size in zip(doors, SIZES, strict=True)]
    slow = {"fault": "latency", "path": "/fapi/v1/order", "method": "POST", "ms": answer_ms}
    await desk.active.testnet.post("/testnet/faults", json=slow)

    # Each approval is decided at the other door than it was made at.
    pairs = list(zip(reversed(doors), approvals, strict=True))
    approving = [asyncio.create_task(approved(door, approval)) for door, approval in pairs]
    await asyncio.wait(approving, timeout=patience_ms / 1000)
    await desk.active.kill()
    await desk.active.testnet.delete("/testnet/faults")
    await asyncio.gather(*approving)
    await truth(desk, approvals)

    late = await desk.doors[0].propose(notional="95")
    assert (await approved(desk.doors[1], late)).json()["receipt"]["state"] == "ACKED", "the standby sends"
    await desk.active.start()
    again = await desk.doors[1].propose(notional="88")
    assert (await approved(desk.doors[0], again)).json()["receipt"]["state"] == "ACKED"
    await truth(desk, [*approvals, late, again])
    await record_is_whole(desk)
