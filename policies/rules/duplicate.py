"""duplicate: the same order twice in a moment is a double click."""

from policies.facts import Facts
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text
from tools.venues.orders import OrderRequest

_VOICE = Voice("duplicate")
_NAME = "duplicate_window_ms"
_ALIKE = (
    "venue", "symbol", "side", "type", "price", "stop_price", "callback_rate", "activation_price",
    "reduce_only", "position_side",
)  # fmt: skip


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny an opening order that equals a recent one; sizes within 1 % count as equal."""
    order = opening(call, facts)
    if order is None:
        return None
    window = facts.limits.value(_NAME)
    if window is None:
        return _VOICE.no_limit(_NAME)
    ages = [facts.now_ms - recent.time_ms for recent in facts.recent if _same(recent.order, order)]
    age = min(ages, default=None)
    if age is None or age >= window:
        return _VOICE.allow("not a repeat", "tekrar değil", limit=plain(window))
    return _VOICE.deny(
        "repeat",
        f"The same order was sent {age} ms ago; wait {plain(window)} ms if it is meant twice.",
        f"Aynı emir {age} ms önce gönderildi; iki kez isteniyorsa {plain(window)} ms bekleyin.",
        limit=plain(window),
        actual=str(age),
    )


def _same(one: OrderRequest, other: OrderRequest) -> bool:
    alike = all(getattr(one, path) == getattr(other, path) for path in _ALIKE)
    return alike and abs(one.quantity - other.quantity) * 100 <= other.quantity


RULE = Rule(
    name="duplicate",
    summary=Text(
        en="Denies the same order twice within seconds",
        tr="Aynı emrin saniyeler içinde ikinci kez verilmesini önler",
    ),
    why="15c3-5 (c)(1)(ii). BUY 0.001 BTC at market again after 2 s is denied even with a new key.",
    judge=judge,
    limit=_NAME,
)
