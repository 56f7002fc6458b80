"""The executor listens: after every bad day the record, REST and the streams say the same."""

import asyncio
import json
from decimal import Decimal

import pytest

from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.timing import Timing
from tools.ids import SequenceIds
from tools.ledger.ledger import ApprovalRow, Decision
from tools.ledger.sqlite import open_ledger
from tools.permit import Effects, Permit, mac
from tools.spec import ToolContext
from tools.terms import Mode, OrderStatus, OrderType, Side, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.orders import OrderRequest

KEYS = {"k1": b"permit-key-of-the-tests-32-byte!"}
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
NEVER_MS = 1_000 * HOUR_MS
HEADERS = {"X-MBX-APIKEY": DEFAULT_KEY_PAIR[0]}


class Policy:
    digest = "sha256:policy"

    async def in_force(self):
        return self


class Desk:
    """An executor that hears the streams of the stage, and polls as rarely as a test wants.

    It neither follows a fresh order nor compares the record with the venue, so placing moves no clock and
    only the streams, or the polling a test asks for, can tell the record anything.
    """

    def __init__(self, live, ledger, lease):
        self.live, self.ledger, self.number = live, ledger, 0
        context = ToolContext(
            venues={VenueName.BINANCE_FUTURES: live.venue},
            ledger=ledger,
            policy=Policy(),
            clock=live.clock,
            ids=SequenceIds(),
            mode=Mode.LOCAL_TESTNET,
            streams=live.streams,
        )
        timing = Timing(follow_ms=(0,), reconcile_ms=NEVER_MS)
        self.executor = Executor(context, KEYS, self.recheck, lease, timing)
        self.watching = None

    async def recheck(self, intent):
        return None

    def watch(self, refresh_ms=NEVER_MS):
        self.live.streams.listen(self.executor.hear)
        self.watching = asyncio.create_task(self.executor.watch(1_000, refresh_ms, NEVER_MS))

    async def place(self, quantity="0.01", price=None):
        """The receipt of an approved order."""
        self.number += 1
        order = OrderRequest(
            venue=VenueName.BINANCE_FUTURES,
            symbol="BTCUSDT",
            side=Side.BUY,
            type=OrderType.LIMIT if price else OrderType.MARKET,
            quantity=Decimal(quantity),
            price=price,
        )
        now_ms = self.live.clock.now_ms()
        effects = Effects(
            tool="place_order",
            mode=Mode.LOCAL_TESTNET,
            venue=VenueName.BINANCE_FUTURES,
            account=self.live.venue.account_name,
            params={},
            orders=(order,),
            policy_digest=Policy.digest,
        )
        permit = Permit(
            key_id="k1",
            approval_id=f"apr_{self.number}",
            plan_id="plan",
            proposer="desk",
            approver="desk",
            effects=effects,
            risk_score=1,
            market=None,
            nonce=f"n{self.number}",
            issued_ms=now_ms,
            expires_ms=now_ms + 30_000,
        )
        permit = permit.model_copy(update={"mac": mac(permit.signed_bytes(), KEYS["k1"])})
        row = ApprovalRow(
            approval_id=permit.approval_id,
            plan_id="plan",
            index=0,
            proposer="desk",
            exclusive=False,
            status="pending",
            digest=effects.digest(),
            review="{}",
            created_ms=now_ms,
            expires_ms=now_ms + 30_000,
        )
        await self.ledger.propose(row)
        yes = Decision(
            approval_id=row.approval_id, status="approved", actor="desk", digest=row.digest, channel="test"
        )
        decided = await self.ledger.decide(yes, permit)
        running = asyncio.create_task(self.executor.execute(decided.intent_id))
        await self.live.until(running.done)
        await self.looked(running.result())
        return running.result()

    async def looked(self, receipt):
        """Let the looks end that an event asked for; each is a few turns of the ledger's own threads."""
        for _ in range(20):
            await self.ledger.receipt(receipt.receipt_id)
            await self.live.settle(50)

    async def resting(self, quantity="0.01"):
        return await self.place(quantity, await self.live.low_price())

    async def known(self, receipt, *statuses, step_ms=0):
        """The receipt once the record has one of these statuses; the clock moves on in steps meanwhile."""
        seen = []

        async def look():
            seen.append(await self.ledger.receipt(receipt.receipt_id))

        async with asyncio.timeout(10):
            while not seen or seen[-1].status not in statuses:
                self.live.clock.advance_ms(step_ms)
                await look()
                await self.live.settle()
        return seen[-1]

    async def agree(self):
        """Ledger and REST say the same of every order, and the streams do of the account."""
        await self.live.settle()
        await self.live.agrees()
        trades = await self.live.venue.fills("BTCUSDT")
        for number in range(1, self.number + 1):
            receipt = await self.ledger.receipt(f"apr_{number}")
            order = await self.live.venue.order("BTCUSDT", client_order_id=receipt.client_order_id)
            booked = {fill.trade_id for fill in receipt.fills}
            assert receipt.status is order.status
            assert booked == {trade.trade_id for trade in trades if trade.order_id == order.order_id}
            assert sum(fill.quantity for fill in receipt.fills) == order.executed_quantity
        assert (await self.ledger.verify_audit()).ok

    async def move(self, price):
        """The market goes there: what rests above it fills."""
        body = {"symbol": "BTCUSDT", "price": str(price)}
        (await self.live.control.post("/testnet/market", json=body)).raise_for_status()


