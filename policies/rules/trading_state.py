"""trading_state: nothing new while halted or reducing."""

from policies.facts import Facts
from policies.reading import effect_of, reduces, symbol_of
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import Effect, ToolCall
from tools.ledger.ledger import TradingStateRow
from tools.safety.scope import scope_words
from tools.text import Text

_VOICE = Voice("trading_state")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny opening while a scope that covers the call is not ACTIVE."""
    if effect_of(call) is not Effect.TRADE:
        return None
    stopped = _stopped(call, facts)
    if stopped is None:
        return _VOICE.allow("trading is active", "işlem açık", actual="ACTIVE")
    if reduces(call, facts):
        return _VOICE.allow(
            f"{stopped.state}, but this only reduces risk",
            f"durum {stopped.state}, ancak bu işlem yalnızca riski azaltıyor",
            actual=stopped.state,
        )
    where = scope_words(stopped.scope)
    scope = where.tr[:1].upper() + where.tr[1:] if stopped.scope == "all" else where.tr
    return _VOICE.deny(
        stopped.state.lower(),
        f"{where.en[:1].upper()}{where.en[1:]} is {stopped.state}: {stopped.reason}. "
        "Only cancels and closes work.",
        f"{scope} durduruldu ({stopped.state}): {stopped.reason}. Yalnızca iptal ve kapatma yapılabilir.",
        limit="ACTIVE",
        actual=stopped.state,
    )


def _stopped(call: ToolCall, facts: Facts) -> TradingStateRow | None:
    scopes = {"all", f"venue:{facts.venue}", f"symbol:{symbol_of(call, facts)}"}
    rows = [row for row in facts.trading if row.scope in scopes and row.state != "ACTIVE"]
    halted = [row for row in rows if row.state == "HALTED"]
    return next(iter(halted or rows), None)


RULE = Rule(
    name="trading_state",
    summary=Text(
        en="Opens nothing while trading is halted or reducing; cancelling and closing always work",
        tr="İşlemler durdurulmuşken yeni risk açmaz; iptal ve kapatma her zaman çalışır",
    ),
    why="RTS 6 article 12 (kill functionality). Checked first: after a halt, BUY 0.001 BTC is denied, "
    "a reduce-only SELL of the position held is not.",
    judge=judge,
)
