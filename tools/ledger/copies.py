"""Copies of a ledger in a SQLite file: taken while it is used, checked file by file when put back."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tools.errors import ConfigError, LedgerError, LedgerTampered
from tools.frozen import Frozen
from tools.ledger.sqlite import ANCHORS
from tools.ledger.sqlite_file import SqliteFile

LEDGER = "ledger.db"
SIGNED = "signed.jsonl"
"""The signed anchors in a backup, whatever their file is called where they are kept."""
MANIFEST = "manifest.json"


class Manifest(Frozen):
    """What a backup holds."""

    time_ms: int
    rows: int
    """Rows of the audit; the last one has this number."""
    head: str
    """MAC of the last row: written down elsewhere, it proves which backup this is."""
    files: dict[str, str]
    """SHA-256 in hex by name."""


def take(ledger: Path, signed: Path, folder: Path) -> None:
    """Copy a ledger in use, and its anchors of both kinds, into `folder`, which is made and must be empty.

    The anchors are copied first: they may lag behind the record, they never run ahead of it.

    Raises:
        ConfigError: the folder is not empty, or cannot be made.
        LedgerError: the ledger cannot be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made a folder: {error.strerror}",
            f"{folder} klasörü açılamadı: {error.strerror}",
        ) from None
    if any(folder.iterdir()):
        raise ConfigError(
            f"{folder} is not empty; give each backup a folder of its own",
            f"{folder} boş değil; her yedeğe ayrı bir klasör verin",
        )
    copy_file(signed, folder / SIGNED)
    copy_file(ledger.with_name(ANCHORS), folder / ANCHORS)
    engine = SqliteFile(ledger)
    target = folder / LEDGER
    target.touch(mode=0o600)
    source, copy = engine.connect(writable=False), sqlite3.connect(target)
    try:
        # In one step, so from one snapshot: writers go on beside it.
        source.raw.backup(copy)
    except sqlite3.Error as error:
        raise LedgerError(
            f"the backup could not be written ({error})", f"yedek yazılamadı ({error})"
        ) from error
    finally:
        copy.close()
        source.close()


def describe(folder: Path, time_ms: int, rows: int, head: str) -> Manifest:
    """Write the manifest of a backup that has been verified; what verifying it left beside it goes."""
    with closing(sqlite3.connect(folder / LEDGER)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    files = {name: _sha256(folder / name) for name in names}
    manifest = Manifest(time_ms=time_ms, rows=rows, head=head, files=files)
    _write(folder / MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all as they were written.

    Raises:
        ConfigError: there is no backup in this folder.
        LedgerTampered: a file is missing or was changed.
    """
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        raise ConfigError(
            f"{folder} holds no backup: its {MANIFEST} is missing or unreadable",
            f"{folder} içinde yedek yok: {MANIFEST} eksik ya da okunamıyor",
        ) from None
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            raise LedgerTampered(
                f"{name} of this backup is not as it was written; take another backup",
                f"bu yedekteki {name} yazıldığı gibi değil; başka bir yedek kullanın",
            )
    return manifest


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, for its owner only and on the disk when this returns; a missing one is left out."""
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(target, source.read_bytes())


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
