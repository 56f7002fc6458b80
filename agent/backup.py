"""Backup and restore of this installation's record; keys only when somebody asks for them."""

import asyncio
from pathlib import Path

from agent.settings import Settings, ledger_place
from tools.clock import Clock
from tools.errors import ConfigError, LedgerTampered
from tools.ledger.copies import LEDGER, Manifest, copy_file, describe, read_manifest, take
from tools.ledger.keys import load_keys
from tools.ledger.sqlite import ANCHORS, open_ledger
from tools.permit import Keys

KEYS = ("approval.key", "audit.key")


async def backup(settings: Settings, folder: Path, clock: Clock, *, keys: bool = False) -> Manifest:
    """Copy the record while it is used, and verify the copy before calling it a backup.

    Args:
        settings: the installation to copy.
        folder: where to; made, and must be empty.
        clock: for the time of the backup.
        keys: also copy the key files under the home. Whoever has them and the record can rewrite it.

    Raises:
        ConfigError: the record is in PostgreSQL, there is none, or the folder is in use.
        LedgerTampered: the copy does not verify; so the record does not either.
    """
    place = _file(settings)
    if not place.exists():
        raise ConfigError(f"there is no ledger at {place} yet", f"{place} konumunda henüz bir defter yok")
    await asyncio.to_thread(take, place, folder)
    rows, head = await _verified(folder / LEDGER, _audit_keys(settings), clock)
    manifest = await asyncio.to_thread(describe, folder, clock.now_ms(), rows, head)
    if keys:
        (folder / "keys").mkdir(mode=0o700)
        for name in KEYS:
            copy_file(settings.home / "keys" / name, folder / "keys" / name)
    return manifest


async def restore(settings: Settings, folder: Path, clock: Clock) -> Manifest:
    """Put a backup back where this installation keeps its record, which must not be there.

    Anchors that are there already are kept: they may know rows the backup does not have.

    Raises:
        ConfigError: a ledger is there, the audit key is not, or the folder holds no backup.
        LedgerTampered: the backup is damaged, does not verify, or ends before the last anchor; nothing was
            put back.
    """
    place = _file(settings)
    if place.exists():
        raise ConfigError(
            f"there is a ledger at {place}; move it away first, it is evidence",
            f"{place} konumunda bir defter var; önce onu başka yere taşıyın, o bir kanıttır",
        )
    manifest = await asyncio.to_thread(read_manifest, folder)
    keys = _audit_keys(settings)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    anchors = place.with_name(ANCHORS)
    kept = anchors.exists()
    if not kept:
        copy_file(folder / ANCHORS, anchors)
    copy_file(folder / LEDGER, place)
    try:
        await _verified(place, keys, clock)
    except LedgerTampered as error:
        for path in (place, *(() if kept else (anchors,))):
            path.unlink()
        raise _behind(manifest, error) if kept else error from None
    return manifest


def _file(settings: Settings) -> Path:
    place = ledger_place(settings)
    if isinstance(place, Path):
        return place
    raise ConfigError(
        "this record is in PostgreSQL: back it up with pg_dump, see docs/runbooks/backup.md",
        "bu kayıt PostgreSQL'de: pg_dump ile yedekleyin, bkz. docs/runbooks/backup.md",
    )


def _audit_keys(settings: Settings) -> Keys:
    return load_keys(settings.home, "audit", settings.audit_key.get_secret_value(), ledger_exists=True)


async def _verified(path: Path, keys: Keys, clock: Clock) -> tuple[int, str]:
    ledger = open_ledger(path, keys, clock)
    try:
        report = await ledger.verify_audit()
    finally:
        await ledger.close()
    if not report.ok:
        raise LedgerTampered(
            f"the record does not verify: {report.problem}; keep the files",
            f"kayıt doğrulanmıyor: {report.problem}; dosyaları koruyun",
        )
    return report.rows, report.head


def _behind(manifest: Manifest, error: LedgerTampered) -> LedgerTampered:
    return LedgerTampered(
        f"nothing was restored: this backup ends at row {manifest.rows} and does not fit the anchors kept "
        f"here ({error.text.en}). Take a newer backup; if there is none, docs/runbooks/backup.md says how to "
        "go on without the lost rows",
        f"hiçbir şey geri yüklenmedi: bu yedek {manifest.rows}. satırda bitiyor ve buradaki çıpalara uymuyor "
        f"({error.text.tr}). Daha yeni bir yedek kullanın; yoksa kaybolan satırlar olmadan nasıl devam "
        "edileceği docs/runbooks/backup.md içinde",
    )
