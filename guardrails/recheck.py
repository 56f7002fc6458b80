"""Recheck: a permit against the world as it is at dispatch: go, approve again, or no."""

from decimal import Decimal
from typing import Literal

from guardrails.gate import review
from policies.facts import Facts
from policies.reading import reduces
from policies.verdict import Outcome, Verdict
from tools.call import ToolCall
from tools.frozen import Frozen
from tools.money import plain
from tools.permit import Permit
from tools.text import Text


class Recheck(Frozen):
    """What the fresh judgement says about sending."""

    outcome: Literal["execute", "approve_again", "refuse"]
    code: str
    """`ok`, or why not: the code of a rule as `rule.code`, or one of this file's."""
    text: Text


def recheck(permit: Permit, call: ToolCall, facts: Facts) -> Recheck:
    """Judge the permit's own parameters afresh.

    `call` is made from `permit.effects`, so an approved quantity stays the approved one; `facts` are
    of the dispatch phase, without the permit's own intent. Nothing here can widen what was approved:
    only `execute` sends, and it sends the permit's orders.
    """
    fresh = review(call, facts)
    stopped = next(
        (v for v in fresh.verdicts if v.rule == "trading_state" and v.outcome is Outcome.DENY), None
    )
    if stopped is not None:
        return _refused(stopped)
    if (permit.effects.mode, permit.effects.account) != (facts.mode, facts.account_name):
        return Recheck(outcome="refuse", code="environment_changed", text=_ENVIRONMENT)
    if facts.now_ms > permit.expires_ms:
        return Recheck(outcome="refuse", code="expired", text=_EXPIRED)
    again = _again(permit, fresh.effects.policy_digest, call, facts)
    if again is not None:
        return again
    objection = next((v for v in fresh.verdicts if v.outcome in (Outcome.DENY, Outcome.ASK)), None)
    if objection is not None:
        return _refused(objection)
    if fresh.effects.digest() != permit.effects.digest():
        return Recheck(outcome="approve_again", code="effects_changed", text=_EFFECTS)
    return Recheck(outcome="execute", code="ok", text=_OK)


def _again(permit: Permit, policy: str, call: ToolCall, facts: Facts) -> Recheck | None:
    if permit.effects.policy_digest != policy:
        return Recheck(outcome="approve_again", code="policy_changed", text=_POLICY)
    if permit.market is None or reduces(call, facts):
        return None
    band = facts.limits.value("price_band_pct", permit.market.symbol)
    mark = facts.market.mark.mark if facts.market is not None and facts.market.mark is not None else None
    if band is None or mark is None:
        return Recheck(outcome="refuse", code="no_price", text=_NO_PRICE)
    moved = abs(mark - permit.market.mark) / permit.market.mark * 100
    return (
        None
        if moved <= band
        else Recheck(outcome="approve_again", code="price_moved", text=_moved(permit, mark))
    )


def _refused(verdict: Verdict) -> Recheck:
    return Recheck(outcome="refuse", code=f"{verdict.rule}.{verdict.code}", text=verdict.reason)


def _moved(permit: Permit, mark: Decimal) -> Text:
    seen = plain(permit.market.mark) if permit.market is not None else "?"
    return Text(
        en=f"The price moved from {seen} to {plain(mark)} since you looked; nothing was sent, approve again.",
        tr=f"Fiyat siz baktıktan sonra {seen} değerinden {plain(mark)} değerine geldi; "
        "hiçbir şey gönderilmedi, yeniden onaylayın.",
    )


_OK = Text(en="Still exactly what was approved.", tr="Hâlâ tam olarak onaylanan şey.")
_EXPIRED = Text(
    en="The approval has expired; nothing was sent.", tr="Onayın süresi doldu; hiçbir şey gönderilmedi."
)
_ENVIRONMENT = Text(
    en="Mode or account are not those of the approval; nothing was sent.",
    tr="Mod ya da hesap onaydakiyle aynı değil; hiçbir şey gönderilmedi.",
)
_POLICY = Text(
    en="The policy changed since the approval; nothing was sent, please approve again.",
    tr="Onaydan sonra politika değişti; hiçbir şey gönderilmedi, yeniden onaylayın.",
)
_EFFECTS = Text(
    en="The same request would now do something else; nothing was sent, please approve again.",
    tr="Aynı istek şimdi başka bir sonuç doğururdu; hiçbir şey gönderilmedi, yeniden onaylayın.",
)
_NO_PRICE = Text(
    en="There is no price to compare with the approved one; nothing was sent.",
    tr="Onaylanan fiyatla karşılaştıracak fiyat yok; hiçbir şey gönderilmedi.",
)
