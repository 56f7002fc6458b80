"""Wiring: the composition root, the only module that names concrete planners, venues and stores."""

import socket
from functools import partial
from pathlib import Path
from random import Random  # noqa: TID251
from urllib.parse import urlsplit

import httpx

from agent.app import App
from agent.checkpoints import Checkpoints, PostgresCheckpoints, SqliteCheckpoints
from agent.conversation import Conversations
from agent.execute import Execution
from agent.gather import Gatherer
from agent.library import Library
from agent.parts import Parts
from agent.planner.offline import OfflinePlanner
from agent.planner.planner import Planner
from agent.planner.preferring import Preferring
from agent.planner.recorded import RecordedPlanner
from agent.planner.talk.following import Following
from agent.recording import Planning
from agent.settings import LOCAL_TESTNET_URL, Settings, ledger_place
from agent.streaming import LazyStreams
from agent.suggest import Suggesting
from agent.surroundings import Lookout
from agent.threads import Threads
from policies.limits import Limits, load
from policies.view import PoliciesInForce
from tools.clock import Clock, SystemClock, VirtualClock
from tools.ids import Ids, RandomIds
from tools.ledger.keys import load_keys
from tools.ledger.ledger import Ledger
from tools.ledger.sqlite import open_ledger
from tools.spec import ToolContext
from tools.terms import Mode, VenueName
from tools.text import Language
from tools.venues.binance_futures.connect import connect as connect_futures
from tools.venues.binance_futures.venue import BinanceFutures
from tools.venues.binance_spot.connect import connect as connect_spot
from tools.venues.binance_spot.venue import BinanceSpot
from tools.venues.streams import Streams
from tools.venues.venue import Venue


async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    planner: Planner | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    limits: Limits | None = None,
) -> App:
    """Compose the product; nothing is sent and no lease is taken before `App.start`.

    Raises:
        ConfigError: settings, keys or limits are wrong.
        LedgerError: the record cannot be opened or does not verify.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = clock or SystemClock()
    reach = _Reach(settings, clock, transport)
    futures = _futures(settings, clock, reach)
    spot = _spot(settings, clock, reach)
    venues: tuple[Venue, ...] = (futures, *spot)
    ledger = _ledger(settings, clock)
    policies = PoliciesInForce(limits or load(settings.policy_profile), ledger)
    context = ToolContext(
        venues={venue.name: venue for venue in venues},
        ledger=ledger,
        policy=policies,
        clock=clock,
        ids=ids or RandomIds(clock),
        mode=settings.mode,
        streams=_streams(settings, futures, spot, clock),
        knowledge=Library(settings.home / "vectors.db"),
    )
    keys = load_keys(settings.home, "approval", settings.approval_keys.get_secret_value())
    gatherer = Gatherer(context, policies)
    parts = Parts(
        planner=planner or _planner(settings, clock),
        context=context,
        conversations=Conversations(ledger, clock),
        lookout=Lookout(context),
        gatherer=gatherer,
        keys=keys,
        execution=Execution(context, keys, gatherer, settings.home),
        recorded=_recorded,
    )
    return App(parts, Threads(_checkpoints(settings, clock), parts), venues)


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
    place = ledger_place(settings)
    if isinstance(place, Path):
        return open_ledger(place, keys, clock)
    from tools.ledger.postgres import opening

    return opening.open_ledger(place, settings.home, keys, clock)


def _checkpoints(settings: Settings, clock: Clock) -> Checkpoints:
    place = ledger_place(settings)
    if isinstance(place, Path):
        return SqliteCheckpoints(settings.home / "checkpoints.db")
    return PostgresCheckpoints(place, clock)


def embedded_testnet(settings: Settings, clock: Clock, state: Path | None) -> httpx.AsyncBaseTransport:
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


class _Reach:
    """Where the venues answer. Those on the local testnet share it: one process, one price, one record."""

    def __init__(self, settings: Settings, clock: Clock, transport: httpx.AsyncBaseTransport | None) -> None:
        self._settings = settings
        self._clock = clock
        self._transport = transport
        self._local: tuple[str, httpx.AsyncBaseTransport | None] | None = None

    def __call__(self, url: str) -> tuple[str, httpx.AsyncBaseTransport | None]:
        """Address to use and how to get there: the transport given, a socket, or a testnet in here."""
        local = self._settings.mode is not Mode.BINANCE_TESTNET and url == LOCAL_TESTNET_URL
        if self._transport is not None or not local:
            return url, self._transport
        if self._local is None:
            self._local = self._testnet()
        return self._local

    def _testnet(self) -> tuple[str, httpx.AsyncBaseTransport | None]:
        url = _running_testnet(self._settings.home) or LOCAL_TESTNET_URL
        if testnet_is_up(url):
            return url, None
        return url, embedded_testnet(self._settings, self._clock, self._settings.home / "testnet")


def _futures(settings: Settings, clock: Clock, reach: _Reach) -> BinanceFutures:
    url, transport = reach(settings.binance_futures_rest_url)
    key, secret = settings.binance_futures_api_key, settings.binance_futures_api_secret
    return connect_futures(
        url, key.get_secret_value(), secret.get_secret_value(), clock, settings.mode, transport
    )


def _spot(settings: Settings, clock: Clock, reach: _Reach) -> tuple[BinanceSpot, ...]:
    """None on Binance's testnets until its address is set: it has a key of its own there."""
    url = settings.spot_rest_url()
    if url is None:
        return ()
    address, transport = reach(url)
    key, secret = settings.binance_spot_api_key, settings.binance_spot_api_secret
    return (
        connect_spot(
            address, key.get_secret_value(), secret.get_secret_value(), clock, settings.mode, transport
        ),
    )


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


def _planner(settings: Settings, clock: Clock) -> Planner:
    offline = OfflinePlanner(clock)
    key = settings.groq_api_key.get_secret_value()
    read = Suggesting(_groq(settings, key, offline, clock) if key else offline, _suggest)
    return Preferring(Following(read, offline))


def _groq(settings: Settings, key: str, offline: Planner, clock: Clock) -> Planner:
    # The SDK takes half a second to import: only those who use it pay for it.
    from agent.embedder import Embedder
    from agent.exemplars import Exemplars
    from agent.groq_client import GroqCompletions
    from agent.planner.groq import GroqPlanner
    from agent.vectors import Vectors

    client = GroqCompletions(key, settings.groq_base_url)
    examples = Exemplars(Vectors(settings.home / "vectors.db", Embedder()))
    return GroqPlanner(client, offline, clock, settings.groq_model, examples=examples)


def _recorded(planning: Planning) -> Planner:
    """Its clock stands still at the time of the recording."""
    offline = OfflinePlanner(VirtualClock(planning.now_ms))
    read = Suggesting(RecordedPlanner(offline, planning.verbatim), _suggest)
    return Preferring(Following(read, offline))


def _suggest(text: str, language: Language) -> tuple[str, ...]:
    from agent.exemplars import suggest

    return suggest(text, language)
