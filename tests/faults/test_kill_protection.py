"""kill -9 around attached stops: after a restart each filled quantity has exactly one stop and one target."""

import signal
from decimal import Decimal

import pytest

from tools.clock import SystemClock
from tools.ledger.keys import load_keys
from tools.ledger.sqlite import open_ledger
from tools.receipt import IntentState
from tools.terms import Mode, OrderType
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.binance_futures.connect import connect

pytestmark = pytest.mark.slow

KILLED = -signal.SIGKILL
QUANTITY = Decimal("0.002")
PARENT = "int_trial1"


async def _open_orders(testnet):
    venue = connect(str(testnet.base_url), *DEFAULT_KEY_PAIR, SystemClock(), Mode.LOCAL_TESTNET)
    orders = await venue.open_orders("BTCUSDT")
    await venue.close()
    return {order.type: order for order in orders}, len(orders)


async def _executed(testnet):
    """Signed sum of what the venue says traded."""
    fills = (await testnet.get("/testnet/ledger")).json()["fills"]
    signs = {"BUY": 1, "SELL": -1}
    return sum((signs[fill["side"]] * Decimal(fill["qty"]) for fill in fills), Decimal(0)), len(fills)


async def _receipt(home):
    ledger = open_ledger(home / "ledger.db", load_keys(home, "audit"), SystemClock())
    receipt, legs = await ledger.receipt(PARENT), await ledger.legs(PARENT)
    report = await ledger.verify_audit()
    unfinished = await ledger.unfinished()
    await ledger.close()
    assert report.ok, report.problem
    return receipt, legs, unfinished


async def _judge(home, testnet, trial):
    """Recover twice: protected once; then the stop triggers: closed once, and nothing is left."""
    for _ in range(2):
        assert await trial("recover") == 0
    orders, count = await _open_orders(testnet)
    assert count == 2
    stop, target = orders[OrderType.STOP_MARKET], orders[OrderType.TAKE_PROFIT_MARKET]
    assert (stop.quantity, target.quantity) == (QUANTITY, QUANTITY)
    receipt, legs, _ = await _receipt(home)
    assert receipt.unprotected_quantity == 0
    acked = {leg.client_order_id for leg in legs if leg.state is IntentState.ACKED}
    assert acked == {stop.client_order_id, target.client_order_id}
    await testnet.post("/testnet/market", json={"symbol": "BTCUSDT", "price": str(stop.stop_price - 50)})
    assert await trial("recover") == 0
    executed, _ = await _executed(testnet)
    assert (executed, (await _open_orders(testnet))[1]) == (0, 0)
    _, _, unfinished = await _receipt(home)
    assert unfinished == ()


@pytest.mark.fault("F06")
@pytest.mark.parametrize(
    "point", ["posted", "acked", "reported", "legs-ready", "leg-sending", "leg-posted", "leg-settled"]
)
async def test_kill_at_a_named_point(tmp_path, testnet, trial, point):
    assert await trial("protect", "1", point) == KILLED
    await _judge(tmp_path, testnet, trial)


@pytest.mark.parametrize(
    "fault", ["drop_before_accept", "drop_after_accept", "status_after_accept", "timeout_after_accept"]
)
async def test_a_fault_on_the_way_of_the_stop(tmp_path, testnet, trial, fault):
    armed = {"fault": fault, "path": "/fapi/v1/algoOrder", "method": "POST"}
    await testnet.post("/testnet/faults", json=armed)
    assert await trial("protect", "1") == 0
    await _judge(tmp_path, testnet, trial)


@pytest.mark.fault("F09")
async def test_a_kill_during_the_recovery_of_a_kill(tmp_path, testnet, trial):
    assert await trial("protect", "1", "acked") == KILLED
    for point in ("legs-ready", "leg-posted", "leg-settled"):
        assert await trial("recover", "", point) == KILLED
    await _judge(tmp_path, testnet, trial)
