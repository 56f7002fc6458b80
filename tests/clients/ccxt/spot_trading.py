"""Spot orders through ccxt, held against the venue's ledger and wallets."""

from decimal import Decimal

import ccxt
from desk import Desk, same
from spot_connection import PAIR, connect, refusal, totals
from spot_desk import ID, adds_up, best, commission_of, fill_rows, order_row


def spot_market_orders_pay_in_what_they_receive(desk: Desk) -> None:
    exchange = connect(desk)
    before = totals(exchange.fetch_balance())
    for side in ("buy", "sell"):
        price = best(desk, side.upper())
        order = exchange.create_order(PAIR, "market", side, 0.01)
        assert (order["status"], order["filled"]) == ("closed", 0.01)
        (fill,) = fill_rows(desk, order["id"])
        same(order["average"], price)
        same(fill["price"], price)
        fee, asset = commission_of(side.upper(), price, Decimal("0.01"))
        assert (Decimal(fill["commission"]), fill["commissionAsset"]) == (fee, asset)
        (trade,) = exchange.fetch_my_trades(PAIR, params={"orderId": order["id"]})
        assert (trade["id"], trade["takerOrMaker"], trade["fee"]["currency"]) == (
            str(fill["id"]),
            "taker",
            asset,
        )
        same(trade["fee"]["cost"], fee)
        same(order["fee"]["cost"], fee)
    adds_up(desk, order["id"], before, totals(exchange.fetch_balance()))


def spot_market_order_by_value(desk: Desk) -> None:
    exchange = connect(desk)
    before, price = totals(exchange.fetch_balance()), best(desk, "BUY")
    order = exchange.create_market_buy_order_with_cost(PAIR, 1000)
    step = Decimal("0.00001")
    same(order["filled"], Decimal(1000) / price // step * step)
    assert Decimal(1000) - price * step < Decimal(str(order["cost"])) <= 1000
    row = order_row(desk, order["id"])
    assert (row["status"], Decimal(row["origQuoteOrderQty"])) == ("FILLED", 1000)
    same(row["cummulativeQuoteQty"], order["cost"])
    adds_up(desk, order["id"], before, totals(exchange.fetch_balance()))


def spot_limit_order_locks_and_returns(desk: Desk) -> None:
    exchange = connect(desk)
    order = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000)
    assert (order["status"], order["filled"], order["price"]) == ("open", 0, 64000)
    held = exchange.fetch_balance()["USDT"]
    assert (held["used"], held["free"]) == (640, 99_360)
    (listed,) = exchange.fetch_open_orders(PAIR)
    assert (listed["id"], listed["clientOrderId"]) == (order["id"], order["clientOrderId"])
    assert exchange.cancel_order(order["id"], PAIR)["status"] == "canceled"
    assert exchange.fetch_balance()["USDT"]["free"] == 100_000
    assert order_row(desk, order["id"])["status"] == "CANCELED"


def spot_maker_fills_at_its_price(desk: Desk) -> None:
    exchange = connect(desk)
    pair, before = "SOL/USDT", totals(exchange.fetch_balance())
    order = exchange.create_order(pair, "limit", "buy", 2, 149, {"postOnly": True})
    assert (order["status"], order["postOnly"]) == ("open", True)
    desk.move("SOLUSDT", "148")
    filled = exchange.fetch_order(order["id"], pair)
    assert (filled["status"], filled["average"], filled["filled"]) == ("closed", 149, 2)
    trades = exchange.fetch_my_trades(pair)
    assert {(trade["takerOrMaker"], trade["price"], trade["fee"]["currency"]) for trade in trades} == {
        ("maker", 149, "SOL")
    }
    adds_up(desk, order["id"], before, totals(exchange.fetch_balance()))


def spot_times_in_force(desk: Desk) -> None:
    exchange = connect(desk)
    ioc = exchange.create_order(PAIR, "limit", "buy", 0.01, 64900, {"timeInForce": "IOC"})
    assert (ioc["status"], ioc["filled"]) == ("expired", 0)
    fok = exchange.create_order(PAIR, "limit", "buy", 0.01, 65100, {"timeInForce": "FOK"})
    assert (fok["status"], fok["filled"]) == ("closed", 0.01)
    same(fok["average"], best(desk, "BUY"))
    large = exchange.create_order(PAIR, "limit", "buy", 1.5, 64990, {"timeInForce": "FOK"})
    assert (large["status"], large["filled"]) == ("expired", 0)
    assert exchange.fetch_balance()["USDT"]["used"] == 0
    assert [order_row(desk, one["id"])["status"] for one in (ioc, fok, large)] == [
        "EXPIRED",
        "FILLED",
        "EXPIRED",
    ]


