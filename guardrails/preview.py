"""Preview: what would happen, walked through the venue's book, before anybody approves.

Fees are the venue's lowest tier for USDT perpetuals: taker 0.05 %, maker 0.02 %.
"""

from decimal import Decimal

from guardrails.headroom import headroom
from policies.exposure import Commitment, committed_with, exposure_price
from policies.facts import Facts, MarketFacts
from policies.liquidation import blended_entry, crossed_at, liquidation_price, margin_type
from policies.pricing import conservative_price, walk
from policies.reading import leverage_of
from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import MarginType, OrderType, Side
from tools.venues.orders import OrderRequest

TAKER_FEE = Decimal("0.0005")
MAKER_FEE = Decimal("0.0002")
_EXACT = Decimal("0.00000001")


class Preview(Frozen):
    """Simulated outcome of the effective orders; amounts in the quote asset unless said otherwise."""

    symbol: str
    side: Side
    quantity: PositiveAmount
    """In the base asset."""
    fill_price: Amount | None
    """Average price when taken from the book now; the limit price of a resting order; None when
    the book is too thin."""
    takes_liquidity: bool
    notional: Amount
    fee: Amount
    fee_rate: Amount
    """Fraction."""
    slippage_bps: Amount | None
    """Distance of the fill price from the mid price, in basis points; positive costs."""
    leverage: int
    margin: Amount
    """Initial margin the order needs; zero when it only reduces."""
    position_after: Amount
    """Signed position in the base asset."""
    liquidation_price: Amount | None
    """Of the position afterwards; None when flat or not liquidatable."""
    margin_type: MarginType | None = None
    """Of the symbol; crossed margin often leaves no liquidation price at all."""
    exposure_after: Amount
    """Absolute value of the position and the working orders of the symbol."""
    headroom: dict[str, str]
    """What is left under each limit afterwards, by limit name, in the limit's unit."""
    as_of_ms: int


def preview(orders: tuple[OrderRequest, ...], facts: Facts) -> Preview | None:
    """What the first order would do; None without an order, or when market or account are unknown."""
    if not orders:
        return None
    order, market = orders[0], facts.market
    after, leverage = committed_with(order, facts), leverage_of(order, facts)
    price = conservative_price(order.type, order.side, order.price, market)
    unit = exposure_price(order, facts, price)
    if (
        market is None
        or market.mark is None
        or after is None
        or price is None
        or unit is None
        or leverage is None
    ):
        return None
    takes = takes_liquidity(order, market)
    fill = fill_price(order, market)
    value = order.quantity * (fill if fill is not None else price)
    rate = TAKER_FEE if takes else MAKER_FEE
    margin = Decimal(0) if order.reduce_only else value / leverage
    signed = order.quantity if order.side is Side.BUY else -order.quantity
    return Preview(
        symbol=order.symbol,
        side=order.side,
        quantity=order.quantity,
        fill_price=_cut(fill),
        takes_liquidity=takes,
        notional=exact(value),
        fee=exact(value * rate),
        fee_rate=rate,
        slippage_bps=_slippage_bps(fill, order, market) if takes else None,
        leverage=leverage,
        margin=exact(margin),
        position_after=after.position + signed,
        liquidation_price=_cut(_liquidation(signed, fill or price, leverage, facts, after)),
        margin_type=margin_type(facts),
        exposure_after=exact(after.worst() * unit),
        headroom=headroom(order, value, after, unit, leverage, margin, facts),
        as_of_ms=facts.now_ms,
    )


def takes_liquidity(order: OrderRequest, market: MarketFacts) -> bool:
    """Whether the order would trade at once."""
    best = market.book.best(order.side) if market.book is not None else None
    if order.type is OrderType.MARKET or order.price is None or best is None:
        return order.type is OrderType.MARKET
    crosses = order.price >= best if order.side is Side.BUY else order.price <= best
    return crosses and not order.post_only


def fill_price(order: OrderRequest, market: MarketFacts) -> Decimal | None:
    """Average price from the book for what takes, never beyond the limit; the limit for what rests."""
    if not takes_liquidity(order, market):
        return order.price
    taken = walk(market.book, order.side, order.quantity) if market.book is not None else None
    if taken is None or (order.price is None and not taken.filled):
        return None
    if order.price is None:
        return taken.average
    return min(taken.average, order.price) if order.side is Side.BUY else max(taken.average, order.price)


def exact(value: Decimal) -> Decimal:
    """An amount with the eight decimals the venue keeps."""
    return value.quantize(_EXACT)


def _cut(value: Decimal | None) -> Decimal | None:
    return None if value is None else exact(value)


def _slippage_bps(fill: Decimal | None, order: OrderRequest, market: MarketFacts) -> Decimal | None:
    book = market.book
    ask, bid = (book.best(Side.BUY), book.best(Side.SELL)) if book is not None else (None, None)
    if fill is None or ask is None or bid is None:
        return None
    mid = (ask + bid) / 2
    sign = 1 if order.side is Side.BUY else -1
    return ((fill - mid) / mid * 10_000 * sign).quantize(Decimal("0.01"))


def _liquidation(
    signed: Decimal, price: Decimal, leverage: int, facts: Facts, after: Commitment
) -> Decimal | None:
    rules = facts.market.rules if facts.market is not None else None
    if rules is None or facts.account is None:
        return None
    if margin_type(facts) is MarginType.CROSSED:
        return crossed_at(rules.symbol, after.position + signed, price, facts)
    held = [p for p in facts.account.account.positions if p.symbol == rules.symbol]
    entry = held[0].entry_price if held else Decimal(0)
    blended = blended_entry(after.position, entry, signed, price)
    return liquidation_price(after.position + signed, blended, leverage, rules.maintenance_margin_rate)


__all__ = ["MAKER_FEE", "TAKER_FEE", "Preview", "exact", "fill_price", "preview", "takes_liquidity"]
