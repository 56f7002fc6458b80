"""ScriptedPlanner: a planner that says whatever a script tells it, as a hostile model would."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from agent.planner.proposal import Calls, Proposal, Surroundings, Utterance
from tools.call import ToolCall
from tools.catalogue import tool
from tools.errors import InvalidCall
from tools.frozen import Params


class ScriptedPlanner:
    """Answers every utterance with the calls it was given last, validated by nobody."""

    def __init__(self) -> None:
        self._calls: tuple[ToolCall, ...] = ()

    def emit(self, calls: Sequence[dict[str, Any]]) -> None:
        """Make the next answers these raw calls, past every check a planner is meant to make."""
        self._calls = tuple(_unchecked(call["tool"], call["args"]) for call in calls)

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        return Proposal(planner="groq", language="en", content=Calls(calls=self._calls))


def _unchecked(name: str, args: dict[str, Any]) -> ToolCall:
    try:
        model: type[Params] = tool(name).params
    except InvalidCall:
        model = Params
    values = {key: _decimal(value) for key, value in args.items()}
    return ToolCall.model_construct(tool=name, params=model.model_construct(**values), origins=())


def _decimal(value: Any) -> Any:
    if isinstance(value, str) and value.lower().strip("+-") in ("nan", "infinity", "snan"):
        return Decimal(value)
    return value
