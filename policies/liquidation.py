"""Liquidation price of a position, isolated or crossed, in the lowest maintenance bracket.

Source of the formulas: Binance's USDT-M margin. Isolated, without extra margin: the price at which
initial margin plus loss equals maintenance margin, long `entry x (1 - 1/leverage) / (1 - rate)`,
short `entry x (1 + 1/leverage) / (1 + rate)`. Crossed, where the whole wallet stands behind it:
`(balance - quantity x entry) / (|quantity| x rate - quantity)`, with balance = wallet balance - other
positions' maintenance margin + other positions' unrealised profit. A long and a short of one symbol in
hedge mode share the crossed price: their sum stands for the quantity, the sum of their sizes for |quantity|.
"""

from decimal import Decimal

from policies.exposure import Commitment, committed_with
from policies.facts import Facts
from policies.holdings import OTHER, hedged, position_of, without_margin
from policies.pricing import conservative_price
from policies.reading import leverage_of
from tools.terms import MarginType, Side
from tools.venues.orders import OrderRequest


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
    quantity: Decimal, entry: Decimal, balance: Decimal, rate: Decimal, gross: Decimal | None = None
) -> Decimal | None:
    """Price in the quote asset; None when flat, or when a long survives a price of zero.

    Args:
        quantity: Signed position in the base asset, net of both sides.
        entry: Entry price in the quote asset.
        balance: What stands behind the position, in the margin asset.
        rate: Maintenance margin as a fraction of the position's value.
        gross: Size of both sides together, where there are two.
    """
    if quantity == 0:
        return None
    size = abs(quantity) if gross is None else gross
    if size * rate == quantity:
        return None
    price = (balance - quantity * entry) / (size * rate - quantity)
    return None if quantity > 0 and price <= 0 else price


def margin_type(facts: Facts) -> MarginType | None:
    """Margin type of the call's symbol; None when the account is not known."""
    config = facts.account.config if facts.account is not None else None
    return None if config is None else config.margin_type


def beside(order: OrderRequest, facts: Facts) -> Decimal:
    """Signed size of the other position of a hedge account; zero in one-way mode."""
    if not hedged(facts) or order.position_side not in OTHER:
        return Decimal(0)
    return position_of(order.symbol, facts, OTHER[order.position_side]) or Decimal(0)


def crossed_at(order: OrderRequest, after: Decimal, price: Decimal, facts: Facts) -> Decimal | None:
    """Liquidation price of a crossed position of `after` (signed) reached by trading at `price`.

    The profit of what was held is taken up to `price`, so the position counts as entered there.
    """
    rules = facts.market.rules if facts.market is not None else None
    if rules is None or facts.account is None:
        return None
    balance = facts.account.account.wallet
    for held in facts.account.account.positions:
        if held.symbol == order.symbol:
            balance += held.quantity * (price - held.entry_price)
        else:
            balance += held.unrealized_pnl - held.maintenance_margin
    other = beside(order, facts)
    gross = abs(after) + abs(other)
    return cross_liquidation_price(after + other, price, balance, rules.maintenance_margin_rate, gross)


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


def liquidation_distance(order: OrderRequest, facts: Facts) -> Decimal | None:
    """How far liquidation would be, as a fraction of the order's price; 1 when nothing liquidates.

    Isolated, of this order taken alone. Crossed, of the position once this order and everything
    working on its side has filled; an order that only brings the position nearer to flat keeps 1.
    """
    if without_margin(facts):
        return Decimal(1)
    market = facts.market
    price, leverage = conservative_price(order, market), leverage_of(order, facts)
    if market is None or market.rules is None or market.mark is None or price is None or leverage is None:
        return None
    if margin_type(facts) is MarginType.CROSSED:
        return _crossed(order, price, committed_with(order, facts), facts)
    signed = order.quantity if order.side is Side.BUY else -order.quantity
    liquidation = liquidation_price(signed, price, leverage, market.rules.maintenance_margin_rate)
    if liquidation is None:
        return Decimal(1)
    return distance(signed, liquidation, price)


def _crossed(order: OrderRequest, price: Decimal, after: Commitment | None, facts: Facts) -> Decimal | None:
    if after is None:
        return None
    reached = after.position + after.buys if order.side is Side.BUY else after.position - after.sells
    net = reached + beside(order, facts)
    if net == 0 or (net > 0) != (order.side is Side.BUY):
        return Decimal(1)
    liquidation = crossed_at(order, reached, price, facts)
    return Decimal(1) if liquidation is None else min(Decimal(1), distance(net, liquidation, price))
