"""Everything the spot market must not forget, written as it changes."""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tools.errors import ConfigError
from tools.testnet.journal import Journal, Row
from tools.testnet.spot.order import (
    Amendment,
    OrderList,
    PreventedMatch,
    SpotFill,
    SpotOrder,
    amendment_from_row,
    fill_from_row,
    list_from_row,
    order_from_row,
    prevented_from_row,
    to_row,
)
from tools.testnet.spot.wallet import Wallet, wallet_from_row
from tools.testnet.tape import Trade, trade_from_row, trade_row

_FIRST_ORDER_ID = 1_000_001


class SpotRecords:
    """The state of the spot market; `touch…` what changes, then `commit` before telling anybody."""

    def __init__(self, meta: Row, journal: Journal | None = None) -> None:
        self.wallets: dict[str, Wallet] = {}
        self.orders: dict[int, SpotOrder] = {}
        self.lists: dict[int, OrderList] = {}
        self.fills: list[SpotFill] = []
        self.amendments: list[Amendment] = []
        self.prevented: dict[str, list[PreventedMatch]] = defaultdict(list)
        """By symbol; the id of one is its place."""
        self.prints: dict[str, list[Trade]] = defaultdict(list)
        """What client orders traded on the tape, by symbol, oldest first."""
        self._orders_of: dict[tuple[str, str], list[SpotOrder]] = defaultdict(list)
        self._fills_of: dict[tuple[str, str], list[SpotFill]] = defaultdict(list)
        self._latest: dict[tuple[str, str, str], SpotOrder] = {}
        self._journal = journal
        self._execution_id = 0
        self._changes = _Changes()
        self._load(meta)

    def new_order_id(self) -> int:
        """The next order id."""
        self._next_order_id += 1
        return self._next_order_id - 1

    def new_list_id(self) -> int:
        """The next id of an order list."""
        return max(self.lists, default=0) + 1

    def new_execution_id(self, time_ms: int) -> int:
        """The next execution id; they grow with time, so a restart repeats none."""
        self._execution_id = max(self._execution_id + 1, time_ms // 10)
        return self._execution_id

    def touch_wallet(self, wallet: Wallet) -> None:
        """A wallet is new or changed."""
        self.wallets[wallet.account_id] = wallet
        self._changes.wallets.add(wallet.account_id)

    def touch_order(self, order: SpotOrder) -> None:
        """An order is new or changed."""
        if order.order_id not in self.orders:
            self._index_order(order)
        self.wallets[order.account].track(order)
        self._changes.orders.add(order.order_id)

    def touch_list(self, orders: OrderList) -> None:
        """An order list is new or changed."""
        self.lists[orders.list_id] = orders
        self.wallets[orders.account].track_list(orders)
        self._changes.lists.add(orders.list_id)

    def add_fill(self, fill: SpotFill) -> None:
        """One execution of a client's order."""
        self._index_fill(fill)
        self._changes.rows["fills"].append(to_row(fill))

    def add_print(self, symbol: str, trade: Trade) -> None:
        """A client's order traded on the tape."""
        insort(self.prints[symbol], trade, key=lambda one: one.time_ms)
        self._changes.rows["prints"].append([symbol, *trade_row(trade)])

    def add_amendment(self, amendment: Amendment) -> None:
        """The quantity of an order was changed; its new client order id finds it from now on."""
        self.amendments.append(amendment)
        order = self.orders[amendment.order_id]
        self._latest[order.account, order.symbol, order.client_order_id] = order
        self._changes.rows["amendments"].append(to_row(amendment))

    def add_prevented(self, match: PreventedMatch) -> None:
        """An owner met itself."""
        self.prevented[match.symbol].append(match)
        self._changes.rows["prevented"].append(to_row(match))

    def legs(self, orders: OrderList) -> list[SpotOrder]:
        """The orders of a list."""
        return [self.orders[order_id] for order_id in orders.order_ids]

    def list_of(self, order: SpotOrder) -> OrderList | None:
        """The list an order belongs to."""
        return self.lists.get(order.list_id)

    def orders_of(self, wallet: Wallet, symbol: str) -> Sequence[SpotOrder]:
        """All orders of an account in a symbol, oldest first."""
        return self._orders_of[wallet.account_id, symbol]

    def fills_of(self, wallet: Wallet, symbol: str) -> Sequence[SpotFill]:
        """All fills of an account in a symbol, oldest first."""
        return self._fills_of[wallet.account_id, symbol]

    def latest(self, wallet: Wallet, symbol: str, client_order_id: str) -> SpotOrder | None:
        """The last order of a symbol with this client order id, in any state."""
        return self._latest.get((wallet.account_id, symbol, client_order_id))

    def commit(self) -> None:
        """Write what changed as one line; nothing to write is fine."""
        changes, self._changes = self._changes, _Changes()
        if self._journal is None:
            return
        change = changes.to_row(self)
        if change:
            self._journal.append(change)

    def close(self) -> None:
        """Release the journal."""
        if self._journal:
            self._journal.close()

    def _load(self, meta: Row) -> None:
        lines = self._journal.lines() if self._journal else []
        if self._journal and not lines:
            self._journal.append({"meta": meta})
        if lines and lines[0].get("meta") != meta:
            raise ConfigError("the spot state does not belong to the futures state beside it: move it away")
        for change in lines[1:]:
            self._apply(change)
        for order in self.orders.values():
            self._index_order(order)
            self.wallets[order.account].track(order)
        for orders in self.lists.values():
            self.wallets[orders.account].track_list(orders)
        for amendment in self.amendments:
            order = self.orders[amendment.order_id]
            self._latest[order.account, order.symbol, amendment.new_client_order_id] = order
        self._next_order_id = max(self.orders, default=_FIRST_ORDER_ID - 1) + 1

    def _apply(self, change: dict[str, Any]) -> None:
        for row in change.get("wallets", ()):
            self.wallets[row["account_id"]] = wallet_from_row(row)
        for row in change.get("orders", ()):
            self.orders[row["order_id"]] = order_from_row(row)
        for row in change.get("lists", ()):
            self.lists[row["list_id"]] = list_from_row(row)
        for row in change.get("fills", ()):
            self._index_fill(fill_from_row(row))
        for symbol, *row in change.get("prints", ()):
            insort(self.prints[symbol], trade_from_row(row), key=lambda one: one.time_ms)
        for match in map(prevented_from_row, change.get("prevented", ())):
            self.prevented[match.symbol].append(match)
        self.amendments += [amendment_from_row(row) for row in change.get("amendments", ())]

    def _index_order(self, order: SpotOrder) -> None:
        self.orders[order.order_id] = order
        self._orders_of[order.account, order.symbol].append(order)
        self._latest[order.account, order.symbol, order.client_order_id] = order

    def _index_fill(self, fill: SpotFill) -> None:
        self.fills.append(fill)
        self._fills_of[fill.account, fill.symbol].append(fill)


class _Changes:
    """What is not yet on disk."""

    def __init__(self) -> None:
        self.wallets: set[str] = set()
        self.orders: set[int] = set()
        self.lists: set[int] = set()
        self.rows: dict[str, list[object]] = defaultdict(list)

    def to_row(self, records: SpotRecords) -> Row:
        change: Row = {
            "wallets": [records.wallets[one].to_row() for one in sorted(self.wallets)],
            "orders": [to_row(records.orders[one]) for one in sorted(self.orders)],
            "lists": [to_row(records.lists[one]) for one in sorted(self.lists)],
        }
        return {kind: rows for kind, rows in (change | self.rows).items() if rows}
