"""Spot user data, market streams and the WebSocket API through the SDK."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from connection import known
from desk import Desk, same
from spot_connection import connect
from spot_desk import ID, fill_rows, order_row


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[tuple[Any, Any]]:
    """The WebSocket API, connected, and REST."""
    client = connect(desk)
    api = await client.websocket_api.create_connection()
    try:
        yield api, client.rest_api
    finally:
        await api.close_connection(close_session=True)


async def spot_user_events_by_signature(desk: Desk) -> None:
    async with connected(desk) as (api, rest):
        subscribed = await api.user_data_stream_subscribe_signature()
        await _events_equal_rest(desk, subscribed.stream, rest)


async def spot_user_events_after_a_logon(desk: Desk) -> None:
    async with connected(desk) as (api, rest):
        logged = (await api.session_logon()).data().result
        assert logged.api_key == desk.key
        assert (await api.session_status()).data().result.api_key == desk.key
        subscribed = await api.user_data_stream_subscribe()
        await _events_equal_rest(desk, subscribed.stream, rest)
        left = (await api.session_logout()).data().result
        assert left.api_key is None


async def _events_equal_rest(desk: Desk, stream: Any, rest: Any) -> None:
    queue: asyncio.Queue[Any] = asyncio.Queue()
    stream.on("message", queue.put_nowait)
    order = rest.new_order(symbol=ID, side="SELL", type="MARKET", quantity=0.02).data()
    new, trade, account = [(await queue.get()).actual_instance for _ in range(3)]
    assert [type(event).__name__ for event in (new, trade, account)] == [
        "ExecutionReport",
        "ExecutionReport",
        "OutboundAccountPosition",
    ]
    for event in (new, trade, account):
        known(event)
    assert [(event.x, event.X) for event in (new, trade)] == [("NEW", "NEW"), ("TRADE", "FILLED")]
    found = rest.get_order(symbol=ID, order_id=order.order_id).data()
    (fill,) = fill_rows(desk, order.order_id)
    assert (trade.i, trade.c, trade.t) == (found.order_id, found.client_order_id, fill["id"])
    assert (trade.n, trade.N, trade.L) == (fill["commission"], "USDT", fill["price"])
    assert (trade.z, trade.Z) == (found.executed_qty, found.cummulative_quote_qty)
    rows = {row.asset: row for row in rest.get_account().data().balances}
    assert {row.a for row in account.B} == {"BTC", "USDT"}
    for row in account.B:
        assert (row.f, row.l) == (rows[row.a].free, rows[row.a].locked)


async def spot_orders_over_the_websocket_api(desk: Desk) -> None:
    async with connected(desk) as (api, _):
        placed = await api.order_place(
            symbol=ID, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=64000
        )
        order = placed.data().result
        known(order)
        assert (order.status, order.price) == ("NEW", "64000.00000000")
        found = (await api.order_status(symbol=ID, order_id=order.order_id)).data().result
        assert found.client_order_id == order.client_order_id
        gone = (await api.order_cancel(symbol=ID, order_id=order.order_id)).data().result
        assert (gone.status, order_row(desk, order.order_id)["status"]) == ("CANCELED", "CANCELED")
        error = (await api.order_cancel(symbol=ID, order_id=order.order_id)).data()["error"]
        desk.refused(-2011, "Unknown order sent.", (error["code"], error["msg"]))


async def spot_market_streams_parse(desk: Desk) -> None:
    client = connect(desk)
    streams = await client.websocket_streams.create_connection()
    seen: dict[str, asyncio.Future[Any]] = {}
    try:
        opened = {
            "trade": await streams.trade(symbol="btcusdt"),
            "aggTrade": await streams.agg_trade(symbol="btcusdt"),
            "kline": await streams.kline(symbol="btcusdt", interval="1m"),
            "24hrTicker": await streams.ticker(symbol="btcusdt"),
            "best": await streams.book_ticker(symbol="btcusdt"),
            "depth": await streams.partial_book_depth(symbol="btcusdt", levels=5, update_speed="100ms"),
        }
        for name, handle in opened.items():
            seen[name] = asyncio.get_running_loop().create_future()
            handle.on("message", lambda event, name=name: seen[name].done() or seen[name].set_result(event))
        events = {name: await future for name, future in seen.items()}
    finally:
        await streams.close_connection(close_session=True)
    book = client.rest_api.depth(symbol=ID, limit=5).data()
    same(events["best"].b, book.bids[0][0])
    same(events["best"].a, book.asks[0][0])
    assert [row[0] for row in events["depth"].asks] == [row[0] for row in book.asks]
    for name in ("trade", "aggTrade", "kline", "24hrTicker"):
        assert (events[name].e, events[name].s) == (name, ID)
        known(events[name])
    trades = {row.id: row for row in client.rest_api.get_trades(symbol=ID, limit=1000).data()}
    assert (trades[events["trade"].t].price, trades[events["trade"].t].qty) == (
        events["trade"].p,
        events["trade"].q,
    )
