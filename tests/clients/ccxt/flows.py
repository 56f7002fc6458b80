"""What a ccxt user does with Binance's USD-M futures, each step held against the numbers it must give."""

import json
import re
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ccxt
from desk import Case, Desk, cents, main, same

PAIR, ID = "BTC/USDT:USDT", "BTCUSDT"
TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")


def connect(desk: Desk, **changes: Any) -> ccxt.binanceusdm:
    """A client of the venue; only addresses and what it loads are set."""
    rest = desk.rest
    urls = {f"fapi{access}": f"{rest}/fapi/v1" for access in ("Public", "Private")}
    urls |= {f"fapi{access}V{n}": f"{rest}/fapi/v{n}" for access in ("Public", "Private") for n in (2, 3)}
    exchange = ccxt.binanceusdm(
        {
            "apiKey": desk.key,
            "secret": desk.secret,
            "enableRateLimit": False,
            "options": {
                "fetchMarkets": {"types": ["linear"]},
                "fetchCurrencies": False,
                "fetchMargins": False,
            },
            "urls": {"api": urls},
        }
        | changes
    )
    # ccxt picks the futures table of exceptions by production's address
    exchange.exceptions["exact"].update(exchange.exceptions["linear"]["exact"])
    return exchange


def markets_and_filters(desk: Desk) -> None:
    market = connect(desk).load_markets()[PAIR]
    assert (market["id"], market["settle"], market["linear"]) == (ID, "USDT", True)
    assert (market["precision"]["amount"], market["precision"]["price"]) == (0.0001, 0.1)
    assert (market["limits"]["cost"]["min"], market["limits"]["market"]["max"]) == (50, 120)
    assert (market["taker"], market["maker"]) == (0.0005, 0.0002)


def every_market_agrees_with_exchange_info(desk: Desk) -> None:
    exchange = connect(desk)
    markets = exchange.load_markets()
    listed = {row["symbol"]: row for row in desk.get("/fapi/v1/exchangeInfo")["symbols"]}
    assert {market["id"] for market in markets.values()} == set(listed)
    for market in markets.values():
        filters = {row["filterType"]: row for row in listed[market["id"]]["filters"]}
        same(market["precision"]["price"], filters["PRICE_FILTER"]["tickSize"])
        same(market["precision"]["amount"], filters["LOT_SIZE"]["stepSize"])
        same(market["limits"]["cost"]["min"], filters["MIN_NOTIONAL"]["notional"])


def balance_of_a_fresh_account(desk: Desk) -> None:
    balance = connect(desk).fetch_balance()
    assert balance["USDT"] == {"free": 5000.0, "used": 0.0, "total": 5000.0}


def market_data_agrees(desk: Desk) -> None:
    exchange = connect(desk)
    book = exchange.fetch_order_book(PAIR, 20)
    assert len(book["bids"]) == len(book["asks"]) == 20
    assert [row[0] for row in book["bids"]] == sorted((row[0] for row in book["bids"]), reverse=True)
    assert [row[0] for row in book["asks"]] == sorted(row[0] for row in book["asks"])
    assert (book["bids"][0][0], book["asks"][0][0]) == (64999.9, 65000.1)
    ticker = exchange.fetch_bids_asks([PAIR])[PAIR]
    assert (ticker["bid"], ticker["ask"]) == (64999.9, 65000.1)
    trades = exchange.fetch_trades(PAIR, limit=5)
    assert len(trades) == 5
    assert all(64999 < trade["price"] < 65001 for trade in trades)
    day = exchange.fetch_ticker(PAIR)
    assert day["low"] <= day["last"] <= day["high"]
    assert day["change"] == round(day["last"] - day["open"], 1)
    premium = exchange.fetch_funding_rate(PAIR)
    assert (premium["markPrice"], premium["fundingRate"]) == (65000, 0.0001)
    assert abs(exchange.fetch_time() - time.time() * 1000) < 5000


