"""What receipts say to people."""

from decimal import Decimal

from tools import wording
from tools.ledger.ledger import Intent
from tools.money import plain
from tools.receipt import IntentState
from tools.text import Text
from tools.venues.orders import Fill, Order, OrderRequest
from tools.venues.wording import SIDE_TR, STATUS

PRICE_DIGITS = Decimal("0.00000001")

UNKNOWN = Text(
    en="The venue gave no clear answer; whether the order exists is being checked. Do not send it again.",
    tr="Borsa net bir yanıt vermedi; emrin oluşup oluşmadığı araştırılıyor. Emri yeniden göndermeyin.",
)
NOT_PLACED = Text(
    en="The order did not reach the venue; nothing was placed. If you still want it, propose it again.",
    tr="Emir borsaya ulaşmadı; hiçbir emir oluşmadı. Hâlâ istiyorsanız yeniden önerin.",
)
ALREADY_DONE = Text(
    en="Nothing was left to do: an earlier attempt did it, or it had ended by itself. Check your orders.",
    tr="Yapılacak bir şey kalmamıştı: önceki deneme yapmış ya da emir kendiliğinden kapanmış. "
    "Emirlerinize bakın.",
)
TOOK_EFFECT = Text(
    en="It took effect; ask for your orders, positions or risk to see the state now.",
    tr="İşlem gerçekleşti; şu anki durum için emirlerinize, pozisyonlarınıza ya da risk durumuna bakın.",
)


def placed(request: OrderRequest, order: Order, fills: tuple[Fill, ...], state: IntentState) -> Text:
    """An order that exists: what became of it, at which price, under which number."""
    status = STATUS[order.status]
    size = f"{plain(request.quantity)} {request.symbol}"
    price = average_price(order, fills)
    at_en = "" if price is None else f" at {wording.price(price)}"
    at_tr = "" if price is None else f", ortalama fiyat {wording.price(price)}"
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
            return TOOK_EFFECT


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


def tool_refused(reason: Text) -> Text:
    """A tool without an order was refused."""
    return Text(en=f"It did not happen: {reason.en}.", tr=f"Gerçekleşmedi: {reason.tr}.")


HALTED_WITHOUT_VENUE = Text(
    en="HALTED: nothing new is sent. The venue did not answer, so whether working orders were cancelled is "
    "not known; look at the venue.",
    tr="DURDURULDU: yeni hiçbir şey gönderilmez. Borsa yanıt vermedi; bekleyen emirlerin iptal edilip "
    "edilmediği bilinmiyor, borsaya bakın.",
)
"""The state is latched before any venue is asked."""


def tool_unknown(tool: str) -> Text:
    """Nobody knows whether a tool did its work."""
    if tool == "engage_kill_switch":
        return HALTED_WITHOUT_VENUE
    return Text(
        en=f"Whether {tool} took effect is not known; look at the venue before you repeat it.",
        tr=f"{tool} işleminin etkili olup olmadığı bilinmiyor; tekrarlamadan önce borsaya bakın.",
    )
