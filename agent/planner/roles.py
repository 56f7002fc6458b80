"""Role: what a number in an utterance is, judged by the words beside it."""

import re
from collections.abc import Mapping
from enum import StrEnum

from agent.planner.heard import Heard, Numeral

_CURRENCY = r"\$|₺|usdt?|dollars?|bucks|dolar\w*|tl\w*|try|lira\w*|usdc"
_PRICE_BEFORE = r"@|at|price|limit|around|fiyat\w*|from|below|above"
_PRICE_AFTER = r"\w*(dan|den|tan|ten)|fiyat\w*|seviye\w*"
_STOP = r"stop\w*|zarar\w*|sl|tetik\w*|trigger\w*|loss"
_PROFIT = r"tp|profit|kar|kari|hedef\w*|target\w*"
_UNIT = r"adet|tane|coins?|lots?|units?|tokens?"


class Role(StrEnum):
    """What a parameter wants its number to be."""

    QUANTITY = "quantity"
    NOTIONAL = "notional"
    PRICE = "price"
    STOP = "stop"
    PROFIT = "profit"
    PERCENT = "percent"
    LEVERAGE = "leverage"

    def fits(self, numeral: Numeral, heard: Heard) -> bool:
        """Whether the words beside a number give it this role."""
        before, after = heard.before(numeral), heard.after(numeral)
        percent = _any(r"%|yuzde", before[-1:]) or _any(r"%|percent|pct", after[:1])
        leverage = _any(r"x|kat|kaldirac\w*", after[:1]) or _any(r"leverage|kaldirac\w*|lev", before[-2:])
        if self in (Role.PERCENT, Role.LEVERAGE) or percent or leverage:
            return {Role.PERCENT: percent, Role.LEVERAGE: leverage}.get(self, False)
        return self is _plain_role(before, after, heard.before(numeral, reach=3), heard.coins)


def role_of(parameter: str) -> Role | None:
    """The role of a parameter's number; None where any number of the utterance will do."""
    if parameter.endswith("_pct") or parameter in ("percent", "callback_rate"):
        return Role.PERCENT
    return _ROLES.get(parameter)


_ROLES: Mapping[str, Role] = {
    "quantity": Role.QUANTITY,
    "visible_quantity": Role.QUANTITY,
    "notional": Role.NOTIONAL,
    "price": Role.PRICE,
    "stop_price": Role.STOP,
    "stop_limit_price": Role.STOP,
    "stop_loss_price": Role.STOP,
    "take_profit_price": Role.PROFIT,
    "leverage": Role.LEVERAGE,
}


def _plain_role(
    before: tuple[str, ...], after: tuple[str, ...], far_before: tuple[str, ...], coins: frozenset[str]
) -> Role | None:
    for role, pattern in ((Role.STOP, _STOP), (Role.PROFIT, _PROFIT)):
        if _any(pattern, far_before):
            return role
    if _any(_PRICE_BEFORE, before) or _any(_PRICE_AFTER, after):
        return Role.PRICE
    if _any(r"\$|₺", before[-1:]) or _any(_CURRENCY, after[:1]):
        return Role.NOTIONAL
    beside = (*before[-1:], *after)
    return Role.QUANTITY if _any(_UNIT, beside) or any(word in coins for word in beside) else None


def _any(pattern: str, words: tuple[str, ...]) -> bool:
    return any(re.fullmatch(pattern, word) for word in words)
