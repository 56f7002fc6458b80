"""Signed anchors: heads of the audit with the Merkle root up to there, signed with a key of their own.

They stand in a file outside the ledger's folder, so that whoever can rewrite the one cannot rewrite both. An
anchor is written after its row is durable: it can lag behind the record, never run ahead of it.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from tools.errors import LedgerTampered
from tools.frozen import Frozen
from tools.ledger.merkle import Frontier
from tools.ledger.signing import Signer, signed_by

TAIL_BYTES = 1 << 18


class SignedAnchor(Frozen):
    """The first `seq` rows of the record, in one line."""

    seq: int
    mac: str
    """MAC of row `seq`."""
    root: str
    """Merkle root of the rows 1 to `seq`, hex."""
    time_ms: int
    key_id: str
    signature: str = ""
    """Ed25519 over `statement`, hex."""
    peaks: tuple[str, ...] = ()
    """Roots of the full subtrees, largest first: what the tree grows on from here."""

    def statement(self) -> str:
        """The text the signature covers."""
        return f"spark-audit-anchor/1\n{self.seq}\n{self.mac}\n{self.root}\n{self.time_ms}\n{self.key_id}\n"

    def frontier(self) -> Frontier:
        """The tree as it was.

        Raises:
            LedgerTampered: the peaks are not those of the signed root.
        """
        try:
            frontier = Frontier(self.seq, [bytes.fromhex(peak) for peak in self.peaks])
        except ValueError:
            raise forged(self.seq) from None
        if frontier.root().hex() != self.root:
            raise forged(self.seq)
        return frontier


class Publisher(Protocol):
    """Takes anchors to somebody else. It never raises and never waits."""

    @property
    def failures(self) -> int:
        """Deliveries that failed so far."""
        ...

    def publish(self, anchor: SignedAnchor) -> None: ...

    def close(self) -> None:
        """Deliver what waits, within seconds, and stop."""
        ...


class SignedAnchorFile:
    """The append-only file of signed anchors."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, anchor: SignedAnchor) -> None:
        """Append one anchor; one write call, so lines of two processes never mix."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, b"\n" + anchor.model_dump_json().encode() + b"\n")
        finally:
            os.close(descriptor)

    def last(self) -> SignedAnchor | None:
        """The anchor with the highest sequence number; None when there is none."""
        return max(self._read(TAIL_BYTES), key=lambda anchor: anchor.seq, default=None)

    def all(self) -> Iterator[SignedAnchor]:
        """Every anchor, in the order of the file."""
        return self._read(None)

    def _read(self, tail: int | None) -> Iterator[SignedAnchor]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            if tail is not None:
                file.seek(max(0, file.seek(0, os.SEEK_END) - tail))
            for line in file:
                # Half of the lines are blank, and saying so by an exception is slow.
                anchor = None if line == b"\n" else _parse(line)
                if anchor is not None:
                    yield anchor


def signed_anchor(signer: Signer, frontier: Frontier, mac: str, time_ms: int) -> SignedAnchor:
    """Sign the tree as it is."""
    bare = SignedAnchor(
        seq=frontier.size,
        mac=mac,
        root=frontier.root().hex(),
        time_ms=time_ms,
        key_id=signer.key_id,
        peaks=tuple(peak.hex() for peak in frontier.peaks),
    )
    return bare.model_copy(update={"signature": signer.sign(bare.statement())})


def require_signed(anchor: SignedAnchor, publics: Mapping[str, str]) -> None:
    """Refuse an anchor that none of these keys signed.

    Raises:
        LedgerTampered: it is forged.
    """
    if not signed_by(publics.get(anchor.key_id, ""), anchor.signature, anchor.statement()):
        raise forged(anchor.seq)


def forged(seq: int) -> LedgerTampered:
    """The error of an anchor that does not hold."""
    return LedgerTampered(
        f"the signed anchor of row {seq} is forged; keep the files",
        f"{seq}. satırın imzalı çıpası sahte; dosyaları koruyun",
    )


def _parse(line: bytes) -> SignedAnchor | None:
    try:
        return SignedAnchor.model_validate_json(line)
    except ValidationError:
        # Torn by a power cut: as good as an anchor that was never written.
        return None
