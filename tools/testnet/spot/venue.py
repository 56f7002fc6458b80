"""The spot market of the venue: brought up to date when looked at, and the commands that change something.

Prices follow the path of the perpetuals, which is the index of both. Books, tapes and wallets are its own.
A command checks, changes, writes the change to the journal and only then lets the events out and returns.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from tools.clock import Clock
from tools.testnet import liquidity
from tools.testnet.day import DayStatistics
from tools.testnet.klines import Chart
from tools.testnet.market import Market
from tools.testnet.path import PricePath
from tools.testnet.profile import Profile
from tools.testnet.spot.acceptance import average_price
from tools.testnet.spot.desk import SpotDesk
from tools.testnet.spot.instrument import QUOTE, SpotInstrument, first_deposit, listed_spot
from tools.testnet.spot.order import Amendment, OrderList, SpotOrder
from tools.testnet.spot.order_lists import ListRequest
from tools.testnet.spot.order_request import SpotRequest
from tools.testnet.spot.records import SpotRecords
from tools.testnet.spot.user_events import SpotEvents
from tools.testnet.spot.wallet import Wallet
from tools.testnet.user_events import Event

_PROVIDER_DEPOSIT = Decimal(10**12)


class SpotVenue:
    """All spot markets and wallets; not thread-safe, everything happens on one event loop."""

    def __init__(
        self, profile: Profile, seed: int, clock: Clock, path: PricePath, records: SpotRecords
    ) -> None:
        self.instruments = listed_spot(profile)
        self.records = records
        self.listeners: list[Callable[[str, Event], None]] = []
        """Called with (account id, event) for every user event, after it is on record."""
        self.chart = Chart(path, records.prints)
        self.days = DayStatistics(path, self.chart)
        self.clock = clock
        self.path = path
        self._events = SpotEvents()
        self._desk = SpotDesk(self.instruments, path, records, self._events, seed)

    @property
    def first_fill(self) -> list[Callable[[str], None]]:
        """Called with the account of an order that trades for the first time."""
        return self._desk.clearing.first_fill

    def open_accounts(self, account_ids: Iterable[str]) -> None:
        """Give every account a wallet, and put the orders of the records back into the books."""
        deposits = first_deposit(self.instruments)
        for account_id in account_ids:
            self._open(account_id, deposits, client=True)
        self._open(liquidity.OWNER, dict.fromkeys(deposits, _PROVIDER_DEPOSIT), client=False)
        self._events.drain()
        self.records.commit()
        for order in sorted(self.records.orders.values(), key=lambda order: order.order_id):
            if order.open:
                self._desk.restore(order)

    def wallet(self, account_id: str) -> Wallet:
        """The wallet of an account."""
        return self.records.wallets[account_id]

    def market(self, symbol: str) -> Market:
        """A symbol's market, brought up to now."""
        if self._desk.markets.bring_to(symbol, self.clock.now_ms(), symbol in self._watched()):
            self._commit()
        return self._desk.markets.get(symbol)

    def average(self, instrument: SpotInstrument) -> Decimal:
        """The mean price of the last five minutes."""
        return average_price(self.path, instrument, self.clock.now_ms())

    def tick(self) -> None:
        """Let the market reach every open order."""
        now_ms = self.clock.now_ms()
        moved = [self._desk.markets.bring_to(symbol, now_ms, True) for symbol in sorted(self._watched())]
        if any(moved):
            self._commit()

    def check(self, wallet: Wallet, request: SpotRequest) -> None:
        """Whether the filters would let an order through.

        Raises:
            Problem: -1013 when they would not.
        """
        self._desk.check_filters(wallet, request, self.clock.now_ms())

    def place(self, wallet: Wallet, request: SpotRequest) -> SpotOrder:
        """Accept an order and trade it as far as it goes.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market, now_ms = self.market(request.instrument.symbol), self.clock.now_ms()
        order = self._desk.place(wallet, request, now_ms)
        self._desk.markets.announce(market, now_ms)
        self._commit()
        return order

    def place_list(self, wallet: Wallet, request: ListRequest) -> OrderList:
        """Accept an OCO.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market, now_ms = self.market(request.stop.instrument.symbol), self.clock.now_ms()
        orders = self._desk.place_list(wallet, request, now_ms)
        self._desk.markets.announce(market, now_ms)
        self._commit()
        return orders

    def cancel(self, order: SpotOrder, cancel_id: str | None = None) -> None:
        """Take an open order out, with the other one of its list.

        Raises:
            Problem: -2011 when it is no longer open.
        """
        self.market(order.symbol)
        self._desk.cancel(order, cancel_id, self.clock.now_ms())
        self._commit()

    def amend(self, order: SpotOrder, quantity: Decimal, client_order_id: str | None) -> Amendment:
        """Lower the quantity of an open order, which keeps its place.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        amendment = self._desk.amend(order, quantity, client_order_id, self.clock.now_ms())
        self._commit()
        return amendment

    def deposit(self, wallet: Wallet, asset: str, amount: Decimal) -> None:
        """Money comes to an account from outside."""
        now_ms = self.clock.now_ms()
        wallet.deposit(asset, amount)
        wallet.updated_ms = now_ms
        self.records.touch_wallet(wallet)
        self._events.deposited(wallet, asset, amount, now_ms)
        self._commit()

    def follow(self, symbol: str) -> None:
        """The path was moved by hand: book and last price go there at once."""
        now_ms = self.clock.now_ms()
        market = self._desk.markets.get(symbol)
        self._desk.markets.step(market, now_ms)
        market.tape.start_order()
        market.trade(market.mark, market.instrument.step, now_ms, buyer_maker=False)
        self._desk.markets.announce(market, now_ms)
        self._commit()

    def close(self) -> None:
        """Let go of the state directory."""
        self.records.close()

    def assets(self) -> list[str]:
        """Every asset of the venue."""
        return [QUOTE, *(one.base for one in self.instruments.values())]

    def _watched(self) -> set[str]:
        wallets = self.records.wallets.values()
        return {order.symbol for wallet in wallets for order in wallet.open_orders.values()}

    def _commit(self) -> None:
        self.records.commit()
        for account_id, event in self._events.drain():
            for listener in self.listeners:
                listener(account_id, event)

    def _open(self, account_id: str, deposits: dict[str, Decimal], client: bool) -> None:
        if account_id in self.records.wallets:
            return
        wallet = Wallet(account_id, updated_ms=self.clock.now_ms(), client=client)
        for asset, amount in deposits.items():
            wallet.deposit(asset, amount)
        self.records.touch_wallet(wallet)
