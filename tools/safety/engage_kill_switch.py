"""engage_kill_switch: stop all new risk at once and cancel what is working."""

from tools.call import Effect
from tools.errors import VenueError
from tools.frozen import Params, Result
from tools.ledger.ledger import TradingStateRow
from tools.safety.latches import words_for
from tools.safety.scope import Scope, scope_words
from tools.spec import Tool, ToolContext
from tools.terms import VenueName
from tools.text import Text
from tools.venues.orders import Order
from tools.venues.venue import Venue
from tools.wording import plural


class EngageKillSwitchParams(Params):
    """What to halt, and why."""

    scope: Scope = "all"
    reason: str | None = None


class EngageKillSwitchResult(Result):
    """What is halted now."""

    scope: str
    cancelled: int
    """Working orders cancelled; those that only reduce stay, they protect positions."""
    failed: int
    """Working orders that could not be cancelled: look at the venue."""
    silent: tuple[VenueName, ...] = ()
    """Venues that did not answer: new orders are halted, what works there is not known."""


async def run(params: EngageKillSwitchParams, context: ToolContext) -> EngageKillSwitchResult:
    """Latch HALTED first, then cancel working orders that could add risk."""
    await context.ledger.set_trading_state(halt(params, context.actor, context.clock.now_ms()))
    cancelled, failed, silent = await _cancel_working(params.scope, context)
    return EngageKillSwitchResult(scope=params.scope, cancelled=cancelled, failed=failed, silent=silent)


def halt(params: EngageKillSwitchParams, actor: str, time_ms: int) -> TradingStateRow:
    """The row that halts."""
    reason = params.reason or "kill switch"
    return TradingStateRow(scope=params.scope, state="HALTED", reason=reason, actor=actor, time_ms=time_ms)


async def _cancel_working(scope: str, context: ToolContext) -> tuple[int, int, tuple[VenueName, ...]]:
    kind, _, value = scope.partition(":")
    cancelled = failed = 0
    silent: list[VenueName] = []
    for name in VenueName:
        if name not in context.venues or kind == "strategy" or (kind == "venue" and name != value):
            continue
        venue = context.venue(name)
        try:
            orders = await venue.open_orders(value if kind == "symbol" else None)
        except VenueError:
            silent.append(name)
            continue
        for group in _together([order for order in orders if not order.reduces]):
            ended = await _cancel(venue, group[0])
            cancelled += len(group) if ended else 0
            failed += 0 if ended else len(group)
    return cancelled, failed, tuple(silent)


def _together(orders: list[Order]) -> list[list[Order]]:
    """Orders that one cancel ends: both of a pair, else each alone."""
    groups: dict[str, list[Order]] = {}
    for order in orders:
        key = f"order:{order.order_id}" if order.list_id is None else f"list:{order.list_id}"
        groups.setdefault(key, []).append(order)
    return list(groups.values())


async def _cancel(venue: Venue, order: Order) -> bool:
    try:
        await venue.cancel(order.symbol, order_id=order.order_id)
    except VenueError:
        return False
    return True


def say(result: EngageKillSwitchResult) -> Text:
    """What is halted, what became of the orders, what still works and the way back."""
    scope, back = scope_words(result.scope), words_for(result.scope)
    failed_en = f", {result.failed} could not be cancelled: look at the venue" if result.failed else ""
    failed_tr = f", {result.failed} emir iptal edilemedi: borsaya bakın" if result.failed else ""
    venues = ", ".join(result.silent)
    failed_en += f"; {venues} does not answer, cancel there by hand" if venues else ""
    failed_tr += f"; {venues} yanıt vermiyor, oradaki emirleri elle iptal edin" if venues else ""
    done_en = f"{plural(result.cancelled, 'working order')} cancelled"
    done_tr = f"{result.cancelled} bekleyen emir iptal edildi"
    return Text(
        en=f"HALTED: {scope.en}; {done_en}{failed_en}. Cancelling and closing still work; to "
        f"release, write “{back.en}” and approve.",
        tr=f"DURDURULDU: {scope.tr}; {done_tr}{failed_tr}. İptal ve pozisyon kapatma çalışır; açmak için "
        f"“{back.tr}” yazıp onaylayın.",
    )


TOOL = Tool(
    name="engage_kill_switch",
    effect=Effect.CONTROL,
    summary=Text(
        en="Halt new risk at once; works without approval",
        tr="Yeni riski hemen durdurur; onay beklemez",
    ),
    params=EngageKillSwitchParams,
    result=EngageKillSwitchResult,
    run=run,
    say=say,
)
