"""The words of orders, as Binance writes them."""

from enum import StrEnum


class VenueName(StrEnum):
    """A venue and market the product can reach."""

    BINANCE_FUTURES = "binance-futures"
    BINANCE_SPOT = "binance-spot"
    BTCTURK_SPOT = "btcturk-spot"


class Mode(StrEnum):
    """Where orders may go. There is no production mode."""

    DRY_RUN = "dry_run"
    LOCAL_TESTNET = "local_testnet"
    BINANCE_TESTNET = "binance_testnet"


class Side(StrEnum):
    """Direction of an order."""

    BUY = "BUY"
    SELL = "SELL"

    @property
    def opposite(self) -> "Side":
        """The other direction."""
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderType(StrEnum):
    """How an order executes."""

    MARKET = "MARKET"
    LIMIT = "LIMIT"
    STOP_MARKET = "STOP_MARKET"
    TAKE_PROFIT_MARKET = "TAKE_PROFIT_MARKET"
    STOP = "STOP"
    TAKE_PROFIT = "TAKE_PROFIT"
    TRAILING_STOP_MARKET = "TRAILING_STOP_MARKET"
    LIMIT_MAKER = "LIMIT_MAKER"

    @property
    def conditional(self) -> bool:
        """Whether it waits outside the book until the price reaches its trigger."""
        return self in _CONDITIONAL

    @property
    def at_market(self) -> bool:
        """Whether it takes what the book has once it executes."""
        return self in (OrderType.MARKET, *_AT_MARKET)


_AT_MARKET = (OrderType.STOP_MARKET, OrderType.TAKE_PROFIT_MARKET, OrderType.TRAILING_STOP_MARKET)
_CONDITIONAL = (*_AT_MARKET, OrderType.STOP, OrderType.TAKE_PROFIT)


class TimeInForce(StrEnum):
    """How long an order works."""

    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    GTX = "GTX"


class PositionSide(StrEnum):
    """BOTH in one-way mode, LONG or SHORT in hedge mode."""

    BOTH = "BOTH"
    LONG = "LONG"
    SHORT = "SHORT"


class MarginType(StrEnum):
    """Margin of a futures symbol."""

    ISOLATED = "ISOLATED"
    CROSSED = "CROSSED"


class PositionMode(StrEnum):
    """How an account holds a symbol: one position, or a long and a short one apart."""

    ONE_WAY = "ONE_WAY"
    HEDGE = "HEDGE"


class Grouping(StrEnum):
    """How the orders of one permit belong together."""

    SINGLE = "SINGLE"
    """At most one order."""
    PROTECTED = "PROTECTED"
    """An entry, and the reduce-only stop loss and take profit placed for what it fills."""
    OCO = "OCO"
    """A limit order and a stop order sent as one; either cancels the other."""
    REPLACE = "REPLACE"
    """One order that takes the place of a working one, or leaves it as it is."""


class OrderStatus(StrEnum):
    """Life of an order; the venue's NEW is SUBMITTED here."""

    PENDING = "PENDING"
    SUBMITTED = "SUBMITTED"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    SETTLED = "SETTLED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"

    @property
    def working(self) -> bool:
        """Whether the order can still fill."""
        return self in (OrderStatus.PENDING, OrderStatus.SUBMITTED, OrderStatus.PARTIALLY_FILLED)
