"""User and market streams and the WebSocket API through the SDK."""

import asyncio
from typing import Any

from binance_common.errors import BadRequestError
from binance_common.utils import get_uuid
from connection import ID, connect, known, refusal, rest_of
from desk import Desk, same


def the_listen_key_lives(desk: Desk) -> None:
    rest = rest_of(desk)
    first = rest.start_user_data_stream().data().listen_key
    assert len(first) == 64
    assert rest.start_user_data_stream().data().listen_key == first
    assert rest.keepalive_user_data_stream().data().listen_key == first
    rest.close_user_data_stream()
    gone = refusal(BadRequestError, rest.keepalive_user_data_stream)
    desk.refused(-1125, "This listenKey does not exist.", gone)


async def user_events_come_in_order_and_equal_rest(desk: Desk) -> None:
    client = connect(desk)
    key = client.rest_api.start_user_data_stream().data().listen_key
    streams = await client.websocket_streams.create_connection()
    queue: asyncio.Queue[Any] = asyncio.Queue()
    try:
        handle = await streams.user_data(key)
        handle.on("message", queue.put_nowait)
        await _subscribed(streams, key)
        order = client.rest_api.new_order(symbol=ID, side="SELL", type="MARKET", quantity=0.02).data()
        events = [(await queue.get()).actual_instance for _ in range(4)]
    finally:
        await streams.close_connection(close_session=True)
    assert [type(event).__name__ for event in events] == [
        "TradeLite",
        "OrderTradeUpdate",
        "AccountUpdate",
        "OrderTradeUpdate",
    ]
    lite, new, account, trade = events
    for event in events:
        known(event)
    assert (new.o.x, trade.o.x, trade.o.X) == ("NEW", "TRADE", "FILLED")
    rest = client.rest_api.query_order(symbol=ID, order_id=order.order_id).data()
    (fill,) = client.rest_api.account_trade_list(symbol=ID).data()
    assert lite.i == trade.o.i == rest.order_id
    assert (lite.t, trade.o.t) == (fill.id, fill.id)
    same(trade.o.ap, rest.avg_price)
    same(trade.o.n, fill.commission)
    same(account.a.B[0].wb, client.rest_api.account_information_v3().data().total_wallet_balance)
    same(account.a.P[0].pa, "-0.02")


async def market_streams_parse(desk: Desk) -> None:
    client = connect(desk)
    streams = await client.websocket_streams.create_connection()
    seen: dict[str, asyncio.Future[Any]] = {}
    try:
        opened = {
            "aggTrade": await streams.aggregate_trade_streams(symbol="btcusdt"),
            "kline": await streams.kline_candlestick_streams(symbol="btcusdt", interval="1m"),
            "markPriceUpdate": await streams.mark_price_stream(symbol="btcusdt", update_speed="1s"),
            "bookTicker": await streams.individual_symbol_book_ticker_streams(symbol="btcusdt"),
            "depthUpdate": await streams.partial_book_depth_streams(
                symbol="btcusdt", levels=5, update_speed="100ms"
            ),
        }
        for name, handle in opened.items():
            seen[name] = asyncio.get_running_loop().create_future()
            handle.on("message", lambda event, name=name: _first(seen[name], event))
        events = {name: await future for name, future in seen.items()}
    finally:
        await streams.close_connection(close_session=True)
    for name, event in events.items():
        assert (event.e, event.s) == (name, ID)
        known(event)
    same(events["markPriceUpdate"].p, 65000)
    same(events["bookTicker"].a, "65000.1")
    assert [row[0] for row in events["depthUpdate"].b] == sorted(
        (row[0] for row in events["depthUpdate"].b), reverse=True
    )


def _first(future: "asyncio.Future[Any]", event: Any) -> None:
    if not future.done():
        future.set_result(event)


async def _subscribed(streams: Any, name: str) -> None:
    """Wait until the venue has the subscription: the SDK sends SUBSCRIBE without waiting for the answer."""
    connection = streams.stream_connections.stream_connections_map[name]
    question = {"method": "LIST_SUBSCRIPTIONS", "id": get_uuid()}
    answer = await (await streams.send_message(question, connection))
    assert name in str(answer), answer


async def orders_over_the_websocket_api(desk: Desk) -> None:
    client = connect(desk)
    api = await client.websocket_api.create_connection()
    try:
        placed = await api.new_order(
            symbol=ID, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=64000
        )
        order = placed.data().result
        assert (order.status, order.price) == ("NEW", "64000.00")
        found = (await api.query_order(symbol=ID, order_id=order.order_id)).data().result
        assert found.client_order_id == order.client_order_id
        rest = client.rest_api.query_order(symbol=ID, order_id=order.order_id).data()
        assert (rest.status, rest.client_order_id) == ("NEW", order.client_order_id)
        gone = (await api.cancel_order(symbol=ID, order_id=order.order_id)).data().result
        assert gone.status == "CANCELED"
        balances = (await api.futures_account_balance_v2()).data().result
        same(next(row.balance for row in balances if row.asset == "USDT"), 5000)
    finally:
        await api.close_connection(close_session=True)
