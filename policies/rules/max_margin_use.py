"""max_margin_use: how much of the equity may be tied up as margin."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import value_of
from policies.reading import leverage_of, opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, percent
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_margin_use"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare initial margin after the order, as a share of equity, with the limit."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    value, leverage = value_of(order, facts.market), leverage_of(order, facts)
    if value is None or leverage is None or facts.account is None:
        return _VOICE.unknown("The margin cannot be computed.", "Teminat hesaplanamıyor.")
    account = facts.account.account
    if account.equity <= 0:
        return _VOICE.deny("no_equity", "The account has no equity.", "Hesapta öz varlık yok.")
    used: Decimal = (account.initial_margin + value / leverage) / account.equity
    actual, cap = plain(percent(used)), plain(percent(limit))
    if used <= limit:
        return _VOICE.allow(
            f"{actual} % of equity as margin, at most {cap} %",
            f"teminat öz varlığın %{actual} kadarı, en çok %{cap}",
            limit=plain(limit),
            actual=plain(percent(used) / 100),
        )
    return _VOICE.deny(
        "too_much",
        f"Margin would be {actual} % of equity, at most {cap} % is accepted.",
        f"Teminat öz varlığın %{actual} kadarı olur; en çok %{cap} kabul edilir.",
        limit=plain(limit),
        actual=plain(percent(used) / 100),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Largest share of equity tied up as margin",
        tr="Öz varlığın teminata bağlanabilecek en büyük payı",
    ),
    why="15c3-5 (c)(1)(i), capital threshold in aggregate. An order whose margin takes 60 % of the equity "
    "is denied under 0.5.",
    judge=judge,
    limit=_NAME,
)
