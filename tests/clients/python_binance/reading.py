"""Market data and account through python-binance."""

from binance import Client
from connection import ID, connect, point_at
from desk import Desk


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
