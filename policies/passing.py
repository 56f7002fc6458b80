"""The value that would pass, offered with a denial; only values the venue would accept too."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import minimum_price, smallest_quantity
from policies.verdict import Change
from policies.voice import change
from tools.call import ToolCall
from tools.money import plain, round_down
from tools.trade.place_oco import PlaceOcoParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.replace_order import ReplaceOrderParams
from tools.venues.orders import OrderRequest

_SIZED = (PlaceOrderParams, PlaceOcoParams, ReplaceOrderParams)


def passing_quantity(
    call: ToolCall, order: OrderRequest, largest: Decimal, facts: Facts
) -> tuple[Change, ...]:
    """`largest` rounded down to the step, as a change that replaces the order's size; nothing when it
    is under the venue's smallest order or the call has no quantity."""
    rules = facts.market.rules if facts.market is not None else None
    price = minimum_price(order, facts.market)
    if rules is None or price is None or largest <= 0 or not isinstance(call.params, _SIZED):
        return ()
    quantity = round_down(largest, rules.step(order.type))
    if quantity < smallest_quantity(rules, order.type, price):
        return ()
    size = change(
        "quantity",
        plain(quantity),
        f"{plain(quantity)} {rules.base_asset} would pass.",
        f"{plain(quantity)} {rules.base_asset} geçer.",
    )
    return (size,)
