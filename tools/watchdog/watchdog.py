"""Watchdog: halts through the record when nobody else can be trusted to; it never trades to fix anything.

It looks with connections of its own. What it finds is on the log, in the metrics and in the audit; a finding
stops once, so that a person who has looked and released is not overruled by the same finding.
"""

import logging
from collections.abc import Awaitable, Iterable, Mapping
from contextlib import suppress

from pydantic import JsonValue

from tools.clock import Clock
from tools.errors import LedgerError, LedgerTampered, VenueError
from tools.frozen import Frozen
from tools.ledger import bracket
from tools.ledger.ledger import Ledger, TradingStateRow
from tools.reconciliation import Baseline, latest
from tools.safety.latches import WATCHDOG
from tools.telemetry.event import Event, EventKind, Sink
from tools.terms import VenueName
from tools.venues.orders import Fill
from tools.watchdog.findings import Finding, FindingKind, Seen, disagreements, ours, trade_key
from tools.watchdog.venue import WatchedVenue

ALERT = "watchdog.alert"
CANCELLED = "watchdog.cancelled"
LEASE = "executor"
LOOKS = 3
"""How many looks in a row must see a disagreement: the executor may be about to book it."""
_LOG = logging.getLogger("spark.watchdog")


class WatchTiming(Frozen):
    """Milliseconds of the injected clock."""

    look_ms: int = 5_000
    """How often it looks."""
    silent_ms: int = 30_000
    """How old the executor's sign of life may be while orders work; it gives one every 5 s."""
    verify_ms: int = 300_000
    """How often the whole record is verified."""


