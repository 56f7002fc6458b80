"""Streams and the WebSocket API through ccxt.pro, held against REST."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import ccxt
import ccxt.pro
from connection import PAIR, code_and_text, connect_streams
from desk import Desk, same


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[ccxt.pro.binanceusdm]:
    """A ccxt.pro client of the venue."""
    exchange = connect_streams(desk)
    try:
        await exchange.load_markets()
        yield exchange
    finally:
        await exchange.close()


async def trades_and_klines_stream(desk: Desk) -> None:
    async with connected(desk) as exchange:
        trades = await exchange.watch_trades(PAIR)
        recent = {trade["id"]: trade for trade in await exchange.fetch_trades(PAIR, limit=1000)}
        for trade in trades:
            assert (trade["price"], trade["amount"]) == (
                recent[trade["id"]]["price"],
                recent[trade["id"]]["amount"],
            )
        bars = await exchange.watch_ohlcv(PAIR, "1m")
        rest = {bar[0]: bar for bar in await exchange.fetch_ohlcv(PAIR, "1m", limit=3)}
        assert bars[-1][:5] == rest[bars[-1][0]][:5]
        assert (await exchange.watch_mark_price(PAIR))["markPrice"] == 65000


async def best_bid_and_ask_stream(desk: Desk) -> None:
    async with connected(desk) as exchange:
        best = (await exchange.watch_bids_asks([PAIR]))[PAIR]
        book = await exchange.fetch_order_book(PAIR, 5)
        assert (best["bid"], best["ask"]) == (book["bids"][0][0], book["asks"][0][0])


async def the_day_ticker_streams(desk: Desk) -> None:
    async with connected(desk) as exchange:
        streamed = await exchange.watch_ticker(PAIR)
        asked = await exchange.fetch_ticker(PAIR)
        assert (streamed["open"], streamed["symbol"]) == (asked["open"], PAIR)


async def the_local_book_follows_the_venue(desk: Desk) -> None:
    pair = "LTC/USDT:USDT"
    async with connected(desk) as exchange:
        book = await exchange.watch_order_book(pair)
        assert (book["bids"][0][0], book["asks"][0][0]) == (79.99, 80.01)
        for price in (78, 81, 80):
            await asyncio.to_thread(desk.move, "LTCUSDT", str(price))
            wanted = await exchange.fetch_order_book(pair, 20)
            while [row[0] for row in book["asks"][:20]] != [row[0] for row in wanted["asks"]]:
                book = await exchange.watch_order_book(pair)
                assert book["bids"][0][0] < book["asks"][0][0], "a level the venue dropped is still here"
            assert [row[0] for row in book["bids"][:20]] == [row[0] for row in wanted["bids"]]


async def order_and_balance_events_equal_rest(desk: Desk) -> None:
    async with connected(desk) as exchange:
        # the first watch opens the stream; ccxt gives no other sign that it is open
        waiting = [
            asyncio.ensure_future(exchange.watch_orders(PAIR)),
            asyncio.ensure_future(exchange.watch_balance()),
            asyncio.ensure_future(exchange.watch_my_trades(PAIR)),
        ]
        await _private_stream(exchange)
        placed = await exchange.create_order(PAIR, "limit", "buy", 0.01, 65010, {"clientOrderId": "watch-1"})
        orders, balance, trades = await asyncio.gather(*waiting)
        while orders[-1]["status"] != "closed":
            orders = await exchange.watch_orders(PAIR)
        rest = await exchange.fetch_order(placed["id"], PAIR)
        for name in ("id", "clientOrderId", "average", "filled", "price", "side", "status", "cost"):
            assert orders[-1][name] == rest[name], name
        (fill,) = await exchange.fetch_my_trades(PAIR)
        for name in ("id", "order", "price", "amount", "takerOrMaker"):
            assert trades[-1][name] == fill[name], name
        same(trades[-1]["fee"]["cost"], fill["fee"]["cost"])
        wallet = await exchange.fapiPrivateV3GetAccount()
        same(balance["USDT"]["total"], wallet["totalWalletBalance"])


async def a_position_event_equals_rest(desk: Desk) -> None:
    async with connected(desk) as exchange:
        exchange.options["watchPositions"] = {"fetchPositionsSnapshot": False}
        watched = asyncio.ensure_future(exchange.watch_positions([PAIR]))
        await _private_stream(exchange)
        await exchange.create_order(PAIR, "market", "sell", 0.02)
        positions = await watched
        (held,) = await exchange.fetch_positions([PAIR])
        for name in ("side", "contracts", "entryPrice"):
            assert positions[-1][name] == held[name], name


async def orders_over_the_websocket_api(desk: Desk) -> None:
    async with connected(desk) as exchange:
        order = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 64000)
        assert (order["status"], order["price"]) == ("open", 64000)
        (listed,) = await exchange.fetch_open_orders(PAIR)
        assert listed["id"] == order["id"]
        assert (await exchange.cancel_order_ws(order["id"], PAIR))["status"] == "canceled"
        assert await exchange.fetch_open_orders(PAIR) == []
        try:
            await exchange.cancel_order_ws(order["id"], PAIR)
        except ccxt.OrderNotFound as failure:
            desk.refused(-2011, "Unknown order sent.", code_and_text(failure))
        else:
            raise AssertionError("cancelled twice")


async def _private_stream(exchange: ccxt.pro.binanceusdm) -> None:
    """Wait until the private stream is open: ccxt sends nothing over it, the address names the key."""
    while True:
        private = [client for address, client in exchange.clients.items() if "/private/" in address]
        if private:
            await private[0].connected
            return
        await asyncio.sleep(0.02)
