"""Brackets: an entry and the protective orders of what it filled; what is protected, and what is owed.

Pure judgement over ledger rows, so that the ledger and the executor cannot disagree. Each time an entry
has filled more, the difference becomes a part with its own legs: nothing is ever cancelled to grow
protection.
"""

from decimal import Decimal
from itertools import groupby

from tools.frozen import Frozen
from tools.ledger.ledger import Intent
from tools.money import Amount
from tools.permit import Effects
from tools.receipt import IntentState, LegRole, ReceiptLeg
from tools.terms import OrderStatus, OrderType
from tools.venues.orders import Fill, OrderRequest

ATTEMPTS = 3
"""How often a protective order is sent before what it would protect is closed at the market."""
PAUSE_MS = 1_000
"""Wait after the first failure; it doubles with each further one."""
LONGEST_PAUSE_MS = 60_000

WOULD_TRIGGER = "-2021"
"""Binance: the market is past the trigger already."""
NOTHING_TO_REDUCE = "-2022"
"""Binance: reduce-only, and nothing is held. Believed of a close alone: it meets the position itself."""
BUSY = frozenset({"local_rate_limit", "-1003", "-1008", "-1015", "-1021", "503"})
"""Refusals that are about the moment and not about the order; they use up no attempt."""
POSITION_GONE = "position_gone"
"""The executor's own code: the account holds nothing that this leg could reduce."""

ROLES = {OrderType.STOP_MARKET: LegRole.STOP_LOSS, OrderType.TAKE_PROFIT_MARKET: LegRole.TAKE_PROFIT}
GIVEN_UP = (IntentState.REJECTED, IntentState.NOT_PLACED)
ENDED_SHORT = (OrderStatus.REJECTED, OrderStatus.EXPIRED)


class Part(Frozen):
    """A filled part of an entry and its legs, oldest first."""

    number: int
    legs: tuple[Intent, ...]

    @property
    def quantity(self) -> Amount:
        """What the entry filled in this part."""
        return self.legs[0].orders[0].quantity

    @property
    def executed(self) -> Amount:
        """What its legs have closed."""
        return sum((leg.executed for leg in self.legs), Decimal(0))

    @property
    def gone(self) -> bool:
        """Whether nothing of it is held any more, whoever closed it."""
        return any(
            leg.code == POSITION_GONE or (role_of(leg) is LegRole.CLOSE and leg.code == NOTHING_TO_REDUCE)
            for leg in self.legs
        )

    @property
    def over(self) -> bool:
        """Whether no leg of it is needed any more."""
        return self.gone or self.executed >= self.quantity

    def of(self, role: LegRole) -> tuple[Intent, ...]:
        """Its legs of one role."""
        return tuple(leg for leg in self.legs if role_of(leg) is role)


class Debt(Frozen):
    """A leg that has to be created."""

    role: LegRole
    part: int
    quantity: Amount
    from_ms: int = 0
    """Not before this time."""


def protective(effects: Effects) -> dict[LegRole, OrderRequest]:
    """The protective orders of a permit, stop loss first."""
    return {role: order for kind, role in ROLES.items() for order in effects.orders[1:] if order.type is kind}


def leg_request(effects: Effects, role: LegRole, quantity: Amount) -> OrderRequest:
    """The one order a permit allows as a leg of this role and size.

    Raises:
        KeyError: the permit has no order of this role.
    """
    if role is not LegRole.CLOSE:
        return protective(effects)[role].model_copy(update={"quantity": quantity})
    entry = effects.orders[0]
    return OrderRequest(
        venue=entry.venue,
        symbol=entry.symbol,
        side=entry.side.opposite,
        type=OrderType.MARKET,
        quantity=quantity,
        reduce_only=True,
        position_side=entry.position_side,
    )


def allowed(parent: Intent, leg: Intent) -> bool:
    """Whether a leg is under its parent's permit, exactly an order that permit allows, and only reduces."""
    if leg.leg_order is None or leg.leg_order.parent_id != parent.intent_id or leg.permit != parent.permit:
        return False
    role, request = leg.leg_order.role, leg.leg_order.request
    known = role is LegRole.CLOSE or role in protective(parent.permit.effects)
    return (
        known
        and request.reduce_only
        and request == leg_request(parent.permit.effects, role, request.quantity)
    )


def shown(leg: Intent) -> ReceiptLeg:
    """A leg as its parent's receipt shows it."""
    order = leg.orders[0]
    return ReceiptLeg(
        role=role_of(leg),
        client_order_id=leg.client_order_id,
        order_id=leg.order_id,
        quantity=order.quantity,
        executed_quantity=leg.executed,
        stop_price=order.stop_price,
        state=leg.state,
        status=leg.status,
        code=leg.code,
    )


def role_of(leg: Intent) -> LegRole:
    """The role of a leg.

    Raises:
        ValueError: it is not a leg.
    """
    if leg.leg_order is None:
        raise ValueError(f"{leg.intent_id} is not a leg")
    return leg.leg_order.role


def parts(legs: tuple[Intent, ...]) -> tuple[Part, ...]:
    """The parts of a bracket in the order they filled."""

    def number(leg: Intent) -> int:
        return 0 if leg.leg_order is None else leg.leg_order.part

    return tuple(
        Part(number=key, legs=tuple(group)) for key, group in groupby(sorted(legs, key=number), key=number)
    )


def working(leg: Intent) -> bool:
    """Whether the venue has it and it can still execute."""
    return leg.state.settled and leg.status is not None and leg.status.working


def pending(leg: Intent) -> bool:
    """Whether anything can still become of it."""
    return not leg.state.settled or working(leg)


def failed(leg: Intent) -> bool:
    """Whether it ended without doing all it was for, and nobody cancelled it."""
    return leg.state in GIVEN_UP or (leg.state.settled and leg.status in ENDED_SHORT)


