from decimal import Decimal

import pytest

from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.orders import Order
from tools.venues.wording import order_phrase


def order(**changes):
    fields = {
        "venue": VenueName.BINANCE_FUTURES,
        "symbol": "BTCUSDT",
        "order_id": "9",
        "client_order_id": "spk-a",
        "side": Side.SELL,
        "type": OrderType.STOP,
        "status": OrderStatus.SUBMITTED,
        "quantity": Decimal("0.0100"),
        "executed_quantity": Decimal(0),
        "price": Decimal(0),
        "average_price": Decimal(0),
        "reduce_only": False,
        "time_ms": 1,
    }
    return Order.model_validate(fields | changes)


PHRASES = [
    ({}, "SELL 0.01 BTCUSDT", "0.01 BTCUSDT satış"),
    ({"price": "59900"}, "SELL 0.01 BTCUSDT at 59900", "0.01 BTCUSDT satış, fiyat 59900"),
    (
        {"price": "59900", "stop_price": "60000.50", "conditional": True},
        "SELL 0.01 BTCUSDT at 59900, trigger 60000.5",
        "0.01 BTCUSDT satış, fiyat 59900, tetik 60000.5",
    ),
    (
        {"price": "59900", "stop_price": "60000"},
        "SELL 0.01 BTCUSDT at 59900",
        "0.01 BTCUSDT satış, fiyat 59900",
    ),
    (
        {"quantity": "0", "stop_price": "60000", "conditional": True},
        "SELL the whole BTCUSDT position, trigger 60000",
        "BTCUSDT pozisyonunun tamamı için satış, tetik 60000",
    ),
]


@pytest.mark.parametrize(("changes", "en", "tr"), PHRASES)
def test_what_an_order_is_in_both_languages(changes, en, tr):
    phrase = order_phrase(order(**changes))
    assert (phrase.en, phrase.tr) == (en, tr)
