"""What the spot flows of every client share: the venue's own books, and orders it must refuse.

Runs inside the client's own environment, so it stands on the standard library alone.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from desk import Desk, cents

ID = "BTCUSDT"
COMMISSION = Decimal("0.001")

STOCK = {"USDT": 100_000, "BTC": 1, "ETH": 10, "SOL": 100, "LTC": 100, "BCH": 20, "XRP": 20_000}
"""What every flow starts with."""

Params = dict[str, Any]
Refusal = tuple[int, str, Params]
"""Code, text, and the order that is refused with them."""


def stock(desk: Desk) -> None:
    """Fill a wallet up to `STOCK`, whatever a fresh one holds."""
    for asset, amount in STOCK.items():
        desk.deposit(asset, amount - desk.deposit(asset, Decimal(0)))


def best(desk: Desk, side: str, symbol: str = ID) -> Decimal:
    """The price a small market order of a side fills at."""
    book = desk.get(f"/api/v3/depth?symbol={symbol}&limit=5")
    return Decimal(book["asks" if side == "BUY" else "bids"][0][0])


def order_row(desk: Desk, order_id: int | str) -> Any:
    """An order as the venue's ledger has it."""
    (row,) = [row for row in _ledger(desk)["orders"] if row["orderId"] == int(order_id)]
    return row


def fill_rows(desk: Desk, order_id: int | str) -> list[Any]:
    """The fills of an order in the venue's ledger."""
    return [row for row in _ledger(desk)["fills"] if row["orderId"] == int(order_id)]


def gained(desk: Desk, order_id: int | str) -> dict[str, Decimal]:
    """By asset, what the fills of an order's account explain, of all its orders."""
    account, changes = order_row(desk, order_id)["account"], defaultdict(Decimal)
    for fill in _ledger(desk)["fills"]:
        if fill["account"] == account:
            sign = 1 if fill["isBuyer"] else -1
            changes[fill["symbol"].removesuffix("USDT")] += sign * Decimal(fill["qty"])
            changes["USDT"] -= sign * Decimal(fill["quoteQty"])
            changes[fill["commissionAsset"]] -= Decimal(fill["commission"])
    return dict(changes)


def adds_up(desk: Desk, order_id: int | str, before: dict[str, Decimal], after: dict[str, Decimal]) -> None:
    """Assert that the ledger explains every change of a wallet's totals."""
    changed = {asset: after[asset] - before[asset] for asset in after if after[asset] != before[asset]}
    assert changed == gained(desk, order_id)


def commission_of(side: str, price: Decimal, quantity: Decimal) -> tuple[Decimal, str]:
    """What an execution of BTCUSDT costs, and in which asset: the one it brings."""
    return (
        (cents(quantity * COMMISSION), "BTC")
        if side == "BUY"
        else (cents(price * quantity * COMMISSION), "USDT")
    )


def _ledger(desk: Desk) -> Any:
    ledger = desk.get("/testnet/ledger")
    return {name: [row for row in ledger[name] if row["market"] == "spot"] for name in ledger}


LIMIT = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
GOOD = LIMIT | {"quantity": "0.01", "price": "64000"}
_MARKET = {"symbol": ID, "side": "BUY", "type": "MARKET", "quantity": "0.01"}
_STOP = {"symbol": ID, "side": "SELL", "type": "STOP_LOSS", "quantity": "0.01"}
_MISSING = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
_NUMBER = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"

FILTER_FAILURES: tuple[tuple[str, Params], ...] = (
    ("PRICE_FILTER", GOOD | {"price": "64000.005"}),
    ("PERCENT_PRICE_BY_SIDE", GOOD | {"price": "12000"}),
    ("LOT_SIZE", GOOD | {"quantity": "0.000015"}),
    ("LOT_SIZE", GOOD | {"quantity": "9001"}),
    ("MARKET_LOT_SIZE", _MARKET | {"quantity": "121"}),
    ("NOTIONAL", GOOD | {"quantity": "0.00007"}),
    ("NOTIONAL", GOOD | {"quantity": "150"}),
    ("ICEBERG_PARTS", GOOD | {"quantity": "0.0101", "icebergQty": "0.0001"}),
    ("TRAILING_DELTA", _STOP | {"trailingDelta": "5"}),
)
"""Orders that break a filter, by its name."""

ORDER_REFUSALS: tuple[Refusal, ...] = (
    *((-1013, f"Filter failure: {name}", order) for name, order in FILTER_FAILURES),
    (-1013, "Invalid quantity.", GOOD | {"quantity": "0"}),
    (
        -1100,
        f"Illegal characters found in parameter 'price'; legal range is '{_NUMBER}'.",
        GOOD | {"price": "cheap"},
    ),
    (-1102, _MISSING.format("quantity"), LIMIT | {"price": "64000"}),
    (-1102, _MISSING.format("price"), LIMIT | {"quantity": "0.01"}),
    (
        -1102,
        "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
        _MARKET | {"quantity": None},
    ),
    (-1106, "Parameter 'price' sent when not required.", _MARKET | {"price": "64000"}),
    (-1111, "Parameter 'quantity' has too much precision.", GOOD | {"quantity": "0.010000001"}),
    (-1115, "Invalid timeInForce.", GOOD | {"timeInForce": "GTX"}),
    (-1116, "Invalid orderType.", GOOD | {"type": "STOP_MARKET"}),
    (-1117, "Invalid side.", GOOD | {"side": "HOLD"}),
    (-1121, "Invalid symbol.", GOOD | {"symbol": "BTCEUR"}),
    (-1128, "Combination of optional parameters invalid.", _MARKET | {"quoteOrderQty": "100"}),
    (-1130, "Data sent for parameter 'newOrderRespType' is not valid.", GOOD | {"newOrderRespType": "ALL"}),
    (-1134, "`strategyType` was less than 1000000.", GOOD | {"strategyType": "7"}),
    (-2010, "Account has insufficient balance for requested action.", GOOD | {"quantity": "2"}),
    (
        -2010,
        "Order would immediately match and take.",
        {**GOOD, "type": "LIMIT_MAKER", "timeInForce": None, "price": "66000"},
    ),
    (-2010, "Order would trigger immediately.", _STOP | {"stopPrice": "66000"}),
    (-2010, "IcebergQty exceeds QTY.", GOOD | {"icebergQty": "0.02"}),
)
"""Orders the venue refuses, each for one reason; a parameter of None is not sent."""


def sent(order: Params) -> Params:
    """The parameters of an order that are there."""
    return {name: value for name, value in order.items() if value is not None}


_OCO = {"symbol": ID, "side": "SELL", "quantity": "0.01", "aboveType": "LIMIT_MAKER", "abovePrice": "66000"}
_BELOW = {"belowType": "STOP_LOSS", "belowStopPrice": "64000"}

LIST_REFUSALS: tuple[Refusal, ...] = (
    (-1102, _MISSING.format("belowType"), _OCO),
    (-1158, "Order type not supported in OCO.", _OCO | _BELOW | {"belowType": "MARKET"}),
    (-1165, "A limit order in a buy OCO must be below.", _OCO | _BELOW | {"side": "BUY"}),
    (
        -1197,
        "A stop loss order in a sell OCO must be below.",
        _OCO | _BELOW | {"aboveType": "STOP_LOSS", "aboveStopPrice": "66000", "abovePrice": None},
    ),
    (
        -2010,
        "The relationship of the prices for the orders is not correct.",
        _OCO | _BELOW | {"abovePrice": "64500"},
    ),
)
"""OCOs the venue refuses."""
