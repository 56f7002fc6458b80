"""RiskScore: 0-100 from named factors, each with its points and why.

Monotone: a larger quantity or leverage never lowers it; what is not known counts in full.
"""

from typing import Literal

from guardrails.bared import unprotected
from guardrails.factors import FACTORS
from guardrails.reasons import RiskFactor
from policies.facts import Facts
from policies.orders import asked_orders
from policies.reading import reduces, riskiest, trades
from policies.releasing import Release, release_of, told
from tools.call import ToolCall
from tools.frozen import Frozen, Params
from tools.market.sync_symbols import SyncSymbolsParams
from tools.safety.latches import tripped
from tools.terms import MarginType, PositionMode
from tools.text import Text
from tools.trade.set_leverage import SetLeverageParams
from tools.trade.set_margin_type import SetMarginTypeParams
from tools.trade.set_position_mode import SetPositionModeParams
from tools.venues.orders import OrderRequest
from tools.wording import plural

Level = Literal["low", "medium", "high", "critical"]


class RiskScore(Frozen):
    """Sum of the factors, at most 100."""

    score: int
    level: Level
    factors: tuple[RiskFactor, ...]


def score(call: ToolCall, orders: tuple[OrderRequest, ...], facts: Facts) -> RiskScore:
    """Score what the call would do; calls that send nothing and add no risk score 0."""
    if orders:
        closing = reduces(call, facts)
        order = riskiest(asked_orders(call, facts), facts) or orders[0]
        found = [factor for make in FACTORS if (factor := make(order, facts, closing)) is not None]
    else:
        found = _without_order(call, facts)
    counted = tuple(factor for factor in found if factor.points > 0)
    total = min(100, sum(factor.points for factor in counted))
    return RiskScore(score=total, level=level_of(total), factors=counted)


def level_of(points: int) -> Level:
    """Name of a score: low under 25, medium under 50, high under 75."""
    if points < 25:
        return "low"
    if points < 50:
        return "medium"
    return "high" if points < 75 else "critical"


def _without_order(call: ToolCall, facts: Facts) -> list[RiskFactor]:
    params = call.params
    release = release_of(call, facts)
    if release is not None:
        return [_of_release(release, facts)]
    if isinstance(params, SetLeverageParams) and trades(call) and not reduces(call, facts):
        why = Text(
            en=f"{params.leverage}x brings liquidation closer.",
            tr=f"{params.leverage}x tasfiye fiyatını yaklaştırır.",
        )
        return [RiskFactor(name="leverage", points=min(60, 4 * params.leverage), why=why)]
    if isinstance(params, SyncSymbolsParams) and params.add:
        count = len(params.add)
        why = Text(
            en=f"{plural(count, 'more symbol')} can be traded.", tr=f"{count} sembol daha işleme açılır."
        )
        return [RiskFactor(name="symbol_list", points=min(40, 10 + count), why=why)]
    bared = unprotected(call, facts)
    return [bared] if bared is not None else _of_setting(params)


def _of_release(release: Release, facts: Facts) -> RiskFactor:
    """The one factor says what every latch is about: it is what a card always shows."""
    said = told(release, facts)
    breaker = any(tripped(row) for row in release.freed)
    why = Text(
        en=f"Trading can open risk again. {said.en}".strip(),
        tr=f"İşlemler yeniden risk açabilir. {said.tr}".strip(),
    )
    return RiskFactor(name="release", points=40 if breaker else 30, why=why)


def _of_setting(params: Params) -> list[RiskFactor]:
    if isinstance(params, SetMarginTypeParams) and params.margin_type is MarginType.CROSSED:
        why = Text(
            en="With crossed margin a position can lose the whole balance.",
            tr="Çapraz teminatta bir pozisyon tüm bakiyeyi kaybettirebilir.",
        )
        return [RiskFactor(name="margin_type", points=20, why=why)]
    if isinstance(params, SetPositionModeParams) and params.mode is PositionMode.HEDGE:
        why = Text(
            en="In hedge mode a long and a short of one symbol add up: an opposite order no longer closes.",
            tr="Hedge modunda bir sembolün long ve short'u ayrı birikir: ters yöndeki emir artık kapatmaz.",
        )
        return [RiskFactor(name="position_mode", points=20, why=why)]
    return []


__all__ = ["Level", "RiskFactor", "RiskScore", "level_of", "score"]
