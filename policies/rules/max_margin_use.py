"""max_margin_use: how much of the equity may be tied up as margin, on spot of the quote balance by orders."""

from typing import NamedTuple

from policies.facts import Facts
from policies.holdings import without_margin
from policies.margin_use import margin_use, quote_asset
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
    """Compare what is tied up after the order, as a share, with the limit."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    value, leverage = value_of(order, facts.market), leverage_of(order, facts)
    if value is None or leverage is None or facts.account is None:
        return _VOICE.unknown("The margin cannot be computed.", "Teminat hesaplanamıyor.")
    used = margin_use(value / leverage, facts)
    spot = without_margin(facts)
    if used is None:
        return _nothing(facts) if spot else _VOICE.deny("no_equity", *_NO_EQUITY)
    actual, cap = plain(percent(used)), plain(percent(limit))
    share = plain(percent(used) / 100)
    said = _of_balance(actual, cap, quote_asset(facts)) if spot else _of_equity(actual, cap)
    if used <= limit:
        return _VOICE.allow(said.fits.en, said.fits.tr, limit=plain(limit), actual=share)
    return _VOICE.deny("too_much", said.exceeds.en, said.exceeds.tr, limit=plain(limit), actual=share)


_NO_EQUITY = ("The account has no equity.", "Hesapta öz varlık yok.")


class _Said(NamedTuple):
    fits: Text
    exceeds: Text


def _of_equity(actual: str, cap: str) -> _Said:
    return _Said(
        fits=Text(
            en=f"{actual} % of equity as margin, at most {cap} %",
            tr=f"teminat öz varlığın %{actual} kadarı, en çok %{cap}",
        ),
        exceeds=Text(
            en=f"Margin would be {actual} % of equity, at most {cap} % is accepted.",
            tr=f"Teminat öz varlığın %{actual} kadarı olur; en çok %{cap} kabul edilir.",
        ),
    )


def _of_balance(actual: str, cap: str, asset: str) -> _Said:
    return _Said(
        fits=Text(
            en=f"{actual} % of the {asset} balance used, at most {cap} %",
            tr=f"{asset} bakiyesinin %{actual} kadarı kullanılıyor, en çok %{cap}",
        ),
        exceeds=Text(
            en=f"{actual} % of the {asset} balance would be used, at most {cap} % is accepted.",
            tr=f"{asset} bakiyesinin %{actual} kadarı kullanılmış olur; en çok %{cap} kabul edilir.",
        ),
    )


def _nothing(facts: Facts) -> Verdict:
    asset = quote_asset(facts)
    return _VOICE.deny("no_balance", f"The account holds no {asset}.", f"Hesapta {asset} yok.")


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Largest share of equity tied up as margin; on spot, of the quote balance used by orders",
        tr="Öz varlığın teminata bağlanabilecek en büyük payı; spotta emirlerin karşıt bakiyedeki payı",
    ),
    why="15c3-5 (c)(1)(i), capital threshold in aggregate. An order whose margin takes 60 % of the equity "
    "is denied under 0.5. A spot buy of 60 USDT with 100 USDT held uses 60 % of that balance.",
    judge=judge,
    limit=_NAME,
    version=2,
)
