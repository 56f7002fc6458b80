"""What a spot account holds, as balances, as worth in USDT, and as the positions policies judge."""

from collections.abc import Mapping
from decimal import Decimal

from tools.terms import PositionSide
from tools.venues.accounts import Account, Balance, Position
from tools.venues.binance.border import at_border, read
from tools.venues.binance_spot.bodies import AccountBody, BalanceBody

UNIT = "USDT"
"""The asset everything is valued in."""
_EXACT = Decimal("1E-8")

Middles = Mapping[str, Decimal | None]
"""Middle of bid and ask by symbol; None where a side of the book is empty."""


@at_border
def account(body: object, middles: Middles, time_ms: int) -> Account:
    """The account at `time_ms`.

    Equity is every balance at the middle price of its USDT market; what has none is left out and
    named in `unpriced`. Available is the free USDT.

    A holding of an asset with a USDT market is a long position of that market, working sell orders
    included. What was paid for it is not known: its entry price is zero, and no profit is claimed.
    USDT itself, and what is only quoted in (TRY), is no position. Nothing is borrowed: margins are zero
    and nothing liquidates.
    """
    rows = [row for row in read(AccountBody, body).balances if row.free + row.locked > 0]
    worth = {row.asset: _worth(row, middles) for row in rows}
    equity = sum((value for value in worth.values() if value is not None), Decimal(0))
    return Account(
        equity=equity,
        wallet=equity,
        available=sum((row.free for row in rows if row.asset == UNIT), Decimal(0)),
        initial_margin=Decimal(0),
        maintenance_margin=Decimal(0),
        unrealized_pnl=Decimal(0),
        balances=tuple(_balance(row) for row in rows),
        positions=tuple(_position(row, middles) for row in rows if row.asset + UNIT in middles),
        unpriced=tuple(asset for asset, value in worth.items() if value is None),
        time_ms=time_ms,
    )


def _worth(row: BalanceBody, middles: Middles) -> Decimal | None:
    held = row.free + row.locked
    if row.asset == UNIT:
        return held
    price, inverse = middles.get(row.asset + UNIT), middles.get(UNIT + row.asset)
    if price is not None:
        return (held * price).quantize(_EXACT)
    return None if inverse is None else (held / inverse).quantize(_EXACT)


def _balance(row: BalanceBody) -> Balance:
    return Balance(asset=row.asset, wallet=row.free + row.locked, available=row.free, locked=row.locked)


def _position(row: BalanceBody, middles: Middles) -> Position:
    symbol = row.asset + UNIT
    return Position(
        symbol=symbol,
        position_side=PositionSide.BOTH,
        quantity=row.free + row.locked,
        entry_price=Decimal(0),
        mark_price=middles[symbol] or Decimal(0),
        unrealized_pnl=Decimal(0),
        liquidation_price=Decimal(0),
        initial_margin=Decimal(0),
        maintenance_margin=Decimal(0),
    )
