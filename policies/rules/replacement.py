"""replacement: only a working limit order is changed, to a size above what it has filled."""

from policies.facts import Facts
from policies.holdings import without_margin
from policies.replacing import replaced
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.money import plain
from tools.terms import OrderType
from tools.text import Text
from tools.trade.replace_order import ReplaceOrderParams
from tools.venues.orders import Order

_VOICE = Voice("replacement")
_MOST_LISTED = 5


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Ask for the order when the id is unknown; deny what the venue could not change in one step."""
    params = call.params
    if not isinstance(params, ReplaceOrderParams):
        return None
    if facts.account is None:
        return _VOICE.unknown("The working orders are not known.", "Bekleyen emirler bilinmiyor.")
    order = replaced(facts)
    if order is None:
        return _which(params, facts.account.open_orders)
    return _fixed(order, facts) or _size(params, order)


def _which(params: ReplaceOrderParams, working: tuple[Order, ...]) -> Verdict:
    wanted = params.order_id or params.client_order_id or ""
    shown = [f"{o.order_id} ({o.side} {plain(o.quantity)} @ {plain(o.price)})" for o in working if o.price]
    listed = ", ".join(shown[:_MOST_LISTED])
    return _VOICE.ask(
        "unknown_order",
        f"No order {wanted} works on {params.symbol}. "
        + (f"Which one: {listed}?" if listed else "None does there."),
        f"{params.symbol} için bekleyen {wanted} numaralı emir yok. "
        + (f"Hangisi: {listed}?" if listed else "Orada bekleyen limit emir yok."),
        actual=wanted,
    )


def _fixed(order: Order, facts: Facts) -> Verdict | None:
    if order.type is not OrderType.LIMIT or order.conditional or order.list_id is not None:
        kind = order.type if order.list_id is None else "OCO"
        return _VOICE.deny(
            "not_changeable",
            f"A venue changes only single limit orders, this one is {kind}: cancel it and place a new one.",
            f"Borsa yalnızca tek limit emri değiştirir, bu emir {kind}: iptal edip yenisini verin.",
            limit="LIMIT",
            actual=kind,
        )
    if without_margin(facts) and order.executed_quantity > 0:
        return _VOICE.deny(
            "partly_filled",
            "A spot market replaces an order by a new one, and this one has filled in part: cancel it and "
            "place the rest anew.",
            "Spot piyasa emrin yerine yenisini koyar, bu emir ise kısmen gerçekleşti: iptal edip kalanı "
            "yeniden verin.",
            actual=plain(order.executed_quantity),
        )
    return None


def _size(params: ReplaceOrderParams, order: Order) -> Verdict:
    executed = plain(order.executed_quantity)
    if params.quantity is not None and params.quantity <= order.executed_quantity:
        return _VOICE.deny(
            "below_executed",
            f"{executed} have filled already; the new total must be above that, or cancel the order.",
            f"Şimdiden {executed} gerçekleşti; yeni toplam bundan büyük olmalı ya da emri iptal edin.",
            limit=executed,
            actual=plain(params.quantity),
        )
    if params.quantity in (None, order.quantity) and params.price in (None, order.price):
        return _VOICE.deny(
            "no_change",
            "The order is like that already; the venue refuses a change that changes nothing (-5027).",
            "Emir zaten böyle; borsa hiçbir şeyi değiştirmeyen isteği reddeder (-5027).",
        )
    return _VOICE.allow("a working limit order", "bekleyen bir limit emir", actual=order.order_id)


RULE = Rule(
    name="replacement",
    summary=Text(
        en="Changes only a working limit order, to a size above what it has filled",
        tr="Yalnızca bekleyen limit emri, gerçekleşenden büyük bir miktara değiştirir",
    ),
    why="P2 applies to modifications too: raised, an order is judged like a new one of its whole size. An "
    "order id that works nowhere is asked back with the list, never guessed.",
    judge=judge,
)
