import copy
from decimal import Decimal

import pytest

from tools.errors import VenueUnavailable
from tools.terms import OrderType
from tools.venues.binance.budget import MINUTE_MS, WEIGHT, Limit
from tools.venues.binance_futures.rules import KEEP_MS, RulesCache, rate_limits, symbol_rules

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


def test_rate_limits(samples):
    body = copy.deepcopy(samples["exchange_information"])
    body["rateLimits"].append(
        {"interval": "FORTNIGHT", "intervalNum": 1, "limit": 1, "rateLimitType": "ORDERS"}
    )
    assert rate_limits(body) == (Limit(WEIGHT, MINUTE_MS, 2400),)


async def test_rules_are_kept_for_ten_minutes_and_never_longer(info, clock):
    answers = [info]

    async def ask():
        if not answers:
            raise VenueUnavailable("gone")
        return answers.pop()

    cache = RulesCache(clock, ask)
    assert await cache.all() == await cache.all()
    clock.advance_ms(KEEP_MS - 1)
    await cache.all()
    clock.advance_ms(1)
    with pytest.raises(VenueUnavailable):
        await cache.all()
