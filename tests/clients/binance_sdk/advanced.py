"""Conditional orders, batches, changes, hedge mode and margin through the SDK."""

from decimal import Decimal

from binance_common.errors import BadRequestError
from connection import ID, LIVE_ALGO, known, refusal, rest_of
from desk import Desk, cents, same


def conditional_order_triggers(desk: Desk) -> None:
    rest = rest_of(desk)
    rest.new_order(symbol="NEARUSDT", side="BUY", type="MARKET", quantity=20)
    stop = rest.new_algo_order(
        algo_type="CONDITIONAL",
        symbol="NEARUSDT",
        side="SELL",
        type="STOP_MARKET",
        quantity=20,
        trigger_price=4.9,
        reduce_only="true",
        working_type="MARK_PRICE",
    ).data()
    known(stop)
    same(stop.trigger_price, "4.9")
    (listed,) = rest.current_all_algo_open_orders(symbol="NEARUSDT").data()
    assert listed.algo_id == stop.algo_id
    desk.move("NEARUSDT", "4.85")
    done = rest.query_algo_order(algo_id=stop.algo_id).data()
    known(done, LIVE_ALGO)
    assert done.algo_status == "FINISHED"
    (order,) = [
        row for row in rest.all_orders(symbol="NEARUSDT").data() if row.client_order_id == stop.client_algo_id
    ]
    assert (str(order.order_id), order.status) == (done.actual_order_id, "FILLED")
    assert rest.position_information_v3(symbol="NEARUSDT").data() == []


def an_algo_order_is_cancelled(desk: Desk) -> None:
    rest = rest_of(desk)
    stop = rest.new_algo_order(
        algo_type="CONDITIONAL",
        symbol=ID,
        side="BUY",
        type="TAKE_PROFIT",
        quantity=0.01,
        price=63900,
        trigger_price=64000,
        time_in_force="GTC",
    ).data()
    cancelled = rest.cancel_algo_order(algo_id=stop.algo_id).data()
    known(cancelled)
    assert (cancelled.code, cancelled.algo_id) == ("200", stop.algo_id)
    assert rest.query_algo_order(algo_id=stop.algo_id).data().algo_status == "CANCELED"
    assert rest.cancel_all_algo_open_orders(symbol=ID).data().code == 200


def batch_place_modify_and_cancel(desk: Desk) -> None:
    rest = rest_of(desk)
    one = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}
    first, second = rest.place_multiple_orders(
        batch_orders=[one | {"price": "63000"}, one | {"price": "63100"}]
    ).data()
    changed = rest.modify_order(
        symbol=ID, side="BUY", order_id=first.order_id, quantity=0.02, price=63050
    ).data()
    known(changed)
    assert (changed.order_id, changed.price, changed.orig_qty) == (first.order_id, "63050.00", "0.0200")
    rows = rest.cancel_multiple_orders(symbol=ID, order_id_list=[first.order_id, second.order_id]).data()
    assert [row.status for row in rows] == ["CANCELED", "CANCELED"]


def a_change_is_in_the_history(desk: Desk) -> None:
    rest = rest_of(desk)
    order = rest.new_order(
        symbol=ID, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=64000
    ).data()
    rest.modify_order(symbol=ID, side="BUY", order_id=order.order_id, quantity=0.02, price=63050)
    (row,) = rest.get_order_modify_history(symbol=ID, order_id=order.order_id).data()
    known(row)
    assert (row.amendment.price.before, row.amendment.price.after) == ("64000.00", "63050.00")
    assert (row.amendment.orig_qty.after, row.amendment.count) == ("0.0200", 1)


def position_mode_and_margin(desk: Desk) -> None:
    rest = rest_of(desk)
    assert rest.change_position_mode(dual_side_position="true").data().code == 200
    assert rest.get_current_position_mode().data().dual_side_position is True
    rest.change_margin_type(symbol=ID, margin_type="ISOLATED")
    rest.new_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01, position_side="LONG")
    added = rest.modify_isolated_position_margin(symbol=ID, amount=5, type=1, position_side="LONG").data()
    known(added)
    assert (added.code, added.type) == (200, 1)
    (long,) = rest.position_information_v3(symbol=ID).data()
    assert long.position_side == "LONG"
    same(long.isolated_wallet, cents(desk.best(ID, "BUY") * Decimal("0.01") / 20) + 5)
    refused = refusal(
        BadRequestError,
        lambda: rest.new_order(
            symbol=ID, side="SELL", type="MARKET", quantity=0.01, position_side="LONG", reduce_only="true"
        ),
    )
    desk.refused(-1106, "Parameter 'reduceonly' sent when not required.", refused)
