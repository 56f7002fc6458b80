"""Orders, fills and positions through ccxt, held against the numbers they must give."""

from decimal import Decimal
from itertools import pairwise

from connection import ID, MAKER, PAIR, TAKER, connect
from desk import Desk, cents, same


def limit_order_rests_and_is_cancelled(desk: Desk) -> None:
    exchange = connect(desk)
    order = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000)
    assert (order["status"], order["price"], order["amount"], order["filled"]) == ("open", 64000, 0.01, 0)
    (listed,) = exchange.fetch_open_orders(PAIR)
    assert (listed["id"], listed["clientOrderId"]) == (order["id"], order["clientOrderId"])
    same(exchange.fetch_balance()["USDT"]["used"], Decimal(640) / 20)
    same(exchange.fetch_balance()["USDT"]["free"], 5000 - Decimal(640) / 20)
    assert exchange.cancel_order(order["id"], PAIR)["status"] == "canceled"
    assert exchange.fetch_open_orders(PAIR) == []
    assert exchange.fetch_order(order["id"], PAIR)["status"] == "canceled"
    assert exchange.fetch_balance()["USDT"]["free"] == 5000


def limit_order_fills_as_maker(desk: Desk) -> None:
    exchange = connect(desk)
    pair = "SOL/USDT:USDT"
    order = exchange.create_order(pair, "limit", "buy", 2, 149)
    desk.move("SOLUSDT", "148")
    filled = exchange.fetch_order(order["id"], pair)
    assert (filled["status"], filled["average"], filled["filled"]) == ("closed", 149, 2)
    (trade,) = exchange.fetch_my_trades(pair)
    assert (trade["order"], trade["takerOrMaker"], trade["price"]) == (order["id"], "maker", 149)
    same(trade["fee"]["cost"], 2 * 149 * MAKER)


def market_order_fills_at_the_book_and_adds_up(desk: Desk) -> None:
    exchange = connect(desk)
    price = desk.best(ID, "BUY")
    order = exchange.create_order(PAIR, "market", "buy", 0.01)
    assert (order["status"], order["filled"]) == ("closed", 0.01)
    same(exchange.fetch_order(order["id"], PAIR)["average"], price)
    (trade,) = exchange.fetch_my_trades(PAIR)
    same(trade["price"], price)
    fee = price * Decimal("0.01") * TAKER
    same(trade["info"]["commission"], fee)
    (position,) = exchange.fetch_positions([PAIR])
    assert (position["side"], position["contracts"]) == ("long", 0.01)
    same(position["entryPrice"], price)
    same(position["unrealizedPnl"], (65000 - price) * Decimal("0.01"))
    wallet = Decimal(exchange.fetch_balance()["info"]["totalWalletBalance"])
    same(wallet, 5000 - fee)
    same(exchange.fetch_balance()["info"]["totalMarginBalance"], wallet + (65000 - price) * Decimal("0.01"))


def a_large_market_order_walks_the_book(desk: Desk) -> None:
    exchange = connect(desk)
    pair, wanted = "BCH/USDT:USDT", Decimal(200)
    # the sizes of the quotes change four times a second, their prices do not: hold the fills against those
    prices = [Decimal(row[0]) for row in desk.get("/fapi/v1/depth?symbol=BCHUSDT&limit=20")["asks"]]
    order = exchange.create_order(pair, "market", "buy", 200)
    assert order["filled"] == 200
    trades = exchange.fetch_my_trades(pair)
    assert len(trades) > 1
    taken = [Decimal(trade["info"]["price"]) for trade in trades]
    assert taken == prices[: len(taken)]
    quantities = [Decimal(trade["info"]["qty"]) for trade in trades]
    same(sum(quantities), wanted)
    cost = sum(price * quantity for price, quantity in zip(taken, quantities, strict=True))
    filled = exchange.fetch_order(order["id"], pair)["info"]
    same(filled["cumQuote"], cost)
    assert abs(Decimal(filled["avgPrice"]) - cost / wanted) <= Decimal("0.00001")
    for trade in trades:
        same(trade["info"]["commission"], cents(Decimal(trade["info"]["quoteQty"]) * TAKER))


def a_round_trip_pays_spread_and_fees(desk: Desk) -> None:
    exchange = connect(desk)
    ask, bid, size = desk.best(ID, "BUY"), desk.best(ID, "SELL"), Decimal("0.02")
    exchange.create_order(PAIR, "market", "buy", 0.02)
    exchange.create_order(PAIR, "market", "sell", 0.02, params={"reduceOnly": True})
    assert exchange.fetch_positions([PAIR]) == []
    bought, sold = exchange.fetch_my_trades(PAIR)
    assert (bought["side"], sold["side"]) == ("buy", "sell")
    same(sold["info"]["realizedPnl"], (bid - ask) * size)
    fees = (ask + bid) * size * TAKER
    same(exchange.fetch_balance()["USDT"]["total"], 5000 + (bid - ask) * size - fees)
    entries = exchange.fetch_ledger("USDT")
    same(sum(Decimal(row["info"]["income"]) for row in entries), (bid - ask) * size - fees)
    assert {row["info"]["incomeType"] for row in entries} == {"REALIZED_PNL", "COMMISSION"}


