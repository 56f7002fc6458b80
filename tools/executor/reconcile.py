"""Reconcile: compares the record with each venue, and stops new risk where they differ; it never trades.

What a person did past the product is said and stops nothing; what the venue did to us by force, a liquidation
or auto-deleveraging, halts the whole venue. A difference counts when two looks in a row
see it, so that an order in flight raises no alarm.
"""

from collections.abc import Awaitable, Callable

from pydantic import JsonValue

from tools.errors import VenueError
from tools.executor import access, comparing
from tools.executor.comparing import Look
from tools.executor.desk import Desk
from tools.executor.latching import latch
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.money import plain
from tools.reconciliation import (
    ACTION,
    ACTOR,
    Baseline,
    Difference,
    DifferenceKind,
    ReconcileReport,
    latest,
    subject_of,
)
from tools.terms import VenueName
from tools.venues.orders import Fill, Order
from tools.venues.venue import Venue

LookAgain = Callable[[str], Awaitable[None]]

COUNTED = (DifferenceKind.POSITION, DifferenceKind.BALANCE)
BASELINE_LIFE_MS = 86_400_000
"""A venue lists trades of the last days only, so what agrees is counted on from a newer moment."""
LONG_MS = 7 * BASELINE_LIFE_MS
"""Orders that old are searched for among ours at once; older ones one by one."""