def told(leg: Intent) -> bool:
    """Whether a person should read of it: attempts that failed are behind others, or behind a close."""
    return not failed(leg)


def claim(legs: tuple[Intent, ...]) -> Amount:
    """What legs of one role take of the filled quantity; a cancelled one keeps its share, since
    somebody decided that."""
    return sum((leg.executed if failed(leg) else leg.orders[0].quantity for leg in legs), Decimal(0))


def debts(parent: Intent, legs: tuple[Intent, ...]) -> tuple[Debt, ...]:
    """The legs an entry owes, stop loss before take profit."""
    roles = tuple(protective(parent.permit.effects))
    known = parts(legs)
    fresh = parent.executed - sum((part.quantity for part in known), Decimal(0))
    owed = [debt for part in known if not part.over for debt in _of_part(part, roles)]
    if fresh > 0:
        owed += [Debt(role=role, part=len(known) + 1, quantity=fresh) for role in roles]
    return tuple(owed)


def surplus(part: Part) -> tuple[Intent, ...]:
    """Working legs that are not needed: their sibling did it, or another of their role is there."""
    return tuple(leg for leg in part.legs if working(leg) and (part.over or _doubled(part, leg)))


def asked(leg: Intent) -> bool:
    """Whether it may have been sent, and only the venue can tell."""
    return leg.state in (IntentState.SENDING, IntentState.UNKNOWN)


def sendable(part: Part) -> tuple[Intent, ...]:
    """READY legs that are still wanted: of a part about to be closed at the market the close alone."""
    closing = bool(part.of(LegRole.CLOSE)) or any(_hopeless(part, role) for role in ROLES.values())
    wanted = () if part.over else part.of(LegRole.CLOSE) if closing else part.legs
    return tuple(leg for leg in wanted if leg.state is IntentState.READY)


def unneeded(part: Part) -> tuple[Intent, ...]:
    """READY legs that are not to be sent any more."""
    wanted = sendable(part)
    return tuple(leg for leg in part.legs if leg.state is IntentState.READY and leg not in wanted)


def explained(intent: Intent, fills: tuple[Fill, ...]) -> bool:
    """Whether these trades are all that an order has executed."""
    return sum((fill.quantity for fill in fills), Decimal(0)) >= intent.executed


def finished(parent: Intent, legs: tuple[Intent, ...]) -> bool:
    """Whether an entry can neither fill any more nor needs anything done about what it filled."""
    over = parent.state.settled and not working(parent)
    return over and not any(pending(leg) for leg in legs) and not debts(parent, legs)


def unprotected(parent: Intent, legs: tuple[Intent, ...]) -> Amount:
    """What the entry filled and neither an order at the venue guards nor one has closed."""
    roles = tuple(protective(parent.permit.effects))
    return max(
        Decimal(0), parent.executed - sum((_covered(part, roles[0]) for part in parts(legs)), Decimal(0))
    )


def owing(parent: Intent, legs: tuple[Intent, ...]) -> bool:
    """Whether something is unprotected that nobody decided to leave so."""
    owed = bool(debts(parent, legs)) or not all(leg.state.settled for leg in legs)
    return owed and unprotected(parent, legs) > 0


def _covered(part: Part, role: LegRole) -> Amount:
    if part.gone:
        return part.quantity
    guarded = sum(
        (leg.orders[0].quantity - leg.executed for leg in part.of(role) if working(leg)), Decimal(0)
    )
    return min(part.quantity, part.executed + guarded)


def _of_part(part: Part, roles: tuple[LegRole, ...]) -> list[Debt]:
    if part.of(LegRole.CLOSE) or any(_hopeless(part, role) for role in roles):
        return _close(part)
    return [debt for role in roles for debt in _again(part, role)]


def _hopeless(part: Part, role: LegRole) -> bool:
    """Whether a market order has to do what the orders of this role could not."""
    failures = [leg for leg in part.of(role) if failed(leg)]
    if not failures or _missing(part, role) <= 0:
        return False
    used_up = role is LegRole.STOP_LOSS and _used_up(part, role)
    return used_up or failures[-1].code == WOULD_TRIGGER


def _used_up(part: Part, role: LegRole) -> bool:
    return len([leg for leg in part.of(role) if failed(leg) and leg.code not in BUSY]) >= ATTEMPTS


def _close(part: Part) -> list[Debt]:
    closes = part.of(LegRole.CLOSE)
    at_work = sum((leg.orders[0].quantity - leg.executed for leg in closes if pending(leg)), Decimal(0))
    missing = part.quantity - part.executed - at_work
    return [_debt(part, LegRole.CLOSE, missing)] if missing > 0 else []


def _again(part: Part, role: LegRole) -> list[Debt]:
    missing = _missing(part, role)
    return [_debt(part, role, missing)] if missing > 0 and not _used_up(part, role) else []


def _missing(part: Part, role: LegRole) -> Amount:
    return part.quantity - claim(part.of(role))


def _debt(part: Part, role: LegRole, quantity: Amount) -> Debt:
    failures = [leg for leg in part.of(role) if not pending(leg)]
    if not failures:
        return Debt(role=role, part=part.number, quantity=quantity)
    pause_ms = min(PAUSE_MS << min(len(failures) - 1, 20), LONGEST_PAUSE_MS)
    return Debt(role=role, part=part.number, quantity=quantity, from_ms=failures[-1].updated_ms + pause_ms)


def _doubled(part: Part, leg: Intent) -> bool:
    others = [other for other in part.of(role_of(leg)) if other.leg != leg.leg]
    return leg.state is IntentState.LATE_FOUND and claim(tuple(others)) >= part.quantity
