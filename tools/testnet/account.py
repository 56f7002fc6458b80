"""Wallet, positions and settings of one account in USDT-margined perpetuals, one-way or hedged."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tools.terms import Side
from tools.testnet.order import Order

DEFAULT_LEVERAGE = 20
CENT = Decimal("0.00000001")
"""Wallets are kept to eight decimals."""


def to_cent(value: Decimal) -> Decimal:
    """Round an amount of USDT to eight decimals."""
    return value.quantize(CENT, ROUND_HALF_EVEN)


@dataclass(slots=True)
class Position:
    """A signed amount and what was paid for it; exact, so that money is conserved over any history."""

    symbol: str
    amount: Decimal = Decimal(0)
    """Base asset; negative when short."""
    cost: Decimal = Decimal(0)
    """USDT paid for `amount`; negative when short."""
    isolated_wallet: Decimal = Decimal(0)
    """USDT set aside for an isolated position."""
    updated_ms: int = 0
    side: str = "BOTH"
    """BOTH in one-way mode, LONG or SHORT in hedge mode."""

    @property
    def entry_price(self) -> Decimal:
        """Average entry price; 0 when flat."""
        return self.cost / self.amount if self.amount else Decimal(0)

    def unrealized(self, mark: Decimal) -> Decimal:
        """Profit at a mark price."""
        return self.amount * mark - self.cost

    def trade(self, signed: Decimal, price: Decimal) -> Decimal:
        """Add a signed quantity at a price; the profit realised by what it closes."""
        closing = Decimal(0)
        if self.amount * signed < 0:
            closing = max(signed, -self.amount) if signed < 0 else min(signed, -self.amount)
        realized = Decimal(0)
        if closing:
            released = to_cent(self.cost * -closing / self.amount) if closing != -self.amount else self.cost
            realized = -closing * price - released
            self.cost -= released
        opening = signed - closing
        self.amount += signed
        self.cost += opening * price
        return realized


@dataclass(slots=True)
class Account:
    """One account; `account_id` is derived from its API key and is not secret."""

    account_id: str
    wallet: Decimal
    fees_paid: Decimal = Decimal(0)
    positions: dict[str, Position] = field(default_factory=dict)
    """By symbol, in hedge mode by symbol and side; see `position`."""
    leverages: dict[str, int] = field(default_factory=dict)
    isolated: set[str] = field(default_factory=set)
    updated_ms: int = 0
    hedge: bool = False
    """Position mode: LONG and SHORT held apart."""
    multi_assets: bool = False
    fee_burn: bool = False
    """Fees are to be paid in BNB."""
    countdowns: dict[str, int] = field(default_factory=dict)
    """When all orders of a symbol are cancelled unless the countdown is renewed, in venue time."""
    open_orders: dict[int, Order] = field(default_factory=dict)
    open_by_client_id: dict[str, Order] = field(default_factory=dict)
    client: bool = True
    """False for the liquidity provider and the insurance fund."""
    _open_by_symbol: dict[str, dict[int, Order]] = field(default_factory=dict)

    @property
    def busy_symbols(self) -> set[str]:
        """Symbols whose market matters to this account: those with positions or open orders."""
        ordered = {symbol for symbol, orders in self._open_by_symbol.items() if orders}
        return ordered | {position.symbol for position in self.held()}

    @property
    def sides(self) -> tuple[str, ...]:
        """The position sides of the account's position mode."""
        return ("LONG", "SHORT") if self.hedge else ("BOTH",)

    def position(self, symbol: str, side: str = "BOTH") -> Position:
        """The position in a symbol, flat when there was none."""
        return self.positions.get(_key(symbol, side)) or Position(symbol, side=side)

    def amount(self, symbol: str, side: str = "BOTH") -> Decimal:
        """Signed amount held of a symbol."""
        held = self.positions.get(_key(symbol, side))
        return held.amount if held else Decimal(0)

    def held(self, symbol: str | None = None) -> list[Position]:
        """Positions that are not flat, of a symbol or of all."""
        return [
            one for one in self.positions.values() if one.amount and (symbol is None or one.symbol == symbol)
        ]

    def leverage(self, symbol: str) -> int:
        """Initial leverage of a symbol."""
        return self.leverages.get(symbol, DEFAULT_LEVERAGE)

    def symbol_orders(self, symbol: str) -> list[Order]:
        """Open orders of a symbol, oldest first."""
        return list(self._open_by_symbol.get(symbol, {}).values())

    def settle(
        self, position: Position, side: Side, price: Decimal, quantity: Decimal, fee: Decimal
    ) -> Decimal:
        """Book one execution on a position of this account; the profit realised before the fee, in USDT."""
        self.positions.setdefault(_key(position.symbol, position.side), position)
        before = position.amount
        realized = position.trade(quantity if side is Side.BUY else -quantity, price)
        self.wallet += realized - fee
        self.fees_paid += fee
        if position.symbol in self.isolated:
            self._set_aside(position, before, price)
        return realized

    def _set_aside(self, position: Position, before: Decimal, price: Decimal) -> None:
        if before * position.amount <= 0:
            position.isolated_wallet = Decimal(0)
            before = Decimal(0)
        grown = abs(position.amount) - abs(before)
        if grown >= 0:
            position.isolated_wallet += to_cent(grown * price / self.leverage(position.symbol))
        else:
            position.isolated_wallet = to_cent(position.isolated_wallet * position.amount / before)

    def track(self, order: Order) -> None:
        """Keep the index of open orders true to the order's status."""
        if order.open:
            self.open_orders[order.order_id] = order
            self.open_by_client_id[order.client_order_id] = order
            self._open_by_symbol.setdefault(order.symbol, {})[order.order_id] = order
        else:
            self.untrack(order)

    def untrack(self, order: Order) -> None:
        """Leave an order out of the open ones, whatever its status."""
        if self.open_orders.pop(order.order_id, None):
            self.open_by_client_id.pop(order.client_order_id, None)
            del self._open_by_symbol[order.symbol][order.order_id]

    def to_row(self) -> dict[str, Any]:
        """Plain values for the journal."""
        return {
            "account_id": self.account_id,
            "wallet": str(self.wallet),
            "fees_paid": str(self.fees_paid),
            "positions": [
                [p.symbol, str(p.amount), str(p.cost), str(p.isolated_wallet), p.updated_ms, p.side]
                for p in self.positions.values()
            ],
            "leverages": self.leverages,
            "isolated": sorted(self.isolated),
            "updated_ms": self.updated_ms,
            "hedge": self.hedge,
            "multi_assets": self.multi_assets,
            "fee_burn": self.fee_burn,
            "countdowns": self.countdowns,
        }


def _key(symbol: str, side: str) -> str:
    return symbol if side == "BOTH" else f"{symbol}/{side}"


def account_from_row(row: dict[str, Any]) -> Account:
    """The inverse of `Account.to_row`, without the open orders."""
    positions = [
        Position(symbol, Decimal(amount), Decimal(cost), Decimal(isolated), updated, *side)
        for symbol, amount, cost, isolated, updated, *side in row["positions"]
    ]
    return Account(
        account_id=row["account_id"],
        wallet=Decimal(row["wallet"]),
        fees_paid=Decimal(row["fees_paid"]),
        positions={_key(one.symbol, one.side): one for one in positions},
        leverages=row["leverages"],
        isolated=set(row["isolated"]),
        updated_ms=row["updated_ms"],
        hedge=row.get("hedge", False),
        multi_assets=row.get("multi_assets", False),
        fee_burn=row.get("fee_burn", False),
        countdowns=row.get("countdowns", {}),
    )
