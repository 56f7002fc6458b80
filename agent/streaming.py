"""LazyStreams: streams that are made when somebody first starts them; most sessions never do."""

from collections.abc import AsyncIterator, Callable

from tools.venues.stream_events import MarketEvent, UserEvent
from tools.venues.streams import NOT_RUNNING, AccountPicture, Listener, Streams, StreamStatus

_NOTHING_KNOWN = AccountPicture(orders=(), positions=(), wallet=None)


class LazyStreams:
    """Behaves like the streams `make` gives; makes them at the first start or consumer."""

    def __init__(self, make: Callable[[], Streams]) -> None:
        self._make = make
        self._made: Streams | None = None
        self._waiting: list[Listener] = []

    async def start(self, symbols: tuple[str, ...]) -> StreamStatus:
        """See `Streams.start`."""
        return await self._streams().start(symbols)

    async def stop(self) -> StreamStatus:
        """See `Streams.stop`."""
        return NOT_RUNNING if self._made is None else await self._made.stop()

    def status(self) -> StreamStatus:
        """See `Streams.status`."""
        return NOT_RUNNING if self._made is None else self._made.status()

    def account(self) -> AccountPicture:
        """See `Streams.account`."""
        return _NOTHING_KNOWN if self._made is None else self._made.account()

    def listen(self, listener: Listener) -> None:
        """See `Streams.listen`; to wait for events makes no streams."""
        if self._made is None:
            self._waiting.append(listener)
        else:
            self._made.listen(listener)

    def market_events(self, limit: int = 1000) -> AsyncIterator[MarketEvent]:
        """See `Streams.market_events`."""
        return self._streams().market_events(limit)

    def user_events(self, limit: int = 1000) -> AsyncIterator[UserEvent]:
        """See `Streams.user_events`."""
        return self._streams().user_events(limit)

    def _streams(self) -> Streams:
        if self._made is None:
            self._made = self._make()
            for listener in self._waiting:
                self._made.listen(listener)
        return self._made
