"""Exporting the audit: rows as JSON lines with the proof that they are in the signed tree.

The format is docs/audit.md; `ops/verify_audit.py` checks it without this product.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from tools.errors import ConfigError, LedgerError, LedgerTampered
from tools.ledger import anchor_keys
from tools.ledger.chain import GENESIS
from tools.ledger.database import snapshot
from tools.ledger.engine import Connection
from tools.ledger.links import links
from tools.ledger.merkle import leaf, prove
from tools.ledger.reports import ExportReport, Progress
from tools.ledger.signed_anchors import SignedAnchor
from tools.ledger.verify import PROGRESS_ROWS, Record, Span

FORMAT = "spark-audit-export/1"
TEXTS = ("actor", "action", "subject", "body", "key_id")


def export(
    record: Record, span: Span, head: SignedAnchor | None, path: Path, progress: Progress | None = None
) -> ExportReport:
    """Write the rows of a span, their signed anchors and the proof; the record is verified on the way.

    Raises:
        ConfigError: the span is empty or ends behind the head, or the file cannot be written.
        LedgerError: the record has no signed anchors.
        LedgerTampered: the record does not verify; no file is left.
    """
    if head is None:
        raise LedgerError("the record has no signed anchors", "kaydın imzalı çıpaları yok")
    last = head.seq if span.last is None else span.last
    if not 1 <= span.first <= last <= head.seq:
        raise ConfigError(
            f"rows {span.first} to {last}: the record has the rows 1 to {head.seq}",
            f"{span.first}-{last} satırları: kayıtta 1-{head.seq} satırları var",
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8") as out:
            draft.chmod(0o600)
            _write(out, record, Span(span.first, last), head, progress)
        draft.replace(path)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror}", f"{path} yazılamadı: {error.strerror}"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    public = record.publics[head.key_id]
    return ExportReport(
        first=span.first, last=last, size=head.seq, root=head.root, key_id=head.key_id, public_key=public
    )


def _write(out: TextIO, record: Record, span: Span, head: SignedAnchor, progress: Progress | None) -> None:
    with snapshot(record.engine) as connection:
        _line(out, "header", _header(connection, span, head))
        leaves = _leaves(out, record, connection, span, head, progress)
        root, proof = prove(leaves, head.seq, span.first - 1, span.until - 1)
    if root.hex() != head.root:
        raise LedgerTampered(
            f"the rows do not make the signed root of row {head.seq}; keep the files",
            f"satırlar {head.seq}. satırın imzalı kökünü vermiyor; dosyaları koruyun",
        )
    _line(out, "proof", {"hashes": [hashed.hex() for hashed in proof]})


def _header(connection: Connection, span: Span, head: SignedAnchor) -> dict[str, object]:
    return {
        "format": FORMAT,
        "first": span.first,
        "last": span.until,
        "keys": anchor_keys.introductions(connection),
        "head": _bare(head),
    }


def _leaves(
    out: TextIO,
    record: Record,
    connection: Connection,
    span: Span,
    head: SignedAnchor,
    progress: Progress | None,
) -> Iterator[bytes]:
    anchors = _anchors(record, span)
    previous = GENESIS
    for seq, (mac, data, fields) in enumerate(links(connection, record.chain, until=head.seq), start=1):
        if span.first <= seq <= span.until:
            texts = dict(zip(TEXTS, (text.decode() for text in fields[2:]), strict=True))
            row = {"seq": seq, "time_ms": int(fields[1]), **texts, "previous": previous, "mac": mac}
            _line(out, "row", row)
            if seq in anchors:
                _line(out, "anchor", _bare(anchors[seq]))
        if progress is not None and seq % PROGRESS_ROWS == 0:
            progress(seq, head.seq)
        previous = mac
        yield leaf(data + bytes.fromhex(mac))


def _anchors(record: Record, span: Span) -> dict[int, SignedAnchor]:
    if record.signed is None:
        return {}
    return {anchor.seq: anchor for anchor in record.signed.all() if span.first <= anchor.seq <= span.until}


def _bare(anchor: SignedAnchor) -> dict[str, object]:
    return anchor.model_dump(mode="json", exclude={"peaks"})


def _line(out: TextIO, kind: str, fields: Mapping[str, object]) -> None:
    out.write(json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":")) + "\n")