def spot_stop_limit_triggers(desk: Desk) -> None:
    exchange = connect(desk)
    pair, before = "LTC/USDT", totals(exchange.fetch_balance())
    order = exchange.create_order(pair, "limit", "sell", 1, 78, {"stopLossPrice": 79})
    waiting = exchange.fetch_order(order["id"], pair)
    assert (waiting["status"], waiting["type"], waiting["triggerPrice"]) == ("open", "limit", 79)
    assert (exchange.fetch_balance()["LTC"]["used"], waiting["info"]["isWorking"]) == (1, False)
    desk.move("LTCUSDT", "78.5")
    filled = exchange.fetch_order(order["id"], pair)
    assert (filled["status"], filled["filled"]) == ("closed", 1)
    assert 78 <= filled["average"] <= 79
    adds_up(desk, order["id"], before, totals(exchange.fetch_balance()))


def spot_oco_new_and_old(desk: Desk) -> None:
    exchange = connect(desk)
    new = exchange.private_post_orderlist_oco(
        {
            "symbol": "BCHUSDT",
            "side": "SELL",
            "quantity": "1",
            "aboveType": "LIMIT_MAKER",
            "abovePrice": "440",
            "belowType": "STOP_LOSS_LIMIT",
            "belowStopPrice": "360",
            "belowPrice": "359",
            "belowTimeInForce": "GTC",
        }
    )
    assert (new["contingencyType"], new["listStatusType"], new["listOrderStatus"]) == (
        "OCO",
        "EXEC_STARTED",
        "EXECUTING",
    )
    assert exchange.fetch_balance()["BCH"]["used"] == 1
    (listed,) = exchange.private_get_openorderlist()
    assert listed["orderListId"] == new["orderListId"]
    ids = [row["orderId"] for row in new["orders"]]
    exchange.cancel_order(ids[0], "BCH/USDT")
    assert [order_row(desk, one)["status"] for one in ids] == ["CANCELED", "CANCELED"]
    old = exchange.private_post_order_oco(
        {
            "symbol": "BCHUSDT",
            "side": "SELL",
            "quantity": "1",
            "price": "420",
            "stopPrice": "360",
        }
    )
    desk.move("BCHUSDT", "425")
    legs = {row["type"]: row["status"] for row in (order_row(desk, one["orderId"]) for one in old["orders"])}
    assert legs == {"LIMIT_MAKER": "FILLED", "STOP_LOSS": "EXPIRED"}
    assert exchange.fetch_balance()["BCH"]["used"] == 0
    assert exchange.private_get_openorderlist() == []


def spot_an_order_is_replaced(desk: Desk) -> None:
    exchange = connect(desk)
    order = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000)
    edited = exchange.edit_order(order["id"], PAIR, "limit", "buy", 0.02, 63900)
    assert (edited["status"], edited["price"], edited["amount"]) == ("open", 63900, 0.02)
    assert order_row(desk, order["id"])["status"] == "CANCELED"
    assert exchange.fetch_balance()["USDT"]["used"] == 1278
    whole = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "64000"}
    dear = whole | {"cancelOrderId": edited["id"], "quantity": "3", "cancelReplaceMode": "STOP_ON_FAILURE"}
    partly = refusal(exchange, ccxt.ExchangeError, lambda: exchange.private_post_order_cancelreplace(dear))
    desk.refused(-2021, "Order cancel-replace partially failed.", partly)
    assert order_row(desk, edited["id"])["status"] == "CANCELED"
    neither = refusal(exchange, ccxt.ExchangeError, lambda: exchange.private_post_order_cancelreplace(dear))
    desk.refused(-2022, "Order cancel-replace failed.", neither)
    assert exchange.fetch_open_orders(PAIR) == []


def spot_cancel_all_of_a_symbol(desk: Desk) -> None:
    exchange = connect(desk)
    ids = {exchange.create_order(PAIR, "limit", "buy", 0.01, price)["id"] for price in (63000, 63500)}
    other = exchange.create_order("ETH/USDT", "limit", "buy", 0.1, 3100)
    assert {order["id"] for order in exchange.cancel_all_orders(PAIR)} == ids
    assert exchange.fetch_open_orders(PAIR) == []
    assert [order["id"] for order in exchange.fetch_open_orders("ETH/USDT")] == [other["id"]]
    nothing = refusal(exchange, ccxt.OrderNotFound, lambda: exchange.cancel_all_orders(PAIR))
    desk.refused(-2011, "Unknown order sent.", nothing)


def spot_history_of_orders(desk: Desk) -> None:
    exchange = connect(desk)
    made = [
        exchange.create_order(PAIR, "limit", "buy", 0.01, 64000),
        exchange.create_order(PAIR, "market", "buy", 0.01),
        exchange.create_order(PAIR, "limit", "sell", 0.01, 66000, {"clientOrderId": "mine-1"}),
    ]
    exchange.cancel_order(made[0]["id"], PAIR)
    history = exchange.fetch_orders(PAIR)
    assert [order["id"] for order in history] == [order["id"] for order in made]
    assert [order["status"] for order in history] == ["canceled", "closed", "open"]
    assert [order["id"] for order in exchange.fetch_closed_orders(PAIR)] == [made[1]["id"]]
    assert exchange.fetch_order(None, PAIR, {"clientOrderId": "mine-1"})["id"] == made[2]["id"]
    assert [trade["order"] for trade in exchange.fetch_my_trades(PAIR)] == [made[1]["id"]]
