"""The spot pairs of the venue: the coins of its perpetuals, with Binance's spot filters.

Tick, step and smallest notional are those of Binance as of 2026-08-21; the upper ends are of the usual size.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tools.terms import Side
from tools.testnet.instrument import Instrument, listed
from tools.testnet.profile import Profile

QUOTE = "USDT"
PRECISION = 8
"""Decimals of every amount; more are refused with -1111."""
MAX_NOTIONAL = Decimal(9_000_000)
PRICE_FACTOR_UP, PRICE_FACTOR_DOWN = Decimal(5), Decimal("0.2")
"""PERCENT_PRICE_BY_SIDE, the same for both sides."""
ICEBERG_PARTS = 100
MIN_TRAILING_DELTA, MAX_TRAILING_DELTA = 10, 2000
"""Basis points, above and below."""
MAX_ORDERS = 200
MAX_STOP_ORDERS = 5
"""MAX_NUM_ALGO_ORDERS: orders that wait for their stop price."""
MAX_ORDER_LISTS = 20
MAX_AMENDMENTS = 10


@dataclass(frozen=True)
class SpotInstrument(Instrument):
    """One USDT pair of the spot market; `max_leverage` and `band` mean nothing here."""

    @cached_property
    def quantity_precision(self) -> int:
        """Decimals a quantity is written with."""
        return PRECISION

    @cached_property
    def min_price(self) -> Decimal:
        """Lowest price of PRICE_FILTER."""
        return self.tick

    @cached_property
    def max_price(self) -> Decimal:
        """Highest price of PRICE_FILTER: the power of ten above fifteen times the start."""
        return Decimal(10) ** ((self.start * 15).adjusted() + 1)

    def pays(self, side: Side) -> str:
        """The asset an order of `side` gives."""
        return QUOTE if side is Side.BUY else self.base

    def receives(self, side: Side) -> str:
        """The asset an order of `side` gets, and pays its commission in."""
        return self.pays(side.opposite)


_TABLE = """
BTC  0.01    0.00001 5 9000      120
ETH  0.01    0.0001  5 9000      2000
SOL  0.01    0.001   5 90000     30000
BNB  0.01    0.001   5 900000    2000
XRP  0.0001  0.1     5 9000000   2000000
ADA  0.0001  0.1     5 9000000   3000000
AVAX 0.001   0.01    5 900000    200000
DOGE 0.00001 1       1 90000000  30000000
LINK 0.001   0.01    5 900000    60000
DOT  0.001   0.01    5 900000    200000
LTC  0.01    0.001   5 90000     5000
BCH  0.1     0.001   5 90000     3000
TRX  0.0001  0.1     5 9000000   8000000
UNI  0.001   0.01    5 900000    100000
ATOM 0.001   0.01    5 900000    50000
NEAR 0.001   0.1     5 900000    300000
APT  0.001   0.01    5 900000    100000
ETC  0.01    0.01    5 900000    50000
XLM  0.0001  1       5 9000000   5000000
AAVE 0.01    0.001   5 90000     5000
"""
_FIRST_DEPOSIT = {QUOTE: Decimal(5000), "BTC": Decimal("0.004"), "ETH": Decimal("0.05")}
"""Coins to sell, few enough that the market may fall by a tenth before a day's loss reaches 50 USDT."""


def listed_spot(profile: Profile) -> dict[str, SpotInstrument]:
    """All spot pairs by symbol; they start where the perpetuals start, and follow the same path."""
    perpetuals = {one.base: one for one in listed(profile).values()}
    rows = (line.split() for line in _TABLE.strip().splitlines())
    pairs = (_instrument(perpetuals[base], row) for base, *row in rows)
    return {pair.symbol: pair for pair in pairs}


def first_deposit(instruments: dict[str, SpotInstrument]) -> dict[str, Decimal]:
    """What a fresh account holds, by asset."""
    return dict.fromkeys((QUOTE, *(one.base for one in instruments.values())), Decimal(0)) | _FIRST_DEPOSIT


def _instrument(perpetual: Instrument, row: list[str]) -> SpotInstrument:
    tick, step, notional, max_quantity, market_max = map(Decimal, row)
    return SpotInstrument(
        base=perpetual.base,
        start=perpetual.start,
        tick=tick,
        step=step,
        price_precision=PRECISION,
        min_notional=notional,
        beta=perpetual.beta,
        max_quantity=max_quantity,
        market_max_quantity=market_max,
    )
