"""The Streams protocol: live events of a venue, and how far they can be trusted right now."""

from collections.abc import AsyncIterator, Callable
from enum import StrEnum
from typing import Literal, Protocol

from tools.frozen import Frozen
from tools.money import Amount
from tools.venues.orders import Order
from tools.venues.stream_events import HeldPosition, MarketEvent, StreamEvent, UserEvent


class Level(StrEnum):
    """How far data can be trusted, by its age on the venue's clock."""

    PRIME = "prime"
    """Younger than 30 seconds."""
    DEGRADED = "degraded"
    """Younger than two minutes."""
    DOWN = "down"
    """Older, or never seen."""

    @property
    def rank(self) -> int:
        """0 for prime, 2 for down."""
        return list(Level).index(self)


class FeedStatus(Frozen):
    """One stream, e.g. `btcusdt@bookTicker`, or `user` for the account's."""

    name: str
    level: Level
    age_ms: int | None
    """Venue time now minus the newest event time; None before the first. Time of receipt plays no part."""
    events: int
    """Events passed on."""
    duplicates: int
    """Dropped: told before."""
    late: int
    """Dropped: older than what is known."""
    gaps: int
    """Times events were missed; each is followed by a resync."""
    refused: int
    """Dropped: not what the venue documents, a crossed book, or another symbol."""


class ConnectionStatus(Frozen):
    """One socket."""

    route: Literal["public", "market", "private"]
    state: Literal["connecting", "connected", "waiting", "closed"]
    """`waiting` before another attempt."""
    connects: int
    """Times it was established."""
    problem: str | None
    """Why it last ended; None while nothing went wrong."""


class StreamStatus(Frozen):
    """The streams of one venue."""

    running: bool
    level: Level
    """The worst of all feeds; `down` when nothing runs."""
    symbols: tuple[str, ...]
    connections: tuple[ConnectionStatus, ...]
    feeds: tuple[FeedStatus, ...]
    dropped: int
    """Market events a slow consumer did not take in time; newer ones took their place."""
    resyncs: int
    """Times the account was asked by REST and the picture agreed."""
    agreed_ms: int | None
    """Venue time of the last agreement; None when events may be missing since."""


class AccountPicture(Frozen):
    """What the user stream and REST together say about the account."""

    orders: tuple[Order, ...]
    """Working orders, by order id."""
    positions: tuple[HeldPosition, ...]
    """Positions that are not flat."""
    wallet: Amount | None
    """Wallet balance in USDT; None before the first answer."""


NOT_RUNNING = StreamStatus(
    running=False,
    level=Level.DOWN,
    symbols=(),
    connections=(),
    feeds=(),
    dropped=0,
    resyncs=0,
    agreed_ms=None,
)

Listener = Callable[[StreamEvent], None]


class Streams(Protocol):
    """Streams of one venue, started and stopped as a whole."""

    async def start(self, symbols: tuple[str, ...]) -> StreamStatus:
        """Listen to these markets, besides those already heard, and to the account.

        Returns after the first attempt of every connection.

        Raises:
            VenueRejected: `no-symbol`, or `no-stream` when no connection could be made; nothing runs.
            VenueError: the venue did not answer.
        """
        ...

    async def stop(self) -> StreamStatus:
        """End everything; doing so twice is fine."""
        ...

    def status(self) -> StreamStatus: ...

    def account(self) -> AccountPicture: ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event, at once; it must be quick and must not raise."""
        ...

    def market_events(self, limit: int = 1000) -> AsyncIterator[MarketEvent]:
        """Market events until the streams stop; when `limit` wait, the oldest make room for newer ones."""
        ...

    def user_events(self, limit: int = 1000) -> AsyncIterator[UserEvent]:
        """Account events until the streams stop, every one: when `limit` wait, reading the socket waits."""
        ...