def klines_follow_a_moved_price(desk: Desk) -> None:
    exchange = connect(desk)
    desk.move("ETHUSDT", "3300")
    bars = exchange.fetch_ohlcv("ETH/USDT:USDT", "1h", limit=3)
    assert [bar[0] for bar in bars] == [bars[0][0] + hour * 3_600_000 for hour in range(3)]
    assert (bars[0][1], bars[0][4]) == (3200, 3200)
    opened, _, high, low, close, volume = bars[-1]
    assert close == high == 3300
    assert low <= 3300
    assert opened <= time.time() * 1000 < opened + 3_600_000
    assert volume > 0


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
    exchange.set_leverage(50, PAIR)
    # the sizes of the quotes change four times a second, their prices do not: hold the fills against those
    prices = [Decimal(row[0]) for row in desk.get(f"/fapi/v1/depth?symbol={ID}&limit=20")["asks"]]
    order = exchange.create_order(PAIR, "market", "buy", 1.5)
    assert order["filled"] == 1.5
    trades = exchange.fetch_my_trades(PAIR)
    assert len(trades) > 1
    taken = [Decimal(trade["info"]["price"]) for trade in trades]
    assert taken == prices[: len(taken)]
    quantities = [Decimal(trade["info"]["qty"]) for trade in trades]
    same(sum(quantities), Decimal("1.5"))
    cost = sum(price * quantity for price, quantity in zip(taken, quantities, strict=True))
    average = exchange.fetch_order(order["id"], PAIR)["info"]
    same(average["cumQuote"], cost)
    assert abs(Decimal(average["avgPrice"]) - cost / Decimal("1.5")) <= Decimal("0.00001")
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
    assert all(one["maxNotional"] == after["minNotional"] for one, after in zip(tiers, tiers[1:], strict=False))
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


def refusals_have_their_class_and_code(desk: Desk) -> None:
    exchange = connect(desk)
    exchange.load_markets()
    order = exchange.fapiPrivatePostOrder
    buy = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    held = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "held"})
    rows: tuple[tuple[type[Exception], int, str, Callable[[], Any]], ...] = (
        (ccxt.BadSymbol, -1121, "Invalid symbol.", lambda: order(buy | {"symbol": "NOPEUSDT"})),
        (
            ccxt.BadRequest,
            -1111,
            "Precision is over the maximum defined for this asset.",
            lambda: order(buy | {"quantity": "0.00001", "price": "64000"}),
        ),
        (
            ccxt.OrderNotFound,
            -2013,
            "Order does not exist.",
            lambda: exchange.fetch_order("77", PAIR),
        ),
        (ccxt.OrderNotFound, -2011, "Unknown order sent.", lambda: exchange.cancel_order("77", PAIR)),
        (
            ccxt.InsufficientFunds,
            -2019,
            "Margin is insufficient.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 100, 64000),
        ),
        (
            ccxt.InvalidOrder,
            -4164,
            "Order's notional must be no smaller than 50 (unless you choose reduce only).",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.0005, 64000),
        ),
        (
            ccxt.InvalidOrder,
            -2022,
            "ReduceOnly Order is rejected.",
            lambda: exchange.create_order(PAIR, "market", "sell", 0.01, params={"reduceOnly": True}),
        ),
        (
            ccxt.InvalidOrder,
            -4116,
            "ClientOrderId is duplicated.",
            lambda: exchange.create_order(
                PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": held["clientOrderId"]}
            ),
        ),
        (
            ccxt.OrderNotFillable,
            -5022,
            "Due to the order could not be executed as maker, the Post Only order will be rejected.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 65100, {"postOnly": True}),
        ),
        (
            ccxt.OrderNotFillable,
            -5021,
            "Due to the order could not be filled immediately, the FOK order has been rejected.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"timeInForce": "FOK"}),
        ),
        (
            ccxt.InvalidOrder,
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
            lambda: order(buy | {"type": "STOP_MARKET", "stopPrice": "64000", "quantity": "0.01"}),
        ),
        (
            ccxt.BadRequest,
            -1130,
            "Data sent for parameter 'limit' is not valid.",
            lambda: exchange.fapiPublicGetKlines({"symbol": ID, "interval": "1m", "limit": 1501}),
        ),
        (
            ccxt.BadRequest,
            -1120,
            "Invalid interval.",
            lambda: exchange.fapiPublicGetKlines({"symbol": ID, "interval": "1s"}),
        ),
        (
            ccxt.OperationRejected,
            -4046,
            "No need to change margin type.",
            lambda: exchange.fapiPrivatePostMarginType({"symbol": ID, "marginType": "CROSSED"}),
        ),
        (
            ccxt.BadRequest,
            -4028,
            "Leverage 0 is not valid.",
            lambda: exchange.fapiPrivatePostLeverage({"symbol": ID, "leverage": 0}),
        ),
    )
    for kind, code, text, call in rows:
        desk.refused(code, text, refusal(kind, call))


