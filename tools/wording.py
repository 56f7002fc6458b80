"""Wording: numbers as sentences show them, short where a result stays exact."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from tools.money import plain
from tools.terms import OrderStatus
from tools.text import Text

PRICE_DIGITS = 8
"""Significant digits of a price."""

QUOTES = ("USDT", "TRY")


_WORKING = Text(en="working at the venue", tr="borsada bekliyor")
BECAME = {
    OrderStatus.PENDING: _WORKING,
    OrderStatus.SUBMITTED: _WORKING,
    OrderStatus.PARTIALLY_FILLED: Text(en="partly filled", tr="kısmen gerçekleşti"),
    OrderStatus.FILLED: Text(en="filled", tr="gerçekleşti"),
    OrderStatus.SETTLED: Text(en="filled and settled", tr="gerçekleşti, takas edildi"),
    OrderStatus.CANCELLED: Text(en="cancelled", tr="iptal edildi"),
    OrderStatus.REJECTED: Text(en="refused by the venue", tr="borsa reddetti"),
    OrderStatus.EXPIRED: Text(en="expired at the venue", tr="borsada süresi doldu"),
}
"""What became of an order, for a sentence."""


def price(value: Decimal) -> str:
    """A price with at most eight significant digits: every tick is kept, averages lose their tail.

    Example:
        >>> price(Decimal("65004.93333333"))
        '65004.933'
    """
    places = max(0, PRICE_DIGITS - 1 - value.adjusted())
    return plain(round(value, places))


def aligned(*prices: Decimal) -> tuple[str, ...]:
    """Prices of one market with the same number of decimals.

    Example:
        >>> aligned(Decimal("64999.9"), Decimal("65000"))
        ('64999.9', '65000.0')
    """
    texts = [price(value) for value in prices]
    places = max((len(text.partition(".")[2]) for text in texts), default=0)
    return tuple(format(Decimal(text), f".{places}f") for text in texts)


def amount(value: Decimal, rounding: str = ROUND_HALF_EVEN) -> str:
    """A sum of money: two decimals from one upwards, four below.

    Example:
        >>> amount(Decimal("4999.98765"))
        '4999.99'
    """
    step = Decimal("0.01") if abs(value) >= 1 else Decimal("0.0001")
    return plain(value.quantize(step, rounding=rounding))


def signed(value: Decimal) -> str:
    """A gain or loss with its sign."""
    text = amount(value)
    return text if text == "0" or text.startswith("-") else f"+{text}"


def percent(fraction: Decimal, places: int = 2, *, plus: bool = False) -> Text:
    """A fraction as percent, the sign where each language writes it.

    Example:
        >>> percent(Decimal("0.0351")).tr
        '%3.51'
    """
    text = plain((fraction * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN))
    sign = "-" if text.startswith("-") else "+" if plus and text != "0" else ""
    digits = text.removeprefix("-")
    return Text(en=f"{sign}{digits} %", tr=f"{sign}%{digits}")


def clipped(text: str, length: int) -> str:
    """One line of at most `length` characters, cut at a word where something is left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def listed(phrases: Sequence[Text], shown: int) -> Text:
    """The first phrases, and how many more there are."""
    more = len(phrases) - shown
    en = [phrase.en for phrase in phrases[:shown]] + ([f"and {more} more"] if more > 0 else [])
    tr = [phrase.tr for phrase in phrases[:shown]] + ([f"{more} tane daha"] if more > 0 else [])
    return Text(en="; ".join(en), tr="; ".join(tr))


def quote(symbol: str) -> str:
    """The asset prices of a symbol are in; empty when its name does not say."""
    return next((asset for asset in QUOTES if symbol.endswith(asset)), "")


def plural(count: int, noun: str) -> str:
    """A count with its English noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
