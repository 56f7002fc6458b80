"""listening: starting and stopping streams sends no order, so nothing stands against it."""

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.market.start_stream import StartStreamParams
from tools.market.stop_stream import StopStreamParams
from tools.text import Text

_VOICE = Voice("listening")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Allow the two stream tools; orders judged on data ask for it themselves, streams or not."""
    if not isinstance(call.params, StartStreamParams | StopStreamParams):
        return None
    return _VOICE.allow("listening sends no order", "dinlemek emir göndermez")


RULE = Rule(
    name="listening",
    summary=Text(
        en="Streams may be started and stopped at any time; they send no order",
        tr="Akışlar her zaman başlatılıp durdurulabilir; emir göndermezler",
    ),
    why="Watching must stay possible while trading is halted. No rule decides on stream data: an order "
    "asks the venue itself, so stopping the streams weakens no check.",
    judge=judge,
)
