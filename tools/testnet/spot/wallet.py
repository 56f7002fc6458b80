"""The balances of one spot account, free and locked, and its open orders."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tools.testnet.spot.order import OrderList, SpotOrder

_NOTHING = Decimal(0)


@dataclass(slots=True)
class Balance:
    """An amount of one asset; what open orders need is locked."""

    free: Decimal = _NOTHING
    locked: Decimal = _NOTHING


@dataclass(slots=True)
class Wallet:
    """One account; `account_id` is that of its futures account."""

    account_id: str
    balances: dict[str, Balance] = field(default_factory=dict)
    fees: dict[str, Decimal] = field(default_factory=dict)
    """Commission paid so far, by asset."""
    updated_ms: int = 0
    client: bool = True
    """False for the liquidity provider."""
    open_orders: dict[int, SpotOrder] = field(default_factory=dict)
    open_lists: dict[int, OrderList] = field(default_factory=dict)

    def free(self, asset: str) -> Decimal:
        """What may be spent of an asset."""
        return self._balance(asset).free

    def symbol_orders(self, symbol: str) -> list[SpotOrder]:
        """Open orders of a symbol, oldest first."""
        return sorted(
            (one for one in self.open_orders.values() if one.symbol == symbol), key=lambda one: one.order_id
        )

    def open_with(self, client_order_id: str) -> SpotOrder | None:
        """The open order with a client order id."""
        matching = (one for one in self.open_orders.values() if one.client_order_id == client_order_id)
        return next(matching, None)

    def deposit(self, asset: str, amount: Decimal) -> None:
        """Money comes in, or goes out when the amount is negative."""
        self._balance(asset).free += amount

    def lock(self, asset: str, amount: Decimal) -> None:
        """Set money aside for an order; a negative amount is released.

        Raises:
            ValueError: it is more than is free; whoever takes an order asks first.
        """
        balance = self._balance(asset)
        if amount > balance.free:
            raise ValueError(f"{amount} {asset} are to be locked, {balance.free} are free")
        balance.free -= amount
        balance.locked += amount

    def spend_locked(self, asset: str, amount: Decimal) -> None:
        """Pay out of what was set aside."""
        self._balance(asset).locked -= amount

    def receive(self, asset: str, amount: Decimal, fee: Decimal) -> None:
        """Take what an execution brings, less its commission."""
        self._balance(asset).free += amount - fee
        self.fees[asset] = self.fees.get(asset, _NOTHING) + fee

    def track(self, order: SpotOrder) -> None:
        """Keep the index of open orders true to the order's status."""
        if order.open:
            self.open_orders[order.order_id] = order
        else:
            self.open_orders.pop(order.order_id, None)

    def track_list(self, orders: OrderList) -> None:
        """Keep the index of open lists true to the list's status."""
        if orders.open:
            self.open_lists[orders.list_id] = orders
        else:
            self.open_lists.pop(orders.list_id, None)

    def to_row(self) -> dict[str, Any]:
        """Plain values for the journal."""
        return {
            "account_id": self.account_id,
            "balances": {
                asset: [str(one.free), str(one.locked)] for asset, one in sorted(self.balances.items())
            },
            "fees": {asset: str(fee) for asset, fee in sorted(self.fees.items())},
            "updated_ms": self.updated_ms,
            "client": self.client,
        }

    def _balance(self, asset: str) -> Balance:
        return self.balances.setdefault(asset, Balance())


def wallet_from_row(row: dict[str, Any]) -> Wallet:
    """The inverse of `Wallet.to_row`, without the open orders."""
    return Wallet(
        account_id=row["account_id"],
        balances={
            asset: Balance(Decimal(free), Decimal(locked))
            for asset, (free, locked) in row["balances"].items()
        },
        fees={asset: Decimal(fee) for asset, fee in row["fees"].items()},
        updated_ms=row["updated_ms"],
        client=row["client"],
    )
