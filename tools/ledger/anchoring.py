"""Anchoring: when the head of the record is signed, and what a start compares it with."""

import logging
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from tools.errors import LedgerTampered
from tools.ledger import anchor_keys
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.engine import Connection
from tools.ledger.links import links
from tools.ledger.merkle import Frontier, leaf
from tools.ledger.reports import AnchorState
from tools.ledger.signed_anchors import (
    Publisher,
    SignedAnchor,
    SignedAnchorFile,
    require_signed,
    signed_anchor,
)
from tools.ledger.signing import Signer

EVERY_ROWS = 256
EVERY_MS = 60_000
AT_ONCE = frozenset({b"intent.acked", anchor_keys.ACTION.encode()})
"""Kinds of rows that are anchored with the transaction they stand in."""

HEAD = "SELECT max(seq) FROM audit"
ROW = "SELECT mac FROM audit WHERE seq = $1"

_log = logging.getLogger("spark.audit")


@dataclass(frozen=True)
class AnchorSetup:
    """What signs the anchors, and where they go."""

    signer: Signer
    path: Path
    publisher: Publisher | None = None


class Anchoring:
    """Signs the head every 256 rows, every minute and with each ACK; used by the thread that writes."""

    def __init__(self, setup: AnchorSetup, chain: Chain) -> None:
        self.signer = setup.signer
        self.file = SignedAnchorFile(setup.path)
        self.publisher = setup.publisher
        self._chain = chain
        self._last: SignedAnchor | None = None
        self._frontier = Frontier()
        self._mac = GENESIS
        self._urgent = False

    def open(self, connection: Connection, *, joining_ms: int | None = None) -> None:
        """Compare the record with the last anchor and take up the tree from there.

        Args:
            connection: has not read anything yet.
            joining_ms: now, for a home that is new to a record which others anchor in files of their own: it
                begins its file here, before the record says that it joined.

        Raises:
            LedgerTampered: the record ends before its last anchor or is not the anchored one, the anchors are
                forged or gone, or their key is not ours.
        """
        # Before the record: while both are read, another process may only add to it, or begin the file.
        self._last = self.file.last()
        known = anchor_keys.recorded(connection)
        anchor_keys.introduction(self.signer, known)
        if self._last is not None:
            require_signed(self._last, self.signer.publics | known)
            _require_row(connection, self._last)
            self._frontier = self._last.frontier()
            self._mac = self._last.mac
        elif known and joining_ms is None and self.file.last() is None:
            raise _tampered(f"{self.file.path.name} is missing", f"{self.file.path.name} yok")
        self._advance(connection)
        if known and self._last is None and joining_ms is not None:
            self._sign(joining_ms)

    def introduce(self, connection: Connection, now_ms: int) -> dict[str, JsonValue] | None:
        """Body of the row that puts the signing key on record, unless it is; there is an anchor before it.

        In this order a crash in between leaves an anchor without its key's row, which the next start adds,
        and never a record that misses its anchors.
        """
        body = anchor_keys.introduction(self.signer, anchor_keys.recorded(connection))
        if body is not None and self._last is None:
            self._sign(now_ms)
        return body

    def committed(self, connection: Connection, now_ms: int) -> None:
        """Take in what was committed, and sign when it is time.

        Raises:
            BrokenLink: a row since the last look does not fit the chain.
            OSError: the anchor cannot be written.
        """
        self._advance(connection)
        seq, time_ms = (0, 0) if self._last is None else (self._last.seq, self._last.time_ms)
        rows = self._frontier.size - seq
        if rows and (self._urgent or rows >= EVERY_ROWS or now_ms - time_ms >= EVERY_MS):
            self._sign(now_ms)

    def sign_head(self, connection: Connection, now_ms: int) -> SignedAnchor:
        """The anchor of the head, signed now unless it is already.

        Raises:
            BrokenLink: a row since the last look does not fit the chain.
            OSError: the anchor cannot be written.
        """
        self._advance(connection)
        if self._last is None or self._last.seq < self._frontier.size:
            return self._sign(now_ms)
        return self._last

    def state(self) -> AnchorState | None:
        """The last anchor, and how often publishing failed."""
        if self._last is None:
            return None
        failures = 0 if self.publisher is None else self.publisher.failures
        return AnchorState(seq=self._last.seq, time_ms=self._last.time_ms, publish_failures=failures)

    def _advance(self, connection: Connection) -> None:
        for mac, data, fields in links(connection, self._chain, self._frontier.size, self._mac):
            self._frontier.add(leaf(data + bytes.fromhex(mac)))
            self._mac = mac
            self._urgent = self._urgent or fields[3] in AT_ONCE

    def _sign(self, now_ms: int) -> SignedAnchor:
        anchor = signed_anchor(self.signer, self._frontier, self._mac, now_ms)
        self.file.write(anchor)
        self._last, self._urgent = anchor, False
        _log.info(
            "audit anchor seq=%d mac=%s root=%s time_ms=%d key_id=%s signed=%s",
            *(anchor.seq, anchor.mac, anchor.root, anchor.time_ms, anchor.key_id, anchor.signature),
        )
        if self.publisher is not None:
            self.publisher.publish(anchor)
        return anchor


def _require_row(connection: Connection, anchor: SignedAnchor) -> None:
    found = connection.run(ROW, anchor.seq).fetchone()
    if found is None:
        last = next(iter(connection.run(HEAD)))[0] or 0
        raise _tampered(
            f"the record ends at row {last}, the last signed anchor is row {anchor.seq}",
            f"kayıt {last}. satırda bitiyor, son imzalı çıpa {anchor.seq}. satırda",
        )
    if found != (anchor.mac,):
        raise _tampered(
            f"row {anchor.seq} is not the one the signed anchor names",
            f"{anchor.seq}. satır imzalı çıpanın andığı satır değil",
        )


def _tampered(en: str, tr: str) -> LedgerTampered:
    return LedgerTampered(f"{en}; keep the files as they are", f"{tr}; dosyaları olduğu gibi koruyun")
