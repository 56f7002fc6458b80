"""Tool: name, effect, parameters, result and run of one tool, and the context it runs in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from tools.call import Effect
from tools.clock import Clock
from tools.errors import VenueRejected
from tools.frozen import Params, Result
from tools.ids import Ids
from tools.knowledge import KnowledgeView, NoKnowledge
from tools.ledger.ledger import Ledger
from tools.policy_view import PolicySource
from tools.telemetry.readings import Meters, NoMeters
from tools.terms import Mode, VenueName
from tools.text import Text
from tools.venues.streams import Streams, StreamStatus
from tools.venues.venue import Venue

P = TypeVar("P", bound=Params)
R = TypeVar("R", bound=Result)

Progress = Callable[[int, str], None]
"""Called with percent done (0-100) and what is being done."""


StreamsElsewhere = Callable[[], Awaitable[Mapping[VenueName, StreamStatus]]]
"""Asks how the streams of another process are."""


def silent(percent: int, step: str) -> None:
    """Progress that nobody watches."""


class Venues(Protocol):
    """The venues in use, by name."""

    def __getitem__(self, name: VenueName) -> Venue: ...

    def __contains__(self, name: object) -> bool: ...


@dataclass(frozen=True)
class ToolContext:
    """What a tool may reach. A read tool uses only the reading half of each part."""

    venues: Venues
    ledger: Ledger
    policy: PolicySource
    clock: Clock
    ids: Ids
    mode: Mode
    actor: str = "system"
    knowledge: KnowledgeView = field(default_factory=NoKnowledge)
    progress: Progress = field(default=silent)
    streams: Mapping[VenueName, Streams] = field(default_factory=dict)
    """Live events of the venues that have them."""
    streams_elsewhere: StreamsElsewhere | None = None
    """Where the executor is a process of its own, it is the one that listens."""
    meters: Meters = field(default_factory=NoMeters)
    """What this process counts."""

    def venue(self, name: VenueName) -> Venue:
        """The connector of a venue.

        Raises:
            VenueRejected: when this installation does not have that venue.
        """
        if name not in self.venues:
            raise VenueRejected("no-venue", f"{name} is not configured here")
        return self.venues[name]


@dataclass(frozen=True)
class Tool(Generic[P, R]):
    """One tool. Its name, field docs and summary are the schema, the card and the documentation.

    `run` is called directly only for `read` and `compute` tools; a `trade` or `control` tool runs
    inside the executor, under a permit. Tools that end in an order have no `run`: the executor's
    send protocol is theirs.

    A tool with `not_yet` is understood, typed and shown, and cannot run: the gate denies it, the executor
    refuses its permit, and it is offered to no other program.

    `say` puts a result into one or two short sentences with its numbers; a pure function, and there
    for every tool whose result a person reads: those with `run`, and the canary simulation.
    """

    name: str
    effect: Effect
    summary: Text
    params: type[P]
    result: type[R]
    run: Callable[[P, ToolContext], Awaitable[R]] | None = None
    say: Callable[[R], Text] | None = None
    not_yet: Text | None = None
    """Set while this version cannot run the tool: what works instead."""
