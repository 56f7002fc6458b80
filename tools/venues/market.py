"""What a venue says about a market: rules, book, mark price, candles."""

from decimal import Decimal

from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import OrderType, Side


class SymbolRules(Frozen):
    """Trading rules of one symbol, from the venue's exchange information (its filters)."""

    symbol: str
    base_asset: str
    quote_asset: str
    status: str
    """`TRADING` when orders are accepted."""
    tick_size: PositiveAmount
    min_price: Amount
    max_price: PositiveAmount
    step_size: PositiveAmount
    min_quantity: PositiveAmount
    max_quantity: PositiveAmount
    market_step_size: PositiveAmount
    market_max_quantity: PositiveAmount
    min_notional: Amount
    """Smallest order value in the quote asset; reduce-only orders are exempt."""
    max_notional: PositiveAmount | None = None
    """Largest order value in the quote asset; None when the venue states none."""
    price_multiplier_up: PositiveAmount
    """A buy limit may be at most mark x this (PERCENT_PRICE)."""
    price_multiplier_down: PositiveAmount
    """A sell limit must be at least mark x this (PERCENT_PRICE)."""
    buy_multiplier_down: Amount = Decimal(0)
    """A buy limit must be at least mark x this (PERCENT_PRICE_BY_SIDE); zero binds nothing."""
    sell_multiplier_up: PositiveAmount | None = None
    """A sell limit may be at most mark x this (PERCENT_PRICE_BY_SIDE); None binds nothing."""
    order_types: tuple[OrderType, ...]
    max_open_orders: int
    maintenance_margin_rate: Amount
    """Maintenance margin as a fraction of the position's value, lowest bracket."""
    fetched_ms: int

    def step(self, order_type: OrderType) -> Decimal:
        """The quantity step that applies to an order type."""
        return self.market_step_size if order_type.at_market else self.step_size


class Level(Frozen):
    """One price level of a book."""

    price: PositiveAmount
    quantity: Amount


class Book(Frozen):
    """Order book, best levels first."""

    symbol: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    time_ms: int
    """Venue time of the snapshot, not the time of receipt."""

    def levels(self, side: Side) -> tuple[Level, ...]:
        """The levels an order of `side` would take."""
        return self.asks if side is Side.BUY else self.bids

    def best(self, side: Side) -> Decimal | None:
        """The first price an order of `side` would take; None when that side is empty."""
        levels = self.levels(side)
        return levels[0].price if levels else None


class MarkPrice(Frozen):
    """Mark price and funding of a perpetual; of a spot market the middle price, without funding."""

    symbol: str
    mark: PositiveAmount
    index: Amount
    funding_rate: Amount
    """Last funding rate as a fraction; positive: longs pay. Zero on spot."""
    next_funding_ms: int
    """Zero when there is no funding."""
    time_ms: int


class DayTicker(Frozen):
    """One symbol over the last 24 hours."""

    symbol: str
    last: Amount
    """Price of the last trade; zero when nothing was ever traded."""
    change_percent: Amount
    """Of the last price against the one 24 hours ago."""
    volume: Amount
    """In the base asset."""
    quote_volume: Amount
    """In the quote asset."""
    time_ms: int


class Candle(Frozen):
    """One bar; the last one of a request may still be open."""

    open_ms: int
    open: PositiveAmount
    high: PositiveAmount
    low: PositiveAmount
    close: PositiveAmount
    volume: Amount
