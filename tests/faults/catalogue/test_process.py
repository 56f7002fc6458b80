"""F02 to F13, F72, F73 and F78: real processes that are killed, stopped and starved at a chosen moment."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tools.clock import SystemClock
from tools.errors import LedgerTampered
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.keys import load_keys
from tools.ledger.postgres import opening
from tools.ledger.postgres.address import parse
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite import open_ledger
from tools.receipt import IntentState

pytestmark = pytest.mark.slow

ACKED, NOT_PLACED, REJECTED = IntentState.ACKED, IntentState.NOT_PLACED, IntentState.REJECTED
READY = IntentState.READY
KILLED = -signal.SIGKILL
ORDER = "/fapi/v1/order"
INTENT = "int_trial1"
TRIES = 400
FAILED = (1, 120)
"""120 where the words of the error cannot be written either."""


class Trials:
    """Executor processes on one home and one testnet."""

    def __init__(self, home, testnet, run, database_url):
        self.home, self.testnet, self.run, self.database_url = home, testnet, run, database_url

    def record(self):
        keys, signer = load_keys(self.home, "audit"), Ed25519Signer(load_keys(self.home, "anchor"))
        anchors = self.home / "anchors"
        if self.database_url:
            signed = AnchorSetup(signer, anchors / "signed-postgresql.jsonl")
            return opening.open_ledger(parse(self.database_url), self.home, keys, SystemClock(), signed)
        signed = AnchorSetup(signer, anchors / "signed.jsonl")
        return open_ledger(self.home / "ledger.db", keys, SystemClock(), signed)

    async def fault(self, **fault):
        (await self.testnet.post("/testnet/faults", json=fault)).raise_for_status()

    async def orders(self):
        return (await self.testnet.get("/testnet/ledger")).json()["orders"]

    async def judge(self, state):
        """Twice recovered, the record says `state`, and the venue agrees."""
        await self.testnet.delete("/testnet/faults")
        for _ in range(2):
            assert await self.run("recover") == 0
        ledger = self.record()
        intent, report = await ledger.intent(INTENT), await ledger.verify_audit()
        unfinished = [left.intent_id for left in await ledger.unfinished()]
        await ledger.close()
        assert report.ok, report.problem
        assert (intent and intent.state) is state
        orders = await self.orders()
        assert [order["clientOrderId"] for order in orders] == (
            [intent.client_order_id] if state is ACKED else []
        )
        assert unfinished == ([INTENT] if state is READY else [])


@pytest.fixture
def trials(tmp_path, testnet, trial, database_url):
    return Trials(tmp_path, testnet, trial, database_url)


@pytest.fixture
def database_url(request):
    """A file of the home, where nothing else is said."""
    return request.getfixturevalue("new_database")() if getattr(request, "param", "") == "postgres" else ""


async def ready_and_killed(trials):
    """F02: approved, then killed: the next executor sends it once, if its time is not up."""
    assert await trials.run("execute", "1", "ready") == KILLED
    await trials.judge(READY)
    for _ in range(2):
        assert await trials.run("drain") == 0
    await trials.judge(ACKED)


async def killed_before_the_venue_accepts(trials):
    """F04: the request has left, the venue never takes it."""
    await trials.fault(fault="drop_before_accept", path=ORDER, method="POST", ms=20_000)
    assert await trials.run("execute", "1", "after:1500") == KILLED
    await trials.judge(NOT_PLACED)


async def killed_before_the_answer(trials):
    """F05: the venue has the order, the answer meets nobody."""
    await trials.fault(fault="latency", path=ORDER, method="POST", ms=20_000)
    assert await trials.run("execute", "1", "after:1500") == KILLED
    await trials.judge(ACKED)


async def recovery_killed_again_and_again(trials):
    """F09: five recoveries die, each a little later; the sixth one finishes."""
    assert await trials.run("execute", "1", "posted") == KILLED
    for point in ("acked", "reported", "acked", "reported", "after:400"):
        await trials.run("recover", "", point)
    await trials.judge(ACKED)


async def asleep_before_the_send(trials):
    """F10: stopped between SENDING and the send for longer than the request is good for."""
    running = asyncio.create_task(trials.run("execute", "1", "stop:sending"))
    pid = await stopped(trials.home)
    await asyncio.sleep(1.5)
    os.kill(pid, signal.SIGCONT)
    assert await running == 0
    await trials.judge(REJECTED)


async def stopped(home):
    """The executor process of a home, once it sleeps."""
    for _ in range(TRIES):
        pid = asleep(home)
        if pid is not None:
            return pid
        await asyncio.sleep(0.05)
    raise AssertionError("the executor never slept")


def asleep(home):
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            line = (entry / "cmdline").read_bytes()
            if str(home).encode() in line and " T " in (entry / "stat").read_text():
                return int(entry.name)
    return None


async def no_room_to_approve(trials):
    """F72: the disk is full when the intent would be written: nothing is sent."""
    assert await trials.run("execute", "1", "full:approving") in FAILED
    await trials.judge(None)


async def no_room_for_the_ack(trials):
    """F72: the disk is full when the answer would be written: the venue is asked when there is room."""
    assert await trials.run("execute", "1", "full:posted") in FAILED
    await trials.judge(ACKED)


async def no_room_to_start_sending(trials):
    """F73: the disk takes nothing any more between the approval and the send: nothing is sent."""
    assert await trials.run("execute", "1", "full:ready") in FAILED
    assert await trials.orders() == []
    await trials.judge(READY)


async def without_its_wal(trials):
    """F78: what was committed last is deleted with the WAL: the anchors know it, the start is refused."""
    assert await trials.run("execute", "1", "reported") == KILLED
    (trials.home / "ledger.db-wal").unlink()
    with pytest.raises(LedgerTampered):
        trials.record()
    assert len(await trials.orders()) == 1


FAULTS = {
    "F02": ready_and_killed,
    "F04": killed_before_the_venue_accepts,
    "F05": killed_before_the_answer,
    "F09": recovery_killed_again_and_again,
    "F10": asleep_before_the_send,
}
OF_FILES = {
    "F72": no_room_to_approve,
    "F72-ack": no_room_for_the_ack,
    "F73": no_room_to_start_sending,
    "F78": without_its_wal,
}


@pytest.mark.fault
@pytest.mark.parametrize("number", FAULTS)
@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_fault(trials, number):
    await FAULTS[number](trials)


@pytest.mark.fault
@pytest.mark.parametrize("number", OF_FILES)
async def test_fault_of_files(trials, number):
    await OF_FILES[number](trials)


async def a_door_dies(server):
    """F12: a server that only proposes is killed; the executor goes on."""
    door = type(server)(server.home, server.testnet_port)
    await door.start()
    approval = await door.propose()
    await door.kill()
    await door.testnet.aclose()

    answer = await server.approve(approval)

    assert answer.json()["receipt"]["state"] == "ACKED"


async def told_to_stop(server):
    """F13: SIGTERM while an order is on its way: it ends first, and nothing new is sent."""
    approval, later = await server.propose(), await server.propose(notional="67")
    slow = {"fault": "latency", "path": ORDER, "method": "POST", "ms": 1_500}
    await server.testnet.post("/testnet/faults", json=slow)
    approving = asyncio.create_task(server.approve(approval))
    for _ in range(TRIES):
        if await server.orders():
            break
        await asyncio.sleep(0.05)
    server.up.send_signal(signal.SIGTERM)
    with suppress(httpx.TransportError):
        await approving
    assert await asyncio.wait_for(server.up.wait(), 10) == 0

    await server.start()
    assert (await server.settled(approval["id"]))["state"] == "ACKED"
    assert len(await server.orders()) == 1
    assert (await server.approval(later["id"]))["status"] == "pending"


SERVED = {"F12": a_door_dies, "F13": told_to_stop}


@pytest.mark.fault
@pytest.mark.parametrize("number", SERVED)
async def test_fault_served(server, number):
    await SERVED[number](server)
    await server.kill()
    verify = await server.run("audit", "verify")
    output, _ = await verify.communicate()
    assert verify.returncode == 0, output.decode()
    assert len(await server.orders()) == 1