@pytest.fixture
async def desk(live, tmp_path):
    ledger = open_ledger(tmp_path / "ledger.db", {"a1": b"audit-key-of-the-tests-32-bytes!"}, live.clock)
    lease = await take_lease(tmp_path, ledger, "test")
    stage = Desk(live, ledger, lease)
    yield stage
    if stage.watching is not None:
        stage.watching.cancel()
        await asyncio.gather(stage.watching, return_exceptions=True)
    lease.release()
    await ledger.close()


async def test_an_event_is_on_the_record_without_a_poll(live, desk):
    await live.start()
    desk.watch()
    resting = await desk.resting()
    await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    receipt = await desk.known(resting, OrderStatus.CANCELLED)
    assert [(step.status, step.source) for step in receipt.executions] == [
        (OrderStatus.SUBMITTED, "answer"),
        (OrderStatus.CANCELLED, "stream"),
    ]
    await desk.agree()


async def test_a_fill_while_resting(live, desk):
    await live.start()
    desk.watch()
    price = await live.low_price()
    resting = await desk.place(price=price)
    assert resting.status is OrderStatus.SUBMITTED
    await desk.move(price - 50)
    receipt = await desk.known(resting, OrderStatus.FILLED)
    last = receipt.executions[-1]
    assert (last.status, last.source) == (OrderStatus.FILLED, "stream")
    assert last.executed_quantity == Decimal("0.01")
    await desk.agree()


@pytest.mark.fault("F56")
async def test_a_cut_during_a_fill(live, desk):
    await live.start()
    desk.watch()
    price = await live.low_price()
    resting, other = await desk.place(price=price), await desk.place("0.02", price - 2_000)
    live.wire.alter = lambda route, frame: [] if route == "private" else [frame]
    await desk.move(price - 50)
    await live.venue.cancel("BTCUSDT", client_order_id=other.client_order_id)
    await live.settle()
    assert (await desk.ledger.receipt(resting.receipt_id)).status is OrderStatus.SUBMITTED
    live.wire.alter = lambda route, frame: [frame]
    (await live.control.post("/testnet/faults", json={"fault": "stream_cut"})).raise_for_status()
    await live.until(lambda: live.status.resyncs == 2, 100)
    await desk.known(resting, OrderStatus.FILLED)
    await desk.known(other, OrderStatus.CANCELLED)
    await desk.agree()


@pytest.mark.fault("F55")
async def test_a_gap_of_five_minutes(live, desk):
    await live.start()
    desk.watch()
    resting = await desk.resting()
    live.wire.refuses = True
    await live.wire.cut()
    await live.until(lambda: all(line.state == "waiting" for line in live.status.connections))
    await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    await live.pass_time(5 * MINUTE_MS, 10_000)
    assert (await desk.ledger.receipt(resting.receipt_id)).status is OrderStatus.SUBMITTED
    live.wire.refuses = False
    await live.until(lambda: live.status.agreed_ms is not None, 1_000)
    await desk.known(resting, OrderStatus.CANCELLED)
    await desk.agree()


