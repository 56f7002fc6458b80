"""Anchors: heads of the audit kept beside the ledger, so that a cut-off record is noticed.

One line per committed transaction, sealed with the audit key. An anchor is written after its
transaction is durable, so it can lag behind the head but never run ahead of it. Only the first one is
synced: a power cut may take the latest anchors, but never leaves a record that has none.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from tools.errors import LedgerTampered
from tools.frozen import Frozen
from tools.ledger.chain import Chain

TAIL_BYTES = 1 << 20
TRIES = 20
PAUSE_SECONDS = 0.05


class Anchor(Frozen):
    """One head of the audit, and when it was it."""

    seq: int
    mac: str
    time_ms: int
    seal: str = ""

    def texts(self) -> tuple[str, str, str]:
        """What the seal covers."""
        return str(self.seq), self.mac, str(self.time_ms)


class AnchorFile:
    """The append-only file of anchors.

    Args:
        path: the file, made with the first anchor.
        chain: seals and checks the anchors.
        sync: makes what was written to a descriptor outlast a power cut.
    """

    def __init__(self, path: Path, chain: Chain, sync: Callable[[int], None] = os.fsync) -> None:
        self._path = path
        self.chain = chain
        self._sync = sync

    def write(self, seq: int, mac: str, time_ms: int) -> None:
        """Append one anchor; one write call, so lines of two processes never mix."""
        bare = Anchor(seq=seq, mac=mac, time_ms=time_ms)
        anchor = bare.model_copy(update={"seal": self.chain.seal("anchor", *bare.texts())})
        with _opened(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as descriptor:
            first = os.fstat(descriptor).st_size == 0
            os.write(descriptor, b"\n" + anchor.model_dump_json().encode() + b"\n")
            if first:
                self._sync(descriptor)
        if first:
            with _opened(self._path.parent, os.O_RDONLY) as folder:
                self._sync(folder)

    def last(self) -> Anchor | None:
        """The anchor with the highest sequence number; None when there is none.

        Raises:
            LedgerTampered: an anchor's seal is wrong.
        """
        last: Anchor | None = None
        for anchor in self._anchors(TAIL_BYTES):
            self._require_sealed(anchor)
            if last is None or anchor.seq > last.seq:
                last = anchor
        return last

    def awaited(self) -> Anchor | None:
        """`last` of a record that has rows; None when there is still none after a second.

        An anchor is written right after its row is committed: another process may be between the two.

        Raises:
            LedgerTampered: an anchor's seal is wrong.
        """
        for _ in range(TRIES):
            anchor = self.last()
            if anchor is not None:
                return anchor
            time.sleep(PAUSE_SECONDS)
        return None

    def all(self) -> dict[int, str]:
        """MACs by sequence number, as they stand there: an anchor that names the right row needs no seal.

        Raises:
            LedgerTampered: two anchors disagree, or the seal of one of the last is wrong.
        """
        self.last()
        macs: dict[int, str] = {}
        for anchor in self._anchors(None):
            if macs.setdefault(anchor.seq, anchor.mac) != anchor.mac:
                raise _forged(anchor.seq)
        return macs

    def require_sealed(self, seq: int) -> None:
        """Refuse an anchor of this row whose seal is wrong: what it says about the record means nothing.

        Raises:
            LedgerTampered: it is.
        """
        for anchor in self._anchors(None):
            if anchor.seq == seq:
                self._require_sealed(anchor)

    def _require_sealed(self, anchor: Anchor) -> None:
        if not self.chain.knows(anchor.seal):
            raise _of_another_key(anchor.seq)
        if not self.chain.sealed(anchor.seal, "anchor", *anchor.texts()):
            raise _forged(anchor.seq)

    def _anchors(self, tail: int | None) -> Iterator[Anchor]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            if tail is not None:
                file.seek(max(0, file.seek(0, os.SEEK_END) - tail))
            for line in file:
                # Half of the lines are blank, and saying so by an exception is slow.
                anchor = None if line == b"\n" else _parse(line)
                if anchor is not None:
                    yield anchor


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _parse(line: bytes) -> Anchor | None:
    try:
        return Anchor.model_validate_json(line)
    except ValidationError:
        # Torn by a power cut: as good as an anchor that was never written.
        return None


def _forged(seq: int) -> LedgerTampered:
    return LedgerTampered(
        f"the anchor of row {seq} is forged; keep the files",
        f"{seq}. satırın çıpası sahte; dosyaları koruyun",
    )


def _of_another_key(seq: int) -> LedgerTampered:
    return LedgerTampered(
        f"the anchor of row {seq} was not sealed with an audit key that is configured here; put the right "
        "one back (SPARK_AUDIT_KEY, keys/audit.key)",
        f"{seq}. satırın çıpası burada ayarlı bir denetim anahtarıyla mühürlenmemiş; doğrusunu geri koyun "
        "(SPARK_AUDIT_KEY, keys/audit.key)",
    )
