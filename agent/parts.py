"""Parts: what the nodes of the graph work with; built once in `agent/wiring.py`, never stored in state."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.conversation import Conversations
from agent.execute import Execution
from agent.gather import Gatherer
from agent.planner.planner import Planner
from agent.recording import Planning
from agent.surroundings import Lookout
from tools.permit import Keys
from tools.spec import ToolContext


@dataclass(frozen=True)
class Parts:
    """The machinery behind a session."""

    planner: Planner
    context: ToolContext
    conversations: Conversations
    lookout: Lookout
    gatherer: Gatherer
    keys: Keys
    execution: Execution
    recorded: Callable[[Planning], Planner]
    """The planner that plans again as the record says it was planned."""
    secrets: tuple[str, ...] = ()
    """Of this installation; masked in everything a person types."""
