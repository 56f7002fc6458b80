"""What a click on a card may say, and what is answered: ids, a digest and a decision, never parameters."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue, ValidationError

from agent.session import Decided, Principal
from guardrails.review import Review
from tools.errors import NotFound
from tools.frozen import Frozen
from tools.ledger.ledger import ApprovalRow
from tools.money import PositiveAmount, parse
from tools.text import Text
from ui.runtime import Runtime

Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")]
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Edits(Frozen):
    """What may be changed on a card; a change makes a new proposal."""

    quantity: PositiveAmount | None = None
    price: PositiveAmount | None = None


class DecideClick(Frozen):
    """Payload of the action `approval_decide`."""

    approval_id: Id
    digest: Digest
    decision: Literal["approve", "reject", "edit"]
    edits: Edits | None = None
    typed_quantity: Annotated[str, Field(max_length=40)] | None = None
    """The quantity as typed again, where the approval asks for it."""


class RepeatClick(Frozen):
    """Payload of the action `propose_again`: an expired approval or a card without one."""

    approval_id: Id | None = None
    card_id: Id | None = None
    rule: Id | None = None
    """Propose with the values that would pass this rule."""


_MALFORMED = Text(
    en="This click was not understood: nothing was decided. Reload the page and try again.",
    tr="Bu tıklama anlaşılamadı: hiçbir karar verilmedi. Sayfayı yenileyip tekrar deneyin.",
)
_RETYPE = Text(
    en="The quantity you typed is not the quantity of the order: nothing was sent.",
    tr="Yazdığınız miktar emrin miktarı değil: hiçbir şey gönderilmedi.",
)


class Answer(Frozen):
    """What the card is told."""

    accepted: bool
    reason: str
    message: Text
    successor_id: str | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """The answer in JSON."""
        return self.model_dump(mode="json")


async def decide(payload: object, principal: Principal, runtime: Runtime) -> Answer:
    """Decide an approval as `principal`; everything but the decision comes from the stored proposal."""
    try:
        click = DecideClick.model_validate(payload)
    except ValidationError:
        return Answer(accepted=False, reason="malformed", message=_MALFORMED)
    row = await runtime.sessions.approval(click.approval_id)
    if row is not None and not _retyped(click, row):
        return Answer(accepted=False, reason="retype", message=_RETYPE)
    edits = _edits(click)
    try:
        decided = await runtime.to_the_end(
            runtime.sessions.decide(click.approval_id, click.decision, click.digest, principal, edits)
        )
    except NotFound as error:
        return Answer(accepted=False, reason="not_found", message=error.text)
    return _answer(decided)


def _edits(click: DecideClick) -> dict[str, JsonValue] | None:
    if click.decision != "edit" or click.edits is None:
        return None
    return click.edits.model_dump(mode="json", exclude_none=True)


def _answer(decided: Decided) -> Answer:
    successor = decided.successor
    return Answer(
        accepted=decided.accepted,
        reason=decided.reason,
        message=decided.message,
        successor_id=successor.approval_id if successor else None,
    )


def _retyped(click: DecideClick, row: ApprovalRow) -> bool:
    review = Review.model_validate_json(row.review)
    if click.decision != "approve" or review.approval.kind != "retype":
        return True
    if not review.effects.orders:
        return True
    return _number(click.typed_quantity or "") == review.effects.orders[0].quantity


def _number(text: str) -> Decimal | None:
    """A typed number; a single comma is a decimal comma."""
    try:
        return parse(text.strip().replace(",", ".", 1))
    except ValueError:
        return None
