"""Dialect: what the streams of one Binance market differ in."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Literal, NamedTuple, Protocol

from tools.venues.binance.streams.frames import Frame
from tools.venues.binance.streams.socket import Socket
from tools.venues.stream_events import AccountUpdate, FillUpdate, MarketEvent, OrderUpdate

MarketRoute = Literal["public", "market"]
Data = Mapping[str, object]


class Heard(NamedTuple):
    """A market event and where it stands in its stream."""

    event: MarketEvent
    number: int
    """Grows from event to event: trade id, update id or time."""
    previous: int | None
    """The number the venue says came before; None where it does not say."""
    event_ms: int
    """Venue time of the event."""


class MarketDialect(Protocol):
    """The market streams."""

    @property
    def kinds(self) -> Mapping[MarketRoute, tuple[str, ...]]:
        """Streams of each symbol by the route that serves them."""
        ...

    @property
    def steady(self) -> str | None:
        """The kind that speaks every second, whatever the market does."""
        ...

    def address(self, base_url: str, route: MarketRoute) -> str:
        """Where to dial for combined streams."""
        ...

    def read(self, symbol: str, data: Data) -> Heard:
        """A market event of a stream of `symbol`.

        Raises:
            VenueUnavailable: not one this version knows, or not as documented.
        """
        ...


class OrderChange(NamedTuple):
    """An order changed; the trade that was the change, if one was."""

    update: OrderUpdate
    fill: FillUpdate | None = None
    became_another: bool = False
    """A conditional order whose further life is that of an ordinary one."""
    may_lag: bool = False
    """Whether it may come after what it tells is known, without anything having been missed."""


class Told(NamedTuple):
    """What every event of the account has."""

    kind: str
    event_ms: int
    key: str
    """Equal for the same event told twice."""


Change = OrderChange | AccountUpdate | Literal["repeated"] | None
"""What an event changed; None is an event that is only passed on, `repeated` one that another event tells
in full."""


class Signal(Enum):
    """What a frame of the account's connection says about the connection itself."""

    NOTHING = "nothing"
    READY = "ready"
    """From here on every event is told."""
    OVER = "over"
    """No more events come; a new connection is needed."""


class AccountDialect(Protocol):
    """The account's stream."""

    ready_at_once: bool
    """Whether events are told as soon as the connection stands, without a `Signal.READY`."""

    async def address(self, base_url: str) -> str:
        """Where to dial; asked anew before every attempt."""
        ...

    async def greet(self, socket: Socket) -> None:
        """Runs right after dialling."""
        ...

    def hear(self, text: str | bytes) -> Frame | Signal:
        """One event, or what a frame says about the connection.

        Raises:
            VenueUnavailable: the frame cannot be read.
            VenueRejected: the venue refuses to tell the account; the connection is of no use.
        """
        ...

    async def keep(self, over: Callable[[], None]) -> None:
        """What must be done again and again; `over` is called when the stream has ended."""
        ...

    def head(self, data: Data) -> Told:
        """Kind, time and identity of an event.

        Raises:
            VenueUnavailable: it has none.
        """
        ...

    def read(self, kind: str, data: Data) -> Change:
        """What an event changed.

        Raises:
            VenueUnavailable: not as documented.
        """
        ...
