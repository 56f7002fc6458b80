"""availability: a tool this version cannot run is denied by name, with what works instead."""

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.catalogue import tool
from tools.text import Text

_VOICE = Voice("availability")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny what cannot run yet, whatever else holds."""
    instead = tool(call.tool).not_yet
    if instead is None:
        return None
    return _VOICE.deny(
        "not_yet",
        f"{call.tool} is not available yet; nothing was done. {instead.en}",
        f"{call.tool} henüz kullanılamıyor; hiçbir şey yapılmadı. {instead.tr}",
        actual=call.tool,
    )


RULE = Rule(
    name="availability",
    summary=Text(
        en="Denies by name the tools that are understood and cannot run yet",
        tr="Anlaşılan ama henüz çalışamayan araçları adıyla reddeder",
    ),
    why="Understanding a wish and granting it are two things. “twap buy 1 btc over an hour in 12 slices” is "
    "read as place_twap with every parameter and denied here, rather than becoming another order.",
    judge=judge,
)
