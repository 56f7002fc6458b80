"""What a python-binance user does with USD-M futures, each step held against the numbers it must give."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from binance import AsyncClient, BinanceSocketManager, Client
from binance.exceptions import BinanceAPIException
from desk import Case, Desk, cents, main, same

ID = "BTCUSDT"
TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")


def point_at(desk: Desk) -> None:
    """The library takes no address: its class attributes are the addresses."""
    for client in (Client, AsyncClient):
        client.API_URL = f"{desk.rest}/api"
        client.MARGIN_API_URL = f"{desk.rest}/sapi"
        client.FUTURES_URL = f"{desk.rest}/fapi"
        client.FUTURES_DATA_URL = f"{desk.rest}/futures/data"
        client.WS_API_URL = f"{desk.sockets}/ws-api/v3"
        client.WS_FUTURES_URL = f"{desk.sockets}/ws-fapi/v1"
    BinanceSocketManager.STREAM_URL = f"{desk.sockets}/"
    BinanceSocketManager.FSTREAM_URL = f"{desk.sockets}/"


def connect(desk: Desk, key: str = "", secret: str = "") -> Client:
    """A client that does not ping the spot side first."""
    point_at(desk)
    return Client(key or desk.key, secret or desk.secret, ping=False)


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[tuple[AsyncClient, BinanceSocketManager]]:
    """An asynchronous client and its socket manager."""
    point_at(desk)
    client = AsyncClient(desk.key, desk.secret)
    try:
        yield client, BinanceSocketManager(client)
    finally:
        await client.close_connection()


def the_client_pings_spot_when_it_starts(desk: Desk) -> None:
    point_at(desk)
    assert Client(desk.key, desk.secret).ping() == {}


def exchange_info_and_prices(desk: Desk) -> None:
    client = connect(desk)
    info = client.futures_exchange_info()
    limits = {(row["rateLimitType"], row["interval"]): row["limit"] for row in info["rateLimits"]}
    expected = {("REQUEST_WEIGHT", "MINUTE"): 6000, ("ORDERS", "MINUTE"): 1200, ("ORDERS", "SECOND"): 300}
    assert limits == expected
    bitcoin = next(row for row in info["symbols"] if row["symbol"] == ID)
    filters = {row["filterType"]: row for row in bitcoin["filters"]}
    assert filters["LOT_SIZE"]["stepSize"] == "0.0001"
    assert filters["MIN_NOTIONAL"]["notional"] == "50"
    book = client.futures_order_book(symbol=ID, limit=5)
    ticker = client.futures_orderbook_ticker(symbol=ID)
    assert (ticker["bidPrice"], ticker["askPrice"]) == (book["bids"][0][0], book["asks"][0][0])
    assert book["asks"][0][0] == "65000.10"
    mark = client.futures_mark_price(symbol=ID)
    assert (mark["markPrice"], mark["symbol"]) == ("65000.00000000", ID)
    assert {row["symbol"] for row in client.futures_symbol_ticker()} == {
        row["symbol"] for row in info["symbols"]
    }
    assert len(client.futures_aggregate_trades(symbol=ID, limit=7)) == 7


def klines_by_page_are_one_series(desk: Desk) -> None:
    client = connect(desk)
    bars = client.futures_klines(symbol=ID, interval="1m", limit=10)
    assert [bar[0] for bar in bars] == [bars[0][0] + minute * 60_000 for minute in range(10)]
    assert all(bar[6] == bar[0] + 59_999 for bar in bars)
    older = client.futures_klines(symbol=ID, interval="1m", limit=3, endTime=bars[2][6])
    assert older == bars[:3]
    from_start = client.futures_klines(symbol=ID, interval="1m", limit=4, startTime=bars[1][0])
    assert from_start == bars[1:5]
    paged = client.futures_historical_klines(ID, "1h", bars[0][0] - 600 * 3_600_000, bars[0][0])
    assert [bar[0] for bar in paged] == [paged[0][0] + hour * 3_600_000 for hour in range(len(paged))]
    assert len(paged) == 600


def account_in_every_version(desk: Desk) -> None:
    client = connect(desk)
    (row,) = [one for one in client.futures_account_balance() if one["asset"] == "USDT"]
    assert (row["balance"], row["availableBalance"]) == ("5000.00000000", "5000.00000000")
    account = client.futures_account()
    assert (account["totalWalletBalance"], account["canTrade"], account["feeTier"]) == (
        "5000.00000000",
        True,
        0,
    )
    assert len(account["positions"]) == len(client.futures_exchange_info()["symbols"])
    assert client.futures_position_information(symbol=ID) == []
    assert client.futures_account_config()["dualSidePosition"] is False
    assert client.futures_get_position_mode() == {"dualSidePosition": False}
    assert client.futures_get_multi_assets_mode() == {"multiAssetsMargin": False}
    rate = client.futures_commission_rate(symbol=ID)
    assert (rate["makerCommissionRate"], rate["takerCommissionRate"]) == ("0.0002", "0.0005")


def limit_order_rests_and_is_cancelled(desk: Desk) -> None:
    client = connect(desk)
    order = client.futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.01, price=64000
    )
    assert (order["status"], order["price"], order["origQty"]) == ("NEW", "64000.00", "0.0100")
    assert "avgPrice" not in order
    (listed,) = client.futures_get_open_orders(symbol=ID)
    assert (listed["orderId"], listed["avgPrice"]) == (order["orderId"], "0.00000")
    cancelled = client.futures_cancel_order(symbol=ID, orderId=order["orderId"])
    assert cancelled["status"] == "CANCELED"
    assert client.futures_get_open_orders(symbol=ID) == []
    assert client.futures_get_order(symbol=ID, orderId=order["orderId"])["status"] == "CANCELED"


def ack_and_result_differ(desk: Desk) -> None:
    client = connect(desk)
    ack = client.futures_create_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    assert (ack["status"], ack["executedQty"]) == ("NEW", "0.0000")
    assert client.futures_get_order(symbol=ID, orderId=ack["orderId"])["status"] == "FILLED"
    result = client.futures_create_order(
        symbol=ID, side="BUY", type="MARKET", quantity=0.01, newOrderRespType="RESULT"
    )
    assert (result["status"], result["executedQty"]) == ("FILLED", "0.0100")


def market_order_position_and_income_add_up(desk: Desk) -> None:
    client = connect(desk)
    ask, bid, size = desk.best("ETHUSDT", "BUY"), desk.best("ETHUSDT", "SELL"), Decimal("0.5")
    order = client.futures_create_order(symbol="ETHUSDT", side="BUY", type="MARKET", quantity=0.5)
    filled = client.futures_get_order(symbol="ETHUSDT", orderId=order["orderId"])
    same(filled["avgPrice"], ask)
    same(filled["cumQuote"], ask * size)
    (position,) = client.futures_position_information(symbol="ETHUSDT")
    same(position["positionAmt"], size)
    same(position["entryPrice"], ask)
    same(position["notional"], 3200 * size)
    client.futures_create_order(symbol="ETHUSDT", side="SELL", type="MARKET", quantity=0.5, reduceOnly=True)
    bought, sold = client.futures_account_trades(symbol="ETHUSDT")
    same(sold["realizedPnl"], (bid - ask) * size)
    same(bought["commission"], cents(ask * size * TAKER))
    assert (bought["buyer"], sold["buyer"], bought["maker"]) == (True, False, False)
    income = client.futures_income_history(symbol="ETHUSDT")
    total = sum(Decimal(row["income"]) for row in income)
    same(client.futures_account()["totalWalletBalance"], 5000 + total)
    fees = Decimal(bought["commission"]) + Decimal(sold["commission"])
    same(total, (bid - ask) * size - fees)


def leverage_and_margin_type(desk: Desk) -> None:
    client = connect(desk)
    answer = client.futures_change_leverage(symbol=ID, leverage=12)
    assert (answer["leverage"], answer["symbol"]) == (12, ID)
    assert client.futures_change_margin_type(symbol=ID, marginType="ISOLATED")["code"] == 200
    (row,) = client.futures_symbol_config(symbol=ID)
    assert (row["leverage"], row["marginType"]) == (12, "ISOLATED")
    client.futures_create_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    (held,) = client.futures_position_information(symbol=ID)
    same(held["isolatedWallet"], cents(desk.best(ID, "BUY") * Decimal("0.01") / 12))
    brackets = client.futures_leverage_bracket(symbol=ID)[0]["brackets"]
    assert brackets[0]["initialLeverage"] == 125
    assert [row["notionalFloor"] for row in brackets[1:]] == [row["notionalCap"] for row in brackets[:-1]]


def history_by_id_and_window(desk: Desk) -> None:
    client = connect(desk)
    ids = []
    for price in (63000, 63100, 63200):
        order = client.futures_create_order(
            symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.01, price=price
        )
        ids.append(order["orderId"])
    client.futures_cancel_all_open_orders(symbol=ID)
    rows = client.futures_get_all_orders(symbol=ID)
    assert [row["orderId"] for row in rows] == ids
    assert {row["status"] for row in rows} == {"CANCELED"}
    assert [row["orderId"] for row in client.futures_get_all_orders(symbol=ID, orderId=ids[1])] == ids[1:]
    assert [row["orderId"] for row in client.futures_get_all_orders(symbol=ID, limit=1)] == ids[-1:]


def a_test_order_changes_nothing(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_test_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    assert client.futures_get_all_orders(symbol=ID) == []


def refusals_have_binances_code_and_text(desk: Desk) -> None:
    client = connect(desk)
    limit = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    good = limit | {"quantity": 0.01, "price": 64000}
    client.futures_create_order(**(good | {"newClientOrderId": "held"}))
    missing = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
    orders: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (-1102, missing.format("quantity"), limit | {"price": 64000}),
        (-1102, missing.format("price"), limit | {"quantity": 0.01}),
        (-1115, "Invalid timeInForce.", good | {"timeInForce": "NOW"}),
        (-1116, "Invalid orderType.", good | {"type": "PEGGED"}),
        (-1117, "Invalid side.", good | {"side": "HOLD"}),
        (-1121, "Invalid symbol.", good | {"symbol": "BTCEUR"}),
        (-1136, "Invalid newOrderRespType.", good | {"newOrderRespType": "ALL"}),
        (-4003, "Quantity less than or equal to zero.", good | {"quantity": 0}),
        (-4005, "Quantity greater than max quantity.", good | {"quantity": 1001}),
        (-4002, "Price greater than max price.", good | {"price": 5_000_000}),
        (-4013, "Price less than min price.", good | {"price": 1}),
        (-4014, "Price not increased by tick size.", good | {"price": "64000.05"}),
        (-4016, "Limit price can't be higher than 68250.", good | {"price": 70000}),
        (-4024, "Limit price can't be lower than 61750.", good | {"price": 60000, "side": "SELL"}),
        (
            -4015,
            "Client order id length should be less than 36 chars.",
            good | {"newClientOrderId": "x" * 40},
        ),
        (-4061, "Order's position side does not match user's setting.", good | {"positionSide": "LONG"}),
        (-4116, "ClientOrderId is duplicated.", good | {"newClientOrderId": "held"}),
        (
            -1100,
            r"Illegal characters found in parameter 'price'; "
            r"legal range is '^([0-9]{1,20})(\.[0-9]{1,20})?$'.",
            good | {"price": "cheap"},
        ),
    )
    for code, text, order in orders:
        desk.refused(code, text, refusal(lambda order=order: client.futures_create_order(**order)))
    text = "Margin type cannot be changed if there exists open orders."
    isolate = refusal(lambda: client.futures_change_margin_type(symbol=ID, marginType="ISOLATED"))
    desk.refused(-4047, text, isolate)
    mode = refusal(lambda: client.futures_change_position_mode(dualSidePosition="false"))
    desk.refused(-4059, "No need to change position side.", mode)
    late = refusal(lambda: client.futures_account(recvWindow=70000))
    desk.refused(-1130, "Data sent for parameter 'recvWindow' is not valid.", late)
    window = {"startTime": 1, "endTime": 1 + 8 * 86_400_000}
    span = refusal(lambda: client.futures_get_all_orders(symbol=ID, **window))
    desk.refused(-4165, "Invalid time interval.", span)


def a_wrong_key_is_401(desk: Desk) -> None:
    client = connect(desk, key="f" * 64)
    try:
        client.futures_account_balance()
    except BinanceAPIException as failure:
        assert failure.status_code == 401
        desk.refused(
            -2015, "Invalid API-key, IP, or permissions for action.", (failure.code, failure.message)
        )
    else:
        raise AssertionError("a wrong key was accepted")


async def user_events_come_in_order_and_equal_rest(desk: Desk) -> None:
    async with connected(desk) as (client, sockets), sockets.futures_user_socket() as stream:
        order = await client.futures_create_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
        events = [await stream.recv() for _ in range(4)]
        lite, new, account, trade = events
        assert [event["e"] for event in events] == [
            "TRADE_LITE",
            "ORDER_TRADE_UPDATE",
            "ACCOUNT_UPDATE",
            "ORDER_TRADE_UPDATE",
        ]
        assert (new["o"]["x"], new["o"]["X"]) == ("NEW", "NEW")
        assert (trade["o"]["x"], trade["o"]["X"]) == ("TRADE", "FILLED")
        rest = await client.futures_get_order(symbol=ID, orderId=order["orderId"])
        (fill,) = await client.futures_account_trades(symbol=ID)
        assert lite["i"] == new["o"]["i"] == trade["o"]["i"] == rest["orderId"]
        assert trade["o"]["c"] == lite["c"] == rest["clientOrderId"]
        assert lite["t"] == trade["o"]["t"] == fill["id"]
        assert trade["o"]["T"] == fill["time"]
        for stream_value, rest_value in (
            (trade["o"]["ap"], rest["avgPrice"]),
            (trade["o"]["z"], rest["executedQty"]),
            (trade["o"]["L"], fill["price"]),
            (lite["L"], fill["price"]),
            (trade["o"]["l"], fill["qty"]),
            (trade["o"]["n"], fill["commission"]),
            (trade["o"]["rp"], fill["realizedPnl"]),
        ):
            same(stream_value, rest_value)
        (balance,), (position,) = account["a"]["B"], account["a"]["P"]
        assert account["a"]["m"] == "ORDER"
        wallet = await client.futures_account()
        same(balance["wb"], wallet["totalWalletBalance"])
        same(balance["cw"], wallet["totalCrossWalletBalance"])
        (held,) = await client.futures_position_information(symbol=ID)
        same(position["pa"], held["positionAmt"])
        same(position["ep"], held["entryPrice"])


async def a_cancel_is_one_event(desk: Desk) -> None:
    async with connected(desk) as (client, sockets), sockets.futures_user_socket() as stream:
        order = await client.futures_create_order(
            symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.01, price=64000
        )
        await client.futures_cancel_order(symbol=ID, orderId=order["orderId"])
        await client.futures_change_leverage(symbol=ID, leverage=9)
        new, cancelled, configured = [await stream.recv() for _ in range(3)]
        assert (new["o"]["x"], cancelled["o"]["x"], cancelled["o"]["X"]) == ("NEW", "CANCELED", "CANCELED")
        same(cancelled["o"]["z"], 0)
        assert configured["e"] == "ACCOUNT_CONFIG_UPDATE"
        assert configured["ac"] == {"s": ID, "l": 9}


async def market_streams_agree_with_rest(desk: Desk) -> None:
    async with connected(desk) as (client, sockets):
        wanted = ["solusdt@aggTrade", "solusdt@kline_1m", "solusdt@markPrice@1s"]
        async with sockets.futures_multiplex_socket(wanted) as stream:
            seen: dict[str, Any] = {}
            while len(seen) < len(wanted):
                event = await stream.recv()
                seen[event["stream"]] = event["data"]
        trade, kline, mark = (seen[name] for name in wanted)
        rows = await client.futures_aggregate_trades(symbol="SOLUSDT", limit=1000)
        row = next(row for row in rows if row["a"] == trade["a"])
        assert (row["T"], row["m"]) == (trade["T"], trade["m"])
        same(row["p"], trade["p"])
        same(row["q"], trade["q"])
        same(mark["p"], 150)
        bars = await client.futures_klines(symbol="SOLUSDT", interval="1m", limit=2)
        bar = next(bar for bar in bars if bar[0] == kline["k"]["t"])
        same(bar[1], kline["k"]["o"])
        assert bar[6] == kline["k"]["T"]


async def book_stream_agrees_with_rest(desk: Desk) -> None:
    async with connected(desk) as (client, sockets):
        names = ["btcusdt@bookTicker", "btcusdt@depth5@100ms"]
        async with sockets.futures_multiplex_socket(names, category="public") as stream:
            seen: dict[str, Any] = {}
            while len(seen) < len(names):
                event = await stream.recv()
                seen[event["stream"]] = event["data"]
        ticker, depth = (seen[name] for name in names)
        assert (ticker["e"], depth["e"]) == ("bookTicker", "depthUpdate")
        book = await client.futures_order_book(symbol=ID, limit=5)
        same(ticker["b"], book["bids"][0][0])
        same(ticker["a"], book["asks"][0][0])
        # sizes change with every quote, prices stand still
        assert [Decimal(row[0]) for row in depth["a"]] == [Decimal(row[0]) for row in book["asks"]]
        assert [Decimal(row[0]) for row in depth["b"]] == [Decimal(row[0]) for row in book["bids"]]


async def the_day_ticker_streams(desk: Desk) -> None:
    async with connected(desk) as (client, sockets):
        stream = sockets.individual_symbol_ticker_futures_socket("XRPUSDT")
        async with stream as ticker:
            async with asyncio.timeout(10):
                event = await ticker.recv()
        data = event.get("data", event)
        row = await client.futures_ticker(symbol="XRPUSDT")
        assert (data["e"], data["s"]) == ("24hrTicker", "XRPUSDT")
        same(data["o"], row["openPrice"])


def conditional_order_is_rerouted_to_the_algo_service(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_order(symbol="DOTUSDT", side="BUY", type="MARKET", quantity=10)
    stop = client.futures_create_order(
        symbol="DOTUSDT", side="SELL", type="STOP_MARKET", stopPrice="5.8", closePosition=True
    )
    assert (stop["algoStatus"], stop["orderType"]) == ("NEW", "STOP_MARKET")
    same(stop["triggerPrice"], "5.8")
    (listed,) = client.futures_get_open_algo_orders(symbol="DOTUSDT")
    assert listed["algoId"] == stop["algoId"]
    assert client.futures_get_open_orders(symbol="DOTUSDT") == []
    desk.move("DOTUSDT", "5.7")
    done = client.futures_get_algo_order(algoId=stop["algoId"])
    assert done["algoStatus"] == "FINISHED"
    order = client.futures_get_order(symbol="DOTUSDT", origClientOrderId=stop["clientAlgoId"])
    assert (order["orderId"], order["status"]) == (int(done["actualOrderId"]), "FILLED")
    same(order["executedQty"], 10)
    assert client.futures_position_information(symbol="DOTUSDT") == []
    gone = refusal(lambda: client.futures_cancel_algo_order(algoId=stop["algoId"]))
    desk.refused(-2011, "Unknown order sent.", gone)


def trailing_stop_follows_the_price(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_order(symbol="UNIUSDT", side="BUY", type="MARKET", quantity=10)
    stop = client.futures_create_order(
        symbol="UNIUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity=10, callbackRate=1
    )
    for price in ("9.2", "9.15"):
        desk.move("UNIUSDT", price)
        assert client.futures_get_algo_order(algoId=stop["algoId"])["algoStatus"] == "NEW"
    desk.move("UNIUSDT", "9.1")
    assert client.futures_get_algo_order(algoId=stop["algoId"])["algoStatus"] == "FINISHED"
    assert client.futures_position_information(symbol="UNIUSDT") == []


def batch_place_and_cancel(desk: Desk) -> None:
    client = connect(desk)
    one = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}
    rows = client.futures_place_batch_order(
        batchOrders=[one | {"price": "63000"}, one | {"price": "1"}, one | {"price": "63100"}]
    )
    assert [row.get("price") for row in rows] == ["63000.00", None, "63100.00"]
    desk.refused(-4013, "Price less than min price.", (rows[1]["code"], rows[1]["msg"]))
    ids = [rows[0]["orderId"], rows[2]["orderId"]]
    cancelled = client.futures_cancel_orders(symbol=ID, orderidlist=ids)
    assert [row["status"] for row in cancelled] == ["CANCELED", "CANCELED"]


def modify_keeps_the_order_id(desk: Desk) -> None:
    client = connect(desk)
    order = client.futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price="64000"
    )
    body = {"symbol": ID, "orderId": order["orderId"], "side": "BUY", "quantity": "0.03", "price": "63900"}
    changed = client.futures_modify_order(**body)
    assert (changed["orderId"], changed["price"], changed["origQty"]) == (
        order["orderId"],
        "63900.00",
        "0.0300",
    )
    desk.refused(
        -5027, "No need to modify the order.", refusal(lambda: client.futures_modify_order(**body))
    )


def the_dead_man_switch_is_armed_and_disarmed(desk: Desk) -> None:
    client = connect(desk)
    answer = client.futures_countdown_cancel_all(symbol=ID, countdownTime=120_000)
    assert answer == {"symbol": ID, "countdownTime": "120000"}
    assert client.futures_countdown_cancel_all(symbol=ID, countdownTime=0)["countdownTime"] == "0"


def orders_over_the_websocket_api(desk: Desk) -> None:
    client = connect(desk)
    order = client.ws_futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price="64000"
    )
    assert order["status"] == "NEW"
    found = client.ws_futures_get_order(symbol=ID, orderId=order["orderId"])
    assert (found["clientOrderId"], found["price"]) == (order["clientOrderId"], "64000.00")
    assert client.ws_futures_cancel_order(symbol=ID, orderId=order["orderId"])["status"] == "CANCELED"
    (balance,) = [row for row in client.ws_futures_v2_account_balance() if row["asset"] == "USDT"]
    same(balance["balance"], 5000)


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text a call is refused with."""
    try:
        answer = call()
    except BinanceAPIException as failure:
        return failure.code, failure.message
    raise AssertionError(f"not refused: {answer}")


