"""Builds and runs the embedded testnet."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.clock import Clock, SystemClock
from tools.testnet.app import create_app
from tools.testnet.journal import SPOT, Journal, Row
from tools.testnet.path import PricePath
from tools.testnet.profile import PROFILES, Profile, ProfileName
from tools.testnet.records import Records
from tools.testnet.spot.records import SpotRecords
from tools.testnet.spot.venue import SpotVenue
from tools.testnet.venue import Venue

if TYPE_CHECKING:
    import uvicorn

logger = logging.getLogger(__name__)

KeyPair = tuple[str, str]
"""API key and secret."""

DEFAULT_KEY_PAIR: KeyPair = ("spark-testnet-key".ljust(64, "0"), "spark-testnet-secret".ljust(64, "0"))
DEFAULT_SEED = 7


def build_venue(
    profile: Profile | ProfileName | str = ProfileName.DEMO,
    seed: int = DEFAULT_SEED,
    state: Path | None = None,
    clock: Clock | None = None,
    keys: tuple[KeyPair, ...] = (DEFAULT_KEY_PAIR,),
    speed: int = 1,
) -> Venue:
    """A venue, fresh or from its state directory.

    Args:
        profile: `demo` or `prod`, or filters and limits of one's own.
        seed: where in the real candles the path starts, and all noise.
        state: directory of the journal; None keeps nothing.
        clock: the only source of time; the machine's when None.
        keys: accepted key pairs; every key is an account of its own.
        speed: how many times faster than real the price path runs.

    Raises:
        ConfigError: the state belongs to another profile, seed or speed, or cannot be read.
        ValueError: there is no such profile.
    """
    clock = clock or SystemClock()
    rules = profile if isinstance(profile, Profile) else PROFILES[ProfileName(profile)]
    meta = {"profile": rules.name.value, "seed": seed, "speed": speed, "genesis_ms": clock.now_ms()}
    records = _open_records(meta, state)
    path = PricePath(seed, records.meta["genesis_ms"], speed)
    try:
        spot = SpotVenue(rules, seed, clock, path, _open_spot_records(records.meta, state))
    except Exception:
        records.close()
        raise
    return Venue(rules, seed, clock, path, records, dict(keys), spot)


def _open_records(meta: Row, state: Path | None) -> Records:
    if state is None:
        return Records(meta)
    journal = Journal(state)
    try:
        return Records(meta, journal)
    except Exception:
        journal.close()
        raise


def _open_spot_records(meta: Row, state: Path | None) -> SpotRecords:
    if state is None:
        return SpotRecords(meta)
    journal = Journal(state, SPOT)
    try:
        return SpotRecords(meta, journal)
    except Exception:
        journal.close()
        raise


async def serve(
    host: str = "127.0.0.1",
    port: int = 4010,
    profile: ProfileName | str = ProfileName.DEMO,
    seed: int = DEFAULT_SEED,
    state_dir: Path | None = None,
    keys: tuple[KeyPair, ...] = (DEFAULT_KEY_PAIR,),
) -> None:
    """Serve a venue until the task is cancelled or the process is told to stop."""
    venue = build_venue(profile, seed, state_dir, SystemClock(), keys)
    logger.info("testnet %s on http://%s:%s", profile, host, port)
    await server_of(venue, host, port).serve()


def server_of(venue: Venue, host: str, port: int) -> "uvicorn.Server":
    """A uvicorn server for a venue, not yet started; set `should_exit` to stop it."""
    # A venue inside a process answers without a server, and imports none.
    import uvicorn

    from tools.testnet.one_packet import OnePacketProtocol

    config = uvicorn.Config(
        create_app(venue),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        http=OnePacketProtocol,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        ws_ping_interval=180,
        ws_ping_timeout=600,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@asynccontextmanager
async def running(venue: Venue, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """A venue served on IPv4 inside another program or test; gives the port, 0 picks a free one."""
    server = server_of(venue, host, port)
    # asyncio sets TCP_NODELAY only on sockets that say they are TCP; without it answers wait 40 ms
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await task


def run(
    host: str = "127.0.0.1",
    port: int = 4010,
    profile: ProfileName | str = ProfileName.DEMO,
    seed: int = DEFAULT_SEED,
    state_dir: Path | None = None,
    key_pairs: tuple[KeyPair, ...] = (DEFAULT_KEY_PAIR,),
) -> None:
    """Serve until interrupted; blocks."""
    asyncio.run(serve(host, port, profile, seed, state_dir, key_pairs))
