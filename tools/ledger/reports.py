"""What verifying, anchoring and exporting the audit report."""

from collections.abc import Callable

from tools.frozen import Frozen

Progress = Callable[[int, int], None]
"""Told now and then how many rows of how many are done; called from another thread."""


class AuditReport(Frozen):
    """Result of verifying the chain."""

    first: int = 1
    """Row it began with."""
    rows: int
    """Number of the last row that fits."""
    ok: bool
    head: str
    """MAC of that row."""
    signed: int = 0
    """Signed anchors that were compared with their rows and with the Merkle root up to them."""
    problem: str | None = None
    """What does not fit and where, e.g. `row 17: edited`."""
    seq: int | None = None


class AnchorState(Frozen):
    """The last signed anchor of the record."""

    seq: int
    time_ms: int
    publish_failures: int
    """Deliveries to the anchor webhook that failed since the process began."""


class ExportReport(Frozen):
    """What an export holds."""

    first: int
    last: int
    size: int
    """Rows of the tree the proof leads to: the row of the signed anchor."""
    root: str
    key_id: str
    public_key: str
    """Hex; give it to the reader by another way than the export."""
