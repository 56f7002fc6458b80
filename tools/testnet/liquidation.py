"""Liquidation: the venue closes positions whose margin no longer reaches the maintenance margin.

Open orders of the margin in danger are cancelled first. Then each position goes into the book as an
immediate order limited by its bankruptcy price, the price at which nothing of its margin is left; what
the book does not take there, the liquidity provider takes at that price. Out of what remains the
liquidation fee goes to the insurance fund, so no wallet ends below zero.
"""

from collections import deque
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tools.terms import Side
from tools.testnet.account import Account, Position, to_cent
from tools.testnet.floor import Floor
from tools.testnet.margin import account_margin, maintenance
from tools.testnet.market import Market
from tools.testnet.order import Order

INSURANCE = "insurance-fund"
FEE = Decimal("0.0125")
"""`liquidationFee` of every symbol, as a fraction of the closed value."""
ADL = "adl_autoclose"
"""Client order id of every auto-deleveraging order."""
_CALL_AT = Decimal("0.8")
"""Maintenance margin over margin balance at which a margin call goes out."""
_KEPT = 1000


class Liquidation:
    """Watches margins after every move of a market."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.forced: deque[Order] = deque(maxlen=_KEPT)
        """Liquidation orders, oldest first."""
        self.count = 0
        """How many there were since the venue was opened."""
        self._busy: set[str] = set()
        self._called: set[tuple[str, str]] = set()

    def look(self, market: Market, time_ms: int) -> None:
        """Judge every account that holds the market's symbol."""
        symbol = market.instrument.symbol
        for account in list(self._floor.records.accounts.values()):
            if account.client and account.account_id not in self._busy and account.held(symbol):
                self._busy.add(account.account_id)
                try:
                    self._judge(account, symbol, time_ms)
                finally:
                    self._busy.discard(account.account_id)

    def deleverage(self, market: Market, time_ms: int) -> None:
        """Auto-deleverage all client positions in a symbol: the provider takes them at the mark price."""
        for account in list(self._floor.records.accounts.values()):
            for position in account.held(market.instrument.symbol) if account.client else ():
                order = self._order(account, position, market.mark, time_ms)
                order.client_order_id = ADL
                self._floor.events.accepted(order)
                self._floor.take_over(order, market.mark, time_ms)

    def _judge(self, account: Account, symbol: str, time_ms: int) -> None:
        if symbol not in account.isolated:
            self._judge_cross(account, time_ms)
            return
        mark = self._floor.marks_at(time_ms)(symbol)
        for position in account.held(symbol):
            balance = position.isolated_wallet + position.unrealized(mark)
            needed = maintenance(self._floor.instruments[symbol], position.amount * mark)
            if balance < needed:
                self._withdraw(account, [symbol], time_ms)
                self._close(account, position, position.isolated_wallet, time_ms)
            else:
                self._warn(account, f"{symbol}/{position.side}", [position], (needed, balance), time_ms)

    def _judge_cross(self, account: Account, time_ms: int) -> None:
        marks = self._floor.marks_at(time_ms)
        totals = account_margin(account, marks, self._floor.instruments)
        held = [one for one in account.held() if one.symbol not in account.isolated]
        if totals.cross_balance >= totals.cross_maintenance:
            self._warn(account, "", held, (totals.cross_maintenance, totals.cross_balance), time_ms)
            return
        self._withdraw(account, sorted({one.symbol for one in held}), time_ms)
        for position in sorted(held, key=lambda one: one.unrealized(marks(one.symbol))):
            totals = account_margin(account, marks, self._floor.instruments)
            if totals.cross_balance >= totals.cross_maintenance:
                break
            others = totals.cross_balance - position.unrealized(marks(position.symbol))
            self._close(account, position, others, time_ms)

    def _withdraw(self, account: Account, symbols: list[str], time_ms: int) -> None:
        for symbol in symbols:
            for order in account.symbol_orders(symbol):
                self._floor.cancel(order, time_ms, "EXPIRED", "5")

    def _close(self, account: Account, position: Position, margin: Decimal, time_ms: int) -> None:
        """Close a position that has `margin` behind it besides its own profit or loss."""
        self._floor.markets.bring_to(position.symbol, time_ms, False)
        limit = self._bankruptcy(position, margin)
        price = self._floor.instruments[position.symbol].price(limit)
        order = self._order(account, position, price, time_ms)
        wallet = account.wallet
        self._floor.enter(order, limit)
        if order.remaining:
            self._floor.take_over(order, order.price, time_ms)
        self.forced.append(order)
        self.count += 1
        left = margin + (account.wallet - wallet)
        fee = min(to_cent(order.quote * FEE), left)
        self._charge(account, order, fee, time_ms)

    def _bankruptcy(self, position: Position, margin: Decimal) -> int:
        """The price in ticks at which nothing is left of a position's margin."""
        tick = self._floor.instruments[position.symbol].tick
        price = (position.cost - margin) / position.amount / tick
        return max(1, int(price.to_integral_value(ROUND_CEILING if position.amount > 0 else ROUND_FLOOR)))

    def _order(self, account: Account, position: Position, price: Decimal, time_ms: int) -> Order:
        order_id = self._floor.records.new_order_id()
        return Order(
            order_id=order_id,
            client_order_id=f"autoclose-{time_ms}{order_id % 10**6:06d}",
            account=account.account_id,
            symbol=position.symbol,
            side=Side.SELL if position.amount > 0 else Side.BUY,
            type="LIMIT",
            time_in_force="IOC",
            quantity=abs(position.amount),
            price=price,
            reduce_only=False,
            time_ms=time_ms,
            updated_ms=time_ms,
            position_side=position.side,
            liquidation=True,
        )

    def _charge(self, account: Account, order: Order, fee: Decimal, time_ms: int) -> None:
        """Move the fee to the insurance fund; a negative one is a loss the fund covers."""
        if not fee:
            return
        records = self._floor.records
        fund = records.accounts[INSURANCE]
        fee = to_cent(fee)
        account.wallet -= fee
        fund.wallet += fee
        records.add_income(account, order.symbol, "INSURANCE_CLEAR", -fee, time_ms)
        records.touch_account(account)
        records.touch_account(fund)
        self._floor.events.account(account, "INSURANCE_CLEAR", time_ms, [], (-fee, ""))

    def _warn(
        self,
        account: Account,
        what: str,
        held: list[Position],
        margin: tuple[Decimal, Decimal],
        time_ms: int,
    ) -> None:
        """One margin call when the ratio passes the threshold, another only after it recovered."""
        needed, balance = margin
        key = (account.account_id, what)
        if needed < balance * _CALL_AT:
            self._called.discard(key)
        elif key not in self._called:
            self._called.add(key)
            marks = self._floor.marks_at(time_ms)
            rows = [(one, marks(one.symbol), self._needed(one, marks(one.symbol))) for one in held]
            self._floor.events.margin_call(account, account.wallet, rows, time_ms)

    def _needed(self, position: Position, mark: Decimal) -> Decimal:
        return maintenance(self._floor.instruments[position.symbol], position.amount * mark)
