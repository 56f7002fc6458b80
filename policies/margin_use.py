"""Margin use: the share of an account that is tied up once an order works."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import without_margin
from policies.replacing import replaced
from tools.terms import Side

_ZERO = Decimal(0)


def margin_use(margin: Decimal, facts: Facts) -> Decimal | None:
    """Initial margin with `margin` added, as a share of equity; None when there is nothing to share out.

    Where nothing is borrowed (spot), `margin` is the value of the order, and what is tied up is the quote
    balance: what working orders lock and the order takes, as a share of all of it.
    """
    if facts.account is None:
        return None
    if without_margin(facts):
        return _balance_use(margin, facts)
    account = facts.account.account
    return (account.initial_margin + margin) / account.equity if account.equity > 0 else None


def quote_asset(facts: Facts) -> str:
    """The asset the order of the call is paid in."""
    rules = facts.market.rules if facts.market is not None else None
    return "USDT" if rules is None else rules.quote_asset


def _balance_use(value: Decimal, facts: Facts) -> Decimal | None:
    if facts.account is None:
        return None
    rows = [row for row in facts.account.account.balances if row.asset == quote_asset(facts)]
    whole = sum((row.wallet for row in rows), _ZERO)
    free = sum((row.available for row in rows), _ZERO)
    old = replaced(facts)
    returned = old.remaining * old.price if old is not None and old.side is Side.BUY else _ZERO
    return (whole - free - returned + value) / whole if whole > 0 else None
