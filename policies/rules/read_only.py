"""read_only: looking and computing are allowed."""

from policies.facts import Facts
from policies.reading import effect_of
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import Effect, ToolCall
from tools.text import Text

_VOICE = Voice("read_only")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Allow tools without an effect outside this machine."""
    if effect_of(call) not in (Effect.READ, Effect.COMPUTE):
        return None
    return _VOICE.allow("changes nothing", "hiçbir şeyi değiştirmez")


RULE = Rule(
    name="read_only",
    summary=Text(
        en="Allows tools that only read or compute",
        tr="Yalnızca okuyan ya da hesaplayan araçlara izin verir",
    ),
    why="Without it a question would be denied like any call no rule speaks about. get_positions passes.",
    judge=judge,
)
