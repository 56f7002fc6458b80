"""User and market streams through python-binance's socket manager, held against REST."""

import asyncio
from decimal import Decimal
from typing import Any

from connection import ID, connected
from desk import Desk, same


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
