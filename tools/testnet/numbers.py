"""How the venue writes numbers: padded in REST answers, trimmed in streams."""

from decimal import ROUND_HALF_EVEN, Decimal

from tools.money import plain
from tools.testnet.instrument import Instrument

trimmed = plain


def padded(value: Decimal, places: int) -> str:
    """A number with exactly `places` decimals."""
    return format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), "f")


def price_text(instrument: Instrument, value: Decimal) -> str:
    """A price in a REST answer."""
    return padded(value, instrument.price_precision)


def quantity_text(instrument: Instrument, value: Decimal) -> str:
    """A quantity in a REST answer."""
    return padded(value, instrument.quantity_precision)


def money_text(value: Decimal) -> str:
    """An amount of USDT in a REST answer."""
    return padded(value, 8)
