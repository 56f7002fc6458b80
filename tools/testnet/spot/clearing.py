"""Turns spot matches into fills: both wallets settled, orders advanced, events made, records kept."""

from collections.abc import Callable
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.account import to_cent
from tools.testnet.book import Match
from tools.testnet.market import Market
from tools.testnet.spot.instrument import SpotInstrument
from tools.testnet.spot.order import PreventedMatch, SpotFill, SpotOrder
from tools.testnet.spot.records import SpotRecords
from tools.testnet.spot.user_events import SpotEvents
from tools.testnet.tape import Trade

COMMISSION = Decimal("0.001")
"""Maker and taker alike, a fraction of what an execution brings, in the asset it brings."""


class SpotClearing:
    """Trades incoming orders against a market's book and books the result."""

    def __init__(
        self, instruments: dict[str, SpotInstrument], records: SpotRecords, events: SpotEvents
    ) -> None:
        self._instruments = instruments
        self._records = records
        self._events = events
        self.before_fill: Callable[[SpotOrder, int], None] = lambda order, time_ms: None
        """Called with an order that is about to trade."""
        self.ended: Callable[[SpotOrder, int], None] = lambda order, time_ms: None
        """Called with an order that is done."""
        self.first_fill: list[Callable[[str], None]] = []
        """Called with the account of an order that trades for the first time."""

    def provide(self, market: Market, side: Side, steps: int, limit: int, time_ms: int) -> int:
        """Trade for the liquidity provider at `limit` or better; the steps left over."""
        return self._execute(market, liquidity.OWNER, side, None, (steps, limit), time_ms)

    def execute(self, market: Market, order: SpotOrder, limit: int, time_ms: int) -> int:
        """Trade what remains of an order at `limit` or better; the steps left over."""
        wanted = (market.instrument.steps(order.remaining), limit)
        return self._execute(market, order.account, order.side, order, wanted, time_ms)

    def end(self, order: SpotOrder, status: str, reason: str, time_ms: int) -> None:
        """An order leaves the market unfilled or partly filled; what was set aside for it comes back."""
        order.status, order.expiry_reason, order.updated_ms = status, reason, time_ms
        self.keep_locked(order, Decimal(0))
        self._records.touch_order(order)
        self._events.ended(order, self._records.new_execution_id(time_ms))
        self.ended(order, time_ms)

    def lock(self, order: SpotOrder, amount: Decimal) -> None:
        """Set an amount more aside for an order, in the asset it pays."""
        asset = self._instruments[order.symbol].pays(order.side)
        wallet = self._records.wallets[order.account]
        wallet.lock(asset, amount)
        order.locked += amount
        self._touch(wallet.account_id, (asset,), order.updated_ms)

    def keep_locked(self, order: SpotOrder, needed: Decimal) -> None:
        """Give back what is set aside beyond the need."""
        if order.locked != needed:
            self.lock(order, needed - order.locked)

    def _execute(
        self,
        market: Market,
        owner: str,
        side: Side,
        order: SpotOrder | None,
        wanted: tuple[int, int],
        time_ms: int,
    ) -> int:
        steps, limit = wanted
        prevention = order.prevention if order else "EXPIRE_MAKER"
        market.tape.start_order()
        for match in market.book.take(side, steps, limit, owner, prevention):
            if match.quantity == 0:
                self._prevent(market, order, match, prevention, time_ms)
                continue
            steps -= match.quantity
            self._clear(market, side, order, match, time_ms)
        return steps

    def _prevent(
        self, market: Market, order: SpotOrder | None, match: Match, prevention: str, time_ms: int
    ) -> None:
        """An owner met itself: whoever the mode names leaves the market."""
        maker = self._records.orders[match.maker.order_id]
        leaving = [] if prevention == "EXPIRE_TAKER" else [maker]
        if order and prevention != "EXPIRE_MAKER":
            leaving.append(order)
        match_id = len(self._records.prevented[maker.symbol])
        if order:
            self._records.add_prevented(
                PreventedMatch(
                    match_id=match_id,
                    account=order.account,
                    symbol=order.symbol,
                    taker_order_id=order.order_id,
                    maker_order_id=maker.order_id,
                    mode=prevention,
                    price=market.instrument.price(match.price),
                    taker_quantity=order.remaining if order in leaving else None,
                    maker_quantity=maker.remaining if maker in leaving else None,
                    time_ms=time_ms,
                )
            )
        for one in leaving:
            one.prevented, one.prevented_match = one.remaining, match_id
            self.end(one, "EXPIRED_IN_MATCH", "", time_ms)

    def _clear(self, market: Market, side: Side, order: SpotOrder | None, match: Match, time_ms: int) -> None:
        price, quantity = market.instrument.price(match.price), market.instrument.quantity(match.quantity)
        trade = market.trade(price, quantity, time_ms, buyer_maker=side is Side.SELL)
        self._records.add_print(market.instrument.symbol, trade)
        maker = self._records.orders.get(match.maker.order_id)
        for one_side, one, is_maker in ((side, order, False), (side.opposite, maker, True)):
            if one:
                self._settle(one, trade, is_maker)
            else:
                self._settle_provider(market.instrument.symbol, one_side, trade)

    def _settle_provider(self, symbol: str, side: Side, trade: Trade) -> None:
        instrument, wallet = self._instruments[symbol], self._records.wallets[liquidity.OWNER]
        paid, received = _amounts(side, trade)
        wallet.deposit(instrument.pays(side), -paid)
        wallet.deposit(instrument.receives(side), received)
        self._records.touch_wallet(wallet)

    def _settle(self, order: SpotOrder, trade: Trade, is_maker: bool) -> None:
        self.before_fill(order, trade.time_ms)
        instrument, wallet = self._instruments[order.symbol], self._records.wallets[order.account]
        paid, received = _amounts(order.side, trade)
        asset = instrument.receives(order.side)
        fee = to_cent(received * COMMISSION)
        if paid > order.locked:
            raise ValueError(f"order {order.order_id} pays {paid}, {order.locked} were set aside for it")
        wallet.spend_locked(instrument.pays(order.side), paid)
        order.locked -= paid
        wallet.receive(asset, received, fee)
        self._advance(order, trade)
        self.keep_locked(order, self._needed(order))
        self._touch(order.account, (instrument.pays(order.side), asset), trade.time_ms)
        fill = _fill(order, trade, fee, asset, is_maker)
        self._records.touch_order(order)
        self._records.add_fill(fill)
        self._events.filled(order, fill, self._records.new_execution_id(trade.time_ms))
        if not order.open:
            self.ended(order, trade.time_ms)

    def _advance(self, order: SpotOrder, trade: Trade) -> None:
        if not order.executed:
            for count_off in self.first_fill:
                count_off(order.account)
        order.executed += trade.quantity
        order.quote += trade.price * trade.quantity
        order.updated_ms = trade.time_ms
        order.status = "PARTIALLY_FILLED" if order.remaining else "FILLED"

    def _needed(self, order: SpotOrder) -> Decimal:
        if not order.open:
            return Decimal(0)
        return order.locked if order.at_market else order.needs

    def _touch(self, account_id: str, assets: tuple[str, ...], time_ms: int) -> None:
        wallet = self._records.wallets[account_id]
        wallet.updated_ms = time_ms
        self._records.touch_wallet(wallet)
        self._events.balances(wallet, assets, time_ms)


def _amounts(side: Side, trade: Trade) -> tuple[Decimal, Decimal]:
    """(paid, received) in the assets of the side."""
    value = trade.price * trade.quantity
    return (value, trade.quantity) if side is Side.BUY else (trade.quantity, value)


def _fill(order: SpotOrder, trade: Trade, fee: Decimal, asset: str, maker: bool) -> SpotFill:
    return SpotFill(
        trade_id=trade.trade_id,
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        list_id=order.list_id,
        account=order.account,
        symbol=order.symbol,
        side=order.side,
        price=trade.price,
        quantity=trade.quantity,
        commission=fee,
        commission_asset=asset,
        maker=maker,
        time_ms=trade.time_ms,
    )
