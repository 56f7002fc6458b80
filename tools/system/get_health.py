"""get_health: which mode this is, whether the venues answer, how far the clocks are apart."""

import asyncio
from typing import Literal

from tools.call import Effect
from tools.errors import LedgerError, VenueError
from tools.frozen import Frozen, Params, Result
from tools.ledger.ledger import TradingStateRow
from tools.ledger.overdue import overdue
from tools.outages import Outage, outages
from tools.reconciliation import Difference, latest
from tools.safety.latches import automatic, latched, say_latched
from tools.spec import Tool, ToolContext
from tools.terms import Mode, VenueName
from tools.text import Text
from tools.venues.venue import Venue
from tools.wording import listed, plural

SHOWN = 3
_HEAD = {
    "ok": Text(en="All is well", tr="Her şey yolunda"),
    "degraded": Text(en="Degraded", tr="Sorun var"),
}


class GetHealthParams(Params):
    """Nothing to choose."""


class VenueHealth(Frozen):
    """One venue, asked just now."""

    venue: VenueName
    account: str
    reachable: bool
    round_trip_ms: int | None
    """Milliseconds of one question for the venue's time; None when it did not answer."""
    clock_offset_ms: int | None
    """Venue time minus local time; None when it did not answer."""
    problem: Text | None
    """Why it is not reachable."""


class LedgerHealth(Frozen):
    """The record."""

    readable: bool
    head_seq: int | None
    """Number of the newest audit row; None when there is none yet."""
    head_mac: str | None
    problem: Text | None


class RecordHealth(Frozen):
    """How the record stands to a venue, as its executor last saw it."""

    venue: VenueName
    agrees: bool
    differences: tuple[Difference, ...]
    """Seen by two looks in a row; those that are foreign stop nothing."""


class GetHealthResult(Result):
    """State of this installation."""

    status: Literal["ok", "degraded"]
    """`ok` when every venue and the record answer, they agree, no outcome is overdue, no venue fails again
    and again, and nothing is latched but what a person halted."""
    mode: Mode
    venues: tuple[VenueHealth, ...]
    ledger: LedgerHealth
    records: tuple[RecordHealth, ...] = ()
    """Of the venues the record was compared with."""
    overdue: int = 0
    """Orders and settings sent whose outcome should be known by now."""
    latched: tuple[TradingStateRow, ...] = ()
    """Scopes that do not trade, each with why and since when."""
    outages: tuple[Outage, ...] = ()
    """Venues that failed so often that they get no new risk until they answer again."""
    time_ms: int
    """Local Unix time in milliseconds."""


async def run(params: GetHealthParams, context: ToolContext) -> GetHealthResult:
    """Ask every venue for its time and the record for its newest row; a bad answer is a finding."""
    venues = [context.venue(name) for name in VenueName if name in context.venues]
    seen = await asyncio.gather(*(_venue(venue, context) for venue in venues))
    ledger = await _ledger(context)
    answering = ledger.readable and bool(seen) and all(venue.reachable for venue in seen)
    result = GetHealthResult(
        status="degraded", mode=context.mode, venues=seen, ledger=ledger, time_ms=context.clock.now_ms()
    )
    if not ledger.readable:
        return result
    result = result.model_copy(update=await _on_record(context, [venue.name for venue in venues]))
    return result.model_copy(update={"status": "ok"}) if answering and _settled(result) else result


async def _on_record(context: ToolContext, venues: list[VenueName]) -> dict[str, object]:
    reports = filter(None, [await latest(context.ledger, name) for name in venues])
    return {
        "records": tuple(
            RecordHealth(venue=each.venue, agrees=each.agrees, differences=each.differences)
            for each in reports
        ),
        "overdue": len(await overdue(context.ledger, context.clock.now_ms())),
        "latched": latched(await context.ledger.trading_states()),
        "outages": await outages(context.ledger),
    }


def _settled(result: GetHealthResult) -> bool:
    """Whether the record knows of nothing that a person should look at."""
    stopped = any(automatic(row) for row in result.latched)
    return not (result.overdue or result.outages or stopped) and all(each.agrees for each in result.records)


