"""Voice: how a rule speaks, so that every verdict carries its reason in both languages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_UP, Context, Decimal

from pydantic import JsonValue

from policies.verdict import Change, Outcome, Verdict
from tools.money import plain
from tools.text import Text

_CENT = Decimal("0.01")
_EIGHT = Context(prec=8, rounding=ROUND_UP)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def shown(value: Decimal, unit: str) -> str:
    """An amount with its unit, rounded away from zero to cents where cents are enough.

    Example:
        >>> shown(Decimal("640.001"), "USDT")
        '640.01 USDT'
    """
    large = abs(value) >= 1 and unit not in ("BTC", "ETH")
    return f"{plain(value.quantize(_CENT, rounding=ROUND_UP) if large else value)} {unit}"


def percent(value: Decimal) -> Decimal:
    """A fraction as percent with two decimals, rounded away from zero."""
    return (value * 100).quantize(_CENT, rounding=ROUND_UP)


def _readable(number: str | None) -> str | None:
    """A number of at most eight significant digits, rounded away from zero; other text as it is."""
    if number is None or not _NUMBER.fullmatch(number):
        return number
    return plain(_EIGHT.create_decimal(number))


@dataclass(frozen=True)
class Voice:
    """Makes the verdicts of one rule."""

    rule: str

    def allow(self, en: str, tr: str, *, limit: str | None = None, actual: str | None = None) -> Verdict:
        """The rule has no objection."""
        return Verdict(
            rule=self.rule,
            outcome=Outcome.ALLOW,
            code="ok",
            reason=Text(en=en, tr=tr),
            limit=_readable(limit),
            actual=_readable(actual),
        )

    def deny(
        self,
        code: str,
        en: str,
        tr: str,
        *,
        limit: str | None = None,
        actual: str | None = None,
        would_pass: Iterable[Change] = (),
    ) -> Verdict:
        """The rule forbids the call, and says what it would accept."""
        return Verdict(
            rule=self.rule,
            outcome=Outcome.DENY,
            code=code,
            reason=Text(en=en, tr=tr),
            limit=_readable(limit),
            actual=_readable(actual),
            would_pass=tuple(would_pass),
        )

    def ask(
        self,
        code: str,
        en: str,
        tr: str,
        *,
        limit: str | None = None,
        actual: str | None = None,
        would_pass: Iterable[Change] = (),
    ) -> Verdict:
        """Only a person can say how to go on."""
        denied = self.deny(code, en, tr, limit=limit, actual=actual, would_pass=would_pass)
        return denied.model_copy(update={"outcome": Outcome.ASK})

    def fix(
        self,
        code: str,
        changes: Iterable[Change],
        *,
        limit: str | None = None,
        actual: str | None = None,
    ) -> Verdict:
        """Allowed with changes that only narrow; the reason is theirs."""
        made = tuple(changes)
        return Verdict(
            rule=self.rule,
            outcome=Outcome.FIX,
            code=code,
            reason=Text(
                en=" ".join(change.reason.en for change in made),
                tr=" ".join(change.reason.tr for change in made),
            ),
            limit=_readable(limit),
            actual=_readable(actual),
            changes=made,
        )

    def no_limit(self, name: str) -> Verdict:
        """A number nobody configured allows nothing."""
        return self.deny(
            "no_limit",
            f"no limit configured: {name} is missing from the profile",
            f"limit tanımlı değil: profilde {name} yok",
        )

    def unknown(self, en: str, tr: str) -> Verdict:
        """What the rule must look at is missing."""
        return self.deny("unknown", en, tr)


def change(path: str, value: JsonValue, en: str, tr: str) -> Change:
    """A new value of one parameter and why."""
    return Change(path=path, value=value, reason=Text(en=en, tr=tr))