class Watchdog:
    """Looks again and again.

    Args:
        ledger: the record.
        venues: to read and to cancel at.
        clock: the only source of time.
        sink: takes the metrics.
        timing: how often, and how much silence is too much.
    """

    def __init__(
        self,
        ledger: Ledger,
        venues: Mapping[VenueName, WatchedVenue],
        clock: Clock,
        sink: Sink,
        timing: WatchTiming | None = None,
    ) -> None:
        self._ledger = ledger
        self._venues = venues
        self._clock = clock
        self._sink = sink
        self._timing = timing or WatchTiming()
        self._suspected: dict[Finding, int] = {}
        self._told: frozenset[Finding] = frozenset()
        self._verified_ms: int | None = None
        self._broken: Finding | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await self._clock.sleep_ms(self._timing.look_ms)

    async def look(self) -> frozenset[Finding]:
        """Look once and act on what is new; what is confirmed now."""
        found = await self._find()
        self._suspected = {finding: 1 + self._suspected.get(finding, 0) for finding in found}
        confirmed = frozenset(f for f, looks in self._suspected.items() if f.kind.at_once or looks >= LOOKS)
        new = sorted(confirmed - self._told, key=lambda finding: (finding.kind, finding.subject))
        self._sink.emit(Event(kind=EventKind.WATCHDOG_FINDINGS, value=len(confirmed)))
        for finding in new:
            _LOG.error("%s: %s (%s)", finding.kind.value, finding.subject, finding.detail)
        # A halt that could not be stored is tried again at the next look.
        self._told = confirmed if await self._tell(new) else confirmed & self._told
        if any(finding.kind is FindingKind.EXECUTOR_SILENT for finding in confirmed):
            await self._cancel_entries()
        return confirmed

    async def close(self) -> None:
        """Release record and venues."""
        for venue in self._venues.values():
            await venue.close()
        await self._ledger.close()

    async def _find(self) -> frozenset[Finding]:
        looks = [self._of_venue(venue) for venue in self._venues.values()]
        found = [await _found(look) for look in (*looks, self._executor_silent(), self._audit_broken())]
        return frozenset().union(*found)

    async def _executor_silent(self) -> tuple[Finding, ...]:
        confirmed_ms = await self._ledger.lease_confirmed_ms(LEASE)
        if confirmed_ms is None:
            return ()
        age_ms = self._clock.now_ms() - confirmed_ms
        self._sink.emit(Event(kind=EventKind.HEARTBEAT_AGE, value=max(0, age_ms)))
        if age_ms <= self._timing.silent_ms or not await self._at_work():
            return ()
        epoch = await self._ledger.lease_epoch(LEASE)
        # Without the age, which would make a new finding of it at every look.
        detail = f"no sign of life of epoch {epoch} since {confirmed_ms}"
        return (_finding(FindingKind.EXECUTOR_SILENT, "executor", detail),)

    async def _at_work(self) -> bool:
        # Where the record was tampered with, the venue alone says what works.
        with suppress(LedgerTampered):
            unfinished = await self._ledger.unfinished()
            if any(not i.state.settled or bracket.working(i) or i.guarding for i in unfinished):
                return True
        for venue in self._venues.values():
            try:
                if ours(await venue.open_orders()):
                    return True
            except VenueError:
                continue
        return False

    async def _audit_broken(self) -> tuple[Finding, ...]:
        now_ms = self._clock.monotonic_ms()
        if self._verified_ms is None or now_ms - self._verified_ms >= self._timing.verify_ms:
            report = await self._ledger.verify_audit()
            self._verified_ms = now_ms
            problem = report.problem or "it does not verify"
            self._broken = None if report.ok else _finding(FindingKind.AUDIT_BROKEN, "ledger", problem)
        return () if self._broken is None else (self._broken,)

    async def _of_venue(self, venue: WatchedVenue) -> frozenset[Finding]:
        try:
            return disagreements(await self._see(venue))
        except VenueError as error:
            return frozenset((_finding(FindingKind.VENUE_SILENT, venue.name.value, error.text.en),))

    async def _see(self, venue: WatchedVenue) -> Seen:
        report = await latest(self._ledger, venue.name)
        orders = await venue.open_orders()
        names = [order.client_order_id for order in ours(orders)]
        known = [name for name in names if await self._ledger.intent_of_order(name) is not None]
        seen = Seen(venue=venue.name, orders=orders, known=frozenset(known))
        baseline = None if report is None else report.baseline
        return seen if baseline is None else await self._counted(venue, seen, baseline)

    async def _counted(self, venue: WatchedVenue, seen: Seen, baseline: Baseline) -> Seen:
        account = await venue.account()
        intents = await self._ledger.recent_intents(baseline.time_ms)
        mine = [i for i in intents if i.orders and i.permit.effects.venue is venue.name]
        symbols = {*baseline.positions, *(position.symbol for position in account.positions)}
        symbols |= {intent.orders[0].symbol for intent in mine}
        trades: list[Fill] = []
        for symbol in sorted(symbols):
            trades += await venue.fills(symbol, since_ms=baseline.time_ms)
        booked = [trade_key(fill) for intent in mine for fill in await self._ledger.fills(intent.intent_id)]
        return seen.model_copy(
            update={
                "account": account,
                "baseline": baseline,
                "trades": tuple(trades),
                "ours": frozenset(intent.order_id for intent in mine if intent.order_id is not None),
                "booked": frozenset(booked),
            }
        )

    async def _tell(self, new: list[Finding]) -> bool:
        """Halt where it has to be and put what was found on the record; False when no halt is stored."""
        stopping = [finding for finding in new if finding.kind.stops]
        try:
            if stopping:
                await self._halt(stopping)
        except LedgerError as error:
            _LOG.critical("the halt could not be stored: %s; stop trading at the venue by hand", error)
            return False
        for finding in new:
            await self._append(ALERT, finding.subject, finding.model_dump(mode="json"))
        return True

    async def _append(self, action: str, subject: str, body: JsonValue) -> None:
        try:
            await self._ledger.append(WATCHDOG, action, subject, body)
        except LedgerError as error:
            _LOG.error("%s %s is not on the record: %s", action, subject, error)

    async def _halt(self, found: list[Finding]) -> None:
        """Latch; a halt that a person set stays theirs."""
        rows = await self._ledger.trading_states()
        if any(row.scope == "all" and row.state == "HALTED" for row in rows):
            return
        said = ", ".join(f"{each.kind.value} {each.subject} ({each.detail})" for each in found[:3])
        reason = f"watchdog: {said}{' and more' if len(found) > 3 else ''}"
        now_ms = self._clock.now_ms()
        await self._ledger.set_trading_state(
            TradingStateRow(scope="all", state="HALTED", reason=reason, actor=WATCHDOG, time_ms=now_ms)
        )

    async def _cancel_entries(self) -> None:
        """Take our orders back that could add risk: nobody would protect what they fill."""
        for venue in self._venues.values():
            try:
                orders = await venue.open_orders()
            except VenueError:
                continue
            for order in ours(orders):
                if not order.reduces:
                    await self._cancel(venue, order.symbol, order.order_id, order.client_order_id)

    async def _cancel(self, venue: WatchedVenue, symbol: str, order_id: str, name: str) -> None:
        try:
            await venue.cancel(symbol, order_id=order_id)
        except VenueError as error:
            _LOG.error("%s could not be cancelled: %s", name, error)
            return
        await self._append(CANCELLED, name, {"symbol": symbol, "order_id": order_id})


async def _found(look: Awaitable[Iterable[Finding]]) -> Iterable[Finding]:
    try:
        return await look
    except LedgerTampered as error:
        return (_finding(FindingKind.AUDIT_BROKEN, "ledger", error.text.en),)
    except LedgerError as error:
        return (_finding(FindingKind.LEDGER_SILENT, "ledger", error.text.en),)


def _finding(kind: FindingKind, subject: str, detail: str) -> Finding:
    return Finding(kind=kind, subject=subject, detail=detail)
