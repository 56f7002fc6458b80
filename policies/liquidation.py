"""Liquidation price of a one-way position, isolated or crossed, in the lowest maintenance bracket.

Source of the formulas: Binance's USDT-M margin. Isolated, without extra margin: the price at which
initial margin plus loss equals maintenance margin, long `entry x (1 - 1/leverage) / (1 - rate)`,
short `entry x (1 + 1/leverage) / (1 + rate)`. Crossed, where the whole wallet stands behind it:
`(balance - quantity x entry) / (|quantity| x rate - quantity)`, with balance = wallet balance - other
positions' maintenance margin + other positions' unrealised profit.
"""

from decimal import Decimal

from policies.facts import Facts
from tools.terms import MarginType


def liquidation_price(quantity: Decimal, entry: Decimal, leverage: int, rate: Decimal) -> Decimal | None:
    """Price in the quote asset; None when flat or when no price can liquidate (a long at 1x).

    Args:
        quantity: Signed position in the base asset.
        entry: Entry price in the quote asset.
        leverage: Times.
        rate: Maintenance margin as a fraction of the position's value.
    """
    if quantity == 0 or entry <= 0:
        return None
    share = Decimal(1) / leverage
    price = entry * (1 - share) / (1 - rate) if quantity > 0 else entry * (1 + share) / (1 + rate)
    return price if price > 0 else None


def cross_liquidation_price(
    quantity: Decimal, entry: Decimal, balance: Decimal, rate: Decimal
) -> Decimal | None:
    """Price in the quote asset; None when flat, or when a long survives a price of zero.

    Args:
        quantity: Signed position in the base asset.
        entry: Entry price in the quote asset.
        balance: What stands behind the position, in the margin asset.
        rate: Maintenance margin as a fraction of the position's value.
    """
    if quantity == 0:
        return None
    price = (balance - quantity * entry) / (abs(quantity) * rate - quantity)
    return None if quantity > 0 and price <= 0 else price


def margin_type(facts: Facts) -> MarginType | None:
    """Margin type of the call's symbol; None when the account is not known."""
    config = facts.account.config if facts.account is not None else None
    return None if config is None else config.margin_type


def crossed_at(symbol: str, after: Decimal, price: Decimal, facts: Facts) -> Decimal | None:
    """Liquidation price of a crossed position of `after` (signed) reached by trading at `price`.

    The profit of what was held is taken up to `price`, so the position counts as entered there.
    """
    rules = facts.market.rules if facts.market is not None else None
    if rules is None or facts.account is None:
        return None
    balance = facts.account.account.wallet
    for held in facts.account.account.positions:
        if held.symbol == symbol:
            balance += held.quantity * (price - held.entry_price)
        else:
            balance += held.unrealized_pnl - held.maintenance_margin
    return cross_liquidation_price(after, price, balance, rules.maintenance_margin_rate)


def distance(quantity: Decimal, liquidation: Decimal, mark: Decimal) -> Decimal:
    """How far the mark price is from liquidation, as a fraction of it; negative when beyond."""
    return (mark - liquidation) / mark if quantity > 0 else (liquidation - mark) / mark


def blended_entry(held: Decimal, entry: Decimal, added: Decimal, price: Decimal) -> Decimal:
    """Entry price after `added` (signed) traded at `price`: averaged when it adds, kept when it
    reduces, the new price when it turns the position round."""
    after = held + added
    if held == 0 or (held > 0) != (after > 0):
        return price
    if (held > 0) == (added > 0):
        return (held * entry + added * price) / after
    return entry
