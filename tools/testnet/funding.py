"""Funding of perpetuals: every eight hours (00:00, 08:00, 16:00 UTC) one side pays the other."""

from decimal import Decimal

from tools.testnet import liquidity
from tools.testnet.account import Account, to_cent
from tools.testnet.floor import Floor
from tools.testnet.path import HOUR_MS, chance

FUNDING_MS = 8 * HOUR_MS
INTEREST_RATE = Decimal("0.0001")
CAP = Decimal("0.02")
"""Largest funding rate either way, as a fraction."""
_SPREAD = 300


def funding_rate(seed: int, symbol: str, time_ms: int) -> Decimal:
    """The rate of the funding at or after a time: a fraction of position value, longs pay when positive.

    Three out of four times the interest rate, else anything up to 0.03 % either way.
    """
    luck = chance(seed, f"{symbol}/funding", -(-time_ms // FUNDING_MS))
    if luck % 4:
        return INTEREST_RATE
    return Decimal(luck // 4 % (2 * _SPREAD + 1) - _SPREAD) / 10**6


def next_funding(time_ms: int) -> int:
    """The first funding time after a time."""
    return (time_ms // FUNDING_MS + 1) * FUNDING_MS


class Funding:
    """Settles what is due; what clients pay together, the liquidity provider receives."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self._floor = floor
        self._seed = seed

    def settle(self, clients: list[Account], time_ms: int) -> None:
        """Charge and credit every open position for one funding time."""
        paid = Decimal(0)
        for account in clients:
            for symbol in sorted({position.symbol for position in account.held()}):
                paid -= self._settle_symbol(account, symbol, time_ms)
        if paid:
            provider = self._floor.records.accounts[liquidity.OWNER]
            provider.wallet += paid
            self._floor.records.touch_account(provider)

    def _settle_symbol(self, account: Account, symbol: str, time_ms: int) -> Decimal:
        mark = self._floor.marks_at(time_ms)(symbol)
        rate = funding_rate(self._seed, symbol, time_ms)
        isolated = symbol in account.isolated
        total = Decimal(0)
        for position in account.held(symbol):
            amount = -to_cent(position.amount * mark * rate)
            total += amount
            if isolated:
                position.isolated_wallet += amount
        if not total:
            return total
        account.wallet += total
        account.updated_ms = time_ms
        records = self._floor.records
        records.add_income(account, symbol, "FUNDING_FEE", total, time_ms)
        records.touch_account(account)
        told = [(position, mark) for position in account.held(symbol)] if isolated else []
        self._floor.events.account(account, "FUNDING_FEE", time_ms, told, (total, symbol))
        return total
