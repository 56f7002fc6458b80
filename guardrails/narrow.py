"""Narrowing: what a fix may change without asking; anything else it wants is a denial."""

from collections.abc import Callable
from decimal import Decimal

from policies.facts import Facts
from policies.orders import quantity_of
from policies.reading import current_leverage
from tools.call import ToolCall
from tools.market.sync_symbols import SyncSymbolsParams
from tools.terms import OrderType, PositionSide, Side, TimeInForce
from tools.trade.place_order import PlaceOrderParams

_Check = Callable[[PlaceOrderParams, PlaceOrderParams, Facts], bool]


def narrows(before: ToolCall, after: ToolCall, facts: Facts) -> bool:
    """Whether `after` does nothing that `before` did not ask for."""
    old, new = before.params, after.params
    if isinstance(old, SyncSymbolsParams) and isinstance(new, SyncSymbolsParams):
        # Naming what was left to the venue to say; a list that was named stays as it is.
        return old.add in (None, new.add) and old.remove in (None, new.remove)
    if not isinstance(old, PlaceOrderParams) or not isinstance(new, PlaceOrderParams):
        return old == new
    changed = {path for path in type(old).model_fields if getattr(old, path) != getattr(new, path)}
    return all(path in _CHECKS and _CHECKS[path](old, new, facts) for path in changed)


def _size(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    before, after = quantity_of(old, facts), quantity_of(new, facts)
    return before is not None and after is not None and 0 < after <= before


def _price(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    if old.price is None or new.price is None:
        return False
    return new.price <= old.price if old.side is Side.BUY else new.price >= old.price


def _leverage(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    if new.leverage is None:
        return old.reduce_only
    now: Decimal | int | None = old.leverage if old.leverage is not None else current_leverage(facts)
    return now is not None and new.leverage <= now


def _type(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    return old.type is OrderType.LIMIT_MAKER and new.type is OrderType.LIMIT and new.post_only


def _one_way(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    opens = (old.side is Side.BUY) == (old.position_side is PositionSide.LONG)
    return new.position_side is PositionSide.BOTH and (opens or new.reduce_only)


_CHECKS: dict[str, _Check] = {
    "quantity": _size,
    "notional": _size,
    "price": _price,
    "leverage": _leverage,
    "reduce_only": lambda old, new, facts: new.reduce_only,
    "post_only": lambda old, new, facts: new.post_only,
    "dry_run": lambda old, new, facts: new.dry_run,
    "type": _type,
    "position_side": _one_way,
    "time_in_force": lambda old, new, facts: (
        old.time_in_force is None and new.time_in_force is TimeInForce.GTC
    ),
}
