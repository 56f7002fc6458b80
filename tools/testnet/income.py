"""Income that no fill explains: funding, liquidation fees, transfers into isolated margin."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Income:
    """One row of an account's income, in USDT; negative when it was paid."""

    transaction_id: int
    account: str
    symbol: str
    kind: str
    """Binance's `incomeType`, e.g. FUNDING_FEE."""
    amount: Decimal
    time_ms: int


def income_row(income: Income) -> list[Any]:
    """Plain values for the journal."""
    return [
        income.transaction_id,
        income.account,
        income.symbol,
        income.kind,
        str(income.amount),
        income.time_ms,
    ]


def income_from_row(row: list[Any]) -> Income:
    """The inverse of `income_row`."""
    number, account, symbol, kind, amount, time_ms = row
    return Income(number, account, symbol, kind, Decimal(amount), time_ms)
