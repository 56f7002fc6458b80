"""The watchdog beside the whole product: what makes it halt, what it cancels, and that it never trades."""

import sqlite3
from contextlib import closing

import httpx
import pytest

from tools.ledger.ledger import TradingStateRow
from tools.reconciliation import ACTION, Baseline, ReconcileReport, subject_of
from tools.telemetry.event import EventKind
from tools.terms import OrderType, Side, TimeInForce, VenueName
from tools.venues.orders import OrderRequest, SendStamp
from tools.watchdog.findings import FindingKind
from tools.watchdog.read_and_cancel import ReadAndCancel
from tools.watchdog.venue import WatchedVenue
from tools.watchdog.watchdog import LOOKS, Watchdog, WatchTiming

SILENT_MS = WatchTiming().silent_ms
FUTURES = VenueName.BINANCE_FUTURES


class Levels:
    """A sink that keeps the newest value of each kind."""

    def __init__(self):
        self.newest = {}

    def emit(self, event):
        self.newest[event.kind] = event.value


@pytest.fixture
def levels():
    return Levels()


@pytest.fixture
def dog(desk, levels):
    return Watchdog(desk.app.ledger, {FUTURES: desk.venue}, desk.clock, levels)


async def looks(dog, number=LOOKS):
    return {finding.kind for _ in range(number) for finding in await dog.look()}


async def state(desk):
    rows = await desk.app.ledger.trading_states()
    return next(((row.state, row.actor) for row in rows if row.scope == "all"), None)


async def placed_past_the_record(desk, name="spk-nobodyknowsthisorder", price="60000"):
    request = OrderRequest(
        venue=FUTURES,
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity="0.002",
        price=price,
        time_in_force=TimeInForce.GTC,
    )
    stamp = SendStamp(timestamp_ms=await desk.venue.server_time_ms())
    assert (await desk.venue.place(request, name, stamp)).kind == "acked"


async def counted_from(desk, **positions):
    baseline = Baseline(time_ms=desk.clock.now_ms(), positions=positions, wallet={})
    report = ReconcileReport(venue=FUTURES, baseline=baseline, differences=())
    body = report.model_dump(mode="json")
    await desk.app.ledger.append("executor", ACTION, subject_of(FUTURES), body)


async def test_all_is_well(desk, dog, levels, limit_buy):
    await counted_from(desk)
    await desk.decide(await desk.pending(**limit_buy))
    await desk.decide(await desk.pending())

    assert await looks(dog) == set()
    assert await state(desk) is None
    assert levels.newest[EventKind.WATCHDOG_FINDINGS] == 0
    assert levels.newest[EventKind.HEARTBEAT_AGE] < SILENT_MS


async def test_a_silent_executor_with_orders_halts_and_entries_are_cancelled(desk, dog, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    await desk.decide(await desk.pending(stop_loss_price="64000", **MARKET))
    desk.clock.advance_ms(SILENT_MS + 1)

    assert await looks(dog, 1) == {FindingKind.EXECUTOR_SILENT}

    assert await state(desk) == ("HALTED", "watchdog")
    entry = next(order for order in await desk.orders() if order["type"] == "LIMIT")
    assert entry["status"] == "CANCELED"
    (stop,) = await desk.algos()
    assert stop["algoStatus"] == "NEW", "what protects a position stays"
    assert {"watchdog.alert", "watchdog.cancelled", "state.halted"} <= set(await desk.actions())


MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "70", "dry_run": False}


async def test_a_silent_executor_without_orders_is_no_alarm(desk, dog):
    desk.clock.advance_ms(SILENT_MS + 1)
    assert await looks(dog) == set()
    assert await state(desk) is None


