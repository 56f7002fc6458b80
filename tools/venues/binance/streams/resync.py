"""Resync: after events may have been missed, REST is asked until picture and venue agree."""

import asyncio
from collections.abc import Callable

from tools.clock import Clock
from tools.errors import VenueError
from tools.venues.binance.streams.freshness import VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.market_feeds import MarketFeeds
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.binance.streams.timing import Backoff
from tools.venues.binance.streams.user_feed import UserFeed
from tools.venues.orders import Order
from tools.venues.stream_events import FillUpdate, OrderUpdate, Resynced
from tools.venues.venue import Venue

ATTEMPTS = 5
"""How often an answer is discarded because events came meanwhile; the last one counts."""


class Resync:
    """Asks REST what the streams may have missed; what is requested while it asks is one more question."""

    def __init__(
        self,
        venue: Venue,
        clock: Clock,
        venue_time: VenueTime,
        mirror: Mirror,
        hub: Hub,
        markets: MarketFeeds,
        backoff: Backoff,
    ) -> None:
        self._venue = venue
        self._clock = clock
        self._time = venue_time
        self._mirror = mirror
        self._hub = hub
        self._markets = markets
        self._backoff = backoff
        self._reason: str | None = None
        self._wanted = asyncio.Event()
        self._since_ms = venue_time.now_ms()
        self.count = 0
        self.agreed_ms: int | None = None

    def ask(self, reason: str) -> None:
        """The account must be asked about."""
        self._reason = reason
        self.agreed_ms = None
        self._wanted.set()

    def ask_markets(self) -> None:
        """The symbols in `MarketFeeds.missed` must be asked about."""
        self._wanted.set()

    def lost(self) -> None:
        """Events may be missing from here on."""
        self.agreed_ms = None

    async def run(self, user: UserFeed, symbols: Callable[[], tuple[str, ...]]) -> None:
        """Answer requests until cancelled; while the venue does not answer, ask again and again."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                self._time.offset_ms = await self._venue.clock_offset_ms()
                await self._markets_again()
                await self._account_again(user, set(symbols()))
                self._backoff.reset()
            except VenueError:
                self._wanted.set()
                await self._clock.sleep_ms(self._backoff.next_ms())

    async def _markets_again(self) -> None:
        for symbol in sorted(self._markets.missed):
            book, mark = await asyncio.gather(self._venue.book(symbol, 20), self._venue.mark_price(symbol))
            self._hub.publish(book)
            self._hub.publish(mark)
            self._markets.missed.discard(symbol)

    async def _account_again(self, user: UserFeed, symbols: set[str]) -> None:
        if self._reason is None:
            return
        reason, self._reason = self._reason, None
        try:
            asked_ms = await self._agree(user, symbols)
        except VenueError:
            self.ask(reason)
            raise
        self.count += 1
        if self._reason is None:
            self.agreed_ms = asked_ms
            user.agreed(asked_ms)
        await self._hub.deliver(Resynced(reason=reason, time_ms=asked_ms))

    async def _agree(self, user: UserFeed, symbols: set[str]) -> int:
        orders, asked_ms = await self._snapshot(user)
        listed = {order.order_id for order in orders}
        gone = [order for order in self._mirror.working() if order.order_id not in listed]
        found = (*orders, *[order for one in gone if (order := await self._became(one)) is not None])
        for order in found:
            if (state := self._mirror.order(order)) is not None:
                await self._hub.deliver(OrderUpdate(order=state, execution="RESYNC"))
        for symbol in sorted(symbols | self._mirror.symbols() | {order.symbol for order in found}):
            await self._missed_fills(symbol)
        return asked_ms

    async def _became(self, gone: Order) -> Order | None:
        order = await self._venue.order(gone.symbol, order_id=gone.order_id)
        if order is not None and order.order_id != gone.order_id:
            self._mirror.became_another(gone)
        return order

    async def _snapshot(self, user: UserFeed) -> tuple[tuple[Order, ...], int]:
        """Working orders and the time before they were asked for; positions go into the mirror at once,
        before another event can come."""
        for attempt in range(1, ATTEMPTS + 1):
            version, asked_ms = user.version, self._time.now_ms()
            account, orders = await asyncio.gather(self._venue.account(), self._venue.open_orders())
            undisturbed = version == user.version
            if undisturbed or attempt == ATTEMPTS:
                self._mirror.agree(account, asked_ms, keep_newer=not undisturbed)
                return orders, asked_ms
        raise AssertionError("unreachable: the last attempt returns")

    async def _missed_fills(self, symbol: str) -> None:
        since_ms = self._mirror.last_fill_ms(symbol) or self._since_ms
        for fill in await self._venue.fills(symbol, since_ms=since_ms):
            if self._mirror.fill(fill):
                await self._hub.deliver(FillUpdate(fill=fill, client_order_id=None))
