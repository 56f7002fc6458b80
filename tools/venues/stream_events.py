"""Events of a venue's streams: validated, frozen, in the venue's own time."""

from pydantic import JsonValue

from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import PositionSide
from tools.venues.market import Book, MarkPrice
from tools.venues.orders import Fill, Order


class MarketTrade(Frozen):
    """One public trade, aggregated by taker order and price."""

    symbol: str
    trade_id: int
    """Consecutive per symbol: a jump means that trades were missed."""
    price: PositiveAmount
    quantity: PositiveAmount
    buyer_maker: bool
    """Whether the seller took."""
    time_ms: int


class BookTop(Frozen):
    """Best bid and ask."""

    symbol: str
    update_id: int
    bid: PositiveAmount
    bid_quantity: Amount
    ask: PositiveAmount
    ask_quantity: Amount
    time_ms: int


class OrderUpdate(Frozen):
    """An order of ours changed; `order` is its state after the change."""

    order: Order
    execution: str
    """What happened, in the venue's word: NEW, TRADE, CANCELED, EXPIRED, AMENDMENT, CALCULATED, for a
    conditional order also TRIGGERING and REJECTED, or `RESYNC` when it was learnt by asking instead."""


class FillUpdate(Frozen):
    """A trade of ours; each trade id is told once."""

    fill: Fill
    client_order_id: str | None
    """None when it was learnt by asking, whose rows do not carry it."""


class HeldPosition(Frozen):
    """A position as a stream tells it; a negative quantity is short, zero is flat."""

    symbol: str
    position_side: PositionSide
    quantity: Amount
    entry_price: Amount


class WalletBalance(Frozen):
    """Wallet balance of one asset."""

    asset: str
    wallet: Amount


class AccountUpdate(Frozen):
    """Balances and positions that changed, and why in the venue's word (ORDER, FUNDING_FEE, …)."""

    reason: str
    balances: tuple[WalletBalance, ...]
    positions: tuple[HeldPosition, ...]
    time_ms: int


class OtherUpdate(Frozen):
    """An event of the account this version only passes on, as it came."""

    kind: str
    body: dict[str, JsonValue]
    time_ms: int


class Resynced(Frozen):
    """The account was asked by REST after events may have been missed; the picture agrees again."""

    reason: str
    time_ms: int
    """Venue time before the question was asked."""


MarketEvent = MarketTrade | BookTop | Book | MarkPrice
UserEvent = OrderUpdate | FillUpdate | AccountUpdate | OtherUpdate | Resynced
StreamEvent = MarketEvent | UserEvent