def a_wrong_key_secret_and_clock_are_refused(desk: Desk) -> None:
    unknown = connect(desk, apiKey="f" * 64)
    text = "Invalid API-key, IP, or permissions for action."
    desk.refused(-2015, text, refusal(ccxt.AuthenticationError, unknown.fapiPrivateV3GetAccount))
    forger = connect(desk, secret="f" * 64)
    text = "Signature for this request is not valid."
    desk.refused(-1022, text, refusal(ccxt.AuthenticationError, forger.fapiPrivateV3GetAccount))
    late = connect(desk)
    late.options["timeDifference"] = 60_000
    text = "Timestamp for this request is outside of the recvWindow."
    desk.refused(-1021, text, refusal(ccxt.InvalidNonce, late.fapiPrivateV3GetAccount))
    late.load_time_difference()
    assert abs(late.options["timeDifference"]) < 1000
    assert late.fetch_balance()["USDT"]["total"] == 5000


def faults_reach_the_client(desk: Desk) -> None:
    exchange = connect(desk)
    desk.arm(fault="status_after_accept", path="/fapi/v1/order", method="POST")
    try:
        exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "unknown-1"})
    except ccxt.OperationFailed as failure:
        assert "Unknown error, please check your request or try again later." in str(failure)
    else:
        raise AssertionError("the venue said 503")
    assert exchange.fetch_order(None, PAIR, {"clientOrderId": "unknown-1"})["status"] == "open"


def conditional_order_rests_triggers_and_fills(desk: Desk) -> None:
    exchange = connect(desk)
    pair = "AVAX/USDT:USDT"
    exchange.create_order(pair, "market", "buy", 10)
    stop = exchange.create_order(
        pair, "market", "sell", 10, params={"stopLossPrice": 26.5, "reduceOnly": True}
    )
    assert [order["id"] for order in exchange.fetch_open_orders(pair, params={"trigger": True})] == [stop["id"]]
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
    desk.refused(-4068, text, refusal(ccxt.OperationRejected, lambda: exchange.set_position_mode(False, PAIR)))


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


def refusal(kind: type[Exception], call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text of the ccxt exception of a class that a call raises."""
    try:
        answer = call()
    except kind as failure:
        body = json.loads(re.search(r"\{.*\}", str(failure)).group())
        return body["code"], body["msg"]
    raise AssertionError(f"not refused: {answer}")


CASES = (
    Case(markets_and_filters),
    Case(every_market_agrees_with_exchange_info),
    Case(balance_of_a_fresh_account),
    Case(market_data_agrees),
    Case(klines_follow_a_moved_price),
    Case(limit_order_rests_and_is_cancelled),
    Case(limit_order_fills_as_maker),
    Case(market_order_fills_at_the_book_and_adds_up),
    Case(a_large_market_order_walks_the_book),
    Case(a_round_trip_pays_spread_and_fees),
    Case(a_short_gains_when_the_price_falls),
    Case(settings_of_a_symbol),
    Case(history_of_orders),
    Case(cancel_all_of_a_symbol),
    Case(times_in_force),
    Case(a_client_id_finds_its_order),
    Case(refusals_have_their_class_and_code),
    Case(a_wrong_key_secret_and_clock_are_refused),
    Case(faults_reach_the_client),
    Case(conditional_order_rests_triggers_and_fills, ("POST /fapi/v1/algoOrder",)),
    Case(an_order_is_edited_in_place, ("PUT /fapi/v1/order",)),
    Case(a_batch_answers_in_order, ("POST /fapi/v1/batchOrders",)),
    Case(hedge_mode_keeps_two_positions, ("POST /fapi/v1/batchOrders",)),
    Case(isolated_margin_is_added_and_taken, ("POST /fapi/v1/positionMargin",)),
)

if __name__ == "__main__":
    main(CASES)
