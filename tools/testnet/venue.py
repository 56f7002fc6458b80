"""The venue: markets brought up to date when looked at, and the commands that change something.

All times come from the injected clock. A command checks, changes, writes the change to the journal
and only then lets the events out and returns.
"""

import hashlib
from collections.abc import Callable
from decimal import Decimal

from tools.clock import Clock
from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.acceptance import check_identity, check_margin, check_market, quantity_allowed
from tools.testnet.account import Account, Position
from tools.testnet.book import Resting
from tools.testnet.clearing import Clearing, Taker
from tools.testnet.instrument import Instrument, listed
from tools.testnet.margin import account_margin, max_notional, symbol_margin
from tools.testnet.market import Market
from tools.testnet.order import Order
from tools.testnet.order_request import OrderRequest
from tools.testnet.path import PricePath
from tools.testnet.problem import Problem, problem
from tools.testnet.profile import Profile
from tools.testnet.records import Records
from tools.testnet.user_events import Event, UserEvents

_PROVIDER_WALLET = Decimal(10**12)


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
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.path = path
        self.records = records
        self.keys = keys
        """Secret by API key."""
        self.instruments = listed(profile)
        self.seed = seed
        self.skew_ms = 0
        """How far the venue's clock is ahead (a fault)."""
        self.listeners: list[Callable[[str, Event], None]] = []
        """Called with (account id, event) for every user event, after it is on record."""
        self._markets: dict[str, Market] = {}
        self._events = UserEvents()
        self._clearing = Clearing(records, self._events)
        self._open_accounts()
        self._restore()

    def now_ms(self) -> int:
        """Venue time."""
        return self.clock.now_ms() + self.skew_ms

    def account_of(self, api_key: str) -> Account:
        """The account of a known API key."""
        return self.records.accounts[_account_id(api_key)]

    def market(self, symbol: str) -> Market:
        """A symbol's market, brought up to now."""
        market = self._market(symbol)
        watched = any(order.symbol == symbol for order in self._open_orders())
        moments = list(market.moments(self.clock.now_ms(), watched))
        for moment in moments:
            self._advance(market, moment)
        if moments:
            self._commit()
        return market

    def mark(self, symbol: str) -> Decimal:
        """Mark price now, without touching the book."""
        return self.path.price(self.instruments[symbol], self.clock.now_ms())

    def tick(self) -> None:
        """Let the market reach every open order; a running server calls this a few times a second."""
        for symbol in {order.symbol for order in self._open_orders()}:
            self.market(symbol)

    def check(self, account: Account, request: OrderRequest) -> tuple[Decimal, int]:
        """(quantity, worst price in ticks) the order would enter with.

        Raises:
            Problem: it would be refused.
        """
        check_identity(account, request, self.profile)
        quantity = quantity_allowed(account, request)
        market = self.market(request.instrument.symbol)
        limit = check_market(account, market, request, self.profile)
        check_margin(account, market, request, self.mark, self.instruments)
        return quantity, limit

    def place(self, account: Account, request: OrderRequest) -> Order:
        """Accept an order and trade it as far as it goes.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        self.market(request.instrument.symbol)
        quantity, limit = self.check(account, request)
        order = self._new_order(account, request, quantity)
        self._events.accepted(order)
        market = self._markets[order.symbol]
        taker = Taker(account.account_id, order.side, order)
        left = self._clearing.execute(market, taker, market.instrument.steps(quantity), limit, order.time_ms)
        self.records.touch_order(order)
        if left:
            self._rest_or_expire(market, order, limit, left)
        self._events.announce(order)
        self._commit()
        return order

    def cancel(self, order: Order) -> None:
        """Take an open order out.

        Raises:
            Problem: -2011 when it is no longer open.
        """
        self.market(order.symbol)
        if not order.open:
            raise problem(-2011)
        self._markets[order.symbol].book.cancel(order.order_id)
        self._clearing.end(order, "CANCELED", "0", self.clock.now_ms())
        self._commit()

    def set_leverage(self, account: Account, instrument: Instrument, leverage: int) -> Decimal:
        """Change a symbol's initial leverage; the largest position value it allows.

        Raises:
            Problem: -4028, -4161, -2027 or -2028.
        """
        symbol = instrument.symbol
        self._check_leverage(account, instrument, leverage)
        previous = account.leverage(symbol)
        account.leverages[symbol] = leverage
        totals = account_margin(account, self.mark, self.instruments)
        if leverage < previous and totals.available <= 0 < totals.position_initial + totals.order_initial:
            account.leverages[symbol] = previous
            raise problem(-2028)
        self._events.configured(account, symbol, self.clock.now_ms())
        self.records.touch_account(account)
        self._commit()
        return max_notional(instrument, leverage)

    def set_isolated(self, account: Account, symbol: str, isolated: bool) -> None:
        """Change a symbol's margin type.

        Raises:
            Problem: -4046, -4047 or -4048.
        """
        if (symbol in account.isolated) is isolated:
            raise problem(-4046)
        if account.symbol_orders(symbol):
            raise problem(-4047)
        if account.amount(symbol):
            raise problem(-4048)
        account.isolated ^= {symbol}
        self.records.touch_account(account)
        self._commit()

    def move_price(self, instrument: Instrument, price: Decimal) -> Market:
        """Put mark, book and path of a symbol at a price from now on."""
        now_ms = self.path.slot(self.clock.now_ms())
        market = self.market(instrument.symbol)
        factor = self.path.move(instrument, now_ms, price)
        self.records.add_shift(instrument.symbol, now_ms, factor)
        self._advance(market, now_ms)
        market.trade(market.mark, instrument.step, self.clock.now_ms(), buyer_maker=False)
        self._commit()
        return market

    def close(self) -> None:
        """Let go of the state directory."""
        self.records.close()

    def _check_leverage(self, account: Account, instrument: Instrument, leverage: int) -> None:
        symbol = instrument.symbol
        if not 1 <= leverage <= instrument.max_leverage:
            raise Problem(-4028, f"Leverage {leverage} is not valid.")
        held = account.positions.get(symbol) or Position(symbol)
        if symbol in account.isolated and held.amount and leverage < account.leverage(symbol):
            raise problem(-4161)
        worst = symbol_margin(account, symbol, self.mark(symbol)).initial * account.leverage(symbol)
        if worst > max_notional(instrument, leverage):
            raise problem(-2027)

    def _new_order(self, account: Account, request: OrderRequest, quantity: Decimal) -> Order:
        order_id, now_ms = self.records.new_order_id(), self.clock.now_ms()
        return Order(
            order_id=order_id,
            client_order_id=request.client_order_id or _web_id(self.seed, order_id),
            account=account.account_id,
            symbol=request.instrument.symbol,
            side=request.side,
            type=request.type,
            time_in_force=request.time_in_force,
            quantity=quantity,
            price=request.price,
            reduce_only=request.reduce_only,
            time_ms=now_ms,
            updated_ms=now_ms,
        )

    def _rest_or_expire(self, market: Market, order: Order, limit: int, left: int) -> None:
        if order.type == "MARKET":
            self._clearing.end(order, "EXPIRED", "9", order.time_ms)
        elif order.time_in_force in ("IOC", "FOK"):
            self._clearing.end(order, "EXPIRED", "2", order.time_ms)
        else:
            market.book.add(Resting(order.order_id, order.account, order.side, limit, left))

    def _advance(self, market: Market, moment: int) -> None:
        market.withdraw_quotes()
        market.move_to(moment)
        for side, price, steps in market.ladder():
            if market.book.crosses(side, price):
                provider = Taker(liquidity.OWNER, side)
                steps = self._clearing.execute(market, provider, steps, price, moment)
            if steps:
                market.quote(side, price, steps)

    def _market(self, symbol: str) -> Market:
        if symbol not in self._markets:
            self._markets[symbol] = Market(self.instruments[symbol], self.path, self.seed)
        return self._markets[symbol]

    def _open_orders(self) -> list[Order]:
        return [order for account in self.records.accounts.values() for order in account.open_orders.values()]

    def _commit(self) -> None:
        self.records.commit()
        for account_id, event in self._events.drain():
            for listener in self.listeners:
                listener(account_id, event)

    def _open_accounts(self) -> None:
        wallets = {_account_id(api_key): self.profile.wallet for api_key in self.keys}
        for account_id, wallet in {liquidity.OWNER: _PROVIDER_WALLET, **wallets}.items():
            if account_id not in self.records.accounts:
                self.records.touch_account(Account(account_id, wallet, updated_ms=self.clock.now_ms()))
        self.records.commit()

    def _restore(self) -> None:
        for symbol, since_ms, factor in self.records.shifts:
            self.path.shift(symbol, since_ms, factor)
        for order in sorted(self._open_orders(), key=lambda order: order.order_id):
            instrument = self.instruments[order.symbol]
            price, left = instrument.ticks(order.price), instrument.steps(order.remaining)
            resting = Resting(order.order_id, order.account, Side(order.side), price, left)
            self._market(order.symbol).book.add(resting)


def _account_id(api_key: str) -> str:
    return hashlib.blake2b(api_key.encode(), digest_size=8).hexdigest()


def _web_id(seed: int, order_id: int) -> str:
    return "web_" + hashlib.blake2b(f"{seed}/{order_id}".encode(), digest_size=10).hexdigest()
