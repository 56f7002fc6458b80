"""The steps of an order's life, in whatever order they are learnt."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tools.executor.timeline import accepted, extended
from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.orders import Fill, Order

ENDS = (OrderStatus.CANCELLED, OrderStatus.EXPIRED)


def _order(status, executed, time_ms=100):
    return Order(
        venue=VenueName.BINANCE_FUTURES,
        symbol="BTCUSDT",
        order_id="7",
        client_order_id="spk-7",
        side=Side.BUY,
        type=OrderType.LIMIT,
        status=status,
        quantity=Decimal(20),
        executed_quantity=Decimal(executed),
        price=Decimal(1),
        average_price=Decimal(1),
        reduce_only=False,
        time_ms=time_ms,
    )


def _fill(number):
    return Fill(
        symbol="BTCUSDT",
        trade_id=str(number),
        order_id="7",
        side=Side.BUY,
        price=Decimal(1),
        quantity=Decimal(1),
        commission=Decimal(0),
        commission_asset="USDT",
        realized_pnl=Decimal(0),
        maker=True,
        time_ms=100 + number,
    )


def test_two_fills_and_a_cancel():
    steps = accepted(_order(OrderStatus.SUBMITTED, 0), 105)
    steps = extended(steps, _order(OrderStatus.PARTIALLY_FILLED, 1, 101), (_fill(1),), 110, "stream")
    steps = extended(steps, _order(OrderStatus.CANCELLED, 2, 130), (_fill(1), _fill(2)), 140, "rest")
    assert [(s.status, s.executed_quantity, s.time_ms, s.recorded_ms, s.source) for s in steps] == [
        (OrderStatus.SUBMITTED, 0, 100, 105, "answer"),
        (OrderStatus.PARTIALLY_FILLED, 1, 101, 110, "stream"),
        (OrderStatus.PARTIALLY_FILLED, 2, 102, 140, "rest"),
        (OrderStatus.CANCELLED, 2, 130, 140, "rest"),
    ]


def test_filled_before_its_trades_are_listed():
    steps = extended((), _order(OrderStatus.FILLED, 1, 101), (), 110, "rest")
    assert [step.status for step in steps] == [OrderStatus.SUBMITTED, OrderStatus.FILLED]
    steps = extended(steps, _order(OrderStatus.FILLED, 1, 101), (_fill(1),), 120, "rest")
    assert [(s.status, s.trade_id) for s in steps] == [
        (OrderStatus.SUBMITTED, None),
        (OrderStatus.FILLED, "1"),
    ]


@given(looks=st.lists(st.sets(st.integers(1, 20)), max_size=6), end=st.sampled_from([None, *ENDS]))
def test_whatever_is_learnt_when_steps_only_go_forward(looks, end):
    steps, seen = (), set()
    for now_ms, numbers in enumerate(looks, 200):
        seen |= numbers
        fills = tuple(_fill(number) for number in seen)
        status = OrderStatus.FILLED if len(seen) == 20 else end or OrderStatus.PARTIALLY_FILLED
        before, steps = steps, extended(steps, _order(status, len(seen), 150), fills, now_ms, "rest")
        again = extended(steps, _order(status, len(seen), 150), tuple(reversed(fills)), now_ms + 9, "stream")
        assert again == steps, "told twice, or in another order, it is the same"
        recorded = {step.trade_id: step.recorded_ms for step in before if step.trade_id}
        assert recorded.items() <= {step.trade_id: step.recorded_ms for step in steps}.items()
    quantities = [step.executed_quantity for step in steps]
    times = [step.time_ms for step in steps]
    assert (quantities, times) == (sorted(quantities), sorted(times))
