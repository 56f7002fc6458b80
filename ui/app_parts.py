"""AppParts: what the front doors need of the composed application; `agent.wiring.App` provides it."""

from typing import Protocol

from agent.replay_report import Replayed
from agent.session import Sessions
from tools.ledger.ledger import Ledger
from tools.spec import ToolContext
from tools.telemetry.relay import Relay


class AppParts(Protocol):
    """The running application behind every door."""

    @property
    def sessions(self) -> Sessions: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def context(self) -> ToolContext: ...

    @property
    def events(self) -> Relay: ...

    async def start(self, *, watch: bool = False) -> None:
        """Become the executor and recover what an earlier process left; `watch` for a server."""
        ...

    async def replay(self, plan_id: str) -> Replayed:
        """Make a plan again from the record and compare.

        Raises:
            NotFound: there is no such plan.
        """
        ...

    async def require_executor(self) -> None:
        """Pass when whoever executes what is approved here answers and runs this very program.

        Raises:
            ExecutorAway: the executor apart does not answer.
            VersionMismatch: it runs another program.
        """
        ...

    async def close(self) -> None:
        """Finish what is running and release everything."""
        ...
