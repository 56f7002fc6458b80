"""Backup and restore of this installation's record; keys only when somebody asks for them."""

import asyncio
from pathlib import Path

from pydantic import JsonValue

from agent.anchors import anchor_setup
from agent.settings import Settings, ledger_place
from tools.clock import Clock
from tools.errors import ConfigError, LedgerTampered
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.copies import LEDGER, SIGNED, Manifest, copy_file, describe, read_manifest, take
from tools.ledger.keys import load_keys
from tools.ledger.reports import AuditReport
from tools.ledger.signed_anchors import SignedAnchorFile
from tools.ledger.sqlite import ANCHORS, open_ledger
from tools.ledger.sqlite_file import SqliteFile
from tools.ledger.verify import Record, verify
from tools.permit import Keys

KEYS = ("anchor.key", "approval.key", "audit.key")
BESIDE = ("-wal", "-shm")
"""What SQLite may leave beside a file; another file put in its place would be read together with them."""


async def backup(settings: Settings, folder: Path, clock: Clock, *, keys: bool = False) -> Manifest:
    """Copy the record while it is used, and verify the copy before calling it a backup.

    Args:
        settings: the installation to copy.
        folder: where to; made, and must be empty.
        clock: for the time of the backup.
        keys: also copy the key files under the home. Whoever has them and the record can rewrite it.

    Raises:
        ConfigError: the record is in PostgreSQL, there is none, a key is missing, or the folder is in use.
        LedgerTampered: the copy does not verify; so the record does not either.
    """
    place = _file(settings)
    if not place.exists():
        raise ConfigError(f"there is no ledger at {place} yet", f"{place} konumunda henüz bir defter yok")
    audit_keys, setup = _audit_keys(settings), anchor_setup(settings)
    await asyncio.to_thread(take, place, setup.path, folder)
    report = await _verified(folder / LEDGER, folder / SIGNED, audit_keys, setup, clock)
    manifest = await asyncio.to_thread(describe, folder, clock.now_ms(), report.rows, report.head)
    if keys:
        (folder / "keys").mkdir(mode=0o700)
        for name in KEYS:
            copy_file(settings.home / "keys" / name, folder / "keys" / name)
    return manifest


async def restore(settings: Settings, folder: Path, clock: Clock, *, lost_rows: bool = False) -> Manifest:
    """Put a backup back where this installation keeps its record, which must not be there, and say so on it.

    Anchors that are there already are kept: they may know rows the backup does not have.

    Args:
        settings: the installation to restore.
        folder: the backup.
        clock: dates the row about it.
        lost_rows: put the backup back even when it ends before the last anchor. The anchors that do not fit
            are renamed, never deleted, and the record says which row they knew last.

    Raises:
        ConfigError: a ledger is there, a key is not, or the folder holds no backup.
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
    restoring = _Restoring(settings, folder, manifest, clock)
    kept = restoring.kept()
    try:
        await restoring.put_back()
    except LedgerTampered as error:
        if not kept:
            raise
        if not lost_rows:
            raise _behind(manifest, error) from None
        await restoring.put_back_without(kept)
    return manifest


class _Restoring:
    """One backup on its way back into one installation."""

    def __init__(self, settings: Settings, folder: Path, manifest: Manifest, clock: Clock) -> None:
        self._place = _file(settings)
        self._keys = _audit_keys(settings)
        self._setup = anchor_setup(settings, signed=(folder / SIGNED).exists())
        self._manifest = manifest
        self._clock = clock
        self._anchors = self._place.with_name(ANCHORS)
        self._copies = {
            folder / ANCHORS: self._anchors,
            folder / SIGNED: self._setup.path,
            folder / LEDGER: self._place,
        }

    def kept(self) -> tuple[Path, ...]:
        """The files of anchors that are there already."""
        return tuple(path for path in (self._anchors, self._setup.path) if path.exists())

    async def put_back(self, lost_until: int | None = None) -> None:
        """Copy what is not there, verify all of it, and write the row that says so.

        Raises:
            LedgerTampered: it does not verify; what was copied is gone again.
        """
        copied = [target for target in self._copies.values() if not target.exists()]
        try:
            for source, target in self._copies.items():
                if target in copied:
                    await asyncio.to_thread(copy_file, source, target)
            await _verified(self._place, self._setup.path, self._keys, self._setup, self._clock)
            await self._record(lost_until)
        except BaseException:
            for target in (*copied, *(Path(f"{self._place}{suffix}") for suffix in BESIDE)):
                target.unlink(missing_ok=True)
            raise

    async def put_back_without(self, kept: tuple[Path, ...]) -> None:
        """`put_back` with the anchors of the backup alone; those that were kept are set aside."""
        lost_until, now_ms = self._newest(), self._clock.now_ms()
        aside = {path: path.with_name(f"{path.stem}.lost-{now_ms}{path.suffix}") for path in kept}
        for path, name in aside.items():
            path.rename(name)
        try:
            await self.put_back(lost_until)
        except BaseException:
            for path, name in aside.items():
                name.rename(path)
            raise

    def _newest(self) -> int:
        """The highest row an anchor kept here names."""
        chain = Chain(self._keys)
        last = AnchorFile(self._anchors, chain).last(), SignedAnchorFile(self._setup.path).last()
        return max(anchor.seq for anchor in last if anchor is not None)

    async def _record(self, lost_until: int | None) -> None:
        taken = self._manifest
        body: dict[str, JsonValue] = {"rows": taken.rows, "head": taken.head, "taken_ms": taken.time_ms}
        ledger = open_ledger(self._place, self._keys, self._clock, self._setup)
        try:
            await ledger.append("operator", "ledger.restored", "ledger", body | {"lost_until": lost_until})
        finally:
            await ledger.close()


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


async def _verified(place: Path, signed: Path, keys: Keys, setup: AnchorSetup, clock: Clock) -> AuditReport:
    """Verify a record with its anchors of both kinds; nothing is written into it but a newer schema."""
    await open_ledger(place, keys, clock).close()
    chain = Chain(keys)
    anchors = AnchorFile(place.with_name(ANCHORS), chain)
    record = Record(SqliteFile(place), chain, anchors, SignedAnchorFile(signed), setup.signer.publics)
    report = await asyncio.to_thread(verify, record)
    if not report.ok:
        raise LedgerTampered(
            f"the record does not verify: {report.problem}; keep the files",
            f"kayıt doğrulanmıyor: {report.problem}; dosyaları koruyun",
        )
    return report


def _behind(manifest: Manifest, error: LedgerTampered) -> LedgerTampered:
    return LedgerTampered(
        f"nothing was restored: this backup ends at row {manifest.rows} and does not fit the anchors kept "
        f"here ({error.text.en}). Take a newer backup; if there is none, docs/runbooks/backup.md says how to "
        "go on without the lost rows",
        f"hiçbir şey geri yüklenmedi: bu yedek {manifest.rows}. satırda bitiyor ve buradaki çıpalara uymuyor "
        f"({error.text.tr}). Daha yeni bir yedek kullanın; yoksa kaybolan satırlar olmadan nasıl devam "
        "edileceği docs/runbooks/backup.md içinde",
    )
