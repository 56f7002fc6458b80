"""The orders a call would send, derived from its parameters and the facts."""

from policies.facts import Facts
from tools.call import ToolCall
from tools.venues.orders import OrderRequest


def orders_of(call: ToolCall, facts: Facts) -> tuple[OrderRequest, ...]:
    """Effective orders of a call; empty for calls that send none or when facts are missing."""
    raise NotImplementedError
