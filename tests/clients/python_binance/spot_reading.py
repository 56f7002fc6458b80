"""Filters, market data and account through python-binance."""

from decimal import Decimal

from desk import Desk, same
from spot_connection import balance, connect
from spot_desk import ID, best


def spot_filters_by_name(desk: Desk) -> None:
    client = connect(desk)
    filters = {row["filterType"]: row for row in client.get_symbol_info(ID)["filters"]}
    assert set(filters) == {
        "PRICE_FILTER",
        "LOT_SIZE",
        "ICEBERG_PARTS",
        "MARKET_LOT_SIZE",
        "TRAILING_DELTA",
        "PERCENT_PRICE_BY_SIDE",
        "NOTIONAL",
        "MAX_NUM_ORDERS",
        "MAX_NUM_ORDER_LISTS",
        "MAX_NUM_ALGO_ORDERS",
        "MAX_NUM_ORDER_AMENDS",
    }
    assert filters["NOTIONAL"]["minNotional"] == "5.00000000"
    assert (filters["PRICE_FILTER"]["tickSize"], filters["LOT_SIZE"]["stepSize"]) == (
        "0.01000000",
        "0.00001000",
    )
    assert client.get_symbol_info("NOPEUSDT") is None


def spot_prices_agree(desk: Desk) -> None:
    client = connect(desk)
    book = client.get_order_book(symbol=ID, limit=5)
    ticker = client.get_orderbook_ticker(symbol=ID)
    assert (book["bids"][0][0], book["asks"][0][0]) == (ticker["bidPrice"], ticker["askPrice"])
    same(ticker["askPrice"], best(desk, "BUY"))
    day = client.get_ticker(symbol=ID)
    assert (day["bidPrice"], day["askPrice"]) == (ticker["bidPrice"], ticker["askPrice"])
    assert client.get_symbol_ticker(symbol=ID)["price"] == day["lastPrice"]
    same(Decimal(day["lastPrice"]) - Decimal(day["openPrice"]), day["priceChange"])
    assert {row["symbol"] for row in client.get_all_tickers()} == {
        row["symbol"] for row in client.get_exchange_info()["symbols"]
    }
    assert (
        Decimal(day["lowPrice"])
        <= Decimal(client.get_avg_price(symbol=ID)["price"])
        <= Decimal(day["highPrice"])
    )


def spot_klines_by_page_are_one_series(desk: Desk) -> None:
    client, hour_ms = connect(desk), 3_600_000
    whole = client.get_klines(symbol=ID, interval="1h", limit=1000)
    last = whole[-2][0]
    paged = client.get_historical_klines(ID, "1h", last - 1499 * hour_ms, last)
    assert [row[0] for row in paged] == [last - n * hour_ms for n in reversed(range(1500))]
    assert paged[-999:] == whole[:-1]
    assert all(Decimal(row[3]) <= Decimal(row[1]) <= Decimal(row[2]) for row in paged)


def spot_account_of_a_fresh_key(desk: Desk) -> None:
    client = connect(desk)
    assert (balance(client, "USDT"), balance(client, "BTC")) == ((100_000, 0), (1, 0))
    account = client.get_account()
    assert (account["accountType"], account["permissions"], account["canTrade"]) == ("SPOT", ["SPOT"], True)
    assert (account["commissionRates"]["maker"], account["commissionRates"]["taker"]) == ("0.00100000",) * 2
    limits = {(row["interval"], row["limit"], row["count"]) for row in client.get_current_order_count()}
    assert limits == {("SECOND", 50, 0), ("DAY", 160_000, 0)}
