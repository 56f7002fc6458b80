"""Wording of orders and positions: the phrases several tools and the receipts share."""

from tools.money import plain
from tools.terms import OrderStatus, Side
from tools.text import Text
from tools.venues.accounts import Position
from tools.venues.orders import Order
from tools.wording import amount, price, quote, signed

STATUS = {
    OrderStatus.SUBMITTED: Text(en="is working", tr="bekliyor"),
    OrderStatus.PENDING: Text(en="is working", tr="bekliyor"),
    OrderStatus.PARTIALLY_FILLED: Text(en="is partly filled", tr="kısmen gerçekleşti"),
    OrderStatus.FILLED: Text(en="is filled", tr="gerçekleşti"),
    OrderStatus.SETTLED: Text(en="is settled", tr="sonuçlandı"),
    OrderStatus.CANCELLED: Text(en="was cancelled", tr="iptal edildi"),
    OrderStatus.REJECTED: Text(en="was rejected", tr="reddedildi"),
    OrderStatus.EXPIRED: Text(en="expired", tr="süresi dolarak kapandı"),
}
SIDE_TR = {Side.BUY: "alış", Side.SELL: "satış"}


def order_phrase(order: Order) -> Text:
    """What an order is: side, size, limit price, and the trigger it waits for."""
    size = _size(order)
    at_en = f" at {plain(order.price)}" if order.price else ""
    at_tr = f", fiyat {plain(order.price)}" if order.price else ""
    if order.conditional and order.stop_price:
        at_en += f", trigger {plain(order.stop_price)}"
        at_tr += f", tetik {plain(order.stop_price)}"
    return Text(en=f"{order.side} {size.en}{at_en}", tr=f"{size.tr} {SIDE_TR[order.side]}{at_tr}")


def filled_phrase(order: Order) -> Text:
    """How much of an order traded, and at which average where the venue says so."""
    done, whole = plain(order.executed_quantity), plain(order.quantity)
    if not order.executed_quantity:
        return Text(en="nothing filled", tr="gerçekleşen yok")
    en, tr = f"{done} of {whole} filled", f"gerçekleşen {done} / {whole}"
    if not order.average_price:
        return Text(en=en, tr=tr)
    average = price(order.average_price)
    return Text(en=f"{en}, average price {average}", tr=f"{tr}, ortalama fiyat {average}")


def _size(order: Order) -> Text:
    """An order without a quantity closes whatever is held when it triggers."""
    if not order.quantity:
        en, tr = f"the whole {order.symbol} position", f"{order.symbol} pozisyonunun tamamı için"
        return Text(en=en, tr=tr)
    size = f"{plain(order.quantity)} {order.symbol}"
    return Text(en=size, tr=size)


def position_phrase(position: Position) -> Text:
    """An open position in a few words; the profit is in the symbol's quote asset.

    Of a spot holding neither entry nor profit is known, only what it is worth.
    """
    size = f"{plain(abs(position.quantity))} {position.symbol}"
    if not position.entry_price:
        worth = f"{amount(position.notional)} {quote(position.symbol)}".rstrip()
        return Text(en=f"{size} held, worth {worth}", tr=f"{size} varlık, değeri {worth}")
    entry, profit = price(position.entry_price), signed(position.unrealized_pnl)
    side = "long" if position.quantity > 0 else "short"
    unit = quote(position.symbol)
    return Text(
        en=f"{side} {size} at {entry}, unrealised {profit} {unit}".rstrip(),
        tr=f"{side} {size}, giriş {entry}, gerçekleşmemiş kâr/zarar {profit} {unit}".rstrip(),
    )
