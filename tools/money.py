"""Money is Decimal: parsed strictly, rounded only to the safe side, written without exponents."""

import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from tools.terms import Side

_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,18})?", re.ASCII)


def parse(value: object) -> Decimal:
    """Read a decimal from a plain ASCII string, an int or a Decimal.

    Floats, booleans, exponents, NaN, infinities, blanks and digits of other scripts are refused:
    a number that can be read two ways, or not exactly, is not a number to trade on.

    Raises:
        ValueError: when `value` is anything else; the message says what would be right.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError('expected a decimal as a string, e.g. "0.01"')
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if not _PLAIN.fullmatch(text):
        raise ValueError('expected plain decimal digits, e.g. "1250.50"')
    return Decimal(text)


def plain(value: Decimal) -> str:
    """Text of a decimal without exponent and trailing zeros.

    Example:
        >>> plain(Decimal("0.00120"))
        '0.0012'
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def round_down(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` whose size is not above that of `value` (towards zero).

    Raises:
        ValueError: when `step` is not positive.
    """
    return _round(value, step, ROUND_DOWN)


def round_up(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` that is not below `value`.

    Raises:
        ValueError: when `step` is not positive.
    """
    return _round(value, step, ROUND_CEILING)


def round_passive(price: Decimal, tick: Decimal, side: Side) -> Decimal:
    """Round a price to the tick on the passive side: a buyer never pays more, a seller never gets less.

    Raises:
        ValueError: when `tick` is not positive.
    """
    return _round(price, tick, ROUND_FLOOR if side is Side.BUY else ROUND_CEILING)


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole number of steps."""
    return value % step == 0


def _round(value: Decimal, step: Decimal, mode: str) -> Decimal:
    if not step > 0:
        raise ValueError(f"the step must be positive, got {step}")
    return ((value / step).to_integral_value(rounding=mode) * step).quantize(step)


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("must be greater than zero")
    return value


_JSON = PlainSerializer(plain, return_type=str, when_used="json")
_SCHEMA = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": ["0.01"]}

Amount = Annotated[Decimal, BeforeValidator(parse), _JSON, WithJsonSchema(_SCHEMA)]
"""A decimal of either sign; a string in JSON."""

PositiveAmount = Annotated[
    Decimal, BeforeValidator(parse), AfterValidator(_positive), _JSON, WithJsonSchema(_SCHEMA)
]
"""A decimal above zero; a string in JSON."""
