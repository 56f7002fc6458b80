"""The orders a call would send, derived from its parameters and the facts."""

from policies.entries import entry_of
from policies.facts import Facts
from policies.holdings import hedged, without_margin
from policies.once import once
from policies.pricing import best_price, mark_of, smallest_quantity
from policies.protection import protective_orders
from policies.replacing import replacement_of
from policies.sides import protects
from policies.sizing import positive
from tools.call import ToolCall
from tools.frozen import Params
from tools.money import round_down
from tools.terms import Grouping, OrderType, PositionSide, Side, TimeInForce, VenueName
from tools.trade.close_position import ClosePositionParams
from tools.trade.confirm_canary import ConfirmCanaryParams
from tools.trade.place_oco import PlaceOcoParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.replace_order import ReplaceOrderParams
from tools.trade.run_canary import RunCanaryParams
from tools.venues.orders import OrderRef, OrderRequest


@once
def orders_of(call: ToolCall, facts: Facts) -> tuple[OrderRequest, ...]:
    """Effective orders of a call; empty for calls that send none or when facts are missing.

    The order that was asked for comes first; what protects it follows. Of a pair the limit order is
    the first.
    """
    if isinstance(call.params, PlaceOrderParams):
        return _placed(call.params, facts)
    if isinstance(call.params, PlaceOcoParams):
        return _pair(call.params)
    order = _single(call.params, facts)
    return () if order is None else (order,)


def asked_orders(call: ToolCall, facts: Facts) -> tuple[OrderRequest, ...]:
    """The orders of a call without those that protect what it opens."""
    orders = orders_of(call, facts)
    return orders[:1] if grouping_of(call) is Grouping.PROTECTED else orders


def grouping_of(call: ToolCall) -> Grouping:
    """How the orders of a call belong together."""
    params = call.params
    if isinstance(params, PlaceOrderParams) and protects(params):
        return Grouping.PROTECTED
    if isinstance(params, PlaceOcoParams):
        return Grouping.OCO
    return Grouping.REPLACE if isinstance(params, ReplaceOrderParams) else Grouping.SINGLE


def replaced_by(call: ToolCall) -> OrderRef | None:
    """The working order a call changes, as the call names it."""
    params = call.params
    if not isinstance(params, ReplaceOrderParams):
        return None
    return OrderRef(symbol=params.symbol, client_order_id=params.client_order_id, order_id=params.order_id)


def _single(params: Params, facts: Facts) -> OrderRequest | None:
    match params:
        case ClosePositionParams():
            return _closing(params, facts)
        case ReplaceOrderParams():
            return replacement_of(params, facts)
        case RunCanaryParams():
            return _canary(params, facts)
        case ConfirmCanaryParams() if facts.canary is not None:
            return OrderRequest.model_validate_json(facts.canary.request)
        case _:
            return None


def _placed(params: PlaceOrderParams, facts: Facts) -> tuple[OrderRequest, ...]:
    entry = entry_of(params, facts)
    attached = None if entry is None else protective_orders(params, entry, facts)
    return () if entry is None or attached is None else (entry, *attached)


def _pair(params: PlaceOcoParams) -> tuple[OrderRequest, ...]:
    limited = params.stop_limit_price is not None
    resting = OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=params.side,
        type=OrderType.LIMIT,
        quantity=params.quantity,
        price=params.price,
        time_in_force=TimeInForce.GTC,
        post_only=True,
    )
    stop = OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=params.side,
        type=OrderType.STOP if limited else OrderType.STOP_MARKET,
        quantity=params.quantity,
        price=params.stop_limit_price,
        time_in_force=TimeInForce.GTC if limited else None,
        stop_price=params.stop_price,
    )
    return resting, stop


def _closing(params: ClosePositionParams, facts: Facts) -> OrderRequest | None:
    rules = facts.market.rules if facts.market is not None else None
    if facts.account is None or rules is None:
        return None
    held = [
        p
        for p in facts.account.account.positions
        if p.symbol == params.symbol
        and p.quantity
        and params.position_side in (PositionSide.BOTH, p.position_side)
    ]
    if len(held) != 1:
        return None
    wanted = abs(held[0].quantity) * params.percent / 100
    quantity = positive(round_down(wanted, rules.market_step_size))
    if quantity is None:
        return None
    return OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=held[0].closing_side,
        type=OrderType.MARKET,
        quantity=quantity,
        reduce_only=not without_margin(facts),
        position_side=held[0].position_side,
    )


def _canary(params: RunCanaryParams, facts: Facts) -> OrderRequest | None:
    rules = facts.market.rules if facts.market is not None else None
    best, mark = best_price(params.side, facts.market), mark_of(facts.market)
    if rules is None or best is None or mark is None:
        return None
    if params.notional is None:
        quantity = positive(smallest_quantity(rules, OrderType.MARKET, min(best, mark)))
    else:
        quantity = positive(round_down(params.notional / best, rules.market_step_size))
    if quantity is None:
        return None
    return OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol=params.symbol,
        side=params.side,
        type=OrderType.MARKET,
        quantity=quantity,
        position_side=_opened(params.side, facts),
        leverage=_within_leverage(params.symbol, facts),
    )


def _opened(side: Side, facts: Facts) -> PositionSide:
    if not hedged(facts):
        return PositionSide.BOTH
    return PositionSide.LONG if side is Side.BUY else PositionSide.SHORT


def _within_leverage(symbol: str, facts: Facts) -> int | None:
    limit = facts.limits.value("max_leverage", symbol)
    config = facts.account.config if facts.account is not None else None
    if limit is None or config is None or config.leverage <= limit:
        return None
    return int(limit)
