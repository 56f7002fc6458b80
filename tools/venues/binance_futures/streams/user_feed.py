"""UserFeed: the account's stream; every event is told once, in an order that never goes back."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping

from tools.errors import VenueUnavailable
from tools.venues.binance.streams.freshness import Freshness, VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.binance_futures.streams import parse
from tools.venues.stream_events import OrderUpdate, OtherUpdate
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
        self, venue_time: VenueTime, mirror: Mirror, hub: Hub, resync: Callable[[str], None]
    ) -> None:
        self._freshness = Freshness(venue_time)
        self._mirror = mirror
        self._hub = hub
        self._resync = resync
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._events = self._duplicates = self._late = self._refused = self.gaps = 0
        self.version = 0
        """Grows with every event: a REST answer is compared with the version it was asked at."""
        self.whole = False
        """Whether nothing is missing as far as anybody knows."""

    async def hear(self, data: Mapping[str, object]) -> None:
        """Take one event of the account; waits while a consumer is behind."""
        try:
            head = parse.head(data)
        except VenueUnavailable:
            self._refuse()
            return
        if self._known(head.kind, data):
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

    async def _take(self, kind: str, event_ms: int, data: Mapping[str, object]) -> None:
        try:
            match kind:
                case "ORDER_TRADE_UPDATE":
                    await self._order(data)
                case "ALGO_UPDATE":
                    await self._algo(event_ms, data)
                case "ACCOUNT_UPDATE":
                    await self._account(data)
                case "TRADE_LITE":
                    self._events += 1  # the same trade follows in full
                case _:
                    await self._other(kind, event_ms, data)
        except VenueUnavailable:
            self._refuse()
            await self._other(kind, event_ms, data)

    async def _order(self, data: Mapping[str, object]) -> None:
        update, fill = parse.order(data)
        state = self._mirror.order(update.order)
        self._events += 1
        if state is not None:
            await self._hub.deliver(update.model_copy(update={"order": state}))
        elif fill is None:
            self._out_of_order()
        if fill is not None and self._mirror.fill(fill.fill):
            await self._hub.deliver(fill)

    async def _algo(self, event_ms: int, data: Mapping[str, object]) -> None:
        """From the trigger on an ordinary order tells the rest; the event itself is only passed on."""
        algo, status = parse.algo(data)
        if algo.became is not None:
            self._mirror.became_another(algo.order)
            await self._other("ALGO_UPDATE", event_ms, data)
            return
        self._events += 1
        state = self._mirror.order(algo.order)
        if state is not None:
            await self._hub.deliver(OrderUpdate(order=state, execution=status))

    async def _account(self, data: Mapping[str, object]) -> None:
        update = parse.account(data)
        self._events += 1
        if not self._mirror.account(update):
            self._out_of_order()
            return
        await self._hub.deliver(update)

    async def _other(self, kind: str, event_ms: int, data: Mapping[str, object]) -> None:
        self._events += 1
        body = json.loads(json.dumps(data, default=str))
        await self._hub.deliver(OtherUpdate(kind=kind, body=body, time_ms=event_ms))

    def _out_of_order(self) -> None:
        self._late += 1
        self._resync("an event came out of order")

    def _refuse(self) -> None:
        self._refused += 1
        self._resync("an event could not be read")

    def _known(self, kind: str, data: Mapping[str, object]) -> bool:
        key = _key(kind, data)
        if key in self._seen:
            return True
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False


def _key(kind: str, data: Mapping[str, object]) -> str:
    """What makes an event the same event: an order change by its ids, anything else by all it says."""
    order = data.get("o")
    if kind == "ORDER_TRADE_UPDATE" and isinstance(order, dict):
        return json.dumps([kind, *(order.get(letter) for letter in "sixXztTqp")], default=str)
    return json.dumps(data, sort_keys=True, default=str)