async def test_a_sign_of_life_ends_the_silence(desk, dog, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    desk.clock.advance_ms(SILENT_MS + 1)
    await desk.app.ledger.confirm_lease("executor", await desk.app.ledger.lease_epoch("executor"))
    assert await looks(dog) == set()


async def test_an_order_of_ours_nobody_recorded_halts_and_stays(desk, dog):
    await placed_past_the_record(desk)

    assert await looks(dog, LOOKS - 1) == set(), "it may be about to be recorded"
    assert await looks(dog, 1) == {FindingKind.ORDER_UNKNOWN}

    assert await state(desk) == ("HALTED", "watchdog")
    (order,) = await desk.orders()
    assert order["status"] == "NEW", "it never trades or cancels to fix the record"


async def test_an_order_of_somebody_else_is_none_of_its_business(desk, dog):
    await placed_past_the_record(desk, name="by-hand")
    assert await looks(dog) == set()


async def test_a_position_trades_do_not_explain_halts(desk, dog):
    await counted_from(desk, BTCUSDT="0.5")
    assert await looks(dog) == {FindingKind.POSITION_UNEXPLAINED}
    assert await state(desk) == ("HALTED", "watchdog")
    assert await desk.orders() == []


async def test_a_trade_that_stays_off_the_record_halts(desk, dog, limit_buy):
    await counted_from(desk)
    await desk.decide(await desk.pending(**limit_buy))
    await desk.move_price("BTCUSDT", "63000")
    assert await looks(dog) == {FindingKind.FILL_UNBOOKED}
    assert await state(desk) == ("HALTED", "watchdog")


FULL = "SELECT RAISE(ABORT, 'the disk is full')"


def rewrite(desk, *statements):
    with closing(sqlite3.connect(desk.home / "ledger.db")) as ledger:
        for statement in statements:
            ledger.execute(statement)
        ledger.commit()


async def test_a_record_that_does_not_verify_halts(desk, dog):
    await desk.decide(await desk.pending())
    rewrite(desk, "UPDATE audit SET actor = 'somebody' WHERE seq = 3")

    assert FindingKind.AUDIT_BROKEN in await looks(dog, 1)
    assert await state(desk) == ("HALTED", "watchdog")


async def test_a_stored_intent_that_was_changed_is_a_record_that_does_not_verify(desk, dog, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    rewrite(desk, "UPDATE intent SET doc = replace(doc, '64000', '65000')")
    desk.clock.advance_ms(SILENT_MS + 1)

    assert await looks(dog, 1) == {FindingKind.AUDIT_BROKEN, FindingKind.EXECUTOR_SILENT}

    assert await state(desk) == ("HALTED", "watchdog")
    (entry,) = await desk.orders()
    assert entry["status"] == "CANCELED", "whatever the record says, nobody is there to protect what it fills"


async def test_a_halt_that_cannot_be_stored_is_tried_again_and_entries_are_cancelled_meanwhile(
    desk, dog, limit_buy
):
    await desk.decide(await desk.pending(**limit_buy))
    desk.clock.advance_ms(SILENT_MS + 1)
    for table in ("trading_state", "audit"):
        rewrite(desk, f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN {FULL}; END")

    assert await looks(dog, 1) == {FindingKind.EXECUTOR_SILENT}
    assert await state(desk) is None
    (entry,) = await desk.orders()
    assert entry["status"] == "CANCELED"

    rewrite(desk, "DROP TRIGGER full_trading_state", "DROP TRIGGER full_audit")
    await looks(dog, 1)
    assert await state(desk) == ("HALTED", "watchdog")


async def test_entries_the_venue_did_not_cancel_are_cancelled_at_the_next_look(desk, dog, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    desk.clock.advance_ms(SILENT_MS + 1)
    desk.transport.unplugged = True
    assert await looks(dog, 1) == {FindingKind.EXECUTOR_SILENT, FindingKind.VENUE_SILENT}
    desk.transport.unplugged = False
    await looks(dog, 1)
    (entry,) = await desk.orders()
    assert entry["status"] == "CANCELED"


async def test_a_person_who_releases_is_not_overruled_by_the_same_finding(desk, dog):
    await placed_past_the_record(desk)
    await looks(dog)
    released = TradingStateRow(
        scope="all", state="ACTIVE", reason="seen", actor="desk", time_ms=desk.clock.now_ms()
    )
    await desk.app.ledger.set_trading_state(released)

    assert await looks(dog) == {FindingKind.ORDER_UNKNOWN}
    assert await state(desk) == ("ACTIVE", "desk")
    await placed_past_the_record(desk, name="spk-anotherone", price="59000")
    await looks(dog)
    assert await state(desk) == ("HALTED", "watchdog")


async def test_without_the_venue_nothing_is_concluded(desk, dog):
    await counted_from(desk, BTCUSDT="0.5")
    desk.transport.unplugged = True
    assert await looks(dog) == {FindingKind.VENUE_SILENT}
    assert await state(desk) is None


async def test_without_the_record_it_says_so_and_goes_on(desk, levels):
    ledger = desk.app.ledger
    dog = Watchdog(ledger, {FUTURES: desk.venue}, desk.clock, levels)
    await desk.close()
    assert await looks(dog) == {FindingKind.LEDGER_SILENT}
    assert levels.newest[EventKind.WATCHDOG_FINDINGS] == 1


def test_what_it_may_ask_of_a_venue_has_no_way_to_trade():
    asked = {name for name in vars(WatchedVenue) if not name.startswith("_")}
    assert asked == {"name", "account", "open_orders", "fills", "cancel", "close"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "HEAD", "OPTIONS"])
async def test_no_order_gets_through_its_way_out(method):
    reached = []

    def answer(request):
        reached.append(request.method)
        return httpx.Response(200)

    way = ReadAndCancel(httpx.MockTransport(answer))
    with pytest.raises(httpx.UnsupportedProtocol):
        await way.handle_async_request(httpx.Request(method, "http://127.0.0.1/fapi/v1/order"))
    for passes in ("GET", "DELETE"):
        await way.handle_async_request(httpx.Request(passes, "http://127.0.0.1/fapi/v1/order"))
    assert reached == ["GET", "DELETE"]
