"""Desk: what the stages of an execution share."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tools.errors import LeaseLost
from tools.executor.circuit import Circuit
from tools.executor.lease import NAME, Lease
from tools.executor.refusal import Refusal
from tools.executor.running import Running
from tools.executor.timing import Timing
from tools.ledger.ledger import Intent
from tools.permit import Keys
from tools.spec import ToolContext
from tools.terms import VenueName
from tools.venues.venue import Venue

Recheck = Callable[[Intent], Awaitable[Refusal | None]]
"""Runs the whole gate again on an intent about to be sent."""

Checkpoint = Callable[[str], None]
"""Called at `sending`, `posted`, `acked` and `reported`, and for legs at `legs-ready`, `leg-sending`,
`leg-posted` and `leg-settled`; fault tests end the process there."""


def no_checkpoint(point: str) -> None:
    """The checkpoint of production."""


@dataclass(frozen=True)
class Desk:
    """Parts and settings of one executor."""

    context: ToolContext
    keys: Keys
    recheck: Recheck
    lease: Lease
    timing: Timing = field(default_factory=Timing)
    checkpoint: Checkpoint = no_checkpoint
    circuits: dict[VenueName, Circuit] = field(default_factory=dict)
    bans: dict[VenueName, int] = field(default_factory=dict)
    """Until when a venue has banned this address, as last told."""
    running: Running = field(default_factory=Running)
    judging: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the gate judges an order: two that fit one by one but not together are judged in turns."""

    def venue_of(self, intent: Intent) -> Venue:
        """The connector an intent goes to."""
        return self.context.venue(intent.permit.effects.venue)

    def circuit_of(self, intent: Intent) -> Circuit:
        """The circuit of the venue an intent goes to."""
        return self.circuits.setdefault(intent.permit.effects.venue, Circuit(self.context.clock))

    def require_going(self) -> None:
        """Check that this executor may begin something new.

        Raises:
            LeaseLost: it is stopping, or has stopped.
        """
        self.lease.require()
        if self.running.stopping:
            raise LeaseLost(
                "this executor is stopping; the intent waits for the next one",
                "bu yürütücü duruyor; emir niyeti bir sonrakini bekliyor",
            )

    async def require_lease(self) -> None:
        """Check that nobody has taken over.

        Raises:
            LeaseLost: somebody has; what was sent is theirs to resolve.
        """
        self.lease.require()
        if await self.context.ledger.lease_epoch(NAME) != self.lease.epoch:
            raise LeaseLost(
                "another executor has taken over; it resolves what was sent",
                "başka bir yürütücü devraldı; gönderilenleri o sonuçlandırır",
            )
