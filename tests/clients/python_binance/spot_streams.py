"""Spot user data, market streams and the WebSocket API through python-binance."""

from typing import Any

from binance import AsyncClient
from binance.exceptions import BinanceAPIException
from desk import Desk, same
from spot_connection import connected
from spot_desk import ID, fill_rows, order_row


async def spot_user_events_come_in_order_and_equal_rest(desk: Desk) -> None:
    async with connected(desk) as (client, sockets), sockets.user_socket() as stream:
        order = await client.order_market_buy(symbol=ID, quantity=0.01)
        new, trade, account = [await stream.recv() for _ in range(3)]
        assert [event["e"] for event in (new, trade, account)] == [
            "executionReport",
            "executionReport",
            "outboundAccountPosition",
        ]
        assert [(event["x"], event["X"]) for event in (new, trade)] == [("NEW", "NEW"), ("TRADE", "FILLED")]
        rest = await client.get_order(symbol=ID, orderId=order["orderId"])
        (fill,) = fill_rows(desk, order["orderId"])
        assert new["i"] == trade["i"] == rest["orderId"]
        assert (trade["c"], trade["t"], trade["T"]) == (rest["clientOrderId"], fill["id"], fill["time"])
        assert (trade["n"], trade["N"]) == (fill["commission"], fill["commissionAsset"])
        assert (trade["L"], trade["l"], trade["Y"]) == (fill["price"], fill["qty"], fill["quoteQty"])
        assert (trade["z"], trade["Z"]) == (rest["executedQty"], rest["cummulativeQuoteQty"])
        await _balances_equal_rest(client, account, {"USDT", "BTC"})


async def spot_user_data_with_an_ed25519_key(desk: Desk) -> None:
    assert "PRIVATE KEY" in desk.secret
    async with connected(desk) as (client, sockets), sockets.user_socket() as stream:
        order = await client.order_limit_sell(symbol=ID, quantity=0.01, price="66000")
        gone = await client.cancel_order(symbol=ID, orderId=order["orderId"])
        new, held, cancelled, freed = [await stream.recv() for _ in range(4)]
        assert (new["x"], cancelled["x"], cancelled["X"]) == ("NEW", "CANCELED", "CANCELED")
        assert (cancelled["C"], cancelled["c"]) == (order["clientOrderId"], gone["clientOrderId"])
        assert held["B"] == [{"a": "BTC", "f": "0.99000000", "l": "0.01000000"}]
        await _balances_equal_rest(client, freed, {"BTC"})


async def spot_an_oco_is_told_in_order(desk: Desk) -> None:
    async with connected(desk) as (client, sockets), sockets.user_socket() as stream:
        orders = await client.create_oco_order(
            symbol="XRPUSDT",
            side="SELL",
            quantity=100,
            aboveType="LIMIT_MAKER",
            abovePrice="0.9",
            belowType="STOP_LOSS",
            belowStopPrice="0.3",
        )
        placed = [await stream.recv() for _ in range(4)]
        assert [event["e"] for event in placed] == ["executionReport"] * 2 + [
            "listStatus",
            "outboundAccountPosition",
        ]
        assert (placed[2]["l"], placed[2]["L"], placed[2]["g"]) == (
            "EXEC_STARTED",
            "EXECUTING",
            orders["orderListId"],
        )
        legs = [row["orderId"] for row in orders["orders"]]
        assert [row["i"] for row in placed[2]["O"]] == [event["i"] for event in placed[:2]] == legs
        await client.cancel_order(symbol="XRPUSDT", orderId=legs[0])
        ended = [await stream.recv() for _ in range(4)]
        assert [event.get("x", event["e"]) for event in ended] == [
            "CANCELED",
            "CANCELED",
            "listStatus",
            "outboundAccountPosition",
        ]
        assert (ended[2]["l"], ended[2]["L"]) == ("ALL_DONE", "ALL_DONE")
        await _balances_equal_rest(client, ended[3], {"XRP"})


async def _balances_equal_rest(client: AsyncClient, event: dict[str, Any], assets: set[str]) -> None:
    rows = {row["asset"]: row for row in (await client.get_account())["balances"]}
    assert {row["a"] for row in event["B"]} == assets
    for row in event["B"]:
        assert (row["f"], row["l"]) == (rows[row["a"]]["free"], rows[row["a"]]["locked"])


async def spot_market_streams_agree_with_rest(desk: Desk) -> None:
    names = ["solusdt@trade", "solusdt@kline_1m", "solusdt@bookTicker", "solusdt@depth5", "solusdt@ticker"]
    async with connected(desk) as (client, sockets):
        async with sockets.multiplex_socket(names) as stream:
            seen: dict[str, Any] = {}
            while len(seen) < len(names):
                event = await stream.recv()
                seen[event["stream"]] = event["data"]
        trade, kline, best, depth, day = (seen[name] for name in names)
        rows = {row["id"]: row for row in await client.get_recent_trades(symbol="SOLUSDT", limit=1000)}
        assert (rows[trade["t"]]["price"], rows[trade["t"]]["qty"]) == (trade["p"], trade["q"])
        bars = {bar[0]: bar for bar in await client.get_klines(symbol="SOLUSDT", interval="1m", limit=3)}
        assert bars[kline["k"]["t"]][1] == kline["k"]["o"]
        book = await client.get_order_book(symbol="SOLUSDT", limit=5)
        assert (best["b"], best["a"]) == (book["bids"][0][0], book["asks"][0][0])
        assert [row[0] for row in depth["asks"]] == [row[0] for row in book["asks"]]
        same(day["o"], (await client.get_ticker(symbol="SOLUSDT"))["openPrice"])


async def spot_one_stream_by_its_path(desk: Desk) -> None:
    async with connected(desk) as (_, sockets), sockets.trade_socket("BTCUSDT") as stream:
        event = await stream.recv()
        assert (event["e"], event["s"], event["M"]) == ("trade", ID, True)


async def spot_orders_over_the_websocket_api(desk: Desk) -> None:
    async with connected(desk) as (client, _):
        order = await client.ws_order_limit_buy(symbol=ID, quantity="0.01", price="64000")
        assert (order["status"], order["price"]) == ("NEW", "64000.00000000")
        found = await client.ws_get_order(symbol=ID, orderId=order["orderId"])
        assert found["clientOrderId"] == order["clientOrderId"]
        (gone,) = await client.ws_cancel_all_open_orders(symbol=ID)
        assert (gone["orderId"], order_row(desk, order["orderId"])["status"]) == (
            order["orderId"],
            "CANCELED",
        )
        account = await client.ws_get_account()
        assert {"asset": "USDT", "free": "100000.00000000", "locked": "0.00000000"} in account["balances"]
        try:
            await client.ws_cancel_order(symbol=ID, orderId=order["orderId"])
        except BinanceAPIException as failure:
            desk.refused(-2011, "Unknown order sent.", (failure.code, failure.message))
        else:
            raise AssertionError("cancelled twice")
