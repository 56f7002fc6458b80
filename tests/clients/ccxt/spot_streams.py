"""Spot streams, user data and the WebSocket API through ccxt.pro, held against REST and the ledger."""

import asyncio

import ccxt
from connection import code_and_text
from desk import Desk, same
from spot_connection import PAIR, connected, totals
from spot_desk import fill_rows, order_row


async def spot_trades_and_klines_stream(desk: Desk) -> None:
    async with connected(desk) as exchange:
        trades = await exchange.watch_trades(PAIR)
        recent = {trade["id"]: trade for trade in await exchange.fetch_trades(PAIR, limit=1000)}
        for trade in trades:
            known = recent[trade["id"]]
            assert (trade["price"], trade["amount"], trade["side"]) == (
                known["price"],
                known["amount"],
                known["side"],
            )
        bars = await exchange.watch_ohlcv(PAIR, "1m")
        rest = {bar[0]: bar for bar in await exchange.fetch_ohlcv(PAIR, "1m", limit=3)}
        assert bars[-1][:5] == rest[bars[-1][0]][:5]


async def spot_tickers_stream(desk: Desk) -> None:
    async with connected(desk) as exchange:
        best = (await exchange.watch_bids_asks([PAIR]))[PAIR]
        book = await exchange.fetch_order_book(PAIR, 5)
        assert (best["bid"], best["ask"]) == (book["bids"][0][0], book["asks"][0][0])
        streamed, asked = await exchange.watch_ticker(PAIR), await exchange.fetch_ticker(PAIR)
        assert (streamed["symbol"], streamed["open"]) == (PAIR, asked["open"])


async def spot_the_local_book_follows_the_venue(desk: Desk) -> None:
    pair = "DOT/USDT"
    async with connected(desk) as exchange:
        book = await exchange.watch_order_book(pair)
        price = (await exchange.fetch_ticker(pair))["last"]
        for factor in (0.98, 1.02, 1):
            await asyncio.to_thread(desk.move, "DOTUSDT", f"{price * factor:.3f}")
            wanted = await exchange.fetch_order_book(pair, 20)
            while [row[0] for row in book["asks"][:20]] != [row[0] for row in wanted["asks"]]:
                book = await exchange.watch_order_book(pair)
                assert book["bids"][0][0] < book["asks"][0][0], "a level the venue dropped is still here"
            assert [row[0] for row in book["bids"][:20]] == [row[0] for row in wanted["bids"]]


async def spot_order_and_balance_events_equal_rest(desk: Desk) -> None:
    async with connected(desk) as exchange:
        await _events_equal_rest(desk, exchange)


async def spot_user_data_with_an_ed25519_key(desk: Desk) -> None:
    assert "PRIVATE KEY" in desk.secret
    async with connected(desk) as exchange:
        await _events_equal_rest(desk, exchange)


async def _events_equal_rest(desk: Desk, exchange: ccxt.pro.binance) -> None:
    await exchange.authenticate()
    waiting = [
        asyncio.ensure_future(exchange.watch_orders(PAIR)),
        asyncio.ensure_future(exchange.watch_my_trades(PAIR)),
        asyncio.ensure_future(exchange.watch_balance()),
    ]
    await asyncio.sleep(0)
    placed = await exchange.create_order(PAIR, "limit", "buy", 0.01, 65100, {"clientOrderId": "watch-1"})
    orders, trades, balance = await asyncio.gather(*waiting)
    while orders[-1]["status"] != "closed":
        orders = await exchange.watch_orders(PAIR)
    rest = await exchange.fetch_order(placed["id"], PAIR)
    for name in ("id", "clientOrderId", "average", "filled", "price", "side", "status", "cost"):
        assert orders[-1][name] == rest[name], name
    (fill,) = fill_rows(desk, placed["id"])
    assert (trades[-1]["id"], trades[-1]["order"]) == (str(fill["id"]), placed["id"])
    same(trades[-1]["price"], fill["price"])
    same(trades[-1]["fee"]["cost"], fill["commission"])
    assert trades[-1]["fee"]["currency"] == fill["commissionAsset"] == "BTC"
    wallet = totals(await exchange.fetch_balance())
    for asset in ("BTC", "USDT"):
        same(balance[asset]["total"], wallet[asset])


async def spot_orders_over_the_websocket_api(desk: Desk) -> None:
    async with connected(desk) as exchange:
        order = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 64000)
        assert (order["status"], order["price"]) == ("open", 64000)
        (listed,) = await exchange.fetch_open_orders_ws(PAIR)
        assert listed["id"] == order["id"]
        edited = await exchange.edit_order_ws(order["id"], PAIR, "limit", "buy", 0.01, 63000)
        assert (order_row(desk, order["id"])["status"], edited["price"]) == ("CANCELED", 63000)
        assert (await exchange.cancel_order_ws(edited["id"], PAIR))["status"] == "canceled"
        assert totals(await exchange.fetch_balance_ws())["USDT"] == 100_000
        try:
            await exchange.cancel_order_ws(edited["id"], PAIR)
        except ccxt.OrderNotFound as failure:
            desk.refused(-2011, "Unknown order sent.", code_and_text(failure))
        else:
            raise AssertionError("cancelled twice")
