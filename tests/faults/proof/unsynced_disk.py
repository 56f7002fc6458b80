"""A disk that forgets: a VFS of SQLite that knows, for every file, what was synced and what only written.

When the power fails, each unsynced write survives or not by chance, or only some of its sectors do; what was
synced survives. It models what a drive may do that keeps its promise about a sync, and no more.
"""

import os
import stat
from pathlib import Path
from random import Random

import apsw

SECTOR = 512


class Platter:
    """One file as the drive has it."""

    def __init__(self) -> None:
        self.synced = bytearray()
        self.pending: list[tuple[int, bytes | None]] = []
        """Writes since the last sync, in order; None cuts the file off at the offset."""

    def sync(self) -> None:
        """Everything written is kept from here on."""
        for offset, data in self.pending:
            _put(self.synced, offset, data)
        self.pending.clear()

    def after_power_loss(self, chance: Random) -> bytes:
        """What is found when the power is back."""
        kept = bytearray(self.synced)
        mood = chance.choice((0.0, 0.5, 0.5, 1.0))
        for offset, data in self.pending:
            if data is None or len(data) <= SECTOR:
                if chance.random() < mood:
                    _put(kept, offset, data)
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < mood:
                    _put(kept, offset + start, data[start : start + SECTOR])
        return bytes(kept)


class Disk:
    """All files of one machine, until its power fails at write or sync number `fails_at`."""

    def __init__(self, fails_at: int, chance: Random) -> None:
        self.platters: dict[str, Platter] = {}
        self.operations = 0
        self.image: dict[str, bytes] | None = None
        """What survived; None as long as there is power."""
        self.beside = Path()
        """A file that is appended to past SQLite: all of it up to its last sync survives, and some more."""
        self.beside_synced = 0
        self.beside_left = b""
        self._fails_at = fails_at
        self._chance = chance

    def write(self, name: str, offset: int, data: bytes | None) -> None:
        """A write, or with None a truncation."""
        self._tick()
        self.platters[name].pending.append((offset, data))

    def sync(self, name: str) -> None:
        """An fsync; power that fails during it may leave anything of what was unsynced."""
        self._tick()
        self.platters[name].sync()

    def sync_beside(self, descriptor: int) -> None:
        """An fsync of that file, or of its folder."""
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode):
            self.beside_synced = found.st_size

    def fail(self) -> dict[str, bytes]:
        """The power fails now, if it has not yet; what is left."""
        if self.image is None:
            written = self.beside.read_bytes() if self.beside.is_file() else b""
            self.beside_left = written[: self._chance.randint(self.beside_synced, len(written))]
            self.image = {
                name: platter.after_power_loss(self._chance)
                for name, platter in sorted(self.platters.items())
            }
        return self.image

    def _tick(self) -> None:
        self.operations += 1
        if self.operations == self._fails_at:
            self.fail()


class ForgetfulVfs(apsw.VFS):
    """Passes everything on to the system and tells the disk of every write and sync."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, base="")
        self._disk = disk

    def xOpen(self, name, flags):  # noqa: N802 (SQLite's name)
        return ForgetfulFile(self._disk, name, flags)

    def xDelete(self, name, sync_dir):  # noqa: N802
        super().xDelete(name, sync_dir)
        self._disk.platters.pop(Path(name).name, None)


class ForgetfulFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk: Disk, name, flags) -> None:
        super().__init__("", name, flags)
        filename = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(filename).name if filename else ""
        self._disk = disk
        disk.platters.setdefault(self._name, Platter())

    def xWrite(self, data, offset):  # noqa: N802
        super().xWrite(data, offset)
        self._disk.write(self._name, offset, bytes(data))

    def xTruncate(self, size):  # noqa: N802
        super().xTruncate(size)
        self._disk.write(self._name, size, None)

    def xSync(self, flags):  # noqa: N802
        super().xSync(flags)
        self._disk.sync(self._name)


def _put(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
