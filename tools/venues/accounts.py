"""What a venue says about an account."""

from decimal import Decimal

from tools.frozen import Frozen
from tools.money import Amount
from tools.terms import MarginType, PositionSide, Side


class Balance(Frozen):
    """Balance of one asset."""

    asset: str
    wallet: Amount
    """All of it; on spot what is free and what is locked."""
    available: Amount
    """What new orders may use: free of margin, on spot not locked."""
    locked: Amount = Decimal(0)
    """What working spot orders hold back."""


class Position(Frozen):
    """An open position; a negative quantity is short. A spot holding is a position without margin."""

    symbol: str
    position_side: PositionSide
    quantity: Amount
    entry_price: Amount
    """Zero when it is not known, as of a spot holding."""
    mark_price: Amount
    """Zero when nobody makes a price."""
    unrealized_pnl: Amount
    liquidation_price: Amount
    """Zero when there is none."""
    initial_margin: Amount
    maintenance_margin: Amount

    @property
    def closing_side(self) -> Side:
        """Side of an order that reduces the position."""
        return Side.SELL if self.quantity > 0 else Side.BUY

    @property
    def notional(self) -> Amount:
        """Unsigned value at the mark price."""
        return abs(self.quantity) * self.mark_price


class Account(Frozen):
    """Account totals in the margin asset (USDT)."""

    equity: Amount
    """Wallet balance plus unrealised profit; on spot every balance valued in USDT."""
    wallet: Amount
    available: Amount
    initial_margin: Amount
    maintenance_margin: Amount
    unrealized_pnl: Amount
    balances: tuple[Balance, ...]
    positions: tuple[Position, ...]
    """Only positions that are not flat."""
    unpriced: tuple[str, ...] = ()
    """Assets nobody makes a price for in USDT: not part of the equity."""
    time_ms: int


class Income(Frozen):
    """One booking of the account's income record, with the sign it has there: paid is negative."""

    income_id: str
    """Unique within `kind`."""
    symbol: str
    """Empty where it belongs to no symbol, e.g. a transfer."""
    kind: str
    """The venue's own word, e.g. `REALIZED_PNL`, `COMMISSION`, `FUNDING_FEE`."""
    amount: Amount
    asset: str
    time_ms: int


class SymbolConfig(Frozen):
    """Account settings of one symbol."""

    symbol: str
    leverage: int
    margin_type: MarginType