def a_short_gains_when_the_price_falls(desk: Desk) -> None:
    exchange = connect(desk)
    pair = "BNB/USDT:USDT"
    entry = desk.best("BNBUSDT", "SELL")
    exchange.create_order(pair, "market", "sell", 1)
    desk.move("BNBUSDT", "590")
    (position,) = exchange.fetch_positions([pair])
    assert (position["side"], position["contracts"], position["markPrice"]) == ("short", 1, 590)
    same(position["unrealizedPnl"], entry - 590)
    exit_price = desk.best("BNBUSDT", "BUY")
    exchange.create_order(pair, "market", "buy", 1, params={"reduceOnly": True})
    same(exchange.fetch_my_trades(pair)[-1]["info"]["realizedPnl"], entry - exit_price)


def settings_of_a_symbol(desk: Desk) -> None:
    exchange = connect(desk)
    answer = exchange.set_leverage(7, PAIR)
    assert (answer["leverage"], answer["symbol"]) == ("7", ID) or answer["leverage"] == 7
    assert exchange.set_margin_mode("isolated", PAIR)["code"] in (200, "200")
    leverage = exchange.fetch_leverages([PAIR])[PAIR]
    assert (leverage["longLeverage"], leverage["marginMode"]) == (7, "isolated")
    exchange.create_order(PAIR, "market", "buy", 0.01)
    (position,) = exchange.fetch_positions([PAIR])
    assert position["marginMode"] == "isolated"
    same(position["initialMargin"], cents(Decimal(650) / 7))
    assert position["liquidationPrice"] < 65000 * (1 - 1 / 7) * 1.02
    assert exchange.fetch_position_mode(PAIR)["hedged"] is False
    tiers = exchange.fetch_leverage_tiers([PAIR])[PAIR]
    assert (tiers[0]["maxLeverage"], tiers[0]["maintenanceMarginRate"]) == (125, 0.004)
    assert all(one["maxNotional"] == after["minNotional"] for one, after in pairwise(tiers))
    fee = exchange.fetch_trading_fee(PAIR)
    assert (fee["maker"], fee["taker"]) == (0.0002, 0.0005)


def history_of_orders(desk: Desk) -> None:
    exchange = connect(desk)
    made = [
        exchange.create_order(PAIR, "limit", "buy", 0.01, 63000),
        exchange.create_order(PAIR, "market", "buy", 0.01),
        exchange.create_order(PAIR, "limit", "sell", 0.01, 66000),
    ]
    exchange.cancel_order(made[0]["id"], PAIR)
    history = exchange.fetch_orders(PAIR)
    assert [order["id"] for order in history] == [order["id"] for order in made]
    assert [order["status"] for order in history] == ["canceled", "closed", "open"]
    assert [order["id"] for order in exchange.fetch_closed_orders(PAIR)] == [made[1]["id"]]
    assert [order["id"] for order in exchange.fetch_orders(PAIR, limit=2)] == [made[1]["id"], made[2]["id"]]
    trades = exchange.fetch_my_trades(PAIR, params={"orderId": made[1]["id"]})
    assert [trade["order"] for trade in trades] == [made[1]["id"]]


def cancel_all_of_a_symbol(desk: Desk) -> None:
    exchange = connect(desk)
    for price in (63000, 63500):
        exchange.create_order(PAIR, "limit", "buy", 0.01, price)
    other = exchange.create_order("ETH/USDT:USDT", "limit", "buy", 0.1, 3100)
    exchange.cancel_all_orders(PAIR)
    assert exchange.fetch_open_orders(PAIR) == []
    assert [order["id"] for order in exchange.fetch_open_orders("ETH/USDT:USDT")] == [other["id"]]


def times_in_force(desk: Desk) -> None:
    exchange = connect(desk)
    maker = exchange.create_order(PAIR, "limit", "buy", 0.01, 64900, {"postOnly": True})
    assert (maker["status"], maker["timeInForce"], maker["postOnly"]) == ("open", "PO", True)
    ioc = exchange.create_order(PAIR, "limit", "buy", 0.01, 64900, {"timeInForce": "IOC"})
    assert (ioc["status"], ioc["filled"]) == ("expired", 0)
    fok = exchange.create_order(PAIR, "limit", "buy", 0.01, 65010, {"timeInForce": "FOK"})
    assert (fok["status"], fok["filled"]) == ("closed", 0.01)
    same(exchange.fetch_order(fok["id"], PAIR)["average"], desk.best(ID, "BUY"))


def a_client_id_finds_its_order(desk: Desk) -> None:
    exchange = connect(desk)
    order = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "desk-1"})
    found = exchange.fetch_order(None, PAIR, {"clientOrderId": "desk-1"})
    assert (found["id"], found["clientOrderId"]) == (order["id"], "desk-1")
    exchange.cancel_order(None, PAIR, {"clientOrderId": "desk-1"})
    again = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "desk-1"})
    assert again["id"] != order["id"]
