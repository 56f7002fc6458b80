"""Spot orders through the SDK, held against the venue's ledger and wallets."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from binance_common.errors import BadRequestError, ClientError
from connection import known, refusal
from desk import Desk, same
from spot_connection import balance, rest_of, totals
from spot_desk import ID, adds_up, best, commission_of, fill_rows, order_row

LIMIT = {"symbol": ID, "side": "BUY", "type": "LIMIT", "time_in_force": "GTC", "quantity": 0.01}

LIVE = frozenset({"selfTradePreventionMode"})  # of a cancelled list's orders


def spot_market_orders_pay_in_what_they_receive(desk: Desk) -> None:
    rest = rest_of(desk)
    before = totals(rest)
    for side in ("BUY", "SELL"):
        price = best(desk, side)
        order = rest.new_order(symbol=ID, side=side, type="MARKET", quantity=0.01).data()
        known(order)
        fee, asset = commission_of(side, price, Decimal("0.01"))
        (part,), (fill,) = order.fills, fill_rows(desk, order.order_id)
        assert (order.status, part.commission_asset, fill["commissionAsset"]) == ("FILLED", asset, asset)
        assert (Decimal(part.price), Decimal(part.commission), Decimal(fill["commission"])) == (
            price,
            fee,
            fee,
        )
        (trade,) = rest.my_trades(symbol=ID, order_id=order.order_id).data()
        assert (trade.id, trade.commission) == (part.trade_id, part.commission)
    adds_up(desk, order.order_id, before, totals(rest))


def spot_market_order_by_value(desk: Desk) -> None:
    rest = rest_of(desk)
    before, price, step = totals(rest), best(desk, "SELL"), Decimal("0.00001")
    order = rest.new_order(symbol=ID, side="SELL", type="MARKET", quote_order_qty=750).data()
    same(order.executed_qty, Decimal(750) / price // step * step)
    same(order.cummulative_quote_qty, Decimal(order.executed_qty) * price)
    same(order.orig_quote_order_qty, 750)
    adds_up(desk, order.order_id, before, totals(rest))


def spot_limit_maker_rests_and_is_cancelled(desk: Desk) -> None:
    rest = rest_of(desk)
    maker = {"symbol": ID, "side": "BUY", "type": "LIMIT_MAKER", "quantity": 0.01}
    order = rest.new_order(**maker, price=64000).data()
    assert balance(rest, "USDT") == (99_360, 640)
    taking = refusal(BadRequestError, lambda: rest.new_order(**maker, price=66000))
    desk.refused(-2010, "Order would immediately match and take.", taking)
    gone = rest.delete_order(symbol=ID, order_id=order.order_id).data()
    assert (gone.status, gone.orig_client_order_id) == ("CANCELED", order.client_order_id)
    assert balance(rest, "USDT") == (100_000, 0)


def spot_times_in_force(desk: Desk) -> None:
    rest = rest_of(desk)
    ioc = rest.new_order(**(LIMIT | {"time_in_force": "IOC"}), price=64900).data()
    fok = rest.new_order(**(LIMIT | {"time_in_force": "FOK"}), price=65100).data()
    assert (ioc.status, fok.status) == ("EXPIRED", "FILLED")
    same(fok.fills[0].price, best(desk, "BUY"))
    assert balance(rest, "USDT")[1] == 0


def spot_stop_loss_limit_triggers(desk: Desk) -> None:
    rest = rest_of(desk)
    before = totals(rest)
    order = rest.new_order(
        symbol="LTCUSDT",
        side="BUY",
        type="STOP_LOSS_LIMIT",
        time_in_force="GTC",
        quantity=1,
        stop_price=81,
        price=82,
    ).data()
    waiting = rest.get_order(symbol="LTCUSDT", order_id=order.order_id).data()
    assert (waiting.status, waiting.is_working, balance(rest, "USDT")[1]) == ("NEW", False, 82)
    desk.move("LTCUSDT", "81.5")
    filled = rest.get_order(symbol="LTCUSDT", order_id=order.order_id).data()
    assert (filled.status, filled.is_working, balance(rest, "USDT")[1]) == ("FILLED", True, 0)
    adds_up(desk, order.order_id, before, totals(rest))


def spot_oco_new_and_old(desk: Desk) -> None:
    rest = rest_of(desk)
    both = {"symbol": "BCHUSDT", "side": "SELL", "quantity": 1}
    new = rest.order_list_oco(
        **both,
        above_type="LIMIT_MAKER",
        above_price=440,
        below_type="STOP_LOSS_LIMIT",
        below_stop_price=360,
        below_price=359,
        below_time_in_force="GTC",
    ).data()
    known(new)
    assert (new.contingency_type, new.list_order_status, balance(rest, "BCH")) == (
        "OCO",
        "EXECUTING",
        (19, 1),
    )
    (listed,) = rest.open_order_list().data()
    known(listed)
    gone = rest.delete_order_list(symbol="BCHUSDT", order_list_id=new.order_list_id).data()
    known(gone, LIVE)
    assert (gone.list_order_status, [row.status for row in gone.order_reports]) == (
        "ALL_DONE",
        ["CANCELED"] * 2,
    )
    old = rest.order_oco(**both, price=420, stop_price=360).data()
    known(old)
    desk.move("BCHUSDT", "355")
    assert _legs(desk, old) == {"LIMIT_MAKER": "EXPIRED", "STOP_LOSS": "FILLED"}
    assert rest.get_order_list(order_list_id=old.order_list_id).data().list_order_status == "ALL_DONE"


def _legs(desk: Desk, orders: Any) -> dict[str, str]:
    rows = [order_row(desk, row.order_id) for row in orders.orders]
    return {row["type"]: row["status"] for row in rows}


def spot_cancel_replace_and_its_error_pair(desk: Desk) -> None:
    rest = rest_of(desk)
    held = rest.new_order(**LIMIT, price=64000).data()
    change = LIMIT | {"cancel_replace_mode": "STOP_ON_FAILURE", "cancel_order_id": held.order_id}
    answer = rest.order_cancel_replace(**change, price=63000).data()
    assert (answer.cancel_result, answer.new_order_result) == ("SUCCESS", "SUCCESS")
    assert order_row(desk, held.order_id)["status"] == "CANCELED"
    failed = refusal(BadRequestError, lambda: rest.order_cancel_replace(**change, price=62000))
    desk.refused(-2022, "Order cancel-replace failed.", failed)
    onward = change | {"cancel_replace_mode": "ALLOW_FAILURE"}
    assert _text_of_409(partial(rest.order_cancel_replace, **onward, price=62000)) == (
        "Order cancel-replace partially failed."
    )
    assert sorted(row.price for row in rest.get_open_orders(symbol=ID).data()) == [
        "62000.00000000",
        "63000.00000000",
    ]


def _text_of_409(call: Callable[[], Any]) -> str:
    """The SDK has no class for 409, and drops the code."""
    try:
        answer = call()
    except ClientError as failure:
        return failure.error_message
    raise AssertionError(f"not refused: {answer}")


def spot_cancel_all_answers_what_it_cancelled(desk: Desk) -> None:
    rest = rest_of(desk)
    ids = [rest.new_order(**LIMIT, price=price).data().order_id for price in (63000, 63500)]
    gone = rest.delete_open_orders(symbol=ID).data()
    assert [order_row(desk, one)["status"] for one in ids] == ["CANCELED", "CANCELED"]
    assert len(gone) == 2
    nothing = refusal(BadRequestError, lambda: rest.delete_open_orders(symbol=ID))
    desk.refused(-2011, "Unknown order sent.", nothing)
