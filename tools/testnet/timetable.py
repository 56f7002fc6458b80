"""What happens by the clock: orders that expire, dead-man countdowns, funding."""

import heapq

from tools.testnet.account import Account
from tools.testnet.algo_desk import AlgoDesk
from tools.testnet.floor import Floor
from tools.testnet.funding import FUNDING_MS, Funding, next_funding


class Timetable:
    """The times at which something is due; whoever advances the venue stops at each of them."""

    def __init__(self, floor: Floor, algos: AlgoDesk, funding: Funding) -> None:
        self._floor = floor
        self._algos = algos
        self._funding = funding
        self._times: list[int] = []
        records = floor.records
        touched = max((account.updated_ms for account in records.accounts.values()), default=0)
        self._funded_ms = records.funded_ms
        if not records.funded_ms:
            self._set_funded(max(records.meta["genesis_ms"], touched))
        self._restore()

    def expect(self, time_ms: int) -> None:
        """Something is due at a time; 0 is nothing."""
        if time_ms:
            heapq.heappush(self._times, time_ms)

    def due(self, now_ms: int) -> int | None:
        """The next time something is due, up to now."""
        self._skip_idle_funding(now_ms)
        times = [next_funding(self._funded_ms), *self._times[:1]]
        first = min(times)
        return first if first <= now_ms else None

    def fire(self, time_ms: int) -> None:
        """Do everything that is due at a time; the markets stand there already."""
        while self._times and self._times[0] <= time_ms:
            heapq.heappop(self._times)
        self._expire(time_ms)
        for account in self._clients():
            self._count_down(account, time_ms)
        if next_funding(self._funded_ms) <= time_ms:
            self._funding.settle(self._clients(), time_ms)
            self._set_funded(time_ms)

    def _skip_idle_funding(self, now_ms: int) -> None:
        """Fundings that nobody holds a position through need no stop."""
        last = now_ms // FUNDING_MS * FUNDING_MS
        waiting = any(account.held() or account.open_orders for account in self._clients())
        if last > self._funded_ms and not waiting and not self._algos.symbols():
            self._set_funded(last)

    def _set_funded(self, time_ms: int) -> None:
        self._funded_ms = time_ms
        self._floor.records.set_funded(time_ms)

    def _expire(self, time_ms: int) -> None:
        for account in self._clients():
            for order in list(account.open_orders.values()):
                if order.good_till_ms and order.good_till_ms <= time_ms:
                    self._floor.cancel(order, time_ms, "EXPIRED")
            for algo in self._algos.open_of(account):
                if algo.good_till_ms and algo.good_till_ms <= time_ms:
                    self._algos.cancel(algo, time_ms, "EXPIRED")

    def _count_down(self, account: Account, time_ms: int) -> None:
        over = [symbol for symbol, until_ms in account.countdowns.items() if until_ms <= time_ms]
        for symbol in over:
            del account.countdowns[symbol]
            self._floor.records.touch_account(account)
            for order in account.symbol_orders(symbol):
                self._floor.cancel(order, time_ms)

    def _clients(self) -> list[Account]:
        return [account for account in self._floor.records.accounts.values() if account.client]

    def _restore(self) -> None:
        for account in self._clients():
            for until_ms in account.countdowns.values():
                self.expect(until_ms)
            for order in account.open_orders.values():
                self.expect(order.good_till_ms)
            for algo in self._algos.open_of(account):
                self.expect(algo.good_till_ms)
