"""Clearance: from READY to SENDING, or a refusal; up to here nothing is sent."""

from pydantic import JsonValue

from tools.errors import LedgerError, SparkError
from tools.executor.desk import Desk
from tools.executor.permit_check import EXPIRED, check_leg, check_permit
from tools.executor.refusal import Refusal
from tools.frozen import Frozen
from tools.ledger.ledger import Intent, TradingStateRow
from tools.text import Text
from tools.venues.orders import SendStamp

ATTEMPTS = 3

UNSTABLE = Refusal(
    code="state_changed",
    message=Text(
        en="The trading state changed while the order was checked; nothing was sent. Approve it again.",
        tr="Emir denetlenirken işlem durumu değişti; hiçbir şey gönderilmedi. Yeniden onaylayın.",
    ),
    again=True,
)
USED = Refusal(
    code="nonce_used",
    message=Text(
        en="This permit was used before; nothing was sent.",
        tr="Bu izin daha önce kullanılmış; hiçbir şey gönderilmedi.",
    ),
)


class Cleared(Frozen):
    """SENDING is committed, by us, just now: the one value that entitles to send."""

    sending: Intent


class Moved(Frozen):
    """Somebody else moved the intent on meanwhile."""

    intent: Intent


async def clear(desk: Desk, intent: Intent) -> Cleared | Moved | Refusal:
    """Check, re-check, and commit SENDING, or say why not.

    Raises:
        LeaseLost: another executor has taken over; the intent stays READY for it.
        LedgerError: the record cannot be written.
    """
    for _ in range(ATTEMPTS):
        states = await desk.context.ledger.trading_states()
        policy = await desk.context.policy.in_force()
        refusal = check_permit(intent, desk.keys, desk.context, policy.digest)
        refusal = refusal or await _circuit(desk, intent) or await _rechecked(desk, intent)
        if refusal is not None:
            return refusal
        outcome = await _start(desk, intent, states)
        if outcome is not None:
            return outcome
    return UNSTABLE


async def _circuit(desk: Desk, intent: Intent) -> Refusal | None:
    if not intent.orders:
        return None
    return await desk.circuit_of(intent).refuses(intent.orders, desk.venue_of(intent))


async def _rechecked(desk: Desk, intent: Intent) -> Refusal | None:
    # What was judged before counts as in flight while it is READY already: it need not be SENDING by now.
    async with desk.judging:
        desk.require_going()
        return await _judged(desk, intent)


async def _judged(desk: Desk, intent: Intent) -> Refusal | None:
    try:
        return await desk.recheck(intent)
    except Exception as error:  # a gate that breaks says no
        return _failed("recheck_failed", error)


async def _start(
    desk: Desk, intent: Intent, states: tuple[TradingStateRow, ...]
) -> Cleared | Moved | Refusal | None:
    try:
        stamp = await _stamp(desk, intent)
        await _set_leverage(desk, intent)
    except LedgerError:
        raise
    except Exception as error:  # nothing was sent yet, so no is the safe answer
        return _failed("not_ready", error)
    desk.require_going()
    ledger = desk.context.ledger
    sending = await ledger.start_sending(
        intent.intent_id, intent.permit.nonce, desk.lease.epoch, stamp, states=states
    )
    return Cleared(sending=sending) if sending else await _why_not(desk, intent, states)


async def clear_leg(desk: Desk, parent: Intent, leg: Intent) -> Intent | Refusal | None:
    """Commit SENDING of a protective order; None when somebody else moved it on.

    The gate is not asked again, the nonce was its parent's and leverage is not touched; what remains is
    `check_leg` and the ledger's own check that no more is protected than was filled.

    Raises:
        VenueError: the venue's clock cannot be read; the leg stays READY.
        LeaseLost: another executor has taken over; the leg stays READY for it.
        LedgerError: the record cannot be written.
    """
    desk.lease.require()
    refusal = check_leg(parent, leg, desk.keys, desk.context)
    if refusal is not None:
        return refusal
    stamp = await _stamp(desk, leg)
    sending = await desk.context.ledger.start_leg(leg.intent_id, desk.lease.epoch, stamp)
    if sending is None:
        await desk.require_lease()
    return sending


async def _stamp(desk: Desk, intent: Intent) -> SendStamp:
    offset_ms = 0
    if intent.permit.effects.orders:
        offset_ms = await desk.venue_of(intent).clock_offset_ms()
    return SendStamp(
        timestamp_ms=desk.context.clock.now_ms() + offset_ms, recv_window_ms=desk.timing.recv_window_ms
    )


async def _set_leverage(desk: Desk, intent: Intent) -> None:
    for order in intent.orders:
        if order.leverage is not None:
            set_to = await desk.venue_of(intent).set_leverage(order.symbol, order.leverage)
            body: dict[str, JsonValue] = {"symbol": order.symbol, "leverage": set_to}
            await desk.context.ledger.append("executor", "leverage.set", intent.intent_id, body)


async def _why_not(desk: Desk, intent: Intent, states: tuple[TradingStateRow, ...]) -> Moved | Refusal | None:
    await desk.require_lease()
    ledger = desk.context.ledger
    current = await ledger.intent(intent.intent_id)
    if current is not None and current.state is not intent.state:
        return Moved(intent=current)
    if intent.permit.expires_ms <= desk.context.clock.now_ms():
        return EXPIRED
    return None if await ledger.trading_states() != states else USED


def _failed(code: str, error: Exception) -> Refusal:
    name = type(error).__name__
    reason = error.text if isinstance(error, SparkError) else Text(en=name, tr=name)
    return Refusal(
        code=code,
        message=Text(
            en=f"The last check before sending failed ({reason.en}); nothing was sent. Propose it again.",
            tr=f"Son denetim yapılamadı ({reason.tr}); hiçbir şey gönderilmedi. Yeniden önerin.",
        ),
        again=True,
    )
