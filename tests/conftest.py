"""What every test shares: loopback only, no setting leaks in from the machine; PostgreSQL for who asks."""

import gc
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

# As agent/threads.py does before it imports LangGraph; tests import its modules in any order.
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

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


_SYSTEM_USER = "postgres"
_NOT_INSTALLED = "PostgreSQL is not installed; apt-get install postgresql"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator["PostgresCluster"]:
    """A throw-away server on a socket of its own, started for the first test that wants one."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip(_NOT_INSTALLED)
    cluster = PostgresCluster(programs)
    try:
        cluster.make()
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(cluster.folder)


@pytest.fixture
def new_database(postgres_server) -> Callable[[], str]:
    """Makes an empty schema of a database; its address."""
    return postgres_server.new_database


class PostgresCluster:
    """initdb and pg_ctl; root is not allowed to run a server, so the system's user for it does."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(mkdtemp(prefix="spk-pg-", dir="/tmp"))
        self._programs = programs
        self._numbers = count(1)

    def make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, _SYSTEM_USER, _SYSTEM_USER)
        self._run("initdb", "-D", self._data, "-U", "spark", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", self._data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def new_database(self) -> str:
        # A schema is made in a millisecond, a database in a hundred.
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self.url}&options=-csearch_path%3D{name}"

    @property
    def url(self) -> str:
        return f"postgresql://spark@/postgres?host={self.folder}"

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ("setpriv", f"--reuid={_SYSTEM_USER}", f"--regid={_SYSTEM_USER}", "--clear-groups")
        command = (str(self._programs / program), *arguments)
        subprocess.run(
            (*as_user, *command) if os.geteuid() == 0 else command,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _postgres_programs() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return None if found is None else Path(found).parent
