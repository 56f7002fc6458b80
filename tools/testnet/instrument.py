"""The perpetuals the venue lists, with their filters; tick and lot sizes of Binance as of 2026-08-21."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tools.testnet.profile import Profile


@dataclass(frozen=True)
class Instrument:
    """One USDT perpetual: prices in USDT, quantities in the base asset."""

    base: str
    start: Decimal
    """Mark price of a fresh venue."""
    tick: Decimal
    step: Decimal
    price_precision: int
    min_notional: Decimal
    beta: Decimal
    """Power of BTC's relative price this one follows."""
    max_quantity: Decimal
    market_max_quantity: Decimal
    max_leverage: int = 75
    band: Decimal = Decimal("0.05")
    """PERCENT_PRICE: how far beyond mark a limit price may be, as a fraction."""
    coarse_tick: Decimal | None = None
    """A tick size wider than the book's, which orders then have to keep (a fault)."""

    @cached_property
    def symbol(self) -> str:
        """The venue symbol, e.g. `BTCUSDT`."""
        return f"{self.base}USDT"

    @cached_property
    def tick_size(self) -> Decimal:
        """Tick size of PRICE_FILTER, in USDT."""
        return self.coarse_tick or self.tick

    @cached_property
    def quantity_precision(self) -> int:
        """Most decimals a quantity may have."""
        return decimals(self.step)

    @cached_property
    def min_price(self) -> Decimal:
        """Lowest price of PRICE_FILTER."""
        return max(self.tick, (self.start / 100).quantize(self.tick))

    @cached_property
    def max_price(self) -> Decimal:
        """Highest price of PRICE_FILTER."""
        return (self.start * 60).quantize(self.tick)

    def ticks(self, price: Decimal) -> int:
        """A price in ticks, cut down to a whole number."""
        return int(price / self.tick)

    def steps(self, quantity: Decimal) -> int:
        """A quantity in steps, cut down to a whole number."""
        return int(quantity / self.step)

    def price(self, ticks: int) -> Decimal:
        """The price of a number of ticks."""
        return ticks * self.tick

    def quantity(self, steps: int) -> Decimal:
        """The quantity of a number of steps."""
        return steps * self.step


def decimals(value: Decimal) -> int:
    """How many decimals a value is written with, trailing zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_TABLE = """
BTC  65000 0.1     0.0001 2 50 1    1000      120
ETH  3200  0.01    0.001  2 20 1.15 10000     2000
SOL  150   0.01    0.01   4 5  1.3  1000000   30000
BNB  600   0.01    0.01   3 5  0.9  100000    2000
XRP  0.60  0.0001  0.1    4 5  1.1  10000000  2000000
ADA  0.45  0.0001  1      5 5  1.2  20000000  3000000
AVAX 27    0.001   1      4 5  1.3  1000000   200000
DOGE 0.15  0.00001 1      6 5  1.3  50000000  30000000
LINK 14    0.001   0.01   3 5  1.2  1000000   60000
DOT  6     0.0001  0.1    6 5  1.2  5000000   200000
LTC  80    0.01    0.001  2 20 1    10000     5000
BCH  400   0.01    0.001  2 20 1    10000     3000
TRX  0.13  0.00001 1      5 5  0.6  10000000  8000000
UNI  9     0.001   1      4 5  1.2  1000000   100000
ATOM 8     0.001   0.01   3 5  1.1  1000000   50000
NEAR 5     0.001   1      4 5  1.3  1000000   300000
APT  9     0.0001  0.1    5 5  1.3  500000    100000
ETC  25    0.001   0.01   3 20 1.1  1000000   50000
XLM  0.11  0.00001 1      5 5  1    10000000  5000000
AAVE 110   0.01    0.1    3 5  1.2  50000     5000
"""


def listed(profile: Profile) -> dict[str, Instrument]:
    """All instruments of a profile by symbol."""
    rows = (_instrument(line.split(), profile) for line in _TABLE.strip().splitlines())
    return {instrument.symbol: instrument for instrument in rows}


def _instrument(row: list[str], profile: Profile) -> Instrument:
    base, start, tick, step, precision, notional, beta, max_quantity, market_max = row
    major = base in ("BTC", "ETH")
    return Instrument(
        base=base,
        start=Decimal(start),
        tick=Decimal(tick),
        step=profile.btc_step if base == "BTC" else Decimal(step),
        price_precision=int(precision),
        min_notional=Decimal(notional),
        beta=Decimal(beta),
        max_quantity=Decimal(max_quantity),
        market_max_quantity=Decimal(market_max),
        max_leverage=125 if major else 75,
        band=Decimal("0.05") if major else Decimal("0.10"),
    )
