"""Headroom: what is left under each limit once the order is done."""

from decimal import ROUND_DOWN, Decimal

from policies.exposure import Commitment
from policies.facts import Facts
from policies.margin_use import margin_use
from tools.money import plain
from tools.venues.orders import OrderRequest

_DIGITS = Decimal("0.00000001")


def headroom(
    order: OrderRequest,
    value: Decimal,
    after: Commitment,
    unit: Decimal,
    leverage: int,
    margin: Decimal,
    facts: Facts,
) -> dict[str, str]:
    """Limit minus what the order makes of it, by limit name, in the limit's unit; negative when over.

    Limits that are not configured are left out. Loss limits show what may still be lost.
    """
    if facts.account is None:
        return {}
    account, day = facts.account.account, facts.account.day
    high = max(day.high_water, day.opening_equity, account.equity)
    working = sum(1 for known in facts.account.open_orders if known.status.working)
    used = {
        "max_notional": value,
        "max_position": after.worst(),
        "max_exposure": after.worst() * unit,
        "max_leverage": Decimal(leverage),
        "max_open_orders": Decimal(working + len(facts.account.in_flight) + 1),
        "max_daily_loss": max(day.loss(account.equity), Decimal(0)),
    }
    if (share := margin_use(margin, facts)) is not None:
        used["max_margin_use"] = share
    if account.equity > 0:
        used["max_drawdown"] = (high - account.equity) / high
    left = {name: (facts.limits.value(name, order.symbol), taken) for name, taken in used.items()}
    return {
        name: plain((limit - taken).quantize(_DIGITS, rounding=ROUND_DOWN))
        for name, (limit, taken) in left.items()
        if limit is not None
    }