async def _venue(venue: Venue, context: ToolContext) -> VenueHealth:
    began_ms = context.clock.monotonic_ms()
    trip_ms = offset_ms = problem = None
    try:
        await venue.server_time_ms()
        trip_ms = context.clock.monotonic_ms() - began_ms
        offset_ms = await venue.clock_offset_ms()
    except VenueError as error:
        problem = error.text
    return VenueHealth(
        venue=venue.name,
        account=venue.account_name,
        reachable=problem is None,
        round_trip_ms=trip_ms,
        clock_offset_ms=offset_ms,
        problem=problem,
    )


async def _ledger(context: ToolContext) -> LedgerHealth:
    try:
        rows = await context.ledger.audit(limit=1)
    except LedgerError as error:
        return LedgerHealth(readable=False, head_seq=None, head_mac=None, problem=error.text)
    head = rows[0] if rows else None
    return LedgerHealth(
        readable=True,
        head_seq=head.seq if head else None,
        head_mac=head.mac if head else None,
        problem=None,
    )


def say(result: GetHealthResult) -> Text:
    """Which venues answer and how fast, how far the clocks are apart, whether the record is readable."""
    venues = listed([_say_venue(venue) for venue in result.venues], SHOWN)
    ledger = _say_ledger(result.ledger)
    head = _HEAD[result.status]
    if not result.venues:
        venues = Text(en="no venue is configured", tr="ayarlı borsa yok")
    more = _say_trouble(result)
    return Text(
        en=f"{head.en}: {venues.en}; {ledger.en}{more.en}.",
        tr=f"{head.tr}: {venues.tr}; {ledger.tr}{more.tr}.",
    )


def _say_trouble(result: GetHealthResult) -> Text:
    differing = [record for record in result.records if not record.agrees]
    en = [f"{each.venue} and the record DIFFER" for each in differing]
    tr = [f"{each.venue} ile kayıt defteri UYUŞMUYOR" for each in differing]
    if result.overdue:
        en.append(f"{plural(result.overdue, 'outcome')} overdue")
        tr.append(f"sonucu geciken {result.overdue} işlem var")
    for outage in result.outages:
        en.append(f"{outage.venue} fails again and again, new risk waits")
        tr.append(f"{outage.venue} sürekli hata veriyor, yeni risk bekliyor")
    if result.latched:
        said = say_latched(result.latched, shown=1)
        en.append(f"latched: {said.en}")
        tr.append(f"kilitli: {said.tr}")
    return Text(en="".join(f"; {each}" for each in en), tr="".join(f"; {each}" for each in tr))


def _say_venue(venue: VenueHealth) -> Text:
    if not venue.reachable:
        return Text(en=f"{venue.venue} does not answer", tr=f"{venue.venue} yanıt vermiyor")
    trip, offset = venue.round_trip_ms, venue.clock_offset_ms
    return Text(
        en=f"{venue.venue} answers in {trip} ms, clock offset {offset} ms",
        tr=f"{venue.venue} {trip} ms içinde yanıt veriyor, saat farkı {offset} ms",
    )


def _say_ledger(ledger: LedgerHealth) -> Text:
    if not ledger.readable:
        return Text(en="the record is NOT readable", tr="kayıt defteri OKUNAMIYOR")
    if ledger.head_seq is None:
        return Text(en="the record is empty", tr="kayıt defteri boş")
    return Text(
        en=f"the record is readable, {plural(ledger.head_seq, 'row')}",
        tr=f"kayıt defteri okunuyor, {ledger.head_seq} satır",
    )


TOOL = Tool(
    name="get_health",
    effect=Effect.READ,
    summary=Text(
        en="Mode, reachability of the venues, clock offset and state of the record",
        tr="Mod, borsalara erişim, saat farkı ve kayıt defterinin durumu",
    ),
    params=GetHealthParams,
    result=GetHealthResult,
    run=run,
    say=say,
)
