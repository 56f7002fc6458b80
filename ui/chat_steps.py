"""Steps: what happened between the utterance and the answer, in a few words each."""

from collections import Counter

from agent.turn import Turn
from guardrails.review import Review
from policies.verdict import Outcome
from tools.frozen import Frozen
from tools.text import Language, Text

_OUTCOMES = {
    Outcome.ALLOW: Text(en="allow", tr="izin"),
    Outcome.FIX: Text(en="fixed", tr="düzeltme"),
    Outcome.ASK: Text(en="ask", tr="soru"),
    Outcome.DENY: Text(en="deny", tr="ret"),
}
_LEVELS = {
    "low": Text(en="low", tr="düşük"),
    "medium": Text(en="medium", tr="orta"),
    "high": Text(en="high", tr="yüksek"),
    "critical": Text(en="critical", tr="kritik"),
}


class ShownStep(Frozen):
    """One step of the flow."""

    name: Text
    output: Text


def steps(turn: Turn) -> tuple[ShownStep, ...]:
    """The steps a turn went through; conversation without a call went through none."""
    if not turn.calls:
        return ()
    found = [_understood(turn)]
    market = [step for review in turn.reviews if (step := _facts(review)) is not None]
    found += market[:1]
    if turn.reviews:
        found.append(_gate(turn.reviews))
    return tuple(found)


def headline(turn: Turn) -> Text:
    """One line over the steps."""
    tools = ", ".join(dict.fromkeys(call.tool for call in turn.calls))
    if not turn.reviews:
        return Text(en=tools, tr=tools)
    rules = sum(len(review.verdicts) for review in turn.reviews)
    risk = max(review.risk.score for review in turn.reviews)
    return Text(
        en=f"{tools} · {rules} rules · risk {risk}/100", tr=f"{tools} · {rules} kural · risk {risk}/100"
    )


def _understood(turn: Turn) -> ShownStep:
    lines = []
    for call in turn.calls:
        arguments = ", ".join(f"{name}={_plain(value)}" for name, value in call.args().items())
        lines.append(f"`{call.tool}({arguments})`")
    calls = "\n\n".join(lines)
    return ShownStep(
        name=Text(en="Understand", tr="Anlama"),
        output=Text(en=f"{calls}\n\nPlanner: {turn.planner}", tr=f"{calls}\n\nPlanlayıcı: {turn.planner}"),
    )


def _facts(review: Review) -> ShownStep | None:
    market = review.market
    if market is None:
        return None
    numbers = f"{market.symbol} · mark {market.mark} · bid {market.bid} · ask {market.ask}"
    return ShownStep(
        name=Text(en="Market and account", tr="Piyasa ve hesap"), output=Text(en=numbers, tr=numbers)
    )


def _gate(reviews: tuple[Review, ...]) -> ShownStep:
    counts = Counter(verdict.outcome for review in reviews for verdict in review.verdicts)
    rules = sum(counts.values())
    worst = max(reviews, key=lambda review: review.risk.score).risk
    level = _LEVELS[worst.level]
    return ShownStep(
        name=Text(en="Rules and risk", tr="Kurallar ve risk"),
        output=Text(
            en=f"{rules} rules: {_counted(counts, 'en')}\n\nRisk {worst.score}/100 ({level.en})",
            tr=f"{rules} kural: {_counted(counts, 'tr')}\n\nRisk {worst.score}/100 ({level.tr})",
        ),
    )


def _counted(counts: Counter[Outcome], language: Language) -> str:
    return ", ".join(
        f"{counts[outcome]} {_OUTCOMES[outcome].say(language)}" for outcome in Outcome if counts[outcome]
    )


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
