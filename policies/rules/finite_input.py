"""finite_input: every number is finite, exact, positive and of a size that can be meant."""

from decimal import Decimal
from numbers import Real

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.text import Text

_VOICE = Voice("finite_input")
_LARGEST = Decimal(10) ** 12


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny NaN, infinities, binary fractions, zero, negatives and absurd sizes before any comparison."""
    numbers = {path: value for path, value in call.params if isinstance(value, Real | Decimal)}
    checked = {path: value for path, value in numbers.items() if not isinstance(value, bool)}
    if not checked:
        return None
    for path, value in checked.items():
        if not isinstance(value, int | Decimal) or not _sound(Decimal(value)):
            return _VOICE.deny(
                "not_a_number",
                f"{path} must be a finite number above zero, below {_LARGEST}.",
                f"{path} sıfırdan büyük, {_LARGEST} değerinden küçük, sonlu bir sayı olmalı.",
                actual=str(value),
            )
    return _VOICE.allow("all numbers are finite and positive", "tüm sayılar sonlu ve pozitif")


def _sound(value: Decimal) -> bool:
    return value.is_finite() and 0 < value < _LARGEST


RULE = Rule(
    name="finite_input",
    summary=Text(
        en="Every number is finite, exact and above zero",
        tr="Her sayı sonlu, kesin ve sıfırdan büyüktür",
    ),
    why="NaN > limit is false, so a NaN order value passed every limit of an earlier design. "
    "quantity NaN, -1 and 1E+400 are denied.",
    judge=judge,
)
