"""Wiring: the composition root, the only module that names concrete planners, venues and stores."""

import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random  # noqa: TID251
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from agent.anchors import anchor_setup
from agent.apart import apart_venues
from agent.app import App
from agent.asking import Asking
from agent.checkpoints import Checkpoints, PostgresCheckpoints, SqliteCheckpoints
from agent.code_version import code_version
from agent.conversation import Conversations
from agent.counterpart import Counterpart
from agent.execute import Execution
from agent.gather import Gatherer
from agent.library import Library
from agent.parts import Parts
from agent.planner.counted import Counted
from agent.planner.offline import OfflinePlanner
from agent.planner.planner import Planner
from agent.planner.preferring import Preferring
from agent.planner.talk.following import Following
from agent.recording import Planning
from agent.settings import LOCAL_TESTNET_URL, Settings, executor_urls, ledger_place, no_record, secrets_of
from agent.spending import LedgerSpendings
from agent.streaming import LazyStreams
from agent.suggest import Suggesting
from agent.surroundings import Lookout
from agent.threads import Threads
from policies.limits import Limits, load
from policies.view import PoliciesInForce, policy_digest
from tools.clock import Clock, SystemClock, VirtualClock
from tools.executor.timing import Timing
from tools.ids import Ids, RandomIds
from tools.ledger.keys import load_keys
from tools.ledger.ledger import Ledger
from tools.ledger.sqlite import open_ledger
from tools.ledger.sqlite_file import SqliteFile
from tools.permit import Keys
from tools.queue.build import Build
from tools.queue.client import QueueClient
from tools.spec import ToolContext
from tools.telemetry.event import Sink
from tools.telemetry.readings import Meters
from tools.telemetry.relay import Relay
from tools.terms import Mode, VenueName
from tools.text import Language
from tools.venues.binance_futures.connect import connect as connect_futures
from tools.venues.binance_futures.venue import BinanceFutures
from tools.venues.binance_spot.connect import connect as connect_spot
from tools.venues.binance_spot.venue import BinanceSpot
from tools.venues.http_transport import StandIn, way
from tools.venues.streams import Streams
from tools.venues.venue import Venue
from tools.watchdog.venue import WatchedVenue
from tools.watchdog.watchdog import Watchdog, WatchTiming

