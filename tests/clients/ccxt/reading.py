"""Markets, balance and market data through ccxt."""

import time

from connection import ID, PAIR, connect, connect_whole
from desk import Desk, same


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
    assert premium["markPrice"] == 65000
    # one funding time in four has a rate of its own: which one this is, the clock decides
    same(premium["fundingRate"], desk.get(f"/fapi/v1/premiumIndex?symbol={ID}")["lastFundingRate"])
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


def the_whole_client_loads_and_trades(desk: Desk) -> None:
    exchange = connect_whole(desk)
    linear = {market["id"] for market in exchange.load_markets().values() if market["linear"]}
    assert linear == {row["symbol"] for row in desk.get("/fapi/v1/exchangeInfo")["symbols"]}
    assert exchange.fetch_balance()["USDT"]["total"] == 5000
    assert exchange.create_order(PAIR, "market", "buy", 0.01)["status"] == "closed"
