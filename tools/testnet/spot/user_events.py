"""Events of the spot user stream, in Binance's field names; numbers keep their eight decimals.

What one command does to an account is told in order: execution reports, list states, then the balances once.
"""

from collections.abc import Iterable
from decimal import Decimal

from tools.testnet.numbers import money_text
from tools.testnet.spot.order import NEVER_MS, OrderList, SpotFill, SpotOrder
from tools.testnet.spot.wallet import Wallet
from tools.testnet.user_events import Event

_ENDINGS = {"CANCELED": "CANCELED", "EXPIRED": "EXPIRED", "EXPIRED_IN_MATCH": "TRADE_PREVENTION"}
_NOTHING = Decimal(0)


class SpotEvents:
    """Collects the events of one change, to be delivered once it is on the record."""

    def __init__(self) -> None:
        self._reports: list[tuple[str, Event]] = []
        self._lists: list[tuple[str, Event]] = []
        self._touched: dict[str, tuple[Wallet, dict[str, None], int]] = {}

    def accepted(self, order: SpotOrder, execution_id: int) -> None:
        """An order is new, or came into the market after its stop price was reached."""
        self._report(order, "NEW", execution_id)

    def filled(self, order: SpotOrder, fill: SpotFill, execution_id: int) -> None:
        """An execution of an order."""
        self._report(order, "TRADE", execution_id, fill)

    def ended(self, order: SpotOrder, execution_id: int) -> None:
        """An order was cancelled or expired."""
        self._report(order, _ENDINGS[order.status], execution_id)

    def amended(self, order: SpotOrder, old_client_order_id: str, execution_id: int) -> None:
        """The quantity of an order was lowered."""
        event = execution_report(order, "REPLACED", execution_id) | {"C": old_client_order_id}
        self._reports.append((order.account, event))

    def list_changed(self, orders: OrderList, legs: Iterable[SpotOrder]) -> None:
        """A list was placed or is done."""
        self._lists.append((orders.account, list_status(orders, legs)))

    def deposited(self, wallet: Wallet, asset: str, amount: Decimal, time_ms: int) -> None:
        """Money came from outside."""
        event = {
            "e": "balanceUpdate",
            "E": time_ms,
            "a": asset,
            "d": money_text(amount),
            "T": time_ms,
        }
        self._reports.append((wallet.account_id, event))
        self.balances(wallet, (asset,), time_ms)

    def balances(self, wallet: Wallet, assets: Iterable[str], time_ms: int) -> None:
        """Balances changed; told once, as they stand when the command is done."""
        _, known, _ = self._touched.get(wallet.account_id, (wallet, {}, 0))
        self._touched[wallet.account_id] = (wallet, known | dict.fromkeys(assets), time_ms)

    def drain(self) -> list[tuple[str, Event]]:
        """(account id, event) in order; empties the collection."""
        balances = [(account_id, account_position(*touched)) for account_id, touched in self._touched.items()]
        waiting = self._reports + self._lists + balances
        self._reports, self._lists, self._touched = [], [], {}
        return waiting

    def _report(
        self, order: SpotOrder, execution: str, execution_id: int, fill: SpotFill | None = None
    ) -> None:
        self._reports.append((order.account, execution_report(order, execution, execution_id, fill)))


def execution_report(
    order: SpotOrder, execution: str, execution_id: int, fill: SpotFill | None = None
) -> Event:
    """executionReport with execution type NEW, TRADE, CANCELED, REPLACED, EXPIRED or TRADE_PREVENTION."""
    cancelled = execution == "CANCELED"
    event: Event = {
        "e": "executionReport",
        "E": order.updated_ms,
        "s": order.symbol,
        "c": order.cancel_id if cancelled else order.client_order_id,
        "S": order.side,
        "o": order.type,
        "f": order.time_in_force,
        "q": money_text(order.quantity),
        "p": money_text(order.price),
        "P": money_text(order.stop_price),
        "F": money_text(order.iceberg),
        "g": order.list_id,
        "C": order.client_order_id if cancelled else "",
        "x": execution,
        "X": order.status,
        "r": "NONE",
        "i": order.order_id,
        "z": money_text(order.executed),
        "T": order.updated_ms,
        "I": execution_id,
        "w": order.open and order.working_ms != NEVER_MS,
        "M": False,
        "O": order.time_ms,
        "Z": money_text(order.quote),
        "Q": money_text(order.quote_quantity),
        "V": order.prevention,
    }
    return event | _fill_fields(fill) | _conditional_fields(order)


def _fill_fields(fill: SpotFill | None) -> Event:
    price, quantity = (fill.price, fill.quantity) if fill else (_NOTHING, _NOTHING)
    return {
        "l": money_text(quantity),
        "L": money_text(price),
        "n": money_text(fill.commission) if fill else "0",
        "N": fill.commission_asset if fill else None,
        "t": fill.trade_id if fill else -1,
        "m": fill.maker if fill else False,
        "Y": money_text(price * quantity),
    }


def _conditional_fields(order: SpotOrder) -> Event:
    """Fields that are there only where they mean something."""
    fields = {
        "W": order.working_ms if order.working_ms != NEVER_MS else None,
        "d": order.trailing_delta or None,
        "D": order.trailing_ms if order.trailing_ms != NEVER_MS else None,
        "j": order.strategy_id,
        "J": order.strategy_type,
        "v": order.prevented_match,
        "A": money_text(order.prevented) if order.prevented else None,
        "eR": order.expiry_reason or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def list_status(orders: OrderList, legs: Iterable[SpotOrder]) -> Event:
    """listStatus."""
    return {
        "e": "listStatus",
        "E": orders.updated_ms,
        "s": orders.symbol,
        "g": orders.list_id,
        "c": "OCO",
        "l": orders.status_type,
        "L": orders.order_status,
        "r": "NONE",
        "C": orders.client_list_id,
        "T": orders.updated_ms,
        "O": [{"s": leg.symbol, "i": leg.order_id, "c": leg.client_order_id} for leg in legs],
    }


def account_position(wallet: Wallet, assets: Iterable[str], time_ms: int) -> Event:
    """outboundAccountPosition of the assets that may have changed."""
    rows = [
        {
            "a": asset,
            "f": money_text(wallet.balances[asset].free),
            "l": money_text(wallet.balances[asset].locked),
        }
        for asset in assets
    ]
    return {"e": "outboundAccountPosition", "E": time_ms, "u": wallet.updated_ms, "B": rows}