if TYPE_CHECKING:
    from agent.embedded import EmbeddedTestnet


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    planner: Planner | None = None,
    transport: StandIn = None,
    limits: Limits | None = None,
    wrap_ledger: Callable[[Ledger], Ledger] | None = None,
) -> App:
    """Compose the product; nothing is sent and no lease is taken before `App.start`.

    What `wrap_ledger` gives is used in place of the ledger: measurements note when it is durable.

    Raises:
        ConfigError: settings, keys or limits are wrong.
        LedgerError: the record cannot be opened or does not verify.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = clock or SystemClock()
    ids = ids or RandomIds(clock)
    client = _executor_apart(settings, clock, ids)
    reach = _Reach(settings, clock, transport, embed=client is None)
    ledger = _ledger(settings, clock) if wrap_ledger is None else wrap_ledger(_ledger(settings, clock))
    counterpart = Counterpart(ledger)
    venues, streams = _venues(settings, clock, reach, keyed=client is None)
    if client is not None:
        venues = apart_venues(venues, client, counterpart)
        await counterpart.refresh()
    policies = PoliciesInForce(limits or load(settings.policy_profile), ledger)
    events = Relay()
    context = _context(settings, clock, ids, ledger, policies, venues, streams, client, events)
    keys = load_keys(settings.home, "approval", settings.approval_keys.get_secret_value())
    gatherer = Gatherer(context, policies)
    timing = Timing(dead_man_ms=settings.dead_man_seconds * 1_000)
    rebuild = partial(_build, settings, policies)
    execution = Execution(context, keys, gatherer, settings.home, rebuild, counterpart, client, timing)
    parts = Parts(
        planner=planner or _planner(settings, clock, ledger, events),
        context=context,
        conversations=Conversations(ledger, clock),
        lookout=Lookout(context),
        gatherer=gatherer,
        keys=keys,
        execution=execution,
        recorded=_recorded,
        secrets=secrets_of(settings),
    )
    return App(parts, Threads(_checkpoints(settings, clock), parts), venues, events)


def _context(
    settings: Settings,
    clock: Clock,
    ids: Ids,
    ledger: Ledger,
    policies: PoliciesInForce,
    venues: tuple[Venue, ...],
    streams: dict[VenueName, Streams],
    client: QueueClient | None,
    meters: Meters,
) -> ToolContext:
    return ToolContext(
        venues={venue.name: venue for venue in venues},
        ledger=ledger,
        policy=policies,
        clock=clock,
        ids=ids,
        mode=settings.mode,
        streams=streams,
        streams_elsewhere=None if client is None else client.streams,
        knowledge=Library(settings.home / "vectors.db"),
        meters=meters,
    )


def _build(settings: Settings, policies: PoliciesInForce) -> Build:
    return Build(
        code=code_version(),
        policy=policy_digest(policies.shipped),
        schema_version=_schema_version(settings),
    )


def _schema_version(settings: Settings) -> int:
    if isinstance(ledger_place(settings), Path):
        return len(SqliteFile.migrations)
    from tools.ledger.postgres.server import PostgresServer

    return len(PostgresServer.migrations)


def queue_keys(settings: Settings) -> Keys:
    """Keys of the executor's door.

    Raises:
        ConfigError: they are malformed.
    """
    return load_keys(settings.home, "queue", settings.queue_keys.get_secret_value())


def _executor_apart(settings: Settings, clock: Clock, ids: Ids) -> QueueClient | None:
    urls = executor_urls(settings)
    return QueueClient(urls, queue_keys(settings), way(None), clock, ids) if urls else None


def _venues(
    settings: Settings, clock: Clock, reach: "Reach", *, keyed: bool
) -> tuple[tuple[Venue, ...], dict[VenueName, Streams]]:
    """The connectors and their streams; without keys there are none to listen with."""
    futures, spot = _futures(settings, clock, reach, keyed), _spot(settings, clock, reach, keyed)
    return (futures, *spot), _streams(settings, futures, spot, clock) if keyed else {}


def build_watchdog(
    settings: Settings, sink: Sink, *, clock: Clock | None = None, timing: WatchTiming | None = None
) -> Watchdog:
    """Compose the watchdog, whose way to a venue lets no order out.

    Raises:
        ConfigError: the settings are wrong, or there is no record to watch: a new one would always look well.
        LedgerError: the record cannot be opened or does not verify.
    """
    # Imported here: no other process goes out through httpx.
    import httpx

    from tools.watchdog.read_and_cancel import ReadAndCancel

    clock = clock or SystemClock()

    def reach(url: str) -> tuple[str, StandIn]:
        address = _running_testnet(settings.home) if _on_local_testnet(settings, url) else None
        return address or url, ReadAndCancel(httpx.AsyncHTTPTransport())

    futures, spot = _futures(settings, clock, reach, keyed=True), _spot(settings, clock, reach, keyed=True)
    watched: dict[VenueName, WatchedVenue] = {futures.name: futures}
    watched |= {venue.name: venue for venue in spot}
    if not has_ledger(settings):
        raise no_record(settings)
    return Watchdog(_ledger(settings, clock), watched, clock, sink, timing)


def _on_local_testnet(settings: Settings, url: str) -> bool:
    return settings.mode is not Mode.BINANCE_TESTNET and url == LOCAL_TESTNET_URL


def has_ledger(settings: Settings) -> bool:
    """Whether there is a ledger already.

    Raises:
        LedgerError: the database cannot be reached.
    """
    place = ledger_place(settings)
    if isinstance(place, Path):
        return place.exists()
    # Imported here, as below: the driver takes a while to import, and most installations use SQLite.
    from tools.ledger.postgres.opening import has_record

    return has_record(place)


def _ledger(settings: Settings, clock: Clock) -> Ledger:
    keys = load_keys(
        settings.home, "audit", settings.audit_key.get_secret_value(), ledger_exists=has_ledger(settings)
    )
    place, anchors = ledger_place(settings), anchor_setup(settings)
    if isinstance(place, Path):
        return open_ledger(place, keys, clock, anchors)
    from tools.ledger.postgres import opening

    return opening.open_ledger(place, settings.home, keys, clock, anchors)


def _checkpoints(settings: Settings, clock: Clock) -> Checkpoints:
    place = ledger_place(settings)
    if isinstance(place, Path):
        return SqliteCheckpoints(settings.home / "checkpoints.db")
    return PostgresCheckpoints(place, clock)


def embedded_testnet(settings: Settings, clock: Clock, state: Path | None) -> "EmbeddedTestnet":
    """A testnet inside this process, fresh or from its state directory."""
    # Imported here: the testnet is slow to import and seldom needed in this process.
    from agent.embedded import EmbeddedTestnet

    return EmbeddedTestnet(clock, settings.testnet_keys(), state)


def testnet_is_up(url: str) -> bool:
    """Whether something listens at the address of the testnet."""
    address = urlsplit(url)
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address.hostname or "127.0.0.1", address.port or 80)) == 0


def _running_testnet(home: Path) -> str | None:
    """Address of the testnet a server on this home started on a port of its own, while it answers."""
    note = home / "testnet.url"
    url = note.read_text(encoding="utf-8").strip() if note.exists() else ""
    return url if url and testnet_is_up(url) else None


Reach = Callable[[str], tuple[str, StandIn]]
"""From the address of a venue to the one to use, and the way there."""


class _Reach:
    """Where the venues answer. Those on the local testnet share it: one process, one price, one record."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        transport: StandIn,
        *,
        embed: bool = True,
    ) -> None:
        self._embed = embed
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._local: tuple[str, StandIn] | None = None

    def __call__(self, url: str) -> tuple[str, StandIn]:
        """Address to use and how to get there: the transport given, a socket, or a testnet in here."""
        local = _on_local_testnet(self._settings, url)
        if self._transport is not None or not local:
            return url, self._transport
        if self._local is None:
            self._local = self._testnet()
        return self._local

    def _testnet(self) -> tuple[str, StandIn]:
        url = _running_testnet(self._settings.home) or LOCAL_TESTNET_URL
        if testnet_is_up(url) or not self._embed:
            return url, None
        return url, embedded_testnet(self._settings, self._clock, self._settings.home / "testnet")


