"""Liquidation price of an isolated one-way position.

Source of the formula: Binance's USDT-M isolated margin, without extra margin and in the lowest
maintenance bracket: the price at which initial margin plus loss equals maintenance margin,
long `entry x (1 - 1/leverage) / (1 - rate)`, short `entry x (1 + 1/leverage) / (1 + rate)`.
"""

from decimal import Decimal


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
