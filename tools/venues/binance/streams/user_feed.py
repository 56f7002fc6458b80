"""UserFeed: the account's stream; every event is told once, in an order that never goes back."""

import json
from collections import OrderedDict
from collections.abc import Callable

from tools.errors import VenueUnavailable
from tools.venues.binance.streams.dialect import AccountDialect, Data, OrderChange
from tools.venues.binance.streams.freshness import Freshness, VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.stream_events import AccountUpdate, OtherUpdate
from tools.venues.streams import FeedStatus

NAME = "user"
REMEMBERED = 5_000
"""Event keys kept to know an event when it comes again."""


class UserFeed:
    """Takes the events of the private connection.

    A quiet account sends nothing for hours, so its age is measured from the last proof that nothing
    was missed: an event, a ping the venue answered, or REST agreeing. None of them counts while
    events may be missing.
    """

    def __init__(
        self,
        venue_time: VenueTime,
        mirror: Mirror,
        hub: Hub,
        dialect: AccountDialect,
        resync: Callable[[str], None],
    ) -> None:
        self._freshness = Freshness(venue_time)
        self._mirror = mirror
        self._hub = hub
        self._dialect = dialect
        self._resync = resync
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._events = self._duplicates = self._late = self._refused = self.gaps = 0
        self.version = 0
        """Grows with every event: a REST answer is compared with the version it was asked at."""
        self.whole = False
        """Whether nothing is missing as far as anybody knows."""

    async def hear(self, data: Data) -> None:
        """Take one event of the account; waits while a consumer is behind."""
        try:
            head = self._dialect.head(data)
        except VenueUnavailable:
            self._refuse()
            return
        if self._known(head.key):
            self._duplicates += 1
            return
        self.version += 1
        self.prove(head.event_ms)
        await self._take(head.kind, head.event_ms, data)

    def prove(self, time_ms: int) -> None:
        """At this venue time the stream was whole."""
        if self.whole:
            self._freshness.prove(time_ms)

    def broken(self) -> None:
        """Events may be missing from here on."""
        self.whole = False

    def agreed(self, time_ms: int) -> None:
        """REST and picture agree as of a venue time."""
        self.whole = True
        self.prove(time_ms)

    def status(self) -> FeedStatus:
        """Counts, age and level."""
        return FeedStatus(
            name=NAME,
            level=self._freshness.level(),
            age_ms=self._freshness.age_ms(),
            events=self._events,
            duplicates=self._duplicates,
            late=self._late,
            gaps=self.gaps,
            refused=self._refused,
        )

    async def _take(self, kind: str, event_ms: int, data: Data) -> None:
        try:
            change = self._dialect.read(kind, data)
        except VenueUnavailable:
            self._refuse()
            await self._other(kind, event_ms, data)
            return
        if change is None:
            await self._other(kind, event_ms, data)
        elif change == "repeated":
            self._events += 1
        elif isinstance(change, OrderChange):
            await self._order(change, kind, event_ms, data)
        else:
            await self._account(change)

    async def _order(self, change: OrderChange, kind: str, event_ms: int, data: Data) -> None:
        if change.became_another:
            self._mirror.became_another(change.update.order)
            await self._other(kind, event_ms, data)
            return
        update, fill = change.update, change.fill
        state = self._mirror.order(update.order)
        self._events += 1
        if state is not None:
            await self._hub.deliver(update.model_copy(update={"order": state}))
        elif fill is None and not change.may_lag:
            self._out_of_order()
        if fill is not None and self._mirror.fill(fill.fill):
            await self._hub.deliver(fill)

    async def _account(self, update: AccountUpdate) -> None:
        self._events += 1
        if not self._mirror.account(update):
            self._out_of_order()
            return
        await self._hub.deliver(update)

    async def _other(self, kind: str, event_ms: int, data: Data) -> None:
        self._events += 1
        body = json.loads(json.dumps(data, default=str))
        await self._hub.deliver(OtherUpdate(kind=kind, body=body, time_ms=event_ms))

    def _out_of_order(self) -> None:
        self._late += 1
        self._resync("an event came out of order")

    def _refuse(self) -> None:
        self._refused += 1
        self._resync("an event could not be read")

    def _known(self, key: str) -> bool:
        if key in self._seen:
            return True
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False
