"""trigger_price: a conditional order waits on its side of the market, a trailing one at a sane distance."""

from decimal import Decimal

from policies.facts import Facts
from policies.orders import asked_orders
from policies.pricing import mark_of
from policies.reading import reduces, trades
from policies.triggers import rising
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.money import is_multiple, plain, round_down
from tools.terms import OrderType
from tools.text import Text
from tools.venues.orders import OrderRequest

_VOICE = Voice("trigger_price")
_LEAST, _MOST = Decimal("0.1"), Decimal(10)
"""Percent a trailing stop may follow behind; the venue's own most is wider."""
_FINEST = Decimal("0.01")
_OPPOSITE = {
    OrderType.STOP: OrderType.TAKE_PROFIT,
    OrderType.STOP_MARKET: OrderType.TAKE_PROFIT_MARKET,
    OrderType.TAKE_PROFIT: OrderType.STOP,
    OrderType.TAKE_PROFIT_MARKET: OrderType.STOP_MARKET,
}


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny a trigger that the mark price has already passed, and a trailing distance out of range."""
    waiting = [o for o in asked_orders(call, facts) if o.type.conditional] if trades(call) else []
    if not waiting:
        return None
    mark, order = mark_of(facts.market), waiting[0]
    distance = _distance(order)
    if distance is not None:
        return distance
    trigger = order.stop_price if order.stop_price is not None else order.activation_price
    if trigger is None:
        return _VOICE.allow("follows the market at once", "piyasayı hemen izler")
    if mark is None and reduces(call, facts):
        return _VOICE.allow(
            "only reduces risk; the venue refuses a trigger already passed",
            "yalnızca riski azaltıyor; borsa geçilmiş tetiği reddeder",
        )
    if mark is None:
        return _VOICE.unknown("There is no mark price.", "İşaret fiyatı yok.")
    return _side(order, trigger, mark)


def _distance(order: OrderRequest) -> Verdict | None:
    rate = order.callback_rate
    if rate is None or (_LEAST <= rate <= _MOST and is_multiple(rate, _FINEST)):
        return None
    nearest = plain(min(max(round_down(rate, _FINEST), _LEAST), _MOST))
    shown = plain(rate)
    return _VOICE.deny(
        "callback_rate",
        f"A trailing stop follows {plain(_LEAST)} to {plain(_MOST)} % behind, in steps of {plain(_FINEST)}; "
        f"{shown} is outside.",
        f"Takip eden stop %{plain(_LEAST)} ile %{plain(_MOST)} arası, {plain(_FINEST)} adımla izler; "
        f"{shown} dışarıda.",
        limit=f"{plain(_LEAST)}-{plain(_MOST)}",
        actual=shown,
        would_pass=(change("callback_rate", nearest, "nearest distance", "en yakın uzaklık"),),
    )


def _side(order: OrderRequest, trigger: Decimal, mark: Decimal) -> Verdict:
    rises = rising(order.type, order.side)
    if trigger > mark if rises else trigger < mark:
        en, tr = ("above", "üstünde") if rises else ("below", "altında")
        return _VOICE.allow(f"waits {en} the mark price", f"işaret fiyatının {tr} bekler", limit=plain(mark))
    en, tr = ("above", "üstünde") if rises else ("below", "altında")
    other = _OPPOSITE.get(order.type)
    hint = "" if other is None else f" A {other} waits on the other side."
    ipucu = "" if other is None else f" {other} öbür tarafta bekler."
    return _VOICE.deny(
        "would_trigger",
        f"{order.side} {order.type} waits {en} the mark price {plain(mark)}; at {plain(trigger)} it would "
        f"trigger at once, and the venue refuses it (-2021).{hint}",
        f"{order.side} {order.type}, {plain(mark)} işaret fiyatının {tr} bekler; {plain(trigger)} hemen "
        f"tetiklenirdi, borsa reddeder (-2021).{ipucu}",
        limit=plain(mark),
        actual=plain(trigger),
    )


RULE = Rule(
    name="trigger_price",
    summary=Text(
        en="A conditional order waits on its own side of the market",
        tr="Koşullu emir piyasanın kendi tarafında bekler",
    ),
    why="Venue rule -2021. SELL STOP_MARKET at 66,000 with the mark at 65,000 would sell at once, so it is "
    "denied; a trailing stop 0.05 % behind is triggered by noise.",
    judge=judge,
)