async def test_in_a_gap_polling_finds_it(live, desk):
    await live.start()
    desk.watch(refresh_ms=5_000)
    resting = await desk.resting()
    live.wire.refuses = True
    await live.wire.cut()
    await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    receipt = await desk.known(resting, OrderStatus.CANCELLED, step_ms=500)
    assert receipt.executions[-1].source == "rest"


@pytest.mark.fault("F53")
async def test_duplicates(live, desk):
    live.wire.alter = lambda route, frame: [frame, frame]
    await live.start()
    desk.watch()
    price = await live.low_price()
    resting = await desk.place(price=price)
    await desk.place()
    await desk.move(price - 50)
    await desk.known(resting, OrderStatus.FILLED)
    await desk.agree()


@pytest.mark.fault("F54")
async def test_events_out_of_order(live, desk):
    held = []

    def reverse(route, frame):
        if route != "private":
            return [frame]
        held.append(frame)
        return [held.pop() for _ in range(4)] if len(held) == 4 else []

    await live.start()
    desk.watch()
    live.wire.alter = reverse
    price = await live.low_price()
    resting = await desk.place(price=price)
    await desk.move(price - 50)
    await desk.place("0.02")
    live.wire.alter = lambda route, frame: [frame, *map(held.pop, [-1] * len(held))]
    await desk.place("0.03")
    await desk.known(resting, OrderStatus.FILLED)
    await live.until(lambda: live.status.agreed_ms is not None, 100)
    await desk.agree()


@pytest.mark.fault("F57")
async def test_the_listen_key_expires(live, desk):
    await live.start()
    desk.watch()
    resting = await desk.resting()
    (await live.control.delete("/fapi/v1/listenKey", headers=HEADERS)).raise_for_status()
    await live.wire.inject("private", {"e": "listenKeyExpired", "E": live.clock.now_ms(), "listenKey": "x"})
    await live.until(lambda: live.status.resyncs == 2)
    await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    await desk.known(resting, OrderStatus.CANCELLED)
    await desk.agree()


@pytest.mark.fault("F58")
@pytest.mark.slow
async def test_a_day_goes_by(live, desk):
    await live.start()
    desk.watch()
    resting = await desk.resting()
    for _ in range(24 * 3):
        await live.pass_time(20 * MINUTE_MS, 20 * MINUTE_MS)
    assert live.connects()["private"] == 2
    await live.until(lambda: live.status.level == "prime", 1_000)
    order = await live.venue.order("BTCUSDT", client_order_id=resting.client_order_id)
    if order.status.working:
        await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    await desk.known(resting, OrderStatus.CANCELLED, OrderStatus.FILLED)
    await desk.agree()


async def test_a_silent_stream_is_made_up_for_by_polling(live, desk):
    await live.start()
    desk.watch(refresh_ms=5_000)
    live.wire.alter = lambda route, frame: []
    resting = await desk.resting()
    await live.venue.cancel("BTCUSDT", client_order_id=resting.client_order_id)
    receipt = await desk.known(resting, OrderStatus.CANCELLED, step_ms=500)
    assert receipt.executions[-1].source == "rest"


@pytest.mark.fault("F61")
@pytest.mark.parametrize("of_another", [{}, {"c": "spk-of-another", "i": 987_654_321}])
async def test_an_event_that_lies_writes_nothing(live, desk, of_another):
    lies = []

    def lie(route, frame):
        if route == "private" and "ORDER_TRADE_UPDATE" in frame and lies:
            event = json.loads(frame)
            event["o"] |= {"X": "FILLED", "z": "5", "x": "TRADE", "l": "5", "t": 999, "L": "1"} | of_another
            return [json.dumps(event)]
        return [frame]

    await live.start()
    desk.watch()
    live.wire.alter = lie
    lies.append(True)
    resting = await desk.resting()
    await live.pass_time(2_000, 100)
    receipt = await desk.ledger.receipt(resting.receipt_id)
    assert (receipt.status, receipt.fills) == (OrderStatus.SUBMITTED, ())
    assert all(not step.executed_quantity for step in receipt.executions)
