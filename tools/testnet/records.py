"""Everything the venue must not forget, written as it changes."""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from tools.errors import ConfigError
from tools.testnet.account import Account, account_from_row
from tools.testnet.algo import AlgoOrder, algo_from_row, algo_row
from tools.testnet.history import History
from tools.testnet.income import Income, income_from_row, income_row
from tools.testnet.journal import Journal, Row
from tools.testnet.order import Fill, Order, fill_from_row, order_from_row, to_row
from tools.testnet.tape import Trade, trade_from_row, trade_row

_FIRST_ORDER_ID = 4_000_000_001
_FIRST_ALGO_ID = 2_000_001


class Records:
    """The venue's state; `touch…` what changes, then `commit` before telling anybody."""

    def __init__(self, meta: Row, journal: Journal | None = None) -> None:
        self.meta = meta
        self.accounts: dict[str, Account] = {}
        self.orders: dict[int, Order] = {}
        self.algos: dict[int, AlgoOrder] = {}
        self.fills: list[Fill] = []
        self.incomes: list[Income] = []
        self.shifts: list[tuple[str, int, Decimal]] = []
        self.prints: dict[str, list[Trade]] = defaultdict(list)
        """What client orders traded on the tape, by symbol, oldest first."""
        self.history = History()
        self.funded_ms = 0
        """The last funding that was settled; 0 before the first."""
        self._fills_of: dict[tuple[str, str], list[Fill]] = defaultdict(list)
        self._orders_of: dict[tuple[str, str], list[Order]] = defaultdict(list)
        self._latest: dict[tuple[str, str, str], Order] = {}
        self._journal = journal
        self._next_order_id = _FIRST_ORDER_ID
        self._next_algo_id = _FIRST_ALGO_ID
        self._changes = _Changes()
        self._load()

    def new_order_id(self) -> int:
        """The next order id."""
        self._next_order_id += 1
        return self._next_order_id - 1

    def new_algo_id(self) -> int:
        """The next id of a conditional order."""
        self._next_algo_id += 1
        return self._next_algo_id - 1

    def touch_account(self, account: Account) -> None:
        """An account is new or changed."""
        self.accounts[account.account_id] = account
        self._changes.accounts.add(account.account_id)

    def touch_order(self, order: Order) -> None:
        """An order is new or changed."""
        if order.order_id not in self.orders:
            self._index_order(order)
        self.accounts[order.account].track(order)
        self._changes.orders.add(order.order_id)

    def touch_algo(self, algo: AlgoOrder) -> None:
        """A conditional order is new or changed."""
        self.algos[algo.algo_id] = algo
        self._changes.algos.add(algo.algo_id)

    def add_fill(self, fill: Fill) -> None:
        """One execution of a client's order."""
        self._index_fill(fill)
        self._changes.fills.append(fill)

    def add_print(self, symbol: str, trade: Trade) -> None:
        """A client's order traded on the tape."""
        insort(self.prints[symbol], trade, key=lambda one: one.time_ms)
        self._changes.rows["prints"].append([symbol, *trade_row(trade)])

    def add_income(self, account: Account, symbol: str, kind: str, amount: Decimal, time_ms: int) -> None:
        """Money that came or went without a fill; the wallet is the caller's to change.

        Transaction ids lie between those of fills, which are ten times a trade id and a bit.
        """
        previous = self.incomes[-1].transaction_id // 10 if self.incomes else 0
        number = max(previous + 1, time_ms // 100) * 10 + 5
        income = Income(number, account.account_id, symbol, kind, amount, time_ms)
        self.incomes.append(income)
        self._changes.rows["incomes"].append(income_row(income))

    def add_shift(self, symbol: str, since_ms: int, factor: Decimal) -> None:
        """A price was moved by hand."""
        self.shifts.append((symbol, since_ms, factor))
        self._changes.rows["shifts"].append([symbol, since_ms, str(factor)])

    def set_funded(self, time_ms: int) -> None:
        """Funding up to a time is settled."""
        self.funded_ms = time_ms
        self._changes.rows["funded"] = [time_ms]

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
        changes, self._changes = self._changes, _Changes()
        changes.rows |= self.history.waiting
        self.history.waiting.clear()
        if self._journal is None:
            return
        change = changes.to_row(self)
        if change:
            self._journal.append(change)

    def close(self) -> None:
        """Release the journal."""
        if self._journal:
            self._journal.close()

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
        self._next_algo_id = max(self.algos, default=_FIRST_ALGO_ID - 1) + 1

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
        for row in change.get("algos", ()):
            self.algos[row["algo_id"]] = algo_from_row(row)
        for row in change.get("fills", ()):
            self._index_fill(fill_from_row(row))
        self.incomes += [income_from_row(row) for row in change.get("incomes", ())]
        for symbol, since_ms, factor in change.get("shifts", ()):
            self.shifts.append((symbol, since_ms, Decimal(factor)))
        for symbol, *row in change.get("prints", ()):
            insort(self.prints[symbol], trade_from_row(row), key=lambda one: one.time_ms)
        self.history.restore(change)
        (self.funded_ms,) = change.get("funded", [self.funded_ms])

    def _index_order(self, order: Order) -> None:
        self.orders[order.order_id] = order
        self._orders_of[order.account, order.symbol].append(order)
        self._latest[order.account, order.symbol, order.client_order_id] = order

    def _index_fill(self, fill: Fill) -> None:
        self.fills.append(fill)
        self._fills_of[fill.account, fill.symbol].append(fill)


class _Changes:
    """What is not yet on disk."""

    def __init__(self) -> None:
        self.accounts: set[str] = set()
        self.orders: set[int] = set()
        self.algos: set[int] = set()
        self.fills: list[Fill] = []
        self.rows: dict[str, list[object]] = defaultdict(list)

    def to_row(self, records: Records) -> Row:
        change: Row = {
            "accounts": [records.accounts[one].to_row() for one in sorted(self.accounts)],
            "orders": [to_row(records.orders[one]) for one in sorted(self.orders)],
            "fills": [to_row(fill) for fill in self.fills],
            "algos": [algo_row(records.algos[one]) for one in sorted(self.algos)],
        }
        return {kind: rows for kind, rows in (change | self.rows).items() if rows}
