"""Opens the application for one command, on this installation's state or apart from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.decision import Principal
from agent.settings import Settings, load, no_record
from tools.clock import SystemClock
from tools.text import Language
from ui.app_parts import AppParts
from ui.tokens import ALL_SCOPES, LOCAL_USER

TRADER = Principal(name=LOCAL_USER, channel="cli", scopes=ALL_SCOPES)
"""The person at this terminal."""


def spoken(language: Language | None) -> Language:
    """The language asked for, else the installation's, else English."""
    return language or load().language or "en"


@asynccontextmanager
async def opened(settings: Settings | None = None, *, executing: bool = False) -> AsyncIterator[AppParts]:
    """The application on this installation's state.

    Args:
        settings: read from the environment when left out.
        executing: also become the executor, unless another process is it already.

    Raises:
        ConfigError: the settings are wrong.
    """
    from agent.wiring import build

    app = await build(settings or load())
    try:
        if executing:
            await app.start()
        yield app
    finally:
        await app.close()


@asynccontextmanager
async def recorded() -> AsyncIterator[AppParts]:
    """The application on a record that is there: at a mistyped home a new one would look well.

    Raises:
        ConfigError: the settings are wrong, or there is no record.
    """
    from agent.wiring import has_ledger

    settings = load()
    if not has_ledger(settings):
        raise no_record(settings)
    async with opened(settings) as app:
        yield app


@asynccontextmanager
async def apart() -> AsyncIterator[AppParts]:
    """A fresh application without memory: start prices, a flat account, state that is thrown away."""
    from agent.wiring import build, embedded_testnet

    clock = SystemClock()
    with TemporaryDirectory(prefix="spark-") as folder:
        settings = load(home=Path(folder), mode="local_testnet", database_url="")
        app = await build(settings, clock=clock, transport=embedded_testnet(settings, clock, None))
        try:
            yield app
        finally:
            await app.close()
