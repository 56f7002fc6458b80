"""DeadMan: has the venue cancel our resting entries when this executor dies; off unless somebody wants it.

The venue's countdown cancels every order of a symbol. So it is armed only where nothing but our own entries
works: no order that only reduces, none that waits for a trigger, none of somebody else, and no entry whose
fills still have to be protected.
"""

from tools.errors import VenueError
from tools.executor.desk import Desk
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.terms import VenueName
from tools.venues.countdown import Countdown
from tools.venues.orders import Order
from tools.venues.venue import Venue

BEATS = 4
"""How often it is told again within its time."""


class DeadMan:
    """The countdowns of one venue.

    Args:
        desk: parts of the executor.
        venue: a connector that has a countdown.
        life_ms: how long after the last beat the venue cancels.
    """

    def __init__(self, desk: Desk, venue: Venue, life_ms: int) -> None:
        self._desk = desk
        self._venue = venue
        self._life_ms = life_ms
        self._armed: set[str] | None = None
        """None before the first beat: what an executor before us has armed is not known."""

    async def beat(self) -> None:
        """Arm and refresh where it strips no protection, disarm elsewhere.

        Raises:
            VenueError: the venue did not answer; what is armed runs on.
            LedgerError: the record cannot be used.
        """
        venue = self._venue
        if not isinstance(venue, Countdown):
            return
        at_work, wanted = await self._look()
        armed = at_work if self._armed is None else self._armed
        self._armed = armed | wanted
        for symbol in sorted(armed - wanted):
            await venue.count_down(symbol, 0)
            self._armed.discard(symbol)
        for symbol in sorted(wanted):
            await venue.count_down(symbol, self._life_ms)

    async def _look(self) -> tuple[set[str], set[str]]:
        """Symbols in which something works or is owed, and those of them to arm."""
        by_symbol: dict[str, list[Order]] = {}
        for order in await self._venue.open_orders():
            by_symbol.setdefault(order.symbol, []).append(order)
        unfinished = [intent for intent in await self._desk.context.ledger.unfinished() if intent.orders]
        guarded = {intent.orders[0].symbol for intent in unfinished if intent.guarding}
        entries = {symbol for symbol, orders in by_symbol.items() if all(map(_entry, orders))}
        return {*by_symbol, *(intent.orders[0].symbol for intent in unfinished)}, entries - guarded


async def keep(desk: Desk, life_ms: int) -> None:
    """Until cancelled: beat at every venue that can.

    Raises:
        LeaseLost: another executor has taken over and beats instead.
        LedgerError: the record cannot be used.
    """
    venues = [desk.context.venue(name) for name in VenueName if name in desk.context.venues]
    switches = [DeadMan(desk, venue, life_ms) for venue in venues if isinstance(venue, Countdown)]
    while True:
        await desk.require_lease()
        for switch in switches:
            await _beaten(switch)
        await desk.context.clock.sleep_ms(life_ms // BEATS)


async def _beaten(switch: DeadMan) -> None:
    try:
        await switch.beat()
    except VenueError:
        return


def _entry(order: Order) -> bool:
    ours = order.client_order_id.startswith(CLIENT_ORDER_ID_PREFIX)
    return ours and not order.reduces and not order.conditional and order.stop_price is None
