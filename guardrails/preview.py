"""Preview: what would happen, walked through the venue's book, before anybody approves.

Fees are the lowest tier of the venue: taker 0.05 % and maker 0.02 % for USDT perpetuals, 0.1 % on spot.
"""

from decimal import Decimal

from guardrails.headroom import headroom
from guardrails.stakes import TAKER_FEE, notes, stakes
from policies.exposure import Commitment, committed_with, exposure_price, unfilled
from policies.facts import Facts, MarketFacts
from policies.holdings import without_margin
from policies.liquidation import blended_entry, crossed_at, liquidation_price, margin_type
from policies.orders import asked_orders, orders_of
from policies.pricing import conservative_price, walk
from policies.reading import leverage_of, riskiest
from tools.call import ToolCall
from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import MarginType, OrderType, Side
from tools.text import Text
from tools.venues.orders import OrderRequest

MAKER_FEE = Decimal("0.0002")
SPOT_FEE = Decimal("0.001")
"""Maker and taker alike; of the asset received."""
_EXACT = Decimal("0.00000001")


class Preview(Frozen):
    """Simulated outcome of the effective orders; amounts in the quote asset unless said otherwise."""

    symbol: str
    side: Side
    quantity: PositiveAmount
    """In the base asset."""
    fill_price: Amount | None
    """Average price when taken from the book now; the limit price of a resting order; the trigger, or
    the limit behind it, of a conditional order; None when the book is too thin."""
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
    loss_at_stop: Amount | None = None
    """What is lost when the attached stop closes the whole order at its trigger, both fees included."""
    gain_at_target: Amount | None = None
    """What is gained when the attached take profit does, both fees taken off."""
    reward_risk: Amount | None = None
    """Gain over loss; None unless both are known and above zero."""
    notes: tuple[Text, ...] = ()
    """What a person must know of the protection before approving it."""
    as_of_ms: int


def preview(call: ToolCall, facts: Facts) -> Preview | None:
    """What the order asked for would do; None without an order, or when market or account are unknown.

    Of a pair it is the order worth more. What protects the order shows as loss and gain.
    """
    asked = asked_orders(call, facts)
    order = riskiest(asked, facts)
    seen = None if order is None else _of_order(order, facts)
    if order is None or seen is None or facts.market is None:
        return None
    protective = orders_of(call, facts)[len(asked) :]
    entry = seen.fill_price or conservative_price(order, facts.market)
    staked = None if entry is None else stakes(order, protective, entry, seen.fee_rate)
    if staked is None:
        return seen
    return seen.model_copy(
        update={
            "loss_at_stop": _cut(staked.loss),
            "gain_at_target": _cut(staked.gain),
            "reward_risk": staked.ratio,
            "notes": notes(protective),
        }
    )


def _of_order(order: OrderRequest, facts: Facts) -> Preview | None:
    market = facts.market
    after, leverage = committed_with(order, facts), leverage_of(order, facts)
    price = conservative_price(order, market)
    unit = exposure_price(facts, price)
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
    rate = SPOT_FEE if without_margin(facts) else TAKER_FEE if takes else MAKER_FEE
    margin = Decimal(0) if order.reduce_only else value / leverage
    fresh = unfilled(order, facts)
    signed = fresh if order.side is Side.BUY else -fresh
    return Preview(
        symbol=order.symbol,
        side=order.side,
        quantity=order.quantity,
        fill_price=_cut(fill),
        takes_liquidity=takes,
        notional=exact(value),
        fee=exact(value * rate),
        fee_rate=rate,
        slippage_bps=_slippage_bps(fill, order, market) if takes and not order.type.conditional else None,
        leverage=leverage,
        margin=exact(margin),
        position_after=after.position + signed,
        liquidation_price=_cut(_liquidation(order, signed, fill or price, leverage, facts, after)),
        margin_type=margin_type(facts),
        exposure_after=exact(after.worst() * unit),
        headroom=headroom(order, value, after, unit, leverage, margin, facts),
        as_of_ms=facts.now_ms,
    )


def takes_liquidity(order: OrderRequest, market: MarketFacts) -> bool:
    """Whether the order would trade at once; a conditional one, once it is triggered."""
    if order.type.conditional:
        return True
    best = market.book.best(order.side) if market.book is not None else None
    if order.type is OrderType.MARKET or order.price is None or best is None:
        return order.type is OrderType.MARKET
    crosses = order.price >= best if order.side is Side.BUY else order.price <= best
    return crosses and not order.post_only


def fill_price(order: OrderRequest, market: MarketFacts) -> Decimal | None:
    """Average price from the book for what takes, never beyond the limit; the limit for what rests."""
    if order.type.conditional:
        return conservative_price(order, market)
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
    order: OrderRequest, signed: Decimal, price: Decimal, leverage: int, facts: Facts, after: Commitment
) -> Decimal | None:
    rules = facts.market.rules if facts.market is not None else None
    if rules is None or facts.account is None or without_margin(facts):
        return None
    if margin_type(facts) is MarginType.CROSSED:
        return crossed_at(order, after.position + signed, price, facts)
    held = [
        p
        for p in facts.account.account.positions
        if (p.symbol, p.position_side) == (order.symbol, order.position_side)
    ]
    entry = held[0].entry_price if held else Decimal(0)
    blended = blended_entry(after.position, entry, signed, price)
    return liquidation_price(after.position + signed, blended, leverage, rules.maintenance_margin_rate)


__all__ = ["MAKER_FEE", "TAKER_FEE", "Preview", "exact", "fill_price", "preview", "takes_liquidity"]
