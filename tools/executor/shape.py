"""Shape: whether the orders of a permit belong together as its grouping says."""

from tools.ledger import bracket
from tools.permit import Effects
from tools.terms import Grouping
from tools.venues.orders import OrderRequest


def well_formed(effects: Effects) -> bool:
    """Whether orders, grouping and the order to replace fit each other and the venue."""
    orders = effects.orders
    one_place = all(order.venue is effects.venue and order.symbol == orders[0].symbol for order in orders)
    replaces = effects.grouping is Grouping.REPLACE
    return one_place and replaces == (effects.replaces is not None) and _FORMS[effects.grouping](effects)


def _single(effects: Effects) -> bool:
    return len(effects.orders) <= 1


def _protected(effects: Effects) -> bool:
    entry, *others = effects.orders or (None,)
    if entry is None or entry.reduce_only or not others:
        return False
    one_each = len(bracket.protective(effects)) == len(others)
    return one_each and all(_protects(entry, order) for order in others)


def _protects(entry: OrderRequest, order: OrderRequest) -> bool:
    same = ("quantity", "position_side")
    return (
        order.reduce_only
        and order.side is entry.side.opposite
        and order.stop_price is not None
        and order.leverage is None
        and all(getattr(order, name) == getattr(entry, name) for name in same)
    )


def _pair(effects: Effects) -> bool:
    if len(effects.orders) != 2:
        return False
    limit, stop = effects.orders
    same = (limit.side, limit.quantity) == (stop.side, stop.quantity)
    return same and limit.price is not None and stop.stop_price is not None


def _replacement(effects: Effects) -> bool:
    target = effects.replaces
    return len(effects.orders) == 1 and target is not None and target.symbol == effects.orders[0].symbol


_FORMS = {
    Grouping.SINGLE: _single,
    Grouping.PROTECTED: _protected,
    Grouping.OCO: _pair,
    Grouping.REPLACE: _replacement,
}
