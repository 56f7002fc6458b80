"""Narrowing: what a fix may change without asking; anything else it wants is a denial."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import cast

from policies.facts import Facts
from policies.protection import Kind, asked_level
from policies.reading import current_leverage
from policies.replacing import replaced
from policies.sides import fitted
from policies.sizing import quantity_of
from policies.triggers import rising
from tools.call import ToolCall
from tools.frozen import Params
from tools.market.sync_symbols import SyncSymbolsParams
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerParams
from tools.terms import OrderType, Side, TimeInForce
from tools.trade.place_oco import PlaceOcoParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.replace_order import ReplaceOrderParams

_Check = Callable[[PlaceOrderParams, PlaceOrderParams, Facts], bool]


def narrows(before: ToolCall, after: ToolCall, facts: Facts) -> bool:
    """Whether `after` does nothing that `before` did not ask for."""
    old, new = before.params, after.params
    paths = {path for path in type(old).model_fields if getattr(old, path) != getattr(new, path, None)}
    if isinstance(old, PlaceOrderParams) and isinstance(new, PlaceOrderParams):
        return all(path in _CHECKS and _CHECKS[path](old, new, facts) for path in paths)
    if isinstance(old, PlaceOcoParams) and isinstance(new, PlaceOcoParams):
        return all(_pair(path, old, new, facts) for path in paths)
    if isinstance(old, ReplaceOrderParams) and isinstance(new, ReplaceOrderParams):
        side = order.side if (order := replaced(facts)) is not None else None
        return all(_resized(path, old, new) or _repriced(path, old, new, side) for path in paths)
    if isinstance(old, SyncSymbolsParams) and isinstance(new, SyncSymbolsParams):
        # Naming what was left to the venue to say; a list that was named stays as it is.
        return old.add in (None, new.add) and old.remove in (None, new.remove)
    if isinstance(old, ResetCircuitBreakerParams) and isinstance(new, ResetCircuitBreakerParams):
        return paths <= {"venue"} and old.venue in (None, new.venue)
    return old == new


def _size(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    before, after = quantity_of(old, facts), quantity_of(new, facts)
    return before is not None and after is not None and 0 < after <= before


def _leverage(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    if new.leverage is None:
        return old.reduce_only or old.close_position
    now: Decimal | int | None = old.leverage if old.leverage is not None else current_leverage(facts)
    return now is not None and new.leverage <= now


def _type(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    return old.type is OrderType.LIMIT_MAKER and new.type is OrderType.LIMIT and new.post_only


def _position_side(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
    fit = fitted(old, facts)
    closes = new.reduce_only or new.close_position
    return fit is not None and new.position_side is fit.position_side and closes >= fit.reduce_only


def _protection(kind: Kind) -> _Check:
    """Toward the entry, by less than a tick."""

    def check(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
        asked = asked_level(old, kind, facts)
        price: Decimal | None = getattr(new, f"{kind}_price")
        if asked is None or price is None:
            return False
        up = (old.side is Side.BUY) is (kind == "stop_loss")
        return (price >= asked if up else price <= asked) and _within_tick(asked, price, facts)

    return check


def _trigger(path: str, old: Params, new: Params, order: tuple[OrderType, Side, bool], facts: Facts) -> bool:
    """Earlier for an order that closes, later for one that opens, by less than a tick."""
    before: Decimal | None = getattr(old, path)
    after: Decimal | None = getattr(new, path)
    if before is None or after is None:
        return False
    order_type, side, closes = order
    up = rising(order_type, side) is not closes
    return (after >= before if up else after <= before) and _within_tick(before, after, facts)


def _within_tick(before: Decimal, after: Decimal, facts: Facts) -> bool:
    rules = facts.market.rules if facts.market is not None else None
    return rules is not None and abs(after - before) < rules.tick_size


def _waiting(path: str) -> _Check:
    def check(old: PlaceOrderParams, new: PlaceOrderParams, facts: Facts) -> bool:
        closes = old.reduce_only or old.close_position
        return _trigger(path, old, new, (old.type, old.side, closes), facts)

    return check


def _pair(path: str, old: PlaceOcoParams, new: PlaceOcoParams, facts: Facts) -> bool:
    if path == "stop_price":
        return _trigger(path, old, new, (OrderType.STOP, old.side, False), facts)
    return _resized(path, old, new) or _repriced(path, old, new, old.side)


def _resized(path: str, old: Params, new: Params) -> bool:
    if path != "quantity":
        return False
    before, after = _amounts(path, old, new)
    return before is not None and after is not None and 0 < after <= before


def _repriced(path: str, old: Params, new: Params, side: Side | None) -> bool:
    """To the passive side."""
    if path not in ("price", "stop_limit_price") or side is None:
        return False
    before, after = _amounts(path, old, new)
    if before is None or after is None:
        return False
    return after <= before if side is Side.BUY else after >= before


def _amounts(path: str, old: Params, new: Params) -> tuple[Decimal | None, Decimal | None]:
    return cast(Decimal | None, getattr(old, path)), cast(Decimal | None, getattr(new, path))


_CHECKS: Mapping[str, _Check] = {
    "quantity": _size,
    "notional": _size,
    "price": lambda old, new, facts: _repriced("price", old, new, old.side),
    "stop_price": _waiting("stop_price"),
    "activation_price": _waiting("activation_price"),
    "stop_loss_price": _protection("stop_loss"),
    "stop_loss_pct": _protection("stop_loss"),
    "take_profit_price": _protection("take_profit"),
    "take_profit_pct": _protection("take_profit"),
    "leverage": _leverage,
    "reduce_only": lambda old, new, facts: new.reduce_only,
    "post_only": lambda old, new, facts: new.post_only,
    "dry_run": lambda old, new, facts: new.dry_run,
    "type": _type,
    "position_side": _position_side,
    "time_in_force": lambda old, new, facts: (
        old.time_in_force is None and new.time_in_force is TimeInForce.GTC
    ),
}
