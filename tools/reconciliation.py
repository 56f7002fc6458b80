"""Reconciliation: what a venue and the record disagree about, as it stands in the audit."""

from enum import StrEnum

from pydantic import ValidationError

from tools.frozen import Frozen
from tools.ledger.ledger import Ledger
from tools.money import Amount
from tools.terms import VenueName

ACTION = "reconcile.report"
"""Kind of the audit rows a report is written in."""
ACTOR = "executor:reconciliation"
"""Who sets a trading state because of a difference."""


class DifferenceKind(StrEnum):
    """What does not agree."""

    ORDER_UNKNOWN = "order_unknown"
    """An order with our prefix works at the venue and is not on the record."""
    ORDER_MISSING = "order_missing"
    """An order works on the record and not at the venue."""
    FILL_UNBOOKED = "fill_unbooked"
    """A trade of one of our orders is not on the record."""
    POSITION = "position"
    """The position is not what the baseline and all trades since make it."""
    BALANCE = "balance"
    """The wallet is not what the baseline and all income since make it."""
    FOREIGN_ORDER = "foreign_order"
    """Somebody placed an order past the product; said, and no reason to stop."""
    FOREIGN_TRADE = "foreign_trade"
    """Such an order traded; said, and no reason to stop."""
    FORCED_TRADE = "forced_trade"
    """The venue itself closed a position: liquidation, auto-deleveraging or settlement."""


FOREIGN = (DifferenceKind.FOREIGN_ORDER, DifferenceKind.FOREIGN_TRADE)


class Difference(Frozen):
    """One thing that does not agree."""

    kind: DifferenceKind
    venue: VenueName
    symbol: str | None
    """None where it is about the whole account."""
    subject: str
    """Client order id, order id, trade id or asset."""
    off: Amount
    """What the venue has more than the record, in base units, or the asset; zero where nothing is counted."""

    @property
    def stops(self) -> bool:
        """Whether new risk must wait until a person has looked."""
        return self.kind not in FOREIGN

    @property
    def scope(self) -> str:
        """Scope of the trading state it is about; whom the venue closes by force opens nothing there."""
        whole = self.symbol is None or self.kind is DifferenceKind.FORCED_TRADE
        return f"venue:{self.venue}" if whole else f"symbol:{self.symbol}"


class Baseline(Frozen):
    """A moment at which nothing moved: positions and wallet are counted on from here."""

    time_ms: int
    """Venue time; what happened at or after it is counted."""
    positions: dict[str, Amount]
    """Net quantity by symbol, short negative; flat ones are left out."""
    wallet: dict[str, Amount]
    """Wallet balance by asset."""


class ReconcileReport(Frozen):
    """How record and venue stand; written whenever that changes."""

    venue: VenueName
    baseline: Baseline | None
    differences: tuple[Difference, ...]
    """Seen by two looks in a row."""

    @property
    def agrees(self) -> bool:
        """Whether nothing is open that must be looked at."""
        return not any(difference.stops for difference in self.differences)


async def latest(ledger: Ledger, venue: VenueName) -> ReconcileReport | None:
    """The report in force; None before the first look."""
    rows = await ledger.audit(limit=1, action=ACTION, subject=subject_of(venue))
    try:
        return ReconcileReport.model_validate_json(rows[0].body) if rows else None
    except ValidationError:  # written by another version
        return None


def subject_of(venue: VenueName) -> str:
    """Subject of a venue's reports in the audit."""
    return f"reconcile:{venue}"
