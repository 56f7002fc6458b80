"""Conditional orders, batches, edits, hedge mode and isolated margin through ccxt."""

from decimal import Decimal

import ccxt
from connection import PAIR, connect, refusal
from desk import Desk, same


def conditional_order_rests_triggers_and_fills(desk: Desk) -> None:
    exchange = connect(desk)
    pair = "AVAX/USDT:USDT"
    exchange.create_order(pair, "market", "buy", 10)
    stop = exchange.create_order(
        pair, "market", "sell", 10, params={"stopLossPrice": 26.5, "reduceOnly": True}
    )
    assert [order["id"] for order in exchange.fetch_open_orders(pair, params={"trigger": True})] == [
        stop["id"]
    ]
    assert exchange.fetch_open_orders(pair) == []
    waiting = exchange.fetch_order(stop["id"], pair, {"trigger": True})
    assert (waiting["triggerPrice"], waiting["amount"], waiting["status"]) == (26.5, 10, "open")
    desk.move("AVAXUSDT", "26.4")
    assert exchange.fetch_positions([pair]) == []
    assert exchange.fetch_open_orders(pair, params={"trigger": True}) == []
    last = exchange.fetch_my_trades(pair)[-1]
    assert (last["side"], last["amount"]) == ("sell", 10)
    assert last["price"] <= 26.5
    spent = exchange.create_order(pair, "market", "buy", 1, params={"stopLossPrice": 28})
    exchange.cancel_order(spent["id"], pair, {"trigger": True})
    assert exchange.fetch_open_orders(pair, params={"trigger": True}) == []
    text = "Order would immediately trigger."
    triggered = lambda: exchange.create_order(pair, "market", "sell", 1, params={"stopLossPrice": 28})  # noqa: E731
    desk.refused(-2021, text, refusal(ccxt.OrderImmediatelyFillable, triggered))


def an_order_is_edited_in_place(desk: Desk) -> None:
    exchange = connect(desk)
    order = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000)
    edited = exchange.edit_order(order["id"], PAIR, "limit", "buy", 0.02, 63500)
    assert (edited["id"], edited["price"], edited["amount"]) == (order["id"], 63500, 0.02)
    (listed,) = exchange.fetch_open_orders(PAIR)
    assert (listed["id"], listed["price"], listed["amount"]) == (order["id"], 63500, 0.02)


def a_batch_answers_in_order(desk: Desk) -> None:
    exchange = connect(desk)
    rows = [
        {"symbol": PAIR, "type": "limit", "side": "buy", "amount": 0.01, "price": price}
        for price in (63000, 63100)
    ]
    made = exchange.create_orders(rows)
    assert [order["price"] for order in made] == [63000, 63100]
    cancelled = exchange.cancel_orders([order["id"] for order in made], PAIR)
    assert [order["status"] for order in cancelled] == ["canceled", "canceled"]
    assert exchange.fetch_open_orders(PAIR) == []


def hedge_mode_keeps_two_positions(desk: Desk) -> None:
    exchange = connect(desk)
    exchange.load_markets()
    exchange.set_position_mode(True, PAIR)
    assert exchange.fetch_position_mode(PAIR)["hedged"] is True
    exchange.create_order(PAIR, "market", "buy", 0.01, params={"positionSide": "LONG"})
    exchange.create_order(PAIR, "market", "sell", 0.02, params={"positionSide": "SHORT"})
    held = {one["side"]: one["contracts"] for one in exchange.fetch_positions([PAIR])}
    assert held == {"long": 0.01, "short": 0.02}
    same(sum(Decimal(one["info"]["positionAmt"]) for one in exchange.fetch_positions([PAIR])), "-0.01")
    text = "Position side cannot be changed if there exists position."
    desk.refused(
        -4068, text, refusal(ccxt.OperationRejected, lambda: exchange.set_position_mode(False, PAIR))
    )


def isolated_margin_is_added_and_taken(desk: Desk) -> None:
    exchange = connect(desk)
    exchange.set_margin_mode("isolated", PAIR)
    exchange.create_order(PAIR, "market", "buy", 0.01)
    (before,) = exchange.fetch_positions([PAIR])
    exchange.add_margin(PAIR, 10)
    (after,) = exchange.fetch_positions([PAIR])
    same(Decimal(after["info"]["isolatedWallet"]) - Decimal(before["info"]["isolatedWallet"]), 10)
    exchange.reduce_margin(PAIR, 9)
    (again,) = exchange.fetch_positions([PAIR])
    same(Decimal(again["info"]["isolatedWallet"]) - Decimal(before["info"]["isolatedWallet"]), 1)