class Reconciler:
    """Looks at one venue again and again.

    Args:
        desk: parts of the executor.
        name: the venue.
        look_again: called with an intent whose order ended on the record and has a trade that is not booked.
    """

    def __init__(self, desk: Desk, name: VenueName, look_again: LookAgain) -> None:
        self._look_again = look_again
        self._desk = desk
        self.name = name
        self._venue: Venue = desk.context.venue(name)
        self._ledger = desk.context.ledger
        self._report: ReconcileReport | None = None
        self._suspected: frozenset[Difference] = frozenset()
        self._booked: set[tuple[str, str]] = set()
        self._foreign: set[tuple[str, str]] = set()
        self._forced: set[str] = set()

    async def look(self) -> bool:
        """Look once; whether something is suspected that the next look must confirm.

        Raises:
            VenueError: the venue did not answer; nothing is concluded.
            LedgerError: the record cannot be used.
        """
        report = self._report or await latest(self._ledger, self.name)
        report = report or ReconcileReport(venue=self.name, baseline=None, differences=())
        found = comparing.differences(await self._see(report.baseline), report.baseline)
        confirmed = found & (self._suspected | frozenset(report.differences))
        self._suspected = found
        await self._conclude(report, confirmed)
        return found != confirmed

    async def _conclude(self, report: ReconcileReport, confirmed: frozenset[Difference]) -> None:
        new = [difference for difference in confirmed - {*report.differences} if difference.stops]
        baseline = await self._next_baseline(report, confirmed)
        ordered = tuple(sorted(confirmed, key=lambda each: (each.kind, each.symbol or "", each.subject)))
        now = report.model_copy(update={"baseline": baseline, "differences": ordered})
        if now != report:
            body: JsonValue = now.model_dump(mode="json")
            await self._ledger.append("executor", ACTION, subject_of(self.name), body)
        self._report = now
        for scope in sorted({difference.scope for difference in new}):
            await self._stop(scope, [difference for difference in new if difference.scope == scope])

    async def _stop(self, scope: str, found: list[Difference]) -> None:
        forced = any(each.kind is DifferenceKind.FORCED_TRADE for each in found)
        said = ", ".join(f"{each.kind} {each.subject}{_off(each)}" for each in found[:3])
        reason = f"{self.name} and the record differ: {said}{' and more' if len(found) > 3 else ''}"
        await latch(self._desk, scope, "HALTED" if forced else "REDUCING", reason, ACTOR)

    async def _held(self, scope: str) -> bool:
        rows = await self._ledger.trading_states()
        return any(row.scope == scope and row.state != "ACTIVE" for row in rows)

    async def _next_baseline(
        self, report: ReconcileReport, confirmed: frozenset[Difference]
    ) -> Baseline | None:
        """A first one, a newer one when the old one agrees, or one that a person accepted by releasing."""
        baseline = report.baseline
        if not self._venue.capabilities.margin:
            return None
        counted = [difference for difference in confirmed if difference.kind in COUNTED]
        if baseline is not None and not counted:
            age_ms = await self._venue.server_time_ms() - baseline.time_ms
            return baseline if age_ms < BASELINE_LIFE_MS or self._suspected else await self._baseline()
        if baseline is not None:
            told = all(difference in report.differences for difference in counted)
            if not told or any([await self._held(difference.scope) for difference in counted]):
                return baseline
        return await self._baseline() or baseline

    async def _baseline(self) -> Baseline | None:
        """The account at a moment after which nothing has happened; None when something has."""
        began_ms = await self._venue.server_time_ms()
        account = await self._venue.account()
        if await self._venue.income(since_ms=began_ms):
            return None
        return comparing.baseline_of(account, began_ms)

    async def _see(self, baseline: Baseline | None) -> Look:
        account = await self._venue.account()
        orders = await self._venue.open_orders()
        unfinished = await self._ledger.unfinished()
        working = comparing.still_working(unfinished, self.name)
        known = [each for order in orders for each in await self._known(order, unfinished)]
        look = Look(venue=self.name, orders=orders, known=frozenset(known), working=working, account=account)
        if baseline is None:
            return look
        symbols = {*baseline.positions, *(position.symbol for position in account.positions)}
        symbols |= {order.symbol for order in orders} | await self._traded(baseline)
        since_ms = baseline.time_ms
        trades = [
            fill for symbol in sorted(symbols) for fill in await self._venue.fills(symbol, since_ms=since_ms)
        ]
        unbooked, foreign = await self._sorted(trades, since_ms)
        income = await self._venue.income(since_ms=since_ms)
        counted = {"trades": tuple(trades), "unbooked": unbooked, "foreign": foreign, "income": income}
        return look.model_copy(update={**counted, "forced": frozenset(self._forced)})

    async def _known(self, order: Order, unfinished: tuple[Intent, ...]) -> tuple[str, ...]:
        if await self._ledger.intent_of_order(order.client_order_id) is not None:
            return (order.client_order_id,)
        return (order.order_id,) if order.order_id in {intent.order_id for intent in unfinished} else ()

    async def _traded(self, baseline: Baseline) -> set[str]:
        return {intent.orders[0].symbol for intent in await self._ours(baseline.time_ms)}

    async def _ours(self, since_ms: int) -> tuple[Intent, ...]:
        """Intents with orders here: those created since, and those that still work."""
        recent = await self._ledger.recent_intents(since_ms)
        found = {intent.intent_id: intent for intent in (*recent, *await self._ledger.unfinished())}
        return tuple(i for i in found.values() if i.orders and i.permit.effects.venue is self.name)

    async def _sorted(self, trades: list[Fill], since_ms: int) -> tuple[tuple[Fill, ...], tuple[Fill, ...]]:
        """Trades that are not booked: those of our orders, and those of others."""
        unknown = [fill for fill in trades if _key(fill) not in self._booked | self._foreign]
        if unknown:
            for intent in await self._ours(since_ms - LONG_MS):
                await self._note_booked(intent)
        ours: list[Fill] = []
        for fill in unknown:
            if _key(fill) not in self._booked and await self._owns(fill):
                ours.append(fill)
        foreign = tuple(fill for fill in trades if _key(fill) in self._foreign)
        return tuple(fill for fill in ours if _key(fill) not in self._booked), foreign

    async def _owns(self, fill: Fill) -> bool:
        """Whether a trade is of an order of ours, however old that is."""
        order = await self._venue.order(fill.symbol, order_id=fill.order_id)
        name = "" if order is None else order.client_order_id
        intent = await self._ledger.intent_of_order(name)
        if intent is not None:
            await self._note_booked(intent)
            if _key(fill) not in self._booked and _over(intent):
                await self._look_again(intent.intent_id)
                await self._note_booked(intent)
        if intent is None and not name.startswith(CLIENT_ORDER_ID_PREFIX):
            self._foreign.add(_key(fill))
            if order is not None and order.forced:
                self._forced.add(fill.order_id)
            return False
        return True

    async def _note_booked(self, intent: Intent) -> None:
        self._booked |= {_key(fill) for fill in await self._ledger.fills(intent.intent_id)}


async def reconcile(desk: Desk, every_ms: int, again_ms: int, look_again: LookAgain) -> None:
    """Until cancelled: look at every venue, sooner again where something is suspected.

    Raises:
        LeaseLost: another executor has taken over and looks instead.
        LedgerError: the record cannot be used.
    """
    names = [name for name in VenueName if name in desk.context.venues]
    reconcilers = [Reconciler(desk, name, look_again) for name in names]
    while True:
        await desk.require_lease()
        suspected = [await _looked(desk, reconciler) for reconciler in reconcilers]
        await desk.context.clock.sleep_ms(again_ms if any(suspected) else every_ms)


async def _looked(desk: Desk, reconciler: Reconciler) -> bool:
    try:
        return await reconciler.look()
    except VenueError as error:
        await access.note(desk, reconciler.name, error)
        return False


def _over(intent: Intent) -> bool:
    """Whether nobody looks at the order any more; what is in flight is booked by whoever sends it."""
    return intent.leg_order is None and intent.state.settled and not bracket.working(intent)


def _key(fill: Fill) -> tuple[str, str]:
    return fill.symbol, fill.trade_id


def _off(difference: Difference) -> str:
    return f" by {plain(difference.off)}" if difference.off else ""
