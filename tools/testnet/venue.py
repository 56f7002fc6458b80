"""The venue: markets brought up to date when looked at, and the commands that change something.

All times come from the injected clock. A command checks, changes, writes the change to the journal
and only then lets the events out and returns.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tools.clock import Clock
from tools.testnet import liquidity
from tools.testnet.account import Account
from tools.testnet.account_desk import AccountDesk
from tools.testnet.algo import AlgoOrder
from tools.testnet.algo_desk import AlgoDesk
from tools.testnet.algo_request import AlgoRequest
from tools.testnet.day import DayStatistics
from tools.testnet.floor import Floor
from tools.testnet.funding import Funding
from tools.testnet.instrument import Instrument, listed
from tools.testnet.klines import Chart
from tools.testnet.liquidation import INSURANCE, Liquidation
from tools.testnet.market import Market
from tools.testnet.order import Order
from tools.testnet.order_request import OrderRequest
from tools.testnet.path import PricePath
from tools.testnet.problem import bad_data, problem
from tools.testnet.profile import Profile
from tools.testnet.records import Records
from tools.testnet.spot.venue import SpotVenue
from tools.testnet.timetable import Timetable
from tools.testnet.user_events import Event, UserEvents

_HOUSE_WALLETS = {liquidity.OWNER: Decimal(10**12), INSURANCE: Decimal(10**7)}


class Venue:
    """One exchange with its accounts; not thread-safe, everything happens on one event loop."""

    def __init__(
        self,
        profile: Profile,
        seed: int,
        clock: Clock,
        path: PricePath,
        records: Records,
        keys: dict[str, str],
        spot: SpotVenue,
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.path = path
        self.records = records
        self.spot = spot
        """The spot market: the same accounts and prices, its own books and balances."""
        self.keys = keys
        """Secret by API key."""
        self.instruments = listed(profile)
        self.seed = seed
        self.skew_ms = 0
        """How far the venue's clock is ahead (a fault)."""
        self.blind_ms = 0
        """How long queries do not know of a new order (a fault)."""
        self.listeners: list[Callable[[str, Event], None]] = []
        """Called with (account id, event) for every user event, after it is on record."""
        self.chart = Chart(path, records.prints)
        self.days = DayStatistics(path, self.chart)
        self._events = UserEvents()
        self._open_accounts()
        self._floor = Floor(profile, self.instruments, path, records, self._events, seed)
        self.algos = AlgoDesk(self._floor, seed)
        self.liquidation = Liquidation(self._floor)
        self._desk = AccountDesk(self._floor, self.algos)
        self._floor.markets.moved += [self.liquidation.look, self.algos.look]
        self._timetable = Timetable(self._floor, self.algos, Funding(self._floor, seed))
        self._restore()
        self.spot.open_accounts(one.account_id for one in records.accounts.values() if one.client)

    def now_ms(self) -> int:
        """Venue time."""
        return self.clock.now_ms() + self.skew_ms

    def account_of(self, api_key: str) -> Account:
        """The account of a known API key."""
        return self.records.accounts[_account_id(api_key)]

    def market(self, symbol: str) -> Market:
        """A symbol's market, brought up to now."""
        now_ms = self.clock.now_ms()
        happened = self._catch_up(now_ms)
        moved = self._floor.markets.bring_to(symbol, now_ms, symbol in self._watched())
        if happened or moved:
            self._commit()
        return self._floor.market(symbol)

    def mark(self, symbol: str) -> Decimal:
        """Mark price now, without touching the book."""
        return self.path.price(self.instruments[symbol], self.clock.now_ms())

    def tick(self) -> None:
        """Let the markets reach every open order; a running server calls this a few times a second."""
        self.spot.tick()
        now_ms = self.clock.now_ms()
        moved = self._catch_up(now_ms)
        for symbol in sorted(self._watched()):
            moved |= self._floor.markets.bring_to(symbol, now_ms, True)
        if moved:
            self._commit()

    def check(self, account: Account, request: OrderRequest) -> None:
        """Whether an order could be placed.

        Raises:
            Problem: it would be refused.
        """
        self.market(request.instrument.symbol)
        self._floor.check(account, request, self.clock.now_ms())

    def place(self, account: Account, request: OrderRequest) -> Order:
        """Accept an order and trade it as far as it goes.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market, now_ms = self.market(request.instrument.symbol), self.clock.now_ms()
        order = self._floor.place(account, request, now_ms)
        self._timetable.expect(order.good_till_ms)
        self._floor.markets.announce(market, now_ms)
        self._commit()
        return order

    def cancel(self, order: Order) -> None:
        """Take an open order out.

        Raises:
            Problem: -2011 when it is no longer open.
        """
        self.market(order.symbol)
        self._floor.cancel(order, self.clock.now_ms())
        self._commit()

    def amend(self, account: Account, order: Order, wanted: OrderRequest, modify_id: int) -> None:
        """Change price and quantity of an open order.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market, now_ms = self.market(order.symbol), self.clock.now_ms()
        if not order.open:
            raise problem(-2013)
        self._floor.amend(order, account, wanted, modify_id, now_ms)
        self._floor.markets.announce(market, now_ms)
        self._commit()

    def place_algo(self, account: Account, request: AlgoRequest) -> AlgoOrder:
        """Take a conditional order.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        self.market(request.instrument.symbol)
        algo = self.algos.place(account, request, self.clock.now_ms())
        self._timetable.expect(algo.good_till_ms)
        self._commit()
        return algo

    def cancel_algo(self, algo: AlgoOrder) -> None:
        """Take a conditional order back.

        Raises:
            Problem: -2011 when it no longer waits.
        """
        self.market(algo.symbol)
        self.algos.cancel(algo, self.clock.now_ms())
        self._commit()

    def set_leverage(self, account: Account, instrument: Instrument, leverage: int) -> Decimal:
        """See `AccountDesk.set_leverage`."""
        allowed = self._desk.set_leverage(account, instrument, leverage, self.clock.now_ms())
        self._commit()
        return allowed

    def set_isolated(self, account: Account, symbol: str, isolated: bool) -> None:
        """See `AccountDesk.set_isolated`."""
        self._desk.set_isolated(account, symbol, isolated, self.clock.now_ms())
        self._commit()

    def set_hedge(self, account: Account, hedge: bool) -> None:
        """See `AccountDesk.set_hedge`."""
        self.tick()
        self._desk.set_hedge(account, hedge)
        self._commit()

    def set_multi_assets(self, account: Account, multi_assets: bool) -> None:
        """See `AccountDesk.set_multi_assets`."""
        self._desk.set_multi_assets(account, multi_assets, self.clock.now_ms())
        self._commit()

    def set_fee_burn(self, account: Account, fee_burn: bool) -> None:
        """See `AccountDesk.set_fee_burn`."""
        self._desk.set_fee_burn(account, fee_burn)
        self._commit()

    def move_margin(self, account: Account, symbol: str, side: str, amount: Decimal) -> None:
        """See `AccountDesk.move_margin`."""
        self.market(symbol)
        self._desk.move_margin(account, symbol, side, amount, self.clock.now_ms())
        self._commit()

    def set_countdown(self, account: Account, symbol: str, duration_ms: int) -> None:
        """Cancel all orders of a symbol after a time, unless called again; 0 disarms."""
        self.tick()
        until_ms = self.clock.now_ms() + duration_ms if duration_ms else 0
        self._desk.set_countdown(account, symbol, until_ms)
        self._timetable.expect(until_ms)
        self._commit()

    def move_price(self, instrument: Instrument, price: Decimal) -> Market:
        """Put mark, books and path of a symbol at a price from now on."""
        self.spot.market(instrument.symbol)
        now_ms = self.clock.now_ms()
        slot_ms = self.path.slot(now_ms)
        market = self.market(instrument.symbol)
        factor = self.path.move(instrument, slot_ms, price)
        self.records.add_shift(instrument.symbol, slot_ms, factor)
        # Executions carry the time of the move: the slot began before orders placed within it.
        self._floor.markets.step(market, now_ms)
        market.tape.start_order()
        market.trade(market.mark, instrument.step, now_ms, buyer_maker=False)
        self._floor.markets.announce(market, now_ms)
        self._commit()
        self.spot.follow(instrument.symbol)
        return market

    def set_tick(self, instrument: Instrument, tick: Decimal | None) -> None:
        """Let new orders of a symbol keep a wider tick size (a fault); what rests stays where it is.

        Raises:
            Problem: -1130 for a tick that is no multiple of the book's.
        """
        if tick is None or tick % instrument.tick:
            raise bad_data("tick")
        self.instruments[instrument.symbol] = replace(instrument, coarse_tick=tick)

    def reset_ticks(self) -> None:
        """Let all symbols have their own tick sizes again."""
        for symbol, instrument in self.instruments.items():
            self.instruments[symbol] = replace(instrument, coarse_tick=None)

    def deleverage(self, symbol: str) -> None:
        """Close every client position in a symbol at the mark price (a fault)."""
        market, now_ms = self.market(symbol), self.clock.now_ms()
        self.liquidation.deleverage(market, now_ms)
        self._floor.markets.announce(market, now_ms)
        self._commit()

    def close(self) -> None:
        """Let go of the state directory."""
        self.records.close()
        self.spot.close()

    def _catch_up(self, now_ms: int) -> bool:
        """Stop at every time something is due, with all markets that matter brought there first."""
        happened = False
        while (due := self._timetable.due(now_ms)) is not None:
            for symbol in sorted(self._watched()):
                self._floor.markets.bring_to(symbol, due, True)
            self._timetable.fire(due)
            happened = True
        return happened

    def _watched(self) -> set[str]:
        watched = self.algos.symbols()
        for account in self.records.accounts.values():
            if account.client:
                watched |= account.busy_symbols
        return watched

    def _commit(self) -> None:
        self.algos.settle(self.clock.now_ms())
        self.records.commit()
        for account_id, event in self._events.drain():
            for listener in self.listeners:
                listener(account_id, event)

    def _open_accounts(self) -> None:
        wallets = {_account_id(api_key): self.profile.wallet for api_key in self.keys}
        for account_id, wallet in {**_HOUSE_WALLETS, **wallets}.items():
            if account_id not in self.records.accounts:
                # clients take an asset whose update time is 0 for one that never was
                account = Account(account_id, wallet, updated_ms=self.clock.now_ms())
                self.records.touch_account(account)
        for account_id in _HOUSE_WALLETS:
            self.records.accounts[account_id].client = False
        self.records.commit()

    def _restore(self) -> None:
        for symbol, since_ms, factor in self.records.shifts:
            self.path.shift(symbol, since_ms, factor)
        for order in sorted(self.records.orders.values(), key=lambda order: order.order_id):
            if order.open:
                self._floor.restore(order)


def _account_id(api_key: str) -> str:
    return hashlib.blake2b(api_key.encode(), digest_size=8).hexdigest()
