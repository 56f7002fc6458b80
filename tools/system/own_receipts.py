"""Own receipts: what became of what one person proposed or approved, as texts to search, typed values only.

No free text of a venue, of a model or of the person is in them: a receipt can be found and quoted, and
nothing in it can pass for an instruction.
"""

import json
import re
from decimal import Decimal

from tools.clock import to_datetime
from tools.frozen import Frozen
from tools.knowledge import Passage
from tools.ledger.ledger import ApprovalRow, Ledger
from tools.permit import Effects
from tools.receipt import IntentState, Receipt
from tools.terms import Side
from tools.text import Text
from tools.wording import BECAME, price, quote

_NEWEST = 300
"""Approved proposals, of everybody, among which a person's own are looked for."""
_OWN = re.compile(
    r"(?<!\w)(?:(?:my )?receipts?|(?:did|have|had) i|i (?:bought|sold|closed|shorted)"
    r"|my (?:\w+ ){0,2}(?:trades?|orders?|fills?)|makbuz\w*|emr?imi?n?|emirlerim\w*"
    r"|i[şs]lemim\w*|i[şs]lemlerim\w*|(?:ald|satt|kapatt)[ıi](?:[ğg][ıi])?m"
    r"|(?:al|sat|kapat)m[ıi][şs]t[ıi]m|spk-\w+|\d{6,})(?!\w)",
    re.IGNORECASE,
)
_ALWAYS = (
    "receipt makbuz makbuzum trade islem islemim islemlerim order emir emrim record kayit price fiyat "
    "fiyattan kactan kac hangi when zaman last latest son en find search show ara bul goster happened became"
)
_SIDES = {
    Side.BUY: (Text(en="BUY", tr="alış"), "buy bought al alis aldim almistim aldigim long"),
    Side.SELL: (Text(en="SELL", tr="satış"), "sell sold sat satis sattim satmistim sattigim short"),
}
_ACCEPTED = Text(en="accepted by the venue", tr="borsa kabul etti")
_SENDING = Text(en="being sent", tr="gönderiliyor")
_STATES = {
    IntentState.READY: _SENDING,
    IntentState.SENDING: _SENDING,
    IntentState.ACKED: Text(en="done", tr="yapıldı"),
    IntentState.REJECTED: Text(en="refused", tr="reddedildi"),
    IntentState.UNKNOWN: Text(en="outcome unknown", tr="sonucu bilinmiyor"),
    IntentState.NOT_PLACED: Text(en="not placed", tr="verilmedi"),
    IntentState.LATE_FOUND: Text(en="found late at the venue", tr="borsada sonradan bulundu"),
}
_CLOSES = "close closed exit kapat kapattim kapatmistim kapanis"


_ID = re.compile(r"(?<!\w)(?:spk-\w+|\d{6,})(?!\w)", re.ASCII)
_DAY_MS = 86_400_000


class OwnReceipt(Frozen):
    """A receipt as a passage, and what it can be found by."""

    passage: Passage
    words: str
    ids: tuple[str, ...]
    """Of the receipt, and of the order at the venue and here."""


def asks_for_own(query: str) -> bool:
    """Whether the words speak of the person's own trades, a receipt or an id; documents answer the rest."""
    return _OWN.search(query) is not None


def named_ids(query: str) -> frozenset[str]:
    """Ids of orders the words name."""
    return frozenset(_ID.findall(query))


async def own_receipts(ledger: Ledger, person: str, now_ms: int) -> tuple[OwnReceipt, ...]:
    """Receipts of what the person proposed or approved, newest first; nobody else's."""
    rows = await ledger.approvals("approved", _NEWEST)
    own = [row for row in rows if person in (row.proposer, row.decided_by)]
    found = [(row, await ledger.receipt(row.approval_id)) for row in own]
    return tuple(_readable(row, receipt, now_ms) for row, receipt in found if receipt is not None)


def _readable(row: ApprovalRow, receipt: Receipt, now_ms: int) -> OwnReceipt:
    effects = Effects.model_validate(json.loads(row.review)["effects"])
    done, words = _done(effects)
    became = _became(receipt, effects)
    at = to_datetime(receipt.time_ms)
    said = Text(
        en=f"{at:%Y-%m-%d %H:%M:%S} UTC, {receipt.venue}: {done.en}, {became.en}",
        tr=f"{at:%d.%m.%Y %H:%M:%S} UTC, {receipt.venue}: {done.tr}, {became.tr}",
    )
    ids = tuple(filter(None, (receipt.receipt_id, receipt.order_id, receipt.client_order_id)))
    passage = Passage(
        citation=f"receipt/{receipt.receipt_id}",
        title=f"Receipt {receipt.tool}",
        text=said.en,
        score=0,
        said=said,
    )
    day = _DAYS.get(now_ms // _DAY_MS - receipt.time_ms // _DAY_MS, "")
    return OwnReceipt(passage=passage, words=f"{_ALWAYS} {words} {day} {said.en} {said.tr}", ids=ids)


_DAYS = {0: "today bugun", 1: "yesterday dun"}
"""By how many UTC days ago."""


def _done(effects: Effects) -> tuple[Text, str]:
    """What was approved, in a few words, and the words it is asked for by."""
    closes = _CLOSES if effects.tool == "close_position" else ""
    if not effects.orders:
        symbol = str(effects.params.get("symbol") or "")
        name = " ".join(filter(None, (effects.tool, symbol)))
        return Text(en=name, tr=name), f"{effects.tool.replace('_', ' ')} {_coin(symbol)}"
    order = effects.orders[0]
    side, words = _SIDES[order.side]
    level = order.price or order.stop_price
    at = f" @ {price(level)}" if level is not None else ""
    return (
        Text(
            en=f"{side.en} {order.quantity} {order.symbol} {order.type}{at}",
            tr=f"{order.quantity} {order.symbol} {side.tr} ({order.type}{at})",
        ),
        f"{words} {closes} {_coin(order.symbol)}",
    )


def _coin(symbol: str) -> str:
    return symbol.removesuffix(quote(symbol))


def _state(receipt: Receipt) -> Text:
    if receipt.status is None:
        return _STATES[receipt.state]
    # Whether it still works a receipt cannot know: it says what was true at its time.
    return _ACCEPTED if receipt.status.working and not receipt.fills else BECAME[receipt.status]


def _became(receipt: Receipt, effects: Effects) -> Text:
    number = "" if receipt.order_id is None else f"; order {receipt.order_id}"
    numara = "" if receipt.order_id is None else f"; emir no {receipt.order_id}"
    first = [fill for fill in receipt.fills if fill.order_id == receipt.order_id]
    state = _state(receipt)
    if not first or not effects.orders:
        return Text(en=f"{state.en}{number}", tr=f"{state.tr}{numara}")
    filled = sum((fill.quantity for fill in first), Decimal(0))
    average = price(sum((fill.quantity * fill.price for fill in first), Decimal(0)) / filled)
    return Text(
        en=f"{state.en} ({filled} at {average}){number}",
        tr=f"{state.tr} ({filled}, ortalama fiyat {average}){numara}",
    )
