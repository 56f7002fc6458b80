"""Events of the user stream, in Binance's field names, trimmed numbers and measured order.

One market fill is TRADE_LITE, ORDER_TRADE_UPDATE(NEW), ACCOUNT_UPDATE(ORDER), ORDER_TRADE_UPDATE(TRADE).
"""

from decimal import Decimal
from typing import Any

from tools.testnet.account import Account, Position
from tools.testnet.algo import AlgoOrder
from tools.testnet.algo_bodies import algo_update
from tools.testnet.numbers import trimmed
from tools.testnet.order import Fill, Order

Event = dict[str, Any]


class UserEvents:
    """Collects the events of one change, to be delivered once it is on the record."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Event]] = []
        self._unannounced: dict[int, Event] = {}

    def accepted(self, order: Order) -> None:
        """An order came in; its NEW waits for a fill on arrival, which is announced first."""
        self._unannounced[order.order_id] = order_update(order, "NEW")

    def filled(self, order: Order, fill: Fill, account: Account, mark: Decimal) -> None:
        """An execution of an order."""
        self._add(order.account, trade_lite(order, fill))
        self.announce(order)
        position = account.position(order.symbol, order.position_side)
        self.account(account, "ORDER", fill.time_ms, [(position, mark)])
        self._add(order.account, order_update(order, "CALCULATED" if order.liquidation else "TRADE", fill))

    def announce(self, order: Order) -> None:
        """Release the NEW of an order, if it still waits."""
        event = self._unannounced.pop(order.order_id, None)
        if event:
            self._add(order.account, event)

    def ended(self, order: Order) -> None:
        """An order was cancelled or expired."""
        self.announce(order)
        self._add(order.account, order_update(order, "CANCELED" if order.status == "CANCELED" else "EXPIRED"))

    def amended(self, order: Order) -> None:
        """Price or quantity of an order was changed."""
        self._add(order.account, order_update(order, "AMENDMENT"))

    def conditional(self, algo: AlgoOrder, actual: Order | None = None) -> None:
        """A conditional order is new or changed; `actual` is the order it became."""
        self._add(algo.account, algo_update(algo, actual))

    def account(
        self,
        account: Account,
        reason: str,
        time_ms: int,
        positions: list[tuple[Position, Decimal]],
        change: tuple[Decimal, str] = (Decimal(0), ""),
    ) -> None:
        """Wallet or positions changed; positions with their marks, `change` the amount and its symbol."""
        amount, symbol = change
        body: Event = {
            "m": reason,
            "B": [_balance(account, amount)],
            "P": [_position(account, one, mark) for one, mark in positions],
        }
        if symbol:
            body["S"] = symbol
        event = {"e": "ACCOUNT_UPDATE", "E": time_ms, "T": time_ms, "a": body}
        self._add(account.account_id, event)

    def configured(self, account: Account, symbol: str, time_ms: int) -> None:
        """The leverage of a symbol changed."""
        setting = {"s": symbol, "l": account.leverage(symbol)}
        event = {"e": "ACCOUNT_CONFIG_UPDATE", "E": time_ms, "T": time_ms, "ac": setting}
        self._add(account.account_id, event)

    def assets_mode(self, account: Account, time_ms: int) -> None:
        """Multi-assets mode changed."""
        mode = {"j": account.multi_assets}
        event = {"e": "ACCOUNT_CONFIG_UPDATE", "E": time_ms, "T": time_ms, "ai": mode}
        self._add(account.account_id, event)

    def margin_call(
        self,
        account: Account,
        wallet: Decimal,
        positions: list[tuple[Position, Decimal, Decimal]],
        time_ms: int,
    ) -> None:
        """Margin is nearly used up; positions with mark price and maintenance margin."""
        rows = [
            {
                "s": one.symbol,
                "ps": one.side,
                "pa": trimmed(one.amount),
                "mt": _margin_type(account, one.symbol).upper(),
                "iw": trimmed(one.isolated_wallet),
                "mp": trimmed(mark),
                "up": trimmed(one.unrealized(mark)),
                "mm": trimmed(needed),
            }
            for one, mark, needed in positions
        ]
        event = {"e": "MARGIN_CALL", "E": time_ms, "cw": trimmed(wallet), "p": rows}
        self._add(account.account_id, event)

    def drain(self) -> list[tuple[str, Event]]:
        """(account id, event) in order; empties the collection."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def _add(self, account_id: str, event: Event) -> None:
        self._waiting.append((account_id, event))


def trade_lite(order: Order, fill: Fill) -> Event:
    """TRADE_LITE of one execution."""
    return {
        "e": "TRADE_LITE",
        "E": fill.time_ms,
        "T": fill.time_ms,
        "s": order.symbol,
        "q": trimmed(order.quantity),
        "p": trimmed(order.price),
        "m": fill.maker,
        "c": order.client_order_id,
        "S": order.side,
        "L": trimmed(fill.price),
        "l": trimmed(fill.quantity),
        "t": fill.trade_id,
        "i": order.order_id,
    }


def order_update(order: Order, execution: str, fill: Fill | None = None) -> Event:
    """ORDER_TRADE_UPDATE with execution type NEW, TRADE, CALCULATED, AMENDMENT, CANCELED or EXPIRED."""
    time_ms = order.updated_ms
    body: Event = {
        "s": order.symbol,
        "c": order.client_order_id,
        "S": order.side,
        "o": order.type,
        "f": order.time_in_force,
        "q": trimmed(order.quantity),
        "p": trimmed(order.price),
        "ap": trimmed(order.average_price),
        "sp": "0",
        "x": execution,
        "X": order.status,
        "i": order.order_id,
        "l": trimmed(fill.quantity) if fill else "0",
        "z": trimmed(order.executed),
        "L": trimmed(fill.price) if fill else "0",
        "n": trimmed(fill.commission) if fill else "0",
        "N": "USDT",
        "T": time_ms,
        "t": fill.trade_id if fill else 0,
        "b": "0",
        "a": "0",
        "m": fill.maker if fill else False,
        "R": order.reduce_only,
        "wt": "CONTRACT_PRICE",
        "ot": order.type,
        "ps": order.position_side,
        "cp": order.close_position,
        "rp": trimmed(fill.realized) if fill else "0",
        "pP": False,
        "si": 0,
        "ss": 0,
        "V": order.prevention,
        "pm": order.price_match,
        "gtd": order.good_till_ms,
        "er": order.expire_reason,
    }
    return {"e": "ORDER_TRADE_UPDATE", "E": time_ms, "T": time_ms, "st": 1, "o": body}


def _balance(account: Account, change: Decimal) -> Event:
    set_aside = sum((held.isolated_wallet for held in account.positions.values()), Decimal(0))
    return {
        "a": "USDT",
        "wb": trimmed(account.wallet),
        "cw": trimmed(account.wallet - set_aside),
        "bc": trimmed(change),
    }


def _position(account: Account, position: Position, mark: Decimal) -> Event:
    entry = trimmed(position.entry_price)
    return {
        "s": position.symbol,
        "pa": trimmed(position.amount),
        "ep": entry,
        "bep": entry,
        "cr": "0",
        "up": trimmed(position.unrealized(mark)),
        "mt": _margin_type(account, position.symbol),
        "iw": trimmed(position.isolated_wallet),
        "ps": position.side,
        "ma": "USDT",
    }


def _margin_type(account: Account, symbol: str) -> str:
    return "isolated" if symbol in account.isolated else "cross"
