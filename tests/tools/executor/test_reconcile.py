"""Reconciliation: what differs is said, stops new risk, and only a person lets it go on."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from tools.clock import VirtualClock
from tools.executor.desk import Desk as Parts
from tools.executor.reconcile import Reconciler, reconcile
from tools.executor.timing import Timing
from tools.ledger.ledger import TradingStateRow
from tools.reconciliation import DifferenceKind, latest
from tools.terms import Mode, OrderStatus, OrderType, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest, SendStamp

FUTURES = VenueName.BINANCE_FUTURES
URL = "http://127.0.0.1:4010"


class Forgetful:
    """A venue that lists no trades."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    async def fills(self, symbol, **options):
        return ()


class Lagging(Forgetful):
    """A venue that says of its orders that they were cancelled, and only later that they traded before."""

    caught_up = False

    def _seen(self, order):
        executed = order.executed_quantity if self.caught_up else Decimal(0)
        return order.model_copy(update={"status": OrderStatus.CANCELLED, "executed_quantity": executed})

    async def order(self, symbol, **ids):
        return self._seen(await self.inner.order(symbol, **ids))

    async def place(self, *order):
        acked = await self.inner.place(*order)
        return acked.model_copy(update={"order": self._seen(acked.order)})

    async def fills(self, symbol, **options):
        return await self.inner.fills(symbol, **options) if self.caught_up else ()


class ThreeWaits(VirtualClock):
    """Keeps how long somebody waits; the third wait is the last."""

    def __init__(self):
        super().__init__()
        self.waits = []

    async def sleep_ms(self, duration_ms):
        self.waits.append(duration_ms)
        if len(self.waits) == 3:
            raise asyncio.CancelledError


class Stage:
    """A desk at the embedded testnet, and hands that trade past it."""

    def __init__(self, desk, control):
        self.desk, self.control = desk, control
        self.restart()

    def restart(self):
        parts = Parts(self.desk.context(), {}, self.desk.recheck, self.desk.lease)
        self.reconciler = Reconciler(parts, FUTURES, self.desk.executor()._look_again)

    async def waits(self):
        """How long it waits after each of three looks."""
        context, timing = replace(self.desk.context(), clock=ThreeWaits()), Timing()
        parts = Parts(context, {}, self.desk.recheck, self.desk.lease)
        look_again = self.desk.executor()._look_again
        with suppress(asyncio.CancelledError):
            await reconcile(parts, timing.reconcile_ms, timing.confirm_ms, look_again)
        return context.clock.waits

    async def trade(self, *orders):
        return await self.desk.execute(*orders, account=self.desk.venue.account_name)

    async def looks(self, number=2):
        for _ in range(number):
            await self.reconciler.look()
            self.desk.clock.advance_ms(1_000)
        return await latest(self.desk.ledger, FUTURES)

    async def kinds(self):
        report = await self.looks()
        return [difference.kind for difference in report.differences]

    async def states(self):
        return {row.scope: row.state for row in await self.desk.ledger.trading_states()}

    async def by_hand(self, name, price=None, side=Side.BUY, symbol="BTCUSDT"):
        request = OrderRequest(
            venue=FUTURES,
            symbol=symbol,
            side=side,
            type=OrderType.LIMIT if price else OrderType.MARKET,
            quantity=Decimal("0.01"),
            price=price,
        )
        stamp = SendStamp(timestamp_ms=self.desk.clock.now_ms())
        outcome = await self.desk.venue.place(request, name, stamp)
        assert outcome.kind == "acked", outcome


def _far(order):
    """It rests far from the market."""
    return order.model_copy(update={"price": Decimal(20_000), "quantity": Decimal("0.01")})


@pytest.fixture
async def stage(desk):
    wire = httpx.ASGITransport(create_app(build_venue(clock=desk.clock)))
    desk.venue = connect(URL, *DEFAULT_KEY_PAIR, desk.clock, Mode.LOCAL_TESTNET, wire)
    async with httpx.AsyncClient(base_url=URL, transport=wire) as control:
        yield Stage(desk, control)
    await desk.venue.close()


async def test_a_day_of_trading_agrees(stage, market, limit):
    assert (await stage.looks()).agrees
    await stage.trade(market)
    await stage.trade(market.model_copy(update={"quantity": Decimal("0.02")}))
    await stage.trade(_far(limit))
    await stage.trade(market.model_copy(update={"side": Side.SELL}))
    stage.desk.clock.advance_ms(9 * 3_600_000)
    report = await stage.looks(3)
    assert report.differences == ()
    assert await stage.states() == {}


async def test_an_agreeing_report_is_written_once(stage):
    await stage.looks(5)
    assert len(await stage.desk.ledger.audit(action="reconcile.report")) == 1


async def test_the_baseline_moves_on_each_day(stage, market):
    before = (await stage.looks()).baseline
    await stage.trade(market)
    stage.desk.clock.advance_ms(25 * 3_600_000)
    after = (await stage.looks()).baseline
    assert after.time_ms > before.time_ms
    assert after.positions == {"BTCUSDT": market.quantity}


@pytest.mark.fault("F100")
async def test_an_order_of_ours_that_is_not_on_the_record(stage):
    await stage.looks()
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    assert await stage.kinds() == [DifferenceKind.ORDER_UNKNOWN]
    assert await stage.states() == {"symbol:BTCUSDT": "REDUCING"}
    (row,) = await stage.desk.ledger.trading_states()
    assert "spk-lost" in row.reason


