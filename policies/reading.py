"""What a call and its facts say, read once for all rules."""

from policies.facts import Facts
from policies.holdings import position_of, without_margin
from policies.orders import asked_orders
from policies.pricing import value_of
from policies.replacing import lowers
from policies.sides import fitted
from tools.call import Effect, ToolCall
from tools.catalogue import tool
from tools.market.start_stream import StartStreamParams
from tools.market.stop_stream import StopStreamParams
from tools.safety.engage_kill_switch import EngageKillSwitchParams
from tools.terms import Side
from tools.trade.cancel_all_orders import CancelAllOrdersParams
from tools.trade.cancel_order import CancelOrderParams
from tools.trade.close_position import ClosePositionParams
from tools.trade.place_oco import PlaceOcoParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.replace_order import ReplaceOrderParams
from tools.trade.run_canary import RunCanaryParams
from tools.trade.set_leverage import SetLeverageParams
from tools.trade.set_position_mode import SetPositionModeParams
from tools.venues.orders import OrderRequest

_ALWAYS_REDUCING = (CancelOrderParams, CancelAllOrdersParams, EngageKillSwitchParams, ClosePositionParams)


def effect_of(call: ToolCall) -> Effect:
    """Effect of the called tool."""
    return tool(call.tool).effect


def runs(call: ToolCall) -> bool:
    """Whether this version can run the called tool at all."""
    return tool(call.tool).not_yet is None


def trades(call: ToolCall) -> bool:
    """Whether the call is meant for a venue, simulated or not."""
    return effect_of(call) is Effect.TRADE


def symbol_of(call: ToolCall, facts: Facts) -> str | None:
    """Symbol the call is about; a canary's is that of its order."""
    symbol = getattr(call.params, "symbol", None)
    if isinstance(symbol, str):
        return symbol
    return facts.canary.symbol if facts.canary is not None else None


def simulated(call: ToolCall) -> bool:
    """Whether the call sends nothing even when allowed."""
    return isinstance(call.params, RunCanaryParams) or getattr(call.params, "dry_run", None) is True


def unasked(call: ToolCall) -> bool:
    """Whether nobody has to approve the control action: it adds no risk, and each is on the record."""
    return isinstance(call.params, EngageKillSwitchParams | StartStreamParams | StopStreamParams)


def without_market(call: ToolCall) -> bool:
    """Whether the call is about the account alone, so that no market can be looked at."""
    return isinstance(call.params, SetPositionModeParams)


def reduces(call: ToolCall, facts: Facts) -> bool:
    """Whether the call can only take risk away.

    A reduce-only flag is checked against the position and never believed.
    """
    params = call.params
    if isinstance(params, _ALWAYS_REDUCING):
        return True
    if isinstance(params, SetLeverageParams):
        current = current_leverage(facts)
        return current is not None and params.leverage <= current
    if isinstance(params, ReplaceOrderParams):
        return lowers(params, facts) or _sells_held(call, facts)
    if isinstance(params, PlaceOrderParams) and (params.reduce_only or params.close_position):
        return _closes(params, facts)
    return isinstance(params, PlaceOrderParams | PlaceOcoParams) and _sells_held(call, facts)


def _closes(params: PlaceOrderParams, facts: Facts) -> bool:
    fit = fitted(params, facts)
    position = None if fit is None else position_of(params.symbol, facts, fit.position_side)
    return position is not None and position != 0 and (position > 0) == (params.side is Side.SELL)


def _sells_held(call: ToolCall, facts: Facts) -> bool:
    """Whether the call only sells coins of a spot market that are there."""
    orders = asked_orders(call, facts) if without_margin(facts) else ()
    if not orders or orders[0].side is not Side.SELL:
        return False
    held = position_of(orders[0].symbol, facts)
    return held is not None and orders[0].quantity <= held


def opening(call: ToolCall, facts: Facts) -> OrderRequest | None:
    """The order that may add risk; None for calls that only reduce or send none.

    What protects an order adds none. Of a pair, of which one fills, it is the one worth more.
    """
    if reduces(call, facts):
        return None
    return riskiest(asked_orders(call, facts), facts)


def riskiest(orders: tuple[OrderRequest, ...], facts: Facts) -> OrderRequest | None:
    """The order worth most, the first one where they are worth the same; None of none."""
    return max(orders, key=lambda order: value_of(order, facts.market) or 0, default=None)


def current_leverage(facts: Facts) -> int | None:
    """Leverage the venue has configured for the symbol."""
    if facts.account is None or facts.account.config is None:
        return None
    return facts.account.config.leverage


def leverage_of(order: OrderRequest, facts: Facts) -> int | None:
    """Leverage the order will have: its own, else the symbol's."""
    return order.leverage if order.leverage is not None else current_leverage(facts)


def age_ms(time_ms: int, facts: Facts) -> int:
    """Age of a venue time stamp, on the venue's clock."""
    return facts.now_ms + facts.clock_offset_ms - time_ms
