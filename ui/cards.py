"""Cards: which cards a turn shows. A card carries only an id; its content is read from the server.

A review that waits for a human is read from the approvals API. Every other review worth a card
(simulated, refused by policy, already done) gets a document of the same shape, kept by the chat.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from agent.turn import Turn, review_json
from guardrails.review import Review
from tools.call import Effect
from tools.catalogue import tool
from tools.frozen import Frozen
from tools.receipt import Receipt
from tools.text import Language
from ui.approval_resource import receipt_json

CardStatus = Literal["simulated", "denied", "ask", "done"]


class Card(Frozen):
    """One card of a turn; exactly one of the ids is set."""

    approval_id: str | None = None
    card_id: str | None = None
    language: Language = "en"
    """Only for the words on the card."""
    document: dict[str, JsonValue] | None = None
    """Content of a card without approval."""

    def props(self) -> dict[str, str]:
        """What the browser is told: an id, and in which language to speak."""
        if self.approval_id is not None:
            return {"approval_id": self.approval_id, "language": self.language}
        return {"card_id": self.card_id or "", "language": self.language}


def cards(turn: Turn) -> tuple[Card, ...]:
    """The cards of a turn, in the order of its reviews."""
    receipts = [receipt for receipt in turn.receipts if receipt.approval_id not in turn.approval_ids]
    found = []
    for index, review in enumerate(turn.reviews):
        approval_id = turn.approval_ids[index] if index < len(turn.approval_ids) else None
        receipt = _take(receipts, review.tool) if approval_id is None else None
        status = _status(review, receipt)
        if approval_id is not None:
            found.append(Card(approval_id=approval_id, language=turn.language))
        elif status is not None:
            document = _document(turn, review, status, receipt)
            card_id = f"{turn.plan_id}-{index}"
            found.append(Card(card_id=card_id, language=turn.language, document=document))
    return tuple(found)


def asked_again(document: Mapping[str, JsonValue], rule: str | None = None) -> dict[str, JsonValue]:
    """Arguments that propose a card's call once more; with `rule`, with the values that pass all rules.

    A size that a rule names replaces the size that was asked, whichever way that was given.
    """
    review = document["review"]
    if not isinstance(review, dict):
        return {}
    asked = review.get("asked")
    args: dict[str, JsonValue] = dict(asked) if isinstance(asked, dict) else {}
    passing = review.get("would_pass") if rule else None
    for path, value in passing.items() if isinstance(passing, dict) else ():
        if path in ("quantity", "notional"):
            args.pop("quantity", None)
            args.pop("notional", None)
        args.pop(path, None)
        if value is not None:
            args[path] = value
    return args


def _take(receipts: list[Receipt], name: str) -> Receipt | None:
    for receipt in receipts:
        if receipt.tool == name:
            receipts.remove(receipt)
            return receipt
    return None


def _status(review: Review, receipt: Receipt | None) -> CardStatus | None:
    if receipt is not None:
        return "done"
    if tool(review.tool).effect not in (Effect.TRADE, Effect.CONTROL):
        return None
    if review.outcome != "allow":
        return review.outcome if review.outcome == "ask" else "denied"
    return "simulated" if review.effects.orders else None


def _document(
    turn: Turn, review: Review, status: CardStatus, receipt: Receipt | None
) -> dict[str, JsonValue]:
    return {
        "status": status,
        "language": turn.language,
        "proposer": turn.actor,
        "review": review_json(review, turn.language),
        "receipt": receipt_json(receipt, turn.language) if receipt else None,
    }
