"""Orders as they go to a venue and come back."""

from typing import Literal

from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import OrderStatus, OrderType, PositionSide, Side, TimeInForce, VenueName

FORCED = ("autoclose-", "adl_autoclose", "settlement_autoclose-")
"""How client order ids begin that Binance gives to liquidation, auto-deleveraging and settlement."""

_CLOSING = frozenset({(PositionSide.LONG, Side.SELL), (PositionSide.SHORT, Side.BUY)})
_SPOT = frozenset({VenueName.BINANCE_SPOT, VenueName.BTCTURK_SPOT})


class OrderRequest(Frozen):
    """The effective order: every parameter decided, nothing left to the venue's defaults."""

    venue: VenueName
    symbol: str
    side: Side
    type: OrderType
    quantity: PositiveAmount
    """In the base asset."""
    price: PositiveAmount | None = None
    """Limit price in the quote asset; None for market orders."""
    time_in_force: TimeInForce | None = None
    reduce_only: bool = False
    post_only: bool = False
    """Refused by the venue when it would take; the venue's own spelling is its connector's business."""
    position_side: PositionSide = PositionSide.BOTH
    leverage: int | None = None
    """Set on the symbol before the order is sent; None leaves it as it is."""
    stop_price: PositiveAmount | None = None
    """Trigger price of a conditional order, in the quote asset."""
    callback_rate: PositiveAmount | None = None
    """Distance of a trailing stop, in percent."""
    activation_price: PositiveAmount | None = None
    """Price from which a trailing stop follows; None follows at once."""
    close_position: bool = False
    """Closes whatever is held when triggered; `quantity` is then what was held when it was judged."""

    @property
    def reduces(self) -> bool:
        """Whether it can only take risk away, also where no flag says so."""
        return self.reduce_only or self.close_position or _opens_nothing(self)


class OrderRef(Frozen):
    """Names one order at a venue, by exactly one id."""

    symbol: str
    client_order_id: str | None = None
    order_id: str | None = None


class Order(Frozen):
    """An order as the venue knows it."""

    venue: VenueName
    symbol: str
    order_id: str
    client_order_id: str
    side: Side
    type: OrderType
    status: OrderStatus
    quantity: Amount
    """Zero while a conditional order waits that closes whatever is held by then."""
    executed_quantity: Amount
    price: Amount
    """Zero for market orders."""
    average_price: Amount
    """Zero until filled, or when the venue's answer does not carry it."""
    reduce_only: bool
    position_side: PositionSide = PositionSide.BOTH
    stop_price: Amount | None = None
    """Trigger price; None for an order that needs no trigger."""
    conditional: bool = False
    """True while it waits for its trigger and is not in the book."""
    list_id: str | None = None
    """Id of the pair (OCO) it belongs to."""
    time_ms: int

    @property
    def remaining(self) -> Amount:
        """Quantity that can still fill."""
        return self.quantity - self.executed_quantity

    @property
    def reduces(self) -> bool:
        """Whether it can only take risk away, also where no flag says so."""
        return self.reduce_only or _opens_nothing(self)

    @property
    def forced(self) -> bool:
        """Whether the venue itself placed it, to close a position."""
        return self.client_order_id.startswith(FORCED)


class Fill(Frozen):
    """One trade of ours; `trade_id` is unique per venue and symbol."""

    symbol: str
    trade_id: str
    order_id: str
    side: Side
    price: PositiveAmount
    quantity: PositiveAmount
    commission: Amount
    commission_asset: str
    realized_pnl: Amount
    maker: bool
    time_ms: int


def _opens_nothing(order: OrderRequest | Order) -> bool:
    """In hedge mode the position side says it; on a spot market only coins that are there can be sold."""
    sells_coins = order.venue in _SPOT and order.side is Side.SELL
    return sells_coins or (order.position_side, order.side) in _CLOSING


def stop_leg_id(client_order_id: str) -> str:
    """Client order id of the stop order of a pair."""
    return f"{client_order_id}-s"


CANCELLED_ONLY = "cancelled_only"
"""Code of a replacement whose old order was cancelled and whose new one was refused."""


class Acked(Frozen):
    """The venue accepted the order."""

    kind: Literal["acked"] = "acked"
    order: Order


BANNED = "418"
"""Code of a refusal because the venue has banned this address; its own code says only: too many requests."""


class Rejected(Frozen):
    """The venue definitely refused the order: nothing was placed."""

    kind: Literal["rejected"] = "rejected"
    code: str
    """The venue's own code, e.g. `-2019`, or a word of ours, e.g. `not_supported`."""
    message: str


class Unknown(Frozen):
    """Nobody knows yet whether the order exists; only asking the venue can tell."""

    kind: Literal["unknown"] = "unknown"
    cause: str


SendOutcome = Acked | Rejected | Unknown


class SendStamp(Frozen):
    """The timestamp frozen in the SENDING row; a late sender is refused by the venue (-1021)."""

    timestamp_ms: int
    """Server-aligned."""
    recv_window_ms: int = 5000
