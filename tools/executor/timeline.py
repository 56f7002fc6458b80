"""Timeline: the life of an order as steps, put together from its state and its trades."""

from decimal import Decimal

from tools.receipt import ExecutionStep, Source
from tools.terms import OrderStatus
from tools.venues.orders import Fill, Order

Steps = tuple[ExecutionStep, ...]


def accepted(order: Order, now_ms: int, source: Source = "answer") -> Steps:
    """The first step: the venue has the order, whatever it has executed of it since."""
    return (
        ExecutionStep(
            status=OrderStatus.SUBMITTED,
            executed_quantity=Decimal(0),
            trade_id=None,
            time_ms=order.time_ms,
            recorded_ms=now_ms,
            source=source,
        ),
    )


def extended(known: Steps, order: Order, fills: tuple[Fill, ...], now_ms: int, source: Source) -> Steps:
    """The steps so far and those that are new; what is known of a step stays as it was recorded.

    One step per trade, in the order of the venue's times, and a last one where the order ended otherwise.
    """
    first, *_ = known or accepted(order, now_ms, source)
    # When an order is found later, its time is that of its last change.
    began_ms = min(first.time_ms, *(fill.time_ms for fill in fills), order.time_ms)
    recorded = {step.trade_id: step for step in known if step.trade_id is not None}
    steps = [first.model_copy(update={"time_ms": began_ms})]
    executed = Decimal(0)
    for fill in sorted(fills, key=lambda fill: (fill.time_ms, len(fill.trade_id), fill.trade_id)):
        executed += fill.quantity
        known_step = recorded.get(fill.trade_id)
        steps.append(
            ExecutionStep(
                status=_status(order, executed),
                executed_quantity=executed,
                trade_id=fill.trade_id,
                time_ms=fill.time_ms,
                recorded_ms=known_step.recorded_ms if known_step else now_ms,
                source=known_step.source if known_step else source,
            )
        )
    return (*steps, *_ending(known, order, executed, now_ms, source))


def _status(order: Order, executed: Decimal) -> OrderStatus:
    whole = order.status is OrderStatus.FILLED and executed >= order.executed_quantity
    return OrderStatus.FILLED if whole else OrderStatus.PARTIALLY_FILLED


def _ending(known: Steps, order: Order, executed: Decimal, now_ms: int, source: Source) -> Steps:
    """How it ended other than by its last trade."""
    ended_by_trade = order.status is OrderStatus.FILLED and executed >= order.executed_quantity
    if order.status.working or ended_by_trade:
        return ()
    told = [step for step in known[1:] if step.status is order.status and step.trade_id is None]
    if told:  # its trades may have been listed late
        return (told[0].model_copy(update={"executed_quantity": order.executed_quantity}),)
    return (
        ExecutionStep(
            status=order.status,
            executed_quantity=order.executed_quantity,
            trade_id=None,
            time_ms=order.time_ms,
            recorded_ms=now_ms,
            source=source,
        ),
    )
