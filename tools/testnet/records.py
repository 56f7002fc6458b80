"""Everything the venue must not forget: accounts, orders, fills, price shifts; written as it changes."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from tools.errors import ConfigError
from tools.testnet.account import Account, account_from_row
from tools.testnet.journal import Journal, Row
from tools.testnet.order import Fill, Order, fill_from_row, order_from_row, to_row

_FIRST_ORDER_ID = 4_000_000_001


class Records:
    """The venue's state; `touch…` what changes, then `commit` before telling anybody."""

    def __init__(self, meta: Row, journal: Journal | None = None) -> None:
        self.meta = meta
        self.accounts: dict[str, Account] = {}
        self.orders: dict[int, Order] = {}
        self.fills: list[Fill] = []
        self.shifts: list[tuple[str, int, Decimal]] = []
        self._fills_of: dict[tuple[str, str], list[Fill]] = defaultdict(list)
        self._orders_of: dict[tuple[str, str], list[Order]] = defaultdict(list)
        self._latest: dict[tuple[str, str, str], Order] = {}
        self._journal = journal
        self._next_order_id = _FIRST_ORDER_ID
        self._changed_accounts: set[str] = set()
        self._changed_orders: set[int] = set()
        self._new_fills: list[Fill] = []
        self._new_shifts: list[tuple[str, int, Decimal]] = []
        self._load()

    def new_order_id(self) -> int:
        """The next order id."""
        self._next_order_id += 1
        return self._next_order_id - 1

    def touch_account(self, account: Account) -> None:
        """An account is new or changed."""
        self.accounts[account.account_id] = account
        self._changed_accounts.add(account.account_id)

    def touch_order(self, order: Order) -> None:
        """An order is new or changed."""
        if order.order_id not in self.orders:
            self._index_order(order)
        self.accounts[order.account].track(order)
        self._changed_orders.add(order.order_id)

    def add_fill(self, fill: Fill) -> None:
        """One execution of a client's order."""
        self._index_fill(fill)
        self._new_fills.append(fill)

    def add_shift(self, symbol: str, since_ms: int, factor: Decimal) -> None:
        """A price was moved by hand."""
        self.shifts.append((symbol, since_ms, factor))
        self._new_shifts.append((symbol, since_ms, factor))

    def orders_of(self, account: Account, symbol: str) -> Sequence[Order]:
        """All orders of an account in a symbol, oldest first."""
        return self._orders_of[account.account_id, symbol]

    def fills_of(self, account: Account, symbol: str) -> Sequence[Fill]:
        """All fills of an account in a symbol, oldest first."""
        return self._fills_of[account.account_id, symbol]

    def latest(self, account: Account, symbol: str, client_order_id: str) -> Order | None:
        """The last order of a symbol with this client order id, in any state."""
        return self._latest.get((account.account_id, symbol, client_order_id))

    def commit(self) -> None:
        """Write what changed as one line; nothing to write is fine."""
        change = self._take_changes()
        if change and self._journal:
            self._journal.append(change)

    def close(self) -> None:
        """Release the journal."""
        if self._journal:
            self._journal.close()

    def _take_changes(self) -> Row:
        change: Row = {}
        if self._changed_accounts:
            change["accounts"] = [self.accounts[one].to_row() for one in sorted(self._changed_accounts)]
        if self._changed_orders:
            change["orders"] = [to_row(self.orders[one]) for one in sorted(self._changed_orders)]
        if self._new_fills:
            change["fills"] = [to_row(fill) for fill in self._new_fills]
        if self._new_shifts:
            change["shifts"] = [[symbol, since, str(factor)] for symbol, since, factor in self._new_shifts]
        self._changed_accounts.clear()
        self._changed_orders.clear()
        self._new_fills.clear()
        self._new_shifts.clear()
        return change

    def _load(self) -> None:
        if not self._journal:
            return
        lines = self._journal.lines()
        if not lines:
            self._journal.append({"meta": self.meta})
            return
        self._check_meta(lines[0].get("meta", {}))
        for change in lines[1:]:
            self._apply(change)
        for order in self.orders.values():
            self._index_order(order)
            self.accounts[order.account].track(order)
        self._next_order_id = max(self.orders, default=_FIRST_ORDER_ID - 1) + 1

    def _check_meta(self, meta: Row) -> None:
        different = [name for name in self.meta if name != "genesis_ms" and meta.get(name) != self.meta[name]]
        if different:
            raise ConfigError(
                f"the state was made with another {', '.join(different)}: use the same, or another directory"
            )
        self.meta = meta

    def _apply(self, change: Row) -> None:
        for row in change.get("accounts", ()):
            account = account_from_row(row)
            self.accounts[account.account_id] = account
        for row in change.get("orders", ()):
            self.orders[row["order_id"]] = order_from_row(row)
        for row in change.get("fills", ()):
            self._index_fill(fill_from_row(row))
        for symbol, since_ms, factor in change.get("shifts", ()):
            self.shifts.append((symbol, since_ms, Decimal(factor)))

    def _index_order(self, order: Order) -> None:
        self.orders[order.order_id] = order
        self._orders_of[order.account, order.symbol].append(order)
        self._latest[order.account, order.symbol, order.client_order_id] = order

    def _index_fill(self, fill: Fill) -> None:
        self.fills.append(fill)
        self._fills_of[fill.account, fill.symbol].append(fill)