async def test_an_order_that_ended_unnoticed(stage, limit):
    await stage.looks()
    receipt = await stage.trade(_far(limit))
    await stage.desk.venue.cancel("BTCUSDT", client_order_id=receipt.client_order_id)
    assert await stage.kinds() == [DifferenceKind.ORDER_MISSING]
    await stage.desk.executor().recover()
    assert await stage.kinds() == []
    assert await stage.states() == {"symbol:BTCUSDT": "REDUCING"}, "only a person releases"


@pytest.mark.fault("F64")
async def test_a_trade_that_is_not_booked(stage):
    await stage.looks()
    await stage.by_hand("spk-lost")
    assert await stage.kinds() == [DifferenceKind.FILL_UNBOOKED]
    assert await stage.states() == {"symbol:BTCUSDT": "REDUCING"}


@pytest.mark.fault("F64")
async def test_a_trade_told_after_the_cancel_is_booked_and_stops_nothing(stage, market):
    await stage.looks()
    stage.desk.venue = lagging = Lagging(stage.desk.venue)
    receipt = await stage.trade(market)
    assert (receipt.status, receipt.fills) == (OrderStatus.CANCELLED, ())
    lagging.caught_up = True
    stage.restart()
    assert await stage.kinds() == []
    assert await stage.states() == {}
    booked = await stage.desk.ledger.fills(receipt.receipt_id)
    assert sum(fill.quantity for fill in booked) == market.quantity
    told = await stage.desk.ledger.receipt(receipt.receipt_id)
    assert (told.status, told.fills) == (OrderStatus.CANCELLED, booked)


@pytest.mark.fault("F60")
async def test_what_a_person_does_by_hand_is_said_and_stops_nothing(stage):
    await stage.looks()
    await stage.by_hand("mine", price=Decimal(20_000))
    await stage.by_hand("mine-too", symbol="ETHUSDT")
    assert await stage.kinds() == [DifferenceKind.FOREIGN_ORDER, DifferenceKind.FOREIGN_TRADE]
    assert (await latest(stage.desk.ledger, FUTURES)).agrees
    assert await stage.states() == {}


@pytest.mark.fault("F62")
async def test_a_position_the_venue_closes_by_force(stage, market):
    await stage.trade(market)
    await stage.looks()
    await stage.control.post("/testnet/faults", json={"fault": "deleverage", "symbol": "BTCUSDT"})
    report = await stage.looks()
    assert [difference.kind for difference in report.differences] == [DifferenceKind.FORCED_TRADE]
    assert await stage.states() == {"venue:binance-futures": "HALTED"}
    stage.restart()
    assert (await stage.looks()).differences == report.differences


@pytest.mark.fault("F63", "F100")
async def test_a_position_nobody_traded(stage, market):
    await stage.trade(market)
    await stage.looks()
    await stage.trade(market)
    venue, stage.desk.venue = stage.desk.venue, Forgetful(stage.desk.venue)
    stage.restart()
    report = await stage.looks()
    (difference,) = report.differences
    assert (difference.kind, difference.off) == (DifferenceKind.POSITION, market.quantity)
    assert await stage.states() == {"symbol:BTCUSDT": "REDUCING"}
    stage.desk.venue = venue
    stage.restart()
    assert (await stage.looks()).differences == ()


async def test_one_look_alone_raises_no_alarm(stage):
    await stage.looks()
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    assert await stage.reconciler.look(), "the next look comes soon"
    await stage.desk.venue.cancel("BTCUSDT", client_order_id="spk-lost")
    assert not await stage.reconciler.look()
    assert (await latest(stage.desk.ledger, FUTURES)).differences == ()
    assert await stage.states() == {}


async def test_a_release_is_not_taken_back_for_the_same_difference(stage):
    await stage.looks()
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    await stage.looks()
    released = TradingStateRow(
        scope="symbol:BTCUSDT", state="ACTIVE", reason="explained", actor="desk", time_ms=1
    )
    await stage.desk.ledger.set_trading_state(released)
    await stage.looks()
    stage.restart()
    await stage.looks()
    assert await stage.states() == {"symbol:BTCUSDT": "ACTIVE"}
    await stage.by_hand("spk-another", price=Decimal(20_000))
    await stage.looks()
    assert await stage.states() == {"symbol:BTCUSDT": "REDUCING"}


async def test_a_halt_stays_a_halt(stage):
    await stage.looks()
    halted = TradingStateRow(scope="symbol:BTCUSDT", state="HALTED", reason="x", actor="desk", time_ms=1)
    await stage.desk.ledger.set_trading_state(halted)
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    await stage.looks()
    assert await stage.states() == {"symbol:BTCUSDT": "HALTED"}


async def test_the_executor_looks_while_it_watches(stage):
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    watching = asyncio.ensure_future(stage.desk.executor().watch())
    for _ in range(10_000):
        if await stage.states() == {"symbol:BTCUSDT": "REDUCING"}:
            break
        await asyncio.sleep(0)
    else:
        raise AssertionError("nobody looked")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_it_looks_each_minute_and_sooner_where_it_suspects_something(stage):
    assert await stage.waits() == [60_000, 60_000, 60_000]
    await stage.by_hand("spk-lost", price=Decimal(20_000))
    assert await stage.waits() == [5_000, 60_000, 60_000]
