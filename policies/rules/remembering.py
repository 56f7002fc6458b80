"""remembering: a preference is a default for later orders, and those are judged like any other."""

from decimal import Decimal

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.account.forget_preference import ForgetPreferenceParams
from tools.account.set_preference import SetPreferenceParams
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_VOICE = Voice("remembering")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Allow what is within the limits; a default above them would have every order denied."""
    params = call.params
    if isinstance(params, ForgetPreferenceParams):
        return _VOICE.allow("forgetting sends nothing", "unutmak hiçbir şey göndermez")
    if not isinstance(params, SetPreferenceParams):
        return None
    limit = facts.limits.value("max_leverage")
    if params.leverage is not None and (limit is None or params.leverage > limit):
        return _too_high(params.leverage, limit)
    return _VOICE.allow("remembering sends nothing", "hatırlamak hiçbir şey göndermez")


def _too_high(leverage: int, limit: Decimal | None) -> Verdict:
    if limit is None:
        return _VOICE.unknown("No leverage limit is configured.", "Kaldıraç limiti ayarlanmamış.")
    most = plain(limit)
    return _VOICE.deny(
        "over_limit",
        f"A default of {leverage}x is above the limit of {most}x.",
        f"Varsayılan {leverage}x, {most}x limitinin üzerinde.",
        limit=most,
        actual=str(leverage),
        would_pass=(change("leverage", int(limit), "the limit", "limit"),),
    )


RULE = Rule(
    name="remembering",
    summary=Text(
        en="Preferences may be remembered within the limits and forgotten at any time",
        tr="Tercihler limitler içinde hatırlanır, her zaman unutulabilir",
    ),
    why="A remembered value widens nothing: the order that uses it is judged and shown again. A default of "
    "50x with a limit of 10x is denied at once instead of with every order.",
    judge=judge,
)