CASES = (
    Case(the_client_pings_spot_when_it_starts, ("GET /api/v3/ping",)),
    Case(exchange_info_and_prices),
    Case(klines_by_page_are_one_series),
    Case(account_in_every_version),
    Case(limit_order_rests_and_is_cancelled),
    Case(ack_and_result_differ),
    Case(market_order_position_and_income_add_up),
    Case(leverage_and_margin_type),
    Case(history_by_id_and_window),
    Case(a_test_order_changes_nothing),
    Case(refusals_have_binances_code_and_text),
    Case(a_wrong_key_is_401),
    Case(user_events_come_in_order_and_equal_rest),
    Case(a_cancel_is_one_event),
    Case(market_streams_agree_with_rest),
    Case(book_stream_agrees_with_rest),
    Case(the_day_ticker_streams, ("STREAM xrpusdt@ticker",)),
    Case(conditional_order_is_rerouted_to_the_algo_service, ("POST /fapi/v1/algoOrder",)),
    Case(trailing_stop_follows_the_price, ("POST /fapi/v1/algoOrder",)),
    Case(batch_place_and_cancel, ("POST /fapi/v1/batchOrders",)),
    Case(modify_keeps_the_order_id, ("PUT /fapi/v1/order",)),
    Case(the_dead_man_switch_is_armed_and_disarmed, ("POST /fapi/v1/countdownCancelAll",)),
    Case(orders_over_the_websocket_api, ("WS /ws-fapi/v1",)),
)

if __name__ == "__main__":
    main(CASES)
