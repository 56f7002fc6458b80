"""Counterpart: which program the executor runs, and on which accounts, as it said on the record."""

from collections.abc import Mapping

from pydantic import ValidationError

from tools.errors import VersionMismatch
from tools.frozen import Frozen
from tools.ledger.ledger import Ledger
from tools.queue.build import Build
from tools.terms import VenueName

ACTION = "executor.opened"
SUBJECT = "executor"
UNKNOWN = "unknown until an executor has run"


class Opened(Frozen):
    """What an executor says of itself when it begins."""

    build: Build
    accounts: dict[VenueName, str]


class Counterpart:
    """The executor's newest word about itself."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._opened: Opened | None = None

    def account(self, venue: VenueName) -> str:
        """Name of the account it trades on, as far as known."""
        return UNKNOWN if self._opened is None else self._opened.accounts.get(venue, UNKNOWN)

    async def refresh(self) -> None:
        """Read what it said last; a word this version cannot read is as good as none."""
        rows = await self._ledger.audit(limit=1, action=ACTION, subject=SUBJECT)
        try:
            self._opened = Opened.model_validate_json(rows[0].body) if rows else None
        except ValidationError:
            self._opened = Opened(build=Build(code="?", policy="?", schema_version=0), accounts={})

    async def introduce(self, build: Build, accounts: Mapping[VenueName, str]) -> bool:
        """Say what this executor is, where that is new; whether an earlier one was another program."""
        await self.refresh()
        before, now = self._opened, Opened(build=build, accounts=dict(accounts))
        if before != now:
            await self._ledger.append("executor", ACTION, SUBJECT, now.model_dump(mode="json"))
            self._opened = now
        return before is not None and before.build != build

    async def require(self, build: Build) -> None:
        """Pass when the executor runs the same program, or none ever ran.

        Raises:
            VersionMismatch: it does not; nothing may be approved for it.
        """
        await self.refresh()
        if self._opened is not None and (parts := self._opened.build.differs(build)):
            raise mismatch(parts)


def mismatch(parts: tuple[str, ...]) -> VersionMismatch:
    """The error about parts of a build that do not agree."""
    named = ", ".join(parts)
    return VersionMismatch(
        f"this process and the executor differ in {named}: nothing was approved or sent; "
        "install the same version and profile on both and start them again",
        f"bu süreç ile yürütücü farklı ({named}): hiçbir şey onaylanmadı, gönderilmedi; "
        "ikisine de aynı sürümü ve profili kurup yeniden başlatın",
    )
