import copy
from decimal import Decimal

import pytest

from tools.terms import OrderType
from tools.venues.binance_futures.rules import symbol_rules

FILTERS = [
    {"filterType": "PRICE_FILTER", "tickSize": "0.10", "minPrice": "556.80", "maxPrice": "4529764"},
    {"filterType": "LOT_SIZE", "stepSize": "0.001", "maxQty": "1000", "minQty": "0.001"},
    {"filterType": "MARKET_LOT_SIZE", "minQty": "0.001", "stepSize": "0.002", "maxQty": "120"},
    {"filterType": "MAX_NUM_ORDERS", "limit": 200},
    {"filterType": "MIN_NOTIONAL", "notional": "50"},
    {
        "filterType": "PERCENT_PRICE",
        "multiplierUp": "1.0500",
        "multiplierDown": "0.9500",
        "multiplierDecimal": "4",
    },
    {"filterType": "POSITION_RISK_CONTROL", "positionControlSide": "NONE"},
]


@pytest.fixture
def info(samples):
    """The sample with the documented filters of one symbol."""
    body = copy.deepcopy(samples["exchange_information"])
    body["symbols"][0]["filters"] = copy.deepcopy(FILTERS)
    body["symbols"][0]["orderTypes"] = ["LIMIT", "MARKET", "BRAND_NEW_TYPE"]
    return body


def test_rules_of_the_documented_filters(info):
    rules = symbol_rules(info, 9)["BLZUSDT"]
    assert (rules.tick_size, rules.min_price, rules.max_price) == (
        Decimal("0.1"),
        Decimal("556.8"),
        4_529_764,
    )
    assert (rules.step_size, rules.min_quantity, rules.max_quantity) == (
        Decimal("0.001"),
        Decimal("0.001"),
        1000,
    )
    assert (rules.market_step_size, rules.market_max_quantity) == (Decimal("0.002"), 120)
    assert (rules.min_notional, rules.max_open_orders) == (50, 200)
    assert (rules.price_multiplier_up, rules.price_multiplier_down) == (Decimal("1.05"), Decimal("0.95"))
    assert rules.maintenance_margin_rate == Decimal("0.025")
    assert rules.order_types == (OrderType.LIMIT, OrderType.MARKET)
    assert (rules.base_asset, rules.quote_asset, rules.status) == ("BLZ", "USDT", "TRADING")
    assert rules.fetched_ms == 9


@pytest.mark.parametrize(
    "missing", ["PRICE_FILTER", "LOT_SIZE", "MAX_NUM_ORDERS", "MIN_NOTIONAL", "PERCENT_PRICE"]
)
def test_a_symbol_without_a_filter_cannot_be_traded(info, missing):
    other = copy.deepcopy(info["symbols"][0])
    other["symbol"] = "ODDUSDT"
    other["filters"] = [row for row in FILTERS if row["filterType"] != missing]
    info["symbols"].append(other)
    assert set(symbol_rules(info, 0)) == {"BLZUSDT"}


def test_a_step_of_zero_is_no_rule(info):
    info["symbols"][0]["filters"][1]["stepSize"] = "0"
    assert symbol_rules(info, 0) == {}
