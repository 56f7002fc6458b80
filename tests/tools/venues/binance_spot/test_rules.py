import copy
from decimal import Decimal

import pytest

from tools.terms import OrderType
from tools.venues.binance.budget import MINUTE_MS, WEIGHT, Limit
from tools.venues.binance.rules import rate_limits
from tools.venues.binance_spot.rules import symbol_rules

FILTERS = [
    {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000.00", "tickSize": "0.01"},
    {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
    {"filterType": "ICEBERG_PARTS", "limit": 100},
    {"filterType": "MARKET_LOT_SIZE", "minQty": "0.0", "maxQty": "120.5", "stepSize": "0.00000000"},
    {
        "filterType": "PERCENT_PRICE_BY_SIDE",
        "bidMultiplierUp": "5",
        "bidMultiplierDown": "0.2",
        "askMultiplierUp": "4",
        "askMultiplierDown": "0.3",
        "avgPriceMins": 5,
    },
    {
        "filterType": "NOTIONAL",
        "minNotional": "5.00000000",
        "applyMinToMarket": True,
        "maxNotional": "9000000.00000000",
        "applyMaxToMarket": False,
        "avgPriceMins": 5,
    },
    {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 200},
    {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
]
TYPES = ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"]


@pytest.fixture
def info(samples):
    """The sample with the filters of a real symbol."""
    body = copy.deepcopy(samples["exchange_info"])
    body["symbols"][0]["filters"] = copy.deepcopy(FILTERS)
    body["symbols"][0]["orderTypes"] = [*TYPES, "BRAND_NEW_TYPE"]
    return body


def test_rules_of_real_filters(info):
    rules = symbol_rules(info, 9)["ETHBTC"]
    assert (rules.base_asset, rules.quote_asset, rules.status) == ("ETH", "BTC", "TRADING")
    assert (rules.tick_size, rules.min_price, rules.max_price) == (
        Decimal("0.01"),
        Decimal("0.01"),
        1_000_000,
    )
    assert (rules.step_size, rules.min_quantity, rules.max_quantity) == (
        Decimal("0.00001"),
        Decimal("0.00001"),
        9000,
    )
    assert (rules.min_notional, rules.max_notional, rules.max_open_orders) == (5, 9_000_000, 200)
    assert (rules.price_multiplier_up, rules.buy_multiplier_down) == (5, Decimal("0.2"))
    assert (rules.sell_multiplier_up, rules.price_multiplier_down) == (4, Decimal("0.3"))
    assert (rules.maintenance_margin_rate, rules.fetched_ms) == (0, 9)


def test_types_in_our_words(info):
    assert set(symbol_rules(info, 9)["ETHBTC"].order_types) == set(OrderType) - {
        OrderType.TRAILING_STOP_MARKET
    }


def test_a_market_step_of_zero_is_that_of_every_order(info):
    rules = symbol_rules(info, 9)["ETHBTC"]
    assert (rules.market_step_size, rules.market_max_quantity) == (Decimal("0.00001"), Decimal("120.5"))


@pytest.mark.parametrize(
    "missing", ["PRICE_FILTER", "LOT_SIZE", "MAX_NUM_ORDERS", "NOTIONAL", "PERCENT_PRICE_BY_SIDE"]
)
def test_a_symbol_without_a_filter_cannot_be_traded(info, missing):
    other = copy.deepcopy(info["symbols"][0])
    other["symbol"] = "ODDBTC"
    other["filters"] = [row for row in FILTERS if row["filterType"] != missing]
    info["symbols"].append(other)
    assert set(symbol_rules(info, 0)) == {"ETHBTC"}


def test_rate_limits(samples):
    assert rate_limits(samples["exchange_info"]) == (Limit(WEIGHT, MINUTE_MS, 6000),)
