"""Control actions that add no risk run at once: a halt waits for nobody, and all is on the record."""

from agent.authority import grant
from agent.parts import Parts
from agent.propose import pending
from agent.turn import Turn
from guardrails.review import Review
from tools.call import Effect
from tools.catalogue import tool
from tools.errors import ExecutorAway
from tools.receipt import Receipt
from tools.safety import engage_kill_switch
from tools.safety.engage_kill_switch import EngageKillSwitchParams
from tools.text import Text

POLICY = "policy:risk-reducing"
"""Approver of actions that take risk away or, like listening, never add any."""

_HALTED = Text(
    en="HALTED: nothing new is sent. Working orders were not cancelled: look at the venue.",
    tr="DURDURULDU: yeni emir gönderilmez. Açık emirler iptal edilmedi: borsaya bakın.",
)


async def protect(turn: Turn, parts: Parts) -> Turn:
    """Execute what needs no approval."""
    receipts: list[Receipt] = list(turn.receipts)
    for index, review in enumerate(turn.reviews):
        if not _at_once(review):
            continue
        row = pending(turn.plan_id, index, turn.actor, False, review, parts)
        await parts.context.ledger.propose(row)
        await grant(row, POLICY, "policy", parts)
        halted = await _halt_first(review, turn, parts)
        try:
            receipt = await parts.execution.of_approval(row.approval_id)
        except ExecutorAway as error:
            if halted is None:
                raise
            said = f"{halted.say(turn.language)} {error.text.say(turn.language)}"
            return turn.model_copy(update={"receipts": tuple(receipts), "failure": "error", "message": said})
        if receipt is not None:
            receipts.append(receipt)
    return turn.model_copy(update={"receipts": tuple(receipts)})


async def _halt_first(review: Review, turn: Turn, parts: Parts) -> Text | None:
    """Latch a halt here where the executor is a process of its own, for it must not wait for that one."""
    if review.tool != engage_kill_switch.TOOL.name or not parts.execution.apart:
        return None
    asked = EngageKillSwitchParams.model_validate(review.asked)
    row = engage_kill_switch.halt(asked, turn.actor, parts.context.clock.now_ms())
    await parts.context.ledger.set_trading_state(row)
    return _HALTED


def _at_once(review: Review) -> bool:
    control = tool(review.tool).effect is Effect.CONTROL
    return control and review.outcome == "allow" and not review.approval.required
