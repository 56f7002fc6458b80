"""Trading states, canaries and equity marks in the ledger."""

from pydantic import JsonValue

from tools.ledger.days import DayMarks
from tools.ledger.ledger import CanaryRow, TradingStateRow
from tools.ledger.record import note
from tools.ledger.transaction import Transaction, View
from tools.money import Amount

STATES = "SELECT doc, row_mac FROM trading_state ORDER BY scope"
SET_STATE = """
    INSERT INTO trading_state (doc, row_mac, scope) VALUES ($1, $2, $3)
    ON CONFLICT (scope) DO UPDATE SET doc = excluded.doc, row_mac = excluded.row_mac
"""
CANARY = "SELECT doc, row_mac FROM canary WHERE canary_id = $1"
LATEST_CANARY = "SELECT doc, row_mac FROM canary ORDER BY created_ms DESC, rowid DESC LIMIT 1"
ADD_CANARY = """
    INSERT INTO canary (doc, row_mac, canary_id, created_ms)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (canary_id) DO UPDATE SET doc = excluded.doc, row_mac = excluded.row_mac
"""
MARKS = "SELECT doc, row_mac FROM day_mark WHERE account = $1 ORDER BY day DESC LIMIT 1"
SET_MARKS = """
    INSERT INTO day_mark (doc, row_mac, day, account) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account, day) DO UPDATE SET doc = excluded.doc, row_mac = excluded.row_mac
"""


def trading_states(view: View) -> tuple[TradingStateRow, ...]:
    """The state of every scope that ever had one."""
    return view.many("trading_state", TradingStateRow, STATES)


def set_trading_state(tx: Transaction, row: TradingStateRow) -> None:
    """Latch a state."""
    tx.change(SET_STATE, *tx.seal("trading_state", row, "scope"))
    note(tx, row.actor, f"state.{row.state.lower()}", row.scope, row, {"reason": row.reason})


def canary(view: View, canary_id: str | None) -> CanaryRow | None:
    """One canary, or the latest."""
    if canary_id is None:
        return view.one("canary", CanaryRow, LATEST_CANARY)
    return view.one("canary", CanaryRow, CANARY, canary_id)


def confirm_canary(tx: Transaction, canary_id: JsonValue, intent_id: str) -> None:
    """Note that a canary's order, of the latest when no id is given, is being sent: that happens once."""
    row = canary(tx, canary_id if isinstance(canary_id, str) else None)
    if row is not None:
        add_canary(tx, row.model_copy(update={"intent_id": intent_id}))


def add_canary(tx: Transaction, row: CanaryRow) -> None:
    """Store a canary's evidence, or its intent once it has one."""
    tx.change(ADD_CANARY, *tx.seal("canary", row, "canary_id", "created_ms"))
    note(
        tx, "system", "canary.stored", row.canary_id, row, {"symbol": row.symbol, "intent_id": row.intent_id}
    )


def day_marks(view: View, account: str, day: str, equity: Amount) -> tuple[DayMarks, bool]:
    """The marks as they must be, and whether they are stored so already."""
    latest = view.one(f"day_mark:{account}", DayMarks, MARKS, account)
    if latest is None:
        return DayMarks(day=day, opening_equity=equity, high_water=equity), False
    today = latest if latest.day == day else None
    marks = DayMarks(
        day=day,
        opening_equity=equity if today is None else today.opening_equity,
        high_water=max(latest.high_water, equity),
        reset_equity=None if today is None else today.reset_equity,
    )
    return marks, marks == latest


def mark_day(tx: Transaction, account: str, day: str, equity: Amount) -> DayMarks:
    """Open the day or raise the high water, where that is due."""
    marks, stored = day_marks(tx, account, day, equity)
    if not stored:
        _store_marks(tx, account, marks, "system", "equity.marked")
    return marks


def restart_loss(tx: Transaction, account: str, day: str, equity: Amount, actor: str) -> DayMarks:
    """Count the day's loss from `equity` on."""
    marks, _ = day_marks(tx, account, day, equity)
    marks = marks.model_copy(update={"reset_equity": equity})
    _store_marks(tx, account, marks, actor, "equity.reset")
    return marks


def _store_marks(tx: Transaction, account: str, marks: DayMarks, actor: str, action: str) -> None:
    tx.change(SET_MARKS, *tx.seal(f"day_mark:{account}", marks, "day"), account)
    note(tx, actor, action, account, marks, marks.model_dump(mode="json"))
