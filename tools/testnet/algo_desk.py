"""The Algo service: keeps conditional orders, watches prices, sends what triggers into the market."""

from collections import defaultdict
from decimal import Decimal

from tools.terms import Side
from tools.testnet.acceptance import check_mode
from tools.testnet.account import Account
from tools.testnet.algo import AlgoOrder
from tools.testnet.algo_bodies import actual_type
from tools.testnet.algo_request import AlgoRequest
from tools.testnet.floor import Floor, web_id
from tools.testnet.market import Market
from tools.testnet.order import Order
from tools.testnet.order_request import OrderRequest
from tools.testnet.problem import Problem, problem

MAX_OPEN = 200
"""Open conditional orders of an account, over all symbols."""
TRIGGER_PROTECT = Decimal("0.05")
"""`triggerProtect`: how far mark and last may be apart for a protected trigger, as a fraction of mark."""
_ROUNDS = 20


class AlgoDesk:
    """All conditional orders of the venue."""

    def __init__(self, floor: Floor, seed: int) -> None:
        self._floor = floor
        self._seed = seed
        self._waiting: dict[str, dict[int, AlgoOrder]] = defaultdict(dict)
        self._working: dict[int, AlgoOrder] = {}
        self._seen: dict[str, int] = {}
        for algo in floor.records.algos.values():
            self._index(algo)

    def open_of(self, account: Account, symbol: str | None = None) -> list[AlgoOrder]:
        """Conditional orders of an account that wait for their trigger, oldest first."""
        symbols = list(self._waiting) if symbol is None else [symbol]
        found = [algo for one in symbols for algo in self._waiting[one].values()]
        mine = [algo for algo in found if algo.account == account.account_id]
        return sorted(mine, key=lambda algo: algo.algo_id)

    def symbols(self) -> set[str]:
        """Symbols with a conditional order that waits."""
        return {symbol for symbol, waiting in self._waiting.items() if waiting}

    def place(self, account: Account, request: AlgoRequest, now_ms: int) -> AlgoOrder:
        """Take a conditional order.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market = self._floor.market(request.instrument.symbol)
        self._check(account, request)
        algo = self._new(account, request, now_ms)
        price = market.mark if algo.working_type == "MARK_PRICE" else market.last.price
        if algo.type == "TRAILING_STOP_MARKET":
            _check_activation(algo, price)
        if algo.reached(price):
            raise problem(-2021)
        if not self._waiting[algo.symbol]:
            self._seen[algo.symbol] = market.last.trade_id
        self._index(algo)
        self._changed(algo)
        return algo

    def cancel(self, algo: AlgoOrder, now_ms: int, status: str = "CANCELED") -> None:
        """Take a conditional order back.

        Raises:
            Problem: -2011 when it no longer waits.
        """
        if not algo.open:
            raise problem(-2011)
        algo.status, algo.updated_ms = status, now_ms
        del self._waiting[algo.symbol][algo.algo_id]
        self._changed(algo)

    def look(self, market: Market, time_ms: int) -> None:
        """Trigger what the prices since the last look reach, and what those orders' trades reach in turn."""
        symbol = market.instrument.symbol
        for _ in range(_ROUNDS):
            waiting = list(self._waiting[symbol].values())
            if not waiting:
                break
            contract = self._contract_prices(market)
            due = [algo for algo in waiting if self._is_due(algo, market, contract)]
            for algo in due:
                self._trigger(algo, time_ms)
            if not due:
                break

    def settle(self, now_ms: int) -> None:
        """Close the books of what became final since the last time."""
        for algo in list(self._working.values()):
            order = self._floor.records.orders[algo.actual_order_id]
            if not order.open:
                del self._working[algo.algo_id]
                algo.status, algo.updated_ms = "FINISHED", order.updated_ms
                self._changed(algo, order)
        for waiting in self._waiting.values():
            for algo in [one for one in waiting.values() if one.time_in_force == "GTE_GTC"]:
                if not self._closable(algo):
                    self.cancel(algo, now_ms, "EXPIRED")

    def _check(self, account: Account, request: AlgoRequest) -> None:
        check_mode(account, _order_request(request))
        waiting = self.open_of(account)
        if len(waiting) >= MAX_OPEN:
            raise problem(-4045)
        if any(algo.client_algo_id == request.client_algo_id for algo in waiting):
            raise problem(-4116)
        if request.close_position and any(_same_closing(algo, request) for algo in waiting):
            raise problem(-4130)

    def _new(self, account: Account, request: AlgoRequest, now_ms: int) -> AlgoOrder:
        algo_id = self._floor.records.new_algo_id()
        return AlgoOrder(
            algo_id=algo_id,
            client_algo_id=request.client_algo_id or web_id(self._seed, algo_id),
            account=account.account_id,
            symbol=request.instrument.symbol,
            side=request.side,
            position_side=request.position_side,
            type=request.type,
            time_in_force=request.time_in_force,
            quantity=request.quantity,
            price=request.price,
            trigger_price=request.trigger_price,
            working_type=request.working_type,
            price_match=request.price_match,
            close_position=request.close_position,
            price_protect=request.price_protect,
            reduce_only=request.reduce_only,
            activate_price=request.activate_price,
            callback_rate=request.callback_rate,
            prevention=request.prevention,
            good_till_ms=request.good_till_ms,
            time_ms=now_ms,
            updated_ms=now_ms,
        )

    def _contract_prices(self, market: Market) -> list[Decimal]:
        """Prices of the trades since the last look, oldest first; after a restart only the last."""
        seen = self._seen.get(market.instrument.symbol, market.last.trade_id - 1)
        self._seen[market.instrument.symbol] = market.last.trade_id
        fresh = []
        for trade in reversed(market.trades):
            if trade.trade_id <= seen:
                break
            fresh.append(trade.price)
        return fresh[::-1]

    def _is_due(self, algo: AlgoOrder, market: Market, contract: list[Decimal]) -> bool:
        was_active = algo.active
        due = algo.first_reached([market.mark] if algo.working_type == "MARK_PRICE" else contract)
        if algo.active != was_active and not due:
            self._changed(algo)
        if due and algo.price_protect:
            return abs(market.mark - market.last.price) <= market.mark * TRIGGER_PROTECT
        return due

    def _trigger(self, algo: AlgoOrder, time_ms: int) -> None:
        del self._waiting[algo.symbol][algo.algo_id]
        algo.status, algo.triggered_ms, algo.updated_ms = "TRIGGERING", time_ms, time_ms
        self._changed(algo)
        try:
            order = self._send(algo, time_ms)
        except Problem as refusal:
            algo.status, algo.reject_reason = "REJECTED", refusal.message
            self._changed(algo)
            return
        algo.status, algo.actual_order_id = "TRIGGERED", order.order_id
        self._working[algo.algo_id] = algo
        self._changed(algo, order)

    def _send(self, algo: AlgoOrder, time_ms: int) -> Order:
        account = self._floor.records.accounts[algo.account]
        quantity = algo.quantity
        if algo.close_position:
            quantity = self._closable(algo)
            if not quantity:
                raise problem(-2022)
        limit = actual_type(algo) == "LIMIT"
        request = OrderRequest(
            instrument=self._floor.instruments[algo.symbol],
            side=Side(algo.side),
            type=actual_type(algo),
            time_in_force=algo.time_in_force if limit and algo.time_in_force != "GTE_GTC" else "GTC",
            quantity=quantity,
            price=algo.price,
            reduce_only=algo.reduce_only or (algo.close_position and not account.hedge),
            client_order_id=algo.client_algo_id,
            full_answer=True,
            position_side=algo.position_side,
            prevention=algo.prevention,
            price_match=algo.price_match,
            good_till_ms=algo.good_till_ms,
            close_position=algo.close_position,
        )
        return self._floor.place(account, request, time_ms)

    def _closable(self, algo: AlgoOrder) -> Decimal:
        """How much of the position the order's side closes."""
        held = self._floor.records.accounts[algo.account].amount(algo.symbol, algo.position_side)
        return max(Decimal(0), -held if algo.side is Side.BUY else held)

    def _index(self, algo: AlgoOrder) -> None:
        if algo.open:
            self._waiting[algo.symbol][algo.algo_id] = algo
        elif algo.status == "TRIGGERED":
            self._working[algo.algo_id] = algo

    def _changed(self, algo: AlgoOrder, actual: Order | None = None) -> None:
        self._floor.records.touch_algo(algo)
        self._floor.events.conditional(algo, actual)


def _same_closing(algo: AlgoOrder, request: AlgoRequest) -> bool:
    return algo.close_position and (algo.symbol, algo.side, algo.position_side, algo.type) == (
        request.instrument.symbol,
        request.side,
        request.position_side,
        request.type,
    )


def _check_activation(algo: AlgoOrder, price: Decimal) -> None:
    """A trailing buy waits for a lower price, a trailing sell for a higher one."""
    wrong = algo.activate_price >= price if algo.side is Side.BUY else algo.activate_price <= price
    if algo.activate_price and wrong:
        raise problem(-2021)


def _order_request(request: AlgoRequest) -> OrderRequest:
    return OrderRequest(
        instrument=request.instrument,
        side=request.side,
        type="MARKET",
        time_in_force="GTC",
        quantity=request.quantity,
        price=request.price,
        reduce_only=request.reduce_only,
        client_order_id=request.client_algo_id,
        full_answer=True,
        position_side=request.position_side,
        reduce_only_given=request.reduce_only_given,
    )
