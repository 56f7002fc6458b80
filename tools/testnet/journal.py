"""The venue's memory on disk: one line per change, written before the change is answered.

A line is whole or ignored, so a killed venue comes back with every order it accepted. It is handed
to the operating system, not forced to the platter: it survives the process, not a power cut.
"""

import fcntl
import json
from pathlib import Path
from typing import Any

from tools.errors import ConfigError

Row = dict[str, Any]

FUTURES, SPOT = "venue.jsonl", "spot.jsonl"
"""Each market keeps a file of its own."""


class Journal:
    """Append-only rows by kind; `Records` knows the kinds."""

    def __init__(self, directory: Path, name: str = FUTURES) -> None:
        """Open or start the journal of a directory.

        Raises:
            ConfigError: another venue has it open.
        """
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / name
        self._file = self._path.open("ab", buffering=0)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise ConfigError(f"another testnet is using {directory}: stop it, or use another one") from None
        self._cut_torn_tail()

    def lines(self) -> list[Row]:
        """Every change so far, oldest first.

        Raises:
            ConfigError: a line is not JSON; only the last one can be, and that was cut off.
        """
        try:
            return [json.loads(line) for line in self._path.read_bytes().splitlines()]
        except ValueError as error:
            raise ConfigError(f"{self._path} is damaged: move it away to start afresh") from error

    def append(self, change: Row) -> None:
        """Write one change."""
        line = json.dumps(change, separators=(",", ":")).encode() + b"\n"
        if self._file.write(line) != len(line):
            raise OSError(f"short write to {self._path}")

    def close(self) -> None:
        """Release the file."""
        self._file.close()

    def _cut_torn_tail(self) -> None:
        data = self._path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole != len(data):
            with self._path.open("r+b") as file:
                file.truncate(whole)
