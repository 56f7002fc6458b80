"""A PostgreSQL server for one run: made, used and removed; and empty databases on a server."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

SYSTEM_USER = "postgres"
"""Root is not allowed to run a server, so the system's user for it does."""
NOT_INSTALLED = "PostgreSQL is not installed; apt-get install postgresql"


class PostgresCluster:
    """initdb and pg_ctl, on a socket in a folder of its own."""

    def __init__(self, programs: Path, *, fsync: bool) -> None:
        self.folder = Path(mkdtemp(prefix="spk-pg-", dir="/tmp"))
        self._programs = programs
        self._fsync = fsync

    @property
    def url(self) -> str:
        """Address of its one database."""
        return f"postgresql://spark@/postgres?host={self.folder}"

    def make(self) -> None:
        """Make its files."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, SYSTEM_USER, SYSTEM_USER)
        self._run("initdb", "-D", self._data, "-U", "spark", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        """Start it; it listens on its socket alone."""
        fsync = "on" if self._fsync else "off"
        options = f"-k {self.folder} -c listen_addresses='' -c fsync={fsync} -c max_connections=200"
        self._run("pg_ctl", "-D", self._data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ("setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--clear-groups")
        command = (str(self._programs / program), *arguments)
        subprocess.run(  # noqa: S603 - our own command
            (*as_user, *command) if os.geteuid() == 0 else command,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def throwaway_postgres(programs: Path, *, fsync: bool) -> Iterator[PostgresCluster]:
    """A server that lives as long as the block; without `fsync` it is quick and survives no power cut."""
    cluster = PostgresCluster(programs, fsync=fsync)
    try:
        cluster.make()
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(cluster.folder)


def new_database(url: str, name: str) -> str:
    """Address of an empty schema on a server: it is made in a millisecond, a database in a hundred."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{name}"


def postgres_programs() -> Path | None:
    """Folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return None if found is None else Path(found).parent