def _futures(settings: Settings, clock: Clock, reach: Reach, keyed: bool) -> BinanceFutures:
    url, transport = reach(settings.binance_futures_rest_url)
    key, secret = _pair(settings.binance_futures_api_key, settings.binance_futures_api_secret, keyed)
    return connect_futures(url, key, secret, clock, settings.mode, transport)


def _pair(key: SecretStr, secret: SecretStr, keyed: bool) -> tuple[str, str]:
    return (key.get_secret_value(), secret.get_secret_value()) if keyed else ("", "")


def _spot(settings: Settings, clock: Clock, reach: Reach, keyed: bool) -> tuple[BinanceSpot, ...]:
    """None on Binance's testnets until its address is set: it has a key of its own there."""
    url = settings.spot_rest_url()
    if url is None:
        return ()
    address, transport = reach(url)
    key, secret = _pair(settings.binance_spot_api_key, settings.binance_spot_api_secret, keyed)
    return (connect_spot(address, key, secret, clock, settings.mode, transport),)


def _streams(
    settings: Settings, futures: BinanceFutures, spot: tuple[BinanceSpot, ...], clock: Clock
) -> dict[VenueName, Streams]:
    # The WebSocket client takes a while to import: only those who listen pay for it.
    def make_futures() -> Streams:
        from tools.venues.binance_futures.streams.connect import connect_streams

        url = _stream_host(settings, settings.binance_futures_ws_url)
        return connect_streams(url, futures, clock, _waits(futures))

    def make_spot(venue: BinanceSpot, url: str) -> Streams:
        from tools.venues.binance_spot.streams.connect import connect_streams

        return connect_streams(_stream_host(settings, url), venue, clock, _waits(venue))

    made: dict[VenueName, Streams] = {futures.name: LazyStreams(make_futures)}
    url = settings.spot_ws_url()
    if url is not None:
        made |= {venue.name: LazyStreams(partial(make_spot, venue, url)) for venue in spot}
    return made


def _stream_host(settings: Settings, url: str) -> str:
    running = _running_testnet(settings.home)
    return running.replace("http", "ws", 1) if running else url


def _waits(venue: Venue) -> Random:
    # Spreads the waits of this account's connections, nothing secret.
    return Random(venue.account_name)  # noqa: S311


def _planner(settings: Settings, clock: Clock, ledger: Ledger, events: Relay) -> Planner:
    offline = OfflinePlanner(clock)
    planner: Planner = offline
    if key := settings.groq_api_key.get_secret_value():
        planner = Counted(_groq(settings, key, offline, clock, ledger), events)
    return Preferring(Asking(Following(Suggesting(planner, _suggest), offline)))


def _groq(settings: Settings, key: str, offline: Planner, clock: Clock, ledger: Ledger) -> Planner:
    # The SDK takes half a second to import: only those who use it pay for it.
    from agent.embedder import Embedder
    from agent.exemplars import Exemplars
    from agent.groq_client import GroqCompletions
    from agent.planner.budget import Budget
    from agent.planner.groq import GroqPlanner
    from agent.vectors import Vectors

    client = GroqCompletions(key, settings.groq_base_url)
    examples = Exemplars(Vectors(settings.home / "vectors.db", Embedder()))
    kept = LedgerSpendings(ledger)
    budget = Budget(clock, settings.groq_requests_a_minute, settings.groq_tokens_a_day, kept)
    return GroqPlanner(client, offline, clock, settings.groq_model, examples=examples, budget=budget)


def _recorded(planning: Planning) -> Planner:
    """Its clock stands still at the time of the recording."""
    # Imported here: few commands replay.
    from agent.planner.recorded import RecordedPlanner

    offline = OfflinePlanner(VirtualClock(planning.now_ms))
    read = Suggesting(RecordedPlanner(offline, planning.verbatim), _suggest)
    return Preferring(Asking(Following(read, offline)))


def _suggest(text: str, language: Language) -> tuple[str, ...]:
    from agent.exemplars import suggest

    return suggest(text, language)
