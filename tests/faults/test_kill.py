"""kill -9 of a real executor process against a real testnet server: one order or none, and the truth."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tools.clock import SystemClock
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.keys import load_keys
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite import open_ledger
from tools.receipt import IntentState
from tools.terms import OrderStatus

pytestmark = pytest.mark.slow

KILLED = -signal.SIGKILL

Trial = Callable[..., Awaitable[int]]


async def _orders(testnet: httpx.AsyncClient) -> list[dict[str, object]]:
    return (await testnet.get("/testnet/ledger")).json()["orders"]


async def _judge(home: Path, testnet: httpx.AsyncClient, trial: Trial, number: str) -> IntentState:
    """Recover twice, then compare what the ledger says with what the venue has."""
    for _ in range(2):
        assert await trial("recover") == 0
    signed = AnchorSetup(Ed25519Signer(load_keys(home, "anchor")), home / "anchors" / "signed.jsonl")
    ledger = open_ledger(home / "ledger.db", load_keys(home, "audit"), SystemClock(), signed)
    intent = await ledger.intent(f"int_trial{number}")
    assert intent is not None
    ours = [o for o in await _orders(testnet) if o["clientOrderId"] == intent.client_order_id]
    assert len(ours) == (1 if intent.state is IntentState.ACKED else 0)
    if ours:
        assert intent.order_id == str(ours[0]["orderId"])
        assert (intent.status is OrderStatus.FILLED) == (ours[0]["status"] == "FILLED")
    if intent.state is not IntentState.READY:
        receipt = await ledger.receipt(intent.intent_id)
        assert receipt is not None
        assert receipt.state is intent.state
        assert intent.intent_id not in {left.intent_id for left in await ledger.unfinished()}
    report = await ledger.verify_audit()
    assert report.ok, report.problem
    await ledger.close()
    return intent.state


@pytest.mark.fault("F03", "F06", "F07")
@pytest.mark.parametrize(
    ("point", "state"),
    [
        ("sending", IntentState.NOT_PLACED),
        ("posted", IntentState.ACKED),
        ("acked", IntentState.ACKED),
        ("reported", IntentState.ACKED),
    ],
)
async def test_kill_at_a_named_point(tmp_path, testnet, trial, point, state):
    assert await trial("execute", "1", point) == KILLED
    assert await _judge(tmp_path, testnet, trial, "1") is state


@pytest.mark.fault("F05")
async def test_kill_after_the_request_left_and_before_the_answer(tmp_path, testnet, trial):
    fault = {"fault": "latency", "path": "/fapi/v1/order", "method": "POST", "ms": 20_000}
    await testnet.post("/testnet/faults", json=fault)
    killing = asyncio.create_task(trial("execute", "1", "after:1500"))
    assert await killing == KILLED
    await testnet.delete("/testnet/faults")
    assert await _judge(tmp_path, testnet, trial, "1") is IntentState.ACKED


async def test_kill_at_any_moment(tmp_path, testnet, trial):
    for number, after_ms in enumerate((1, 4, 7, 10, 14, 20, 30)):
        await trial("execute", str(number), f"after:{after_ms}")
        state = await _judge(tmp_path, testnet, trial, str(number))
        assert state in (IntentState.READY, IntentState.NOT_PLACED, IntentState.ACKED)


@pytest.mark.fault("F31", "F32", "F33", "F36", "F46")
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("drop_before_accept", IntentState.NOT_PLACED),
        ("drop_after_accept", IntentState.ACKED),
        ("status", IntentState.NOT_PLACED),
        ("status_after_accept", IntentState.ACKED),
        ("timeout_after_accept", IntentState.ACKED),
        ("invalid_json", IntentState.ACKED),
    ],
)
async def test_a_fault_on_the_wire_ends_in_the_truth(tmp_path, testnet, trial, fault, state):
    armed = {"fault": fault, "path": "/fapi/v1/order", "method": "POST"}
    await testnet.post("/testnet/faults", json=armed)
    assert await trial("execute", "1") == 0
    assert await _judge(tmp_path, testnet, trial, "1") is state
    assert len(await _orders(testnet)) == (1 if state is IntentState.ACKED else 0)
