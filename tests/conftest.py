"""What every test shares: loopback only, no setting leaks in from the machine; PostgreSQL for who asks."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from itertools import count

import hypothesis
import pytest

from evals.bench.throwaway_postgres import (
    NOT_INSTALLED,
    PostgresCluster,
    postgres_programs,
    throwaway_postgres,
)
from evals.bench.throwaway_postgres import new_database as make_database

# As agent/threads.py does before it imports LangGraph; tests import its modules in any order.
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("no wall clock", deadline=None)
hypothesis.settings.load_profile("no wall clock")

_LOCAL = {"127.0.0.1", "::1", "localhost", "", "0.0.0.0", None}  # noqa: S104
_connect = socket.socket.connect


def _guarded(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, bytes):
        host = host.decode()
    if host not in _LOCAL:
        raise RuntimeError(f"tests may only connect to loopback, not {host}")
    _connect(self, address)


def pytest_collection_finish():
    # What was collected stays to the end, and the collector would walk all of it again and again.
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only():
    socket.socket.connect = _guarded
    yield
    socket.socket.connect = _connect


_homes = count(1)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch, tmp_path_factory):
    for name in [n for n in os.environ if n.startswith(("SPARK_", "GROQ_", "BINANCE_"))]:
        monkeypatch.delenv(name)
    # A folder of its own, which only a test that needs it makes.
    monkeypatch.setenv("SPARK_HOME", str(tmp_path_factory.getbasetemp() / f"spark{next(_homes)}"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresCluster]:
    """A throw-away server on a socket of its own, started for the first test that wants one."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip(NOT_INSTALLED)
    with throwaway_postgres(programs, fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def _schema_numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def new_database(postgres_server: PostgresCluster, _schema_numbers: Iterator[int]) -> Callable[[], str]:
    """Makes an empty schema of a database; its address."""
    return lambda: make_database(postgres_server.url, f"test{next(_schema_numbers)}")
