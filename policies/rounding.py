"""Rounding: sizes and prices of a call brought to step and tick, each to its safe side."""

from decimal import Decimal

from policies.triggers import rising, to_tick
from policies.verdict import Change
from policies.voice import change
from tools.frozen import Params
from tools.money import is_multiple, plain, round_down, round_passive
from tools.terms import OrderType, Side
from tools.venues.market import SymbolRules
from tools.venues.orders import OrderRequest


def rounded(params: Params, order: OrderRequest, rules: SymbolRules) -> tuple[Change, ...]:
    """Changes that bring the parameters of a call to step and tick.

    Args:
        params: Of the call; one without sizes and prices needs no change.
        order: The order they describe, of a pair either.
        rules: Of its symbol.
    """
    made = (
        _size(params, order, rules),
        *_limits(params, order.side, rules),
        *_triggers(params, order, rules),
    )
    return tuple(each for each in made if each is not None)


def _size(params: Params, order: OrderRequest, rules: SymbolRules) -> Change | None:
    sized = {"quantity", "notional"} & set(type(params).model_fields)
    given: Decimal | None = getattr(params, "quantity", None)
    quantity, step = given if given is not None else order.quantity, rules.step(order.type)
    if not sized or order.close_position or is_multiple(quantity, step):
        return None
    en, tr = f"Rounded down to the step {plain(step)}.", f"{plain(step)} adımına aşağı yuvarlandı."
    return change("quantity", plain(round_down(quantity, step)), en, tr)


def _limits(params: Params, side: Side, rules: SymbolRules) -> list[Change]:
    tick, made = rules.tick_size, []
    for path in ("price", "stop_limit_price"):
        price: Decimal | None = getattr(params, path, None)
        if price is not None and not is_multiple(price, tick):
            value = plain(round_passive(price, tick, side))
            en = f"Rounded to the tick {plain(tick)}, to the passive side."
            made.append(change(path, value, en, f"{plain(tick)} fiyat adımına, pasif yöne yuvarlandı."))
    return made


def _triggers(params: Params, order: OrderRequest, rules: SymbolRules) -> list[Change]:
    tick, made = rules.tick_size, []
    kind = order.type if order.type.conditional else OrderType.STOP_MARKET
    for path in ("stop_price", "activation_price"):
        price: Decimal | None = getattr(params, path, None)
        if price is None or is_multiple(price, tick):
            continue
        closes = order.reduce_only
        value = plain(to_tick(price, tick, rises=rising(kind, order.side), closes=closes))
        en = "triggers no later than asked" if closes else "triggers no earlier than asked"
        tr = "istenenden geç tetiklenmez" if closes else "istenenden erken tetiklenmez"
        text = f"Rounded to the tick {plain(tick)}: it {en}."
        made.append(change(path, value, text, f"{plain(tick)} fiyat adımına yuvarlandı: {tr}."))
    return made
