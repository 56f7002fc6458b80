"""control_reason: safety settings change with a reason on the record; halting needs none."""

from policies.facts import Facts
from policies.reading import effect_of
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import Effect, ToolCall
from tools.safety.engage_kill_switch import EngageKillSwitchParams
from tools.text import Text

_VOICE = Voice("control_reason")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Allow a halt at once; ask for the reason of anything else that has one."""
    if effect_of(call) is not Effect.CONTROL:
        return None
    if isinstance(call.params, EngageKillSwitchParams):
        return _VOICE.allow("halting is always allowed", "durdurmaya her zaman izin verilir")
    if "reason" not in type(call.params).model_fields:
        return None
    reason = getattr(call.params, "reason", None)
    if isinstance(reason, str) and reason.strip():
        return _VOICE.allow("reason given", "gerekçe verildi")
    return _VOICE.ask(
        "reason_missing",
        "Why? The reason goes on the record.",
        "Gerekçesi nedir? Gerekçe kayda geçer.",
    )


RULE = Rule(
    name="control_reason",
    summary=Text(
        en="Releasing and changing safety settings need a reason; halting does not",
        tr="Serbest bırakma ve güvenlik ayarı gerekçe ister; durdurma istemez",
    ),
    why="FINRA 15-09: control changes are documented. release_kill_switch with a blank reason is asked back.",
    judge=judge,
)
