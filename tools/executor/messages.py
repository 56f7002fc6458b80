"""What receipts say to people."""

from decimal import Decimal

from tools import wording
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.money import plain
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping, OrderStatus
from tools.text import Text
from tools.venues.orders import Fill, Order
from tools.venues.wording import SIDE_TR, STATUS

PRICE_DIGITS = Decimal("0.00000001")
ROLE = {
    LegRole.STOP_LOSS: Text(en="The stop loss", tr="zarar durdurma emri"),
    LegRole.TAKE_PROFIT: Text(en="The take profit", tr="kâr alma emri"),
    LegRole.CLOSE: Text(
        en="The protective order could not be placed, so a close at the market",
        tr="koruma emri verilemediğinden gönderilen piyasadan kapatma emri",
    ),
    LegRole.STOP: Text(en="The stop order", tr="stop emri"),
}
LEG_STATE = {
    IntentState.READY: Text(en="is about to be sent", tr="gönderilmek üzere"),
    IntentState.SENDING: Text(en="is being sent", tr="gönderiliyor"),
    IntentState.UNKNOWN: Text(
        en="has no clear answer yet and is being checked", tr="yanıtsız, araştırılıyor"
    ),
    IntentState.ACKED: Text(en="was accepted", tr="kabul edildi"),
    IntentState.LATE_FOUND: Text(en="was found late", tr="geç bulundu"),
    IntentState.REJECTED: Text(en="was refused", tr="reddedildi"),
    IntentState.NOT_PLACED: Text(en="did not reach the venue", tr="borsaya ulaşmadı"),
}

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


def placed(
    intent: Intent, order: Order, fills: tuple[Fill, ...], state: IntentState, pair: tuple[Intent, ...]
) -> Text:
    """An order that exists: what became of it, at which price, under which number; `pair` is the rest of
    its pair."""
    waits = order.conditional and order.status.working and order.stop_price is not None
    status = _waits(order.stop_price) if waits and order.stop_price else STATUS[order.status]
    first = _sentence(intent, state, status, average_price(order, fills), order.order_id)
    return _joined([first, *(_leg(leg) for leg in pair)])


def guarded(parent: Intent, fills: tuple[Fill, ...], legs: tuple[Intent, ...], unprotected: Decimal) -> Text:
    """An entry, what has become of its protection, and what is not protected yet."""
    status = STATUS[parent.status or OrderStatus.PENDING]
    said = [_sentence(parent, parent.state, status, _average(fills), parent.order_id or "?")]
    said += [_leg(leg) for leg in legs if bracket.told(leg)]
    if unprotected > 0:
        said.append(_unprotected(unprotected, bracket.finished(parent, legs)))
    return _joined(said)


def not_replaced(reason: Text, target: Order | None) -> Text:
    """A change that did not happen: what the old order is now, if the venue says so."""
    if target is None:
        return reason
    status = STATUS[target.status]
    at = plain(target.price)
    old = Text(
        en=f"The old order {target.order_id} ({plain(target.quantity)} at {at}) {status.en}.",
        tr=f"Eski emir {target.order_id} ({plain(target.quantity)}, fiyat {at}) {status.tr}.",
    )
    return _joined([reason, old])


def _sentence(intent: Intent, state: IntentState, status: Text, price: Decimal | None, order_id: str) -> Text:
    request = intent.orders[0]
    size = f"{plain(request.quantity)} {request.symbol}"
    at_en = "" if price is None else f" at {wording.price(price)}"
    at_tr = "" if price is None else f", ortalama fiyat {wording.price(price)}"
    first = _first(intent, state)
    return Text(
        en=f"{first.en}{request.side} {size} {status.en}{at_en}; order {order_id}.",
        tr=f"{first.tr}{size} {SIDE_TR[request.side]} emri {status.tr}{at_tr}; emir no {order_id}.",
    )


def _first(intent: Intent, state: IntentState) -> Text:
    if state is IntentState.LATE_FOUND:
        return Text(en="Found late, check it now: ", tr="Geç bulundu, hemen kontrol edin: ")
    if intent.grouping is Grouping.REPLACE:
        return Text(en="Changed: ", tr="Değiştirildi: ")
    return Text(en="", tr="")


def _waits(stop_price: Decimal) -> Text:
    at = plain(stop_price)
    return Text(en=f"waits for its trigger at {at}", tr=f"{at} tetik fiyatını bekliyor")


def _leg(leg: Intent) -> Text:
    role, order = ROLE[bracket.role_of(leg)], leg.orders[0]
    size = plain(order.quantity)
    at_en = "" if order.stop_price is None else f" (trigger {plain(order.stop_price)})"
    at_tr = "" if order.stop_price is None else f" (tetik {plain(order.stop_price)})"
    status = STATUS[leg.status] if leg.status is not None else LEG_STATE[leg.state]
    return Text(
        en=f"{role.en} for {size}{at_en} {status.en}.",
        tr=f"{size} için {role.tr}{at_tr} {status.tr}.",
    )


def _unprotected(quantity: Decimal, given_up: bool) -> Text:
    size = plain(quantity)
    if given_up:
        return Text(
            en=f"Nothing protects {size}: its protective order was cancelled.",
            tr=f"{size} korumasız: koruma emri iptal edildi.",
        )
    return Text(
        en=f"{size} is not protected yet; the executor goes on trying.",
        tr=f"{size} henüz korunmuyor; yürütücü denemeyi sürdürüyor.",
    )


def _joined(said: list[Text]) -> Text:
    return Text(en=" ".join(text.en for text in said), tr=" ".join(text.tr for text in said))


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
    average = _average(fills)
    if average is not None:
        return average
    return order.average_price if order.average_price > 0 else None


def _average(fills: tuple[Fill, ...]) -> Decimal | None:
    filled = sum((fill.quantity for fill in fills), Decimal(0))
    if filled <= 0:
        return None
    paid = sum((fill.price * fill.quantity for fill in fills), Decimal(0))
    return (paid / filled).quantize(PRICE_DIGITS)


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
