"""Stakes: what is lost at an attached stop and gained at an attached take profit.

The taker fee is the venue's lowest tier for USDT perpetuals, 0.05 %.
"""

from decimal import Decimal
from typing import NamedTuple

from tools.terms import OrderType, Side
from tools.text import Text
from tools.venues.orders import OrderRequest

TAKER_FEE = Decimal("0.0005")
_CENT = Decimal("0.01")

_AFTER_THE_FILL = Text(
    en="Protection is placed after the fill, for what has filled.",
    tr="Koruma emirleri gerçekleşmeden sonra, gerçekleşen miktar için verilir.",
)
_PAST_THE_STOP = Text(
    en="If the price is already past the stop when it is placed, the position is closed at the market.",
    tr="Stop verilirken fiyat onu çoktan geçmişse pozisyon piyasa fiyatından kapatılır.",
)


class Stakes(NamedTuple):
    """Amounts in the quote asset, fees of entry and exit included."""

    loss: Decimal | None
    gain: Decimal | None
    ratio: Decimal | None
    """Gain over loss, rounded to cents."""


def stakes(
    order: OrderRequest, protective: tuple[OrderRequest, ...], fill: Decimal, fee_rate: Decimal
) -> Stakes:
    """What the protective orders make of an order filled at `fill`; None for what is not attached."""
    made = {leg.type: _outcome(order, leg, fill, fee_rate) for leg in protective}
    stopped, gain = made.get(OrderType.STOP_MARKET), made.get(OrderType.TAKE_PROFIT_MARKET)
    loss = None if stopped is None else -stopped
    known = loss is not None and gain is not None and loss > 0 and gain > 0
    ratio = (gain / loss).quantize(_CENT) if known and gain is not None and loss is not None else None
    return Stakes(loss, gain, ratio)


def notes(protective: tuple[OrderRequest, ...]) -> tuple[Text, ...]:
    """What a person must know of protection that the venue only gets once the entry has filled."""
    legs = {leg.type for leg in protective if leg.reduce_only}
    if not legs:
        return ()
    return (_AFTER_THE_FILL, _PAST_THE_STOP) if OrderType.STOP_MARKET in legs else (_AFTER_THE_FILL,)


def _outcome(order: OrderRequest, leg: OrderRequest, fill: Decimal, fee_rate: Decimal) -> Decimal | None:
    if leg.stop_price is None or not leg.reduce_only:
        return None
    moved = (leg.stop_price - fill) * (1 if order.side is Side.BUY else -1)
    return order.quantity * (moved - fill * fee_rate - leg.stop_price * TAKER_FEE)
