"""symbol_allowlist: only listed symbols trade."""

from policies.facts import Facts
from policies.reading import reduces, symbol_of, trades
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.text import Text

_VOICE = Voice("symbol_allowlist")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny symbols the profile does not list; what is held or working there can still be reduced."""
    symbol = symbol_of(call, facts)
    if symbol is None or not trades(call):
        return None
    if symbol in facts.limits.symbols or reduces(call, facts):
        return _VOICE.allow(f"{symbol} may be traded", f"{symbol} işleme açık", actual=symbol)
    return _VOICE.deny(
        "not_listed",
        f"{symbol} is not on the list of the {facts.limits.profile} profile.",
        f"{symbol}, {facts.limits.profile} profilinin listesinde yok.",
        actual=symbol,
    )


RULE = Rule(
    name="symbol_allowlist",
    summary=Text(
        en="Only symbols on the profile's list are traded",
        tr="Yalnızca profilin listesindeki semboller işlem görür",
    ),
    why="15c3-5 (c)(2)(ii): no orders in instruments nobody cleared. A new meme coin is denied until listed.",
    judge=judge,
)
