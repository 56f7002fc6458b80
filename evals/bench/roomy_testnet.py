"""A testnet in a process of its own, without the limits that would stop a measurement."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tools.testnet.profile import PROFILES, Profile, ProfileName
from tools.testnet.server import DEFAULT_KEY_PAIR, KeyPair, build_venue, running

_ROOM = 10**9


def key_pair(number: int) -> KeyPair:
    """Key and secret of one of the accounts, so that measurements do not meet each other's orders."""
    return f"bench-key-{number}".ljust(64, "0"), f"bench-secret-{number}".ljust(64, "0")


KEY_PAIRS = (DEFAULT_KEY_PAIR, *map(key_pair, range(8)))


def roomy_profile() -> Profile:
    """The demo profile, except that nobody is ever told to slow down."""
    room = {"request_weight": _ROOM, "orders_10s": _ROOM, "orders_1m": _ROOM}
    return PROFILES[ProfileName.DEMO].model_copy(update=room)


@asynccontextmanager
async def roomy_testnet() -> AsyncIterator[int]:
    """The port of a testnet that lives as long as the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evals.bench.roomy_testnet", stdin=pipe, stdout=pipe
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        await process.communicate(b"")


async def _serve() -> None:
    """Say the port, then serve until standard input ends."""
    async with running(build_venue(roomy_profile(), keys=KEY_PAIRS)) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve())
