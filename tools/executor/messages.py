"""What receipts say to people."""

from decimal import Decimal

from tools.ledger.ledger import Intent
from tools.money import plain
from tools.receipt import IntentState
from tools.terms import OrderStatus, Side
from tools.text import Text
from tools.venues.orders import Fill, Order, OrderRequest

PRICE_DIGITS = Decimal("0.00000001")

UNKNOWN = Text(
    en="The venue gave no clear answer; whether the order exists is being checked. Do not send it again.",
    tr="Borsa net bir yanıt vermedi; emrin oluşup oluşmadığı araştırılıyor. Emri yeniden göndermeyin.",
)
NOT_PLACED = Text(
    en="The order did not reach the venue; nothing was placed. If you still want it, propose it again.",
    tr="Emir borsaya ulaşmadı; hiçbir emir oluşmadı. Hâlâ istiyorsanız yeniden önerin.",
)
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


def placed(request: OrderRequest, order: Order, fills: tuple[Fill, ...], state: IntentState) -> Text:
    """An order that exists: what became of it, at which price, under which number."""
    status = STATUS[order.status]
    size = f"{plain(request.quantity)} {request.symbol}"
    price = average_price(order, fills)
    at_en = "" if price is None else f" at {plain(price)}"
    at_tr = "" if price is None else f", ortalama fiyat {plain(price)}"
    late = state is IntentState.LATE_FOUND
    first_en = "Found late, check it now: " if late else ""
    first_tr = "Geç bulundu, hemen kontrol edin: " if late else ""
    return Text(
        en=f"{first_en}{request.side} {size} {status.en}{at_en}; order {order.order_id}.",
        tr=f"{first_tr}{size} {SIDE_TR[request.side]} emri {status.tr}{at_tr}; emir no {order.order_id}.",
    )


def ended(intent: Intent) -> Text:
    """An intent that ended without an order, or whose order nobody can describe now."""
    match intent.state:
        case IntentState.NOT_PLACED:
            return NOT_PLACED
        case IntentState.REJECTED:
            return Text(
                en=f"It was refused (code {intent.code}); nothing was placed.",
                tr=f"Reddedildi (kod {intent.code}); hiçbir emir oluşmadı.",
            )
        case _ if intent.permit.effects.orders:
            return Text(
                en=f"The venue accepted order {intent.order_id}; its state is not known right now.",
                tr=f"Borsa {intent.order_id} numaralı emri kabul etti; şu anki durumu bilinmiyor.",
            )
        case _:
            return tool_done(intent.permit.effects.tool)


def average_price(order: Order, fills: tuple[Fill, ...]) -> Decimal | None:
    """Average fill price, from the fills where they are known; None when nothing filled."""
    filled = sum((fill.quantity for fill in fills), Decimal(0))
    if filled > 0:
        paid = sum((fill.price * fill.quantity for fill in fills), Decimal(0))
        return (paid / filled).quantize(PRICE_DIGITS)
    return order.average_price if order.average_price > 0 else None


def venue_refused(message: str, code: str) -> Text:
    """The venue's own no."""
    return Text(
        en=f"The venue refused: {message} (code {code}). Nothing was placed.",
        tr=f"Borsa reddetti: {message} (kod {code}). Hiçbir emir oluşmadı.",
    )


def tool_done(tool: str) -> Text:
    """A tool without an order did its work."""
    return Text(en=f"{tool} is done.", tr=f"{tool} tamamlandı.")


def tool_refused(tool: str, reason: Text) -> Text:
    """A tool without an order was refused."""
    return Text(en=f"{tool}: {reason.en}", tr=f"{tool}: {reason.tr}")


def tool_unknown(tool: str) -> Text:
    """Nobody knows whether a tool did its work."""
    return Text(
        en=f"Whether {tool} took effect is not known; look at the venue before you repeat it.",
        tr=f"{tool} işleminin etkili olup olmadığı bilinmiyor; tekrarlamadan önce borsaya bakın.",
    )
