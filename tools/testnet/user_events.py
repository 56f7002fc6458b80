"""Events of the user stream, in Binance's field names, trimmed numbers and measured order.

One market fill is TRADE_LITE, ORDER_TRADE_UPDATE(NEW), ACCOUNT_UPDATE(ORDER), ORDER_TRADE_UPDATE(TRADE).
"""

from typing import Any

from tools.testnet.account import Account
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

    def filled(self, order: Order, fill: Fill, account: Account) -> None:
        """An execution of an order."""
        self._add(order.account, trade_lite(order, fill))
        self.announce(order)
        self._add(order.account, account_update(account, order.symbol, fill.time_ms))
        self._add(order.account, order_update(order, "TRADE", fill))

    def announce(self, order: Order) -> None:
        """Release the NEW of an order, if it still waits."""
        event = self._unannounced.pop(order.order_id, None)
        if event:
            self._add(order.account, event)

    def ended(self, order: Order) -> None:
        """An order was cancelled or expired."""
        self.announce(order)
        self._add(order.account, order_update(order, "CANCELED" if order.status == "CANCELED" else "EXPIRED"))

    def configured(self, account: Account, symbol: str, time_ms: int) -> None:
        """The leverage of a symbol changed."""
        setting = {"s": symbol, "l": account.leverage(symbol)}
        event = {"e": "ACCOUNT_CONFIG_UPDATE", "E": time_ms, "T": time_ms, "ac": setting}
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
    """ORDER_TRADE_UPDATE with execution type NEW, TRADE, CANCELED or EXPIRED."""
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
        "ps": "BOTH",
        "cp": False,
        "rp": trimmed(fill.realized) if fill else "0",
        "pP": False,
        "si": 0,
        "ss": 0,
        "V": "EXPIRE_MAKER",
        "pm": "NONE",
        "gtd": 0,
        "er": order.expire_reason,
    }
    return {"e": "ORDER_TRADE_UPDATE", "E": time_ms, "T": time_ms, "st": 1, "o": body}


def account_update(account: Account, symbol: str, time_ms: int) -> Event:
    """ACCOUNT_UPDATE after an execution in `symbol`."""
    position = account.position(symbol)
    isolated = symbol in account.isolated
    set_aside = sum((held.isolated_wallet for held in account.positions.values()), start=0 * account.wallet)
    balance = {
        "a": "USDT",
        "wb": trimmed(account.wallet),
        "cw": trimmed(account.wallet - set_aside),
        "bc": "0",
    }
    held = {
        "s": symbol,
        "pa": trimmed(position.amount),
        "ep": trimmed(position.entry_price),
        "bep": trimmed(position.entry_price),
        "cr": "0",
        "up": "0",
        "mt": "isolated" if isolated else "cross",
        "iw": trimmed(position.isolated_wallet),
        "ps": "BOTH",
        "ma": "USDT",
    }
    return {
        "e": "ACCOUNT_UPDATE",
        "E": time_ms,
        "T": time_ms,
        "a": {"m": "ORDER", "B": [balance], "P": [held]},
    }
