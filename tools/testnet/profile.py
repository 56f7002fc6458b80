"""The two rule sets of the venue: production's limits and those of Binance's demo trading.

Both are this testnet on loopback with play money; a profile changes nothing but limits and filters.
"""

from decimal import Decimal
from enum import StrEnum

from tools.frozen import Frozen


class ProfileName(StrEnum):
    """Whose limits and filters the venue imitates."""

    DEMO = "demo"
    PROD = "prod"


class Profile(Frozen):
    """Limits and filters that differ between the environments."""

    name: ProfileName
    request_weight: int
    """REQUEST_WEIGHT per minute and address."""
    orders_10s: int
    orders_1m: int
    max_open_orders: int
    """MAX_NUM_ORDERS of every symbol."""
    btc_step: Decimal
    """Step size of BTCUSDT, in BTC."""
    market_take_bound: Decimal
    """How far from mark a market order may execute, as a fraction."""
    wallet: Decimal
    """USDT of a fresh account."""


PROFILES = {
    ProfileName.DEMO: Profile(
        name=ProfileName.DEMO,
        request_weight=6000,
        orders_10s=300,
        orders_1m=1200,
        max_open_orders=10_000,
        btc_step=Decimal("0.0001"),
        market_take_bound=Decimal("0.30"),
        wallet=Decimal(5000),
    ),
    ProfileName.PROD: Profile(
        name=ProfileName.PROD,
        request_weight=2400,
        orders_10s=300,
        orders_1m=1200,
        max_open_orders=200,
        btc_step=Decimal("0.001"),
        market_take_bound=Decimal("0.05"),
        wallet=Decimal(5000),
    ),
}
