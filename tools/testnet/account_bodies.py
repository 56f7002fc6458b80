"""What REST says about an account: totals, assets, positions."""

from decimal import Decimal
from typing import Any

from tools.testnet.account import Account, Position
from tools.testnet.margin import (
    AccountMargin,
    account_margin,
    liquidation_price,
    maintenance,
    max_notional,
    position_margin,
)
from tools.testnet.numbers import money_text, padded, quantity_text, trimmed
from tools.testnet.venue import Venue

_ZERO = Decimal(0)
_ROUND_TRIP = Decimal("0.001")
"""Taker fee on the way in and out."""


_ONLY_V3 = {
    *("marginAsset", "initialMargin", "maintMargin", "positionInitialMargin"),
    *("openOrderInitialMargin", "adl", "bidNotional", "askNotional"),
}


class AccountBodies:
    """Bodies of one account at one moment."""

    def __init__(self, venue: Venue, account: Account) -> None:
        venue.tick()
        self.account = account
        self._venue = venue
        self._totals: AccountMargin = account_margin(account, venue.mark, venue.instruments)

    def flags(self) -> dict[str, Any]:
        """Permissions and modes."""
        return {
            "feeTier": 0,
            "canTrade": True,
            "canDeposit": True,
            "canWithdraw": True,
            "dualSidePosition": self.account.hedge,
            "updateTime": 0,
            "multiAssetsMargin": self.account.multi_assets,
            "tradeGroupId": -1,
        }

    def totals(self) -> dict[str, str]:
        """The `total…` fields."""
        totals, wallet = self._totals, self.account.wallet
        amounts = {
            "totalInitialMargin": totals.position_initial + totals.order_initial,
            "totalMaintMargin": totals.maintenance,
            "totalWalletBalance": wallet,
            "totalUnrealizedProfit": totals.unrealized,
            "totalMarginBalance": wallet + totals.unrealized,
            "totalPositionInitialMargin": totals.position_initial,
            "totalOpenOrderInitialMargin": totals.order_initial,
            "totalCrossWalletBalance": totals.cross_wallet,
            "totalCrossUnPnl": totals.cross_unrealized,
            "availableBalance": totals.available,
            "maxWithdrawAmount": min(totals.available, max(_ZERO, totals.cross_wallet)),
        }
        return {name: money_text(amount) for name, amount in amounts.items()}

    def asset(self) -> dict[str, Any]:
        """The USDT row of `assets`."""
        whole = self.totals()
        return {
            "asset": "USDT",
            "walletBalance": whole["totalWalletBalance"],
            "unrealizedProfit": whole["totalUnrealizedProfit"],
            "marginBalance": whole["totalMarginBalance"],
            "maintMargin": whole["totalMaintMargin"],
            "initialMargin": whole["totalInitialMargin"],
            "positionInitialMargin": whole["totalPositionInitialMargin"],
            "openOrderInitialMargin": whole["totalOpenOrderInitialMargin"],
            "crossWalletBalance": whole["totalCrossWalletBalance"],
            "crossUnPnl": whole["totalCrossUnPnl"],
            "availableBalance": whole["availableBalance"],
            "maxWithdrawAmount": whole["maxWithdrawAmount"],
            "updateTime": self.account.updated_ms,
        }

    def balance(self) -> dict[str, Any]:
        """The USDT row of the balance endpoints."""
        row = self.asset()
        return {
            "accountAlias": self.account.account_id[:8],
            "asset": "USDT",
            "balance": row["walletBalance"],
            "crossWalletBalance": row["crossWalletBalance"],
            "crossUnPnl": row["crossUnPnl"],
            "availableBalance": row["availableBalance"],
            "maxWithdrawAmount": row["maxWithdrawAmount"],
            "marginAvailable": True,
            "updateTime": self.account.updated_ms,
        }

    def sides(self, symbol: str, every: bool) -> list[Position]:
        """The rows of a symbol: one, in hedge mode one for each side, flat ones only if `every`."""
        rows = [self.account.position(symbol, side) for side in self.account.sides]
        ordered = {order.position_side for order in self.account.symbol_orders(symbol)}
        return [row for row in rows if every or row.amount or row.side in ordered]

    def position(self, position: Position) -> dict[str, Any]:
        """One row of positionRisk v3."""
        symbol, account = position.symbol, self.account
        instrument, mark = self._venue.instruments[symbol], self._venue.mark(symbol)
        margin = position_margin(account, position, mark)
        isolated = margin.unrealized if symbol in account.isolated else _ZERO
        liquidation = liquidation_price(account, position, mark, self._totals, instrument)
        held = bool(position.amount)
        return {
            "symbol": symbol,
            "positionSide": position.side,
            "positionAmt": quantity_text(instrument, position.amount),
            "entryPrice": _entry_text(position.entry_price),
            "breakEvenPrice": _entry_text(_break_even(position)),
            "markPrice": money_text(mark),
            "unRealizedProfit": money_text(margin.unrealized),
            "liquidationPrice": padded(liquidation, 8) if liquidation else "0",
            "isolatedMargin": money_text(position.isolated_wallet + isolated),
            "notional": money_text(margin.notional),
            "marginAsset": "USDT",
            "isolatedWallet": money_text(position.isolated_wallet),
            "initialMargin": money_text(margin.initial),
            "maintMargin": money_text(maintenance(instrument, margin.notional) if held else _ZERO),
            "positionInitialMargin": money_text(margin.position_initial),
            "openOrderInitialMargin": money_text(margin.order_initial),
            "adl": int(held),
            "bidNotional": money_text(margin.bid_notional),
            "askNotional": money_text(margin.ask_notional),
            "updateTime": position.updated_ms,
        }

    def position_v2(self, position: Position) -> dict[str, Any]:
        """One row of positionRisk v2: leverage and margin type, without what came with v3."""
        row = {name: value for name, value in self.position(position).items() if name not in _ONLY_V3}
        return row | {
            "marginType": "isolated" if position.symbol in self.account.isolated else "cross",
            "isAutoAddMargin": "false",
            "leverage": str(self.account.leverage(position.symbol)),
            "maxNotionalValue": self.max_notional(position.symbol),
        }

    def account_position(self, position: Position) -> dict[str, Any]:
        """One row of `positions` of account v3."""
        row = self.position(position)
        names = ("symbol", "positionSide", "positionAmt", "isolatedMargin", "notional", "isolatedWallet")
        return {name: row[name] for name in names} | {
            "unrealizedProfit": row["unRealizedProfit"],
            "initialMargin": row["initialMargin"],
            "maintMargin": row["maintMargin"],
            "updateTime": row["updateTime"],
        }

    def account_position_v2(self, position: Position) -> dict[str, Any]:
        """One row of `positions` of account v2."""
        row = self.position(position)
        return self.account_position(position) | {
            "positionInitialMargin": row["positionInitialMargin"],
            "openOrderInitialMargin": row["openOrderInitialMargin"],
            "leverage": str(self.account.leverage(position.symbol)),
            "isolated": position.symbol in self.account.isolated,
            "entryPrice": row["entryPrice"],
            "breakEvenPrice": row["breakEvenPrice"],
            "maxNotional": self.max_notional(position.symbol),
            "bidNotional": row["bidNotional"],
            "askNotional": row["askNotional"],
        }

    def max_notional(self, symbol: str) -> str:
        """Largest position value at the symbol's leverage."""
        return trimmed(max_notional(self._venue.instruments[symbol], self.account.leverage(symbol)))


def _entry_text(price: Decimal) -> str:
    return trimmed(price.quantize(Decimal("1e-10"))) if price else "0.0"


def _break_even(position: Position) -> Decimal:
    """Entry price moved by a taker fee on the way in and out."""
    direction = 1 if position.amount > 0 else -1
    return position.entry_price * (1 + direction * _ROUND_TRIP)
