"""The executor as a process of its own: no page of the server's memory holds a venue key."""

import re
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

READABLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r")


def memory_of(pid):
    """Every readable byte of a process, mapping by mapping."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps.splitlines():
            found = READABLE.match(line)
            if found is None or "[v" in line:
                continue
            start, end = (int(part, 16) for part in found.groups())
            with suppress(OSError, ValueError, OverflowError):
                memory.seek(start)
                yield memory.read(end - start)


def holds(pid, *needles):
    """Which of the needles are in a process's memory or environment."""
    found = set()
    for block in (*memory_of(pid), Path(f"/proc/{pid}/environ").read_bytes()):
        found |= {needle for needle in needles if needle.encode() in block}
    return found


async def test_an_order_goes_through_and_the_server_never_holds_a_venue_key(apart):
    secrets = set(apart.venue_keys.values())
    await apart.start_executor()
    await apart.start_server()
    assert holds(apart.executor.pid, *secrets) == secrets, "the search finds what is there"

    approval = await apart.server.propose()
    answer = await apart.server.approve(approval)

    receipt = answer.json()["receipt"]
    assert receipt["state"] == "ACKED"
    assert [order["clientOrderId"] for order in await apart.server.orders()] == [receipt["client_order_id"]]
    assert holds(apart.server_pid(), *secrets) == set()
    status = (await apart.server.call("POST", "/api/v1/tools/get_stream_status", {})).json()
    seen = status["results"][0]["result"]
    assert seen["running"], "the executor listens to the account, and says so"
    assert "private" in [line["route"] for line in seen["connections"]]
    assert "spark_" in (await apart.server.call("GET", "/metrics")).text


async def test_a_server_that_is_given_venue_keys_refuses_to_start(apart):
    process = await apart.server.run("up", SPARK_EXECUTOR_URL=apart.url, **apart.venue_keys)
    await process.communicate()
    assert process.returncode == 2


async def test_without_the_executor_nothing_new_is_approved_and_a_halt_still_works(apart):
    await apart.start_executor()
    await apart.start_server()
    approval = await apart.server.propose()
    assert await apart.stop_executor() == 0

    refused = await apart.server.approve(approval)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "executor_away")
    assert (await apart.server.approval(approval["id"]))["status"] == "pending"
    halted = await apart.server.call("POST", "/api/v1/tools/engage_kill_switch", {"reason": "drill"})
    assert "HALTED" in halted.text
    assert await apart.server.orders() == []
    denied = await apart.server.call(
        "POST",
        "/api/v1/tools/place_order",
        {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False},
    )
    assert denied.status_code == 422


async def test_processes_of_different_policies_do_not_work_together(apart):
    await apart.start_executor()
    await apart.start_server(SPARK_POLICY_PROFILE="testnet")
    approval = await apart.server.propose()

    answer = await apart.server.approve(approval)

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "version_mismatch"
    assert "policy" in answer.json()["error"]["message"]
    assert (await apart.server.approval(approval["id"]))["status"] == "pending"
    assert await apart.server.orders() == []
