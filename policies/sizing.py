"""Sizing: the quantity of an order whose size was given as a value."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import conservative_price
from policies.triggers import on_tick
from tools.money import round_down
from tools.trade.place_order import PlaceOrderParams


def sizing_price(params: PlaceOrderParams, facts: Facts) -> Decimal | None:
    """The price an order value is divided by: the conservative price, a trigger taken on its tick."""
    rules = facts.market.rules if facts.market is not None else None
    return None if rules is None else conservative_price(on_tick(params, rules), facts.market)


def quantity_of(params: PlaceOrderParams, facts: Facts) -> Decimal | None:
    """Quantity in the base asset; an order value is divided by the sizing price and rounded down to
    the step. None when that cannot be said or is less than one step."""
    if params.quantity is not None:
        return params.quantity
    rules = facts.market.rules if facts.market is not None else None
    price = sizing_price(params, facts)
    if params.notional is None or rules is None or price is None:
        return None
    return positive(round_down(params.notional / price, rules.step(params.type)))


def positive(quantity: Decimal) -> Decimal | None:
    """The quantity; None when rounding left nothing of it."""
    return quantity if quantity > 0 else None
