"""The orders a call would send, derived from its parameters and the facts."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import conservative_price, minimum_price, smallest_quantity
from tools.call import ToolCall
from tools.money import round_down
from tools.terms import OrderType, Side, TimeInForce, VenueName
from tools.trade.close_position import ClosePositionParams
from tools.trade.confirm_canary import ConfirmCanaryParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.run_canary import RunCanaryParams
from tools.venues.orders import OrderRequest

EXECUTABLE = (OrderType.MARKET, OrderType.LIMIT, OrderType.LIMIT_MAKER)
"""Order types the venue connectors can send today."""


def orders_of(call: ToolCall, facts: Facts) -> tuple[OrderRequest, ...]:
    """Effective orders of a call; empty for calls that send none or when facts are missing."""
    match call.params:
        case PlaceOrderParams() as params:
            order = _placed(params, facts)
        case ClosePositionParams() as params:
            order = _closing(params, facts)
        case RunCanaryParams() as params:
            order = _canary(params, facts)
        case ConfirmCanaryParams() if facts.canary is not None:
            order = OrderRequest.model_validate_json(facts.canary.request)
        case _:
            order = None
    return () if order is None else (order,)


def quantity_of(params: PlaceOrderParams, facts: Facts) -> Decimal | None:
    """Quantity in the base asset; an order value is divided by the conservative price and rounded
    down to the step. None when that cannot be said or is less than one step."""
    if params.quantity is not None:
        return params.quantity
    rules = facts.market.rules if facts.market is not None else None
    price = conservative_price(params.type, params.side, params.price, facts.market)
    if params.notional is None or rules is None or price is None:
        return None
    return _positive(round_down(params.notional / price, rules.step(params.type)))


def _placed(params: PlaceOrderParams, facts: Facts) -> OrderRequest | None:
    quantity = quantity_of(params, facts)
    if quantity is None or params.type not in EXECUTABLE:
        return None
    market = params.type is OrderType.MARKET
    return OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=params.side,
        type=OrderType.MARKET if market else OrderType.LIMIT,
        quantity=quantity,
        price=params.price,
        time_in_force=None if market else params.time_in_force or TimeInForce.GTC,
        reduce_only=params.reduce_only,
        post_only=params.post_only
        or params.type is OrderType.LIMIT_MAKER
        or params.time_in_force is TimeInForce.GTX,
        position_side=params.position_side,
        leverage=params.leverage,
    )


def _closing(params: ClosePositionParams, facts: Facts) -> OrderRequest | None:
    rules = facts.market.rules if facts.market is not None else None
    if facts.account is None or rules is None:
        return None
    held = [p for p in facts.account.account.positions if p.symbol == params.symbol and p.quantity]
    if len(held) != 1:
        return None
    wanted = abs(held[0].quantity) * params.percent / 100
    quantity = _positive(round_down(wanted, rules.market_step_size))
    if quantity is None:
        return None
    return OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=held[0].closing_side,
        type=OrderType.MARKET,
        quantity=quantity,
        reduce_only=True,
        position_side=held[0].position_side,
    )


def _canary(params: RunCanaryParams, facts: Facts) -> OrderRequest | None:
    rules = facts.market.rules if facts.market is not None else None
    best = conservative_price(OrderType.MARKET, params.side, None, facts.market)
    mark = minimum_price(OrderType.MARKET, None, facts.market)
    if rules is None or best is None or mark is None:
        return None
    if params.notional is None:
        quantity = _positive(smallest_quantity(rules, OrderType.MARKET, min(best, mark)))
    else:
        quantity = _positive(round_down(params.notional / best, rules.market_step_size))
    if quantity is None:
        return None
    return OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol=params.symbol,
        side=Side(params.side),
        type=OrderType.MARKET,
        quantity=quantity,
        leverage=_within_leverage(params.symbol, facts),
    )


def _within_leverage(symbol: str, facts: Facts) -> int | None:
    limit = facts.limits.value("max_leverage", symbol)
    config = facts.account.config if facts.account is not None else None
    if limit is None or config is None or config.leverage <= limit:
        return None
    return int(limit)


def _positive(quantity: Decimal) -> Decimal | None:
    return quantity if quantity > 0 else None
