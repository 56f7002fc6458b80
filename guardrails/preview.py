"""Preview: what would happen, walked through the venue's book, before anybody approves."""

from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import Side


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
    exposure_after: Amount
    """Absolute value of the position and the working orders of the symbol."""
    headroom: dict[str, str]
    """What is left under each limit afterwards, by limit name, in the limit's unit."""
    as_of_ms: int
