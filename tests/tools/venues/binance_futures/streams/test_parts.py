"""The parts one by one: freshness, waits, mailboxes, payloads, and a picture no order of events can spoil."""

import asyncio
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.errors import VenueUnavailable
from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.binance.streams.frames import Messages, unpack
from tools.venues.binance.streams.freshness import Freshness, VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.mailbox import Mailbox
from tools.venues.binance.streams.market_feeds import MarketFeeds
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.binance.streams.timing import Backoff, Timing
from tools.venues.binance_futures.streams import parse
from tools.venues.binance_futures.streams.market import FuturesMarket
from tools.venues.orders import Order

TOP = {"e": "bookTicker", "E": 2, "T": 2, "s": "BTCUSDT", "u": 7, "b": "1", "B": "1", "a": "2", "A": "1"}
TRADE = {"e": "aggTrade", "E": 2, "T": 2, "s": "BTCUSDT", "a": 7, "p": "1", "q": "1", "m": True}


@pytest.mark.parametrize(
    ("age_ms", "level"),
    [(0, "prime"), (29_999, "prime"), (30_000, "degraded"), (119_999, "degraded"), (120_000, "down")],
)
def test_levels_by_age(age_ms, level):
    clock = VirtualClock()
    time = VenueTime(clock)
    time.offset_ms = 5_000
    fresh = Freshness(time)
    assert fresh.level() == "down"
    fresh.prove(clock.now_ms() + 5_000)
    clock.advance_ms(age_ms)
    assert fresh.level() == level
    assert fresh.age_ms() == age_ms


def test_a_stamp_from_the_future_does_not_hide_a_silence():
    clock = VirtualClock()
    fresh = Freshness(VenueTime(clock))
    fresh.prove(clock.now_ms() + 3_600_000)
    clock.advance_ms(31_000)
    assert fresh.level() == "degraded"


@given(st.integers(), st.integers(1, 40))
def test_waits_grow_stay_within_bounds_and_depend_only_on_the_seed(seed, failures):
    timing = Timing()
    backoff, same = (Backoff(timing, Random(seed)) for _ in range(2))  # noqa: S311
    for n in range(failures):
        most = min(timing.longest_wait_ms, timing.first_wait_ms * 2**n)
        wait_ms = backoff.next_ms()
        assert most // 2 <= wait_ms <= most
        assert wait_ms == same.next_ms()
    backoff.reset()
    assert backoff.next_ms() <= timing.first_wait_ms


async def test_a_full_lossless_mailbox_makes_the_sender_wait():
    box = Mailbox(1)
    await box.put("one")
    second = asyncio.create_task(box.put("two"))
    await asyncio.sleep(0)
    assert not second.done()
    taken = aiter(box)
    assert await anext(taken) == "one"
    await second
    assert await anext(taken) == "two"
    assert box.dropped == 0
    await taken.aclose()
    await box.put("nobody listens any more")


@pytest.mark.parametrize("text", ["", "[1]", "NaN", '{"p": NaN}', '{"error": {"code": 2}, "id": 1}'])
def test_frames_that_are_no_events(text):
    with pytest.raises(VenueUnavailable):
        unpack(text)


def test_frames_keep_numbers_exact():
    assert unpack('{"result": null, "id": 3}') is None
    assert unpack('{"e": "x", "p": 0.1}').data["p"] == Decimal("0.1")
    assert unpack('{"stream": "a@b", "data": {"e": "x"}}') == ("a@b", {"e": "x"})
    messages = Messages()
    assert messages.subscribe(("a",)) == '{"method": "SUBSCRIBE", "params": ["a"], "id": 1}'
    assert messages.unsubscribe(("a",)) == '{"method": "UNSUBSCRIBE", "params": ["a"], "id": 2}'


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("bookTicker", TOP | {"b": "2"}),
        ("bookTicker", TOP | {"b": "0"}),
        ("bookTicker", TOP | {"a": "-1"}),
        ("aggTrade", TRADE | {"p": "NaN"}),
        ("aggTrade", TRADE | {"q": "0"}),
        ("aggTrade", {"e": "aggTrade"}),
        ("forceOrder", TRADE),
    ],
)
def test_market_events_that_cannot_be_are_refused(kind, data):
    with pytest.raises(VenueUnavailable):
        parse.market(kind, data)


@pytest.mark.fault("F70")
def test_another_symbol_than_the_stream_names_is_refused():
    heard = []
    hub = Hub()
    hub.listen(heard.append)
    feeds = MarketFeeds(VenueTime(VirtualClock()), hub, FuturesMarket())
    feeds.listen(("BTCUSDT",))
    feeds.hear("public", "btcusdt@bookTicker", TOP | {"s": "BTCTRY"})
    feeds.hear("public", "ethusdt@bookTicker", TOP)
    assert not heard
    feeds.hear("public", "btcusdt@bookTicker", TOP)
    assert len(heard) == 1
    assert [status.refused for status in feeds.statuses()][:1] == [1]


def test_missing_trades_are_a_gap_and_asked_about_once():
    feeds = MarketFeeds(VenueTime(VirtualClock()), Hub(), FuturesMarket())
    feeds.listen(("BTCUSDT",))
    for number, event_ms in ((7, 10_000), (8, 10_001), (11, 10_002)):
        feeds.hear("market", "btcusdt@aggTrade", TRADE | {"a": number, "E": event_ms})
    assert feeds.missed == {"BTCUSDT"}
    feeds.missed.clear()
    feeds.hear("market", "btcusdt@aggTrade", TRADE | {"a": 20, "E": 10_003})
    assert not feeds.missed
    status = next(s for s in feeds.statuses() if s.name == "btcusdt@aggTrade")
    assert (status.gaps, status.events) == (2, 4)


def order(executed, status, time_ms):
    return Order(
        venue=VenueName.BINANCE_FUTURES,
        symbol="BTCUSDT",
        order_id="1",
        client_order_id="spk-1",
        side=Side.BUY,
        type=OrderType.LIMIT,
        status=status,
        quantity=Decimal(5),
        executed_quantity=Decimal(executed),
        price=Decimal(1),
        average_price=Decimal(1),
        reduce_only=False,
        time_ms=time_ms,
    )


LIFE = [
    order(0, OrderStatus.SUBMITTED, 1),
    order(1, OrderStatus.PARTIALLY_FILLED, 2),
    order(3, OrderStatus.PARTIALLY_FILLED, 3),
    order(3, OrderStatus.CANCELLED, 4),
]


@pytest.mark.fault("F54")
@given(st.permutations(LIFE), st.lists(st.sampled_from(LIFE), max_size=6))
def test_any_order_of_events_ends_in_the_same_state(events, again):
    mirror = Mirror()
    executed = Decimal(0)
    for event in (*events, *again):
        state = mirror.order(event)
        if state is not None:
            assert state.executed_quantity >= executed
            executed = state.executed_quantity
    final = mirror._orders["1"]
    assert (final.status, final.executed_quantity) == (OrderStatus.CANCELLED, 3)
    assert mirror.picture().orders == ()


@pytest.mark.fault("F64")
def test_a_fill_told_after_the_cancel_only_adds_quantity():
    mirror = Mirror()
    mirror.order(order(0, OrderStatus.CANCELLED, 4))
    late = mirror.order(order(1, OrderStatus.PARTIALLY_FILLED, 2))
    assert (late.status, late.executed_quantity) == (OrderStatus.CANCELLED, 1)
