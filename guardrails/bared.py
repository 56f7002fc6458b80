"""Bared: what a cancellation leaves without its stop."""

from decimal import Decimal

from guardrails.reasons import RiskFactor
from policies.facts import Facts
from policies.holdings import position_of
from policies.replacing import named_order
from tools.call import ToolCall
from tools.terms import OrderType, Side
from tools.text import Text
from tools.trade.cancel_all_orders import CancelAllOrdersParams
from tools.trade.cancel_order import CancelOrderParams
from tools.venues.orders import Order

_POINTS = 30
_STOPS = (OrderType.STOP, OrderType.STOP_MARKET, OrderType.TRAILING_STOP_MARKET)


def unprotected(call: ToolCall, facts: Facts) -> RiskFactor | None:
    """Points for cancelling a stop that protects an open position; None when none is cancelled."""
    cancelled = [order for order in _cancelled(call, facts) if _protects(order, facts)]
    if not cancelled:
        return None
    symbol = cancelled[0].symbol
    why = Text(
        en=f"This cancels a stop: the open {symbol} position is then unprotected.",
        tr=f"Bu bir stopu iptal eder: açık {symbol} pozisyonu korumasız kalır.",
    )
    return RiskFactor(name="unprotected", points=_POINTS, why=why)


def _cancelled(call: ToolCall, facts: Facts) -> tuple[Order, ...]:
    working = facts.account.open_orders if facts.account is not None else ()
    if isinstance(call.params, CancelAllOrdersParams):
        return working
    named = named_order(call.params, working) if isinstance(call.params, CancelOrderParams) else None
    return () if named is None else (named,)


def _protects(order: Order, facts: Facts) -> bool:
    held = position_of(order.symbol, facts, order.position_side) or Decimal(0)
    closes = held > 0 if order.side is Side.SELL else held < 0
    return order.type in _STOPS and order.status.working and closes
