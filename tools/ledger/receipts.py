"""Fills and receipts in the ledger."""

from pydantic import JsonValue

from tools.errors import LeaseLost, NotFound
from tools.ledger import bracket, intents, legs
from tools.ledger.ledger import Intent
from tools.ledger.record import note
from tools.ledger.transaction import Transaction, View
from tools.money import Amount
from tools.receipt import Evidence, Receipt
from tools.terms import Grouping
from tools.venues.orders import Fill

FILLS = "SELECT doc, row_mac FROM fill WHERE intent_id = $1 ORDER BY time_ms, rowid"
ADD_FILL = """
    INSERT INTO fill (doc, row_mac, symbol, trade_id, time_ms, venue, account, intent_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (venue, account, symbol, trade_id) DO NOTHING
"""
RECEIPT = "SELECT doc, row_mac FROM receipt WHERE receipt_id = $1 OR approval_id = $1 LIMIT 1"
STORE = """
    INSERT INTO receipt (doc, row_mac, receipt_id, approval_id)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (receipt_id) DO UPDATE SET doc = excluded.doc, row_mac = excluded.row_mac
"""
EVIDENCE = """
    SELECT seq, action, mac FROM audit
    WHERE subject IN (SELECT CAST($1 AS TEXT) UNION ALL SELECT intent_id FROM intent WHERE approval_id = $1)
    ORDER BY seq
"""


def add_fills(
    tx: Transaction, venue: str, account: str, intent_id: str | None, fills: tuple[Fill, ...]
) -> int:
    """Book fills that are not booked yet; how many those were."""
    booked: list[JsonValue] = []
    for fill in fills:
        sealed = tx.seal("fill", fill, "symbol", "trade_id", "time_ms")
        if tx.change(ADD_FILL, *sealed, venue, account, intent_id) == 1:
            booked.append(tx.written(fill).data)
    if booked:
        tx.append("executor", "fill.booked", intent_id or account, {"venue": venue, "fills": booked})
    return len(booked)


def fills(view: View, intent_id: str) -> tuple[Fill, ...]:
    """Fills of one intent, oldest first."""
    return view.many("fill", Fill, FILLS, intent_id)


def find(view: View, receipt_id: str) -> Receipt | None:
    """By receipt id or approval id."""
    return view.one("receipt", Receipt, RECEIPT, receipt_id)


def store(tx: Transaction, receipt: Receipt) -> None:
    """Store a receipt, or what became of it since."""
    tx.change(STORE, *tx.seal("receipt", receipt, "receipt_id", "approval_id"))
    body: dict[str, JsonValue] = {"tool": receipt.tool, "state": receipt.state, "status": receipt.status}
    # Its own subject: the digest must not pass for that of the intent with the same id.
    note(tx, "executor", "receipt.stored", f"receipt:{receipt.receipt_id}", receipt, body)


def conclude(
    tx: Transaction,
    receipt: Receipt,
    epoch: int,
    executed_quantity: Amount | None,
    code: str | None,
    remark: str | None,
) -> Receipt:
    """Settle, book and store; the receipt as stored."""
    found = intents.standing(tx, receipt.receipt_id)
    if found is None:
        raise NotFound(f"no intent {receipt.receipt_id}", f"{receipt.receipt_id} adlı bir emir niyeti yok")
    if epoch != found.epoch:
        raise LeaseLost("another executor has taken over", "başka bir yürütücü devraldı")
    settled = intents.move(
        tx,
        found,
        receipt.state,
        epoch,
        order_id=receipt.order_id,
        status=receipt.status,
        executed_quantity=executed_quantity,
        code=code,
        note=remark,
    )
    add_fills(tx, receipt.venue, receipt.account, receipt.receipt_id, receipt.fills)
    intent = settled or found.intent
    known = legs.of_parent(tx, intent)
    traded = _all_fills(tx, receipt)
    intent = _guarded(tx, intent, known, traded)
    stored = receipt.model_copy(
        update={
            "state": intent.state,
            "status": intent.status,
            "legs": tuple(bracket.shown(leg) for leg in known),
            "unprotected_quantity": _unprotected(intent, known),
            "fills": traded,
            "evidence": _evidence(tx, receipt),
        }
    )
    store(tx, stored)
    return stored


def _guarded(tx: Transaction, intent: Intent, known: tuple[Intent, ...], traded: tuple[Fill, ...]) -> Intent:
    """An intent is unfinished until nothing is left to guard and every trade of its orders is booked."""
    booked = bracket.explained(intent, traded) and all(
        bracket.explained(leg, fills(tx, leg.intent_id)) for leg in known
    )
    if intent.guarding and booked and bracket.finished(intent, known):
        return intents.release(tx, intent)
    return intent if booked or intent.guarding else intents.keep(tx, intent)


def _unprotected(intent: Intent, known: tuple[Intent, ...]) -> Amount | None:
    protects = intent.permit.effects.grouping is Grouping.PROTECTED
    return bracket.unprotected(intent, known) if protects else None


def _all_fills(view: View, receipt: Receipt) -> tuple[Fill, ...]:
    """Those booked for the intent, and those of the same order booked for the one it replaced."""
    booked = fills(view, receipt.receipt_id)
    known = {fill.trade_id for fill in booked}
    return (*(fill for fill in receipt.fills if fill.trade_id not in known), *booked)


def _evidence(view: View, receipt: Receipt) -> tuple[Evidence, ...]:
    rows = view.rows(EVIDENCE, receipt.approval_id)
    return tuple(Evidence(seq=seq, action=action, digest=mac) for seq, action, mac in rows)
