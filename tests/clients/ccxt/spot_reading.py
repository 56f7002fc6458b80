"""Markets, filters and market data through ccxt, held against what the venue says."""

from decimal import Decimal
from itertools import pairwise

from desk import Desk, same
from spot_connection import PAIR, connect
from spot_desk import ID, best


def spot_markets_and_filters(desk: Desk) -> None:
    exchange = connect(desk)
    markets = exchange.load_markets()
    listed = {row["symbol"]: row for row in desk.get("/api/v3/exchangeInfo")["symbols"]}
    assert {market["id"] for market in markets.values()} == set(listed)
    assert all(market["spot"] and market["active"] for market in markets.values())
    for market in markets.values():
        filters = {row["filterType"]: row for row in listed[market["id"]]["filters"]}
        same(market["precision"]["price"], filters["PRICE_FILTER"]["tickSize"])
        same(market["precision"]["amount"], filters["LOT_SIZE"]["stepSize"])
        same(market["limits"]["amount"]["min"], filters["LOT_SIZE"]["minQty"])
        same(market["limits"]["market"]["max"], filters["MARKET_LOT_SIZE"]["maxQty"])
        same(market["limits"]["cost"]["min"], filters["NOTIONAL"]["minNotional"])
    btc = markets[PAIR]
    assert (btc["precision"]["price"], btc["precision"]["amount"]) == (0.01, 0.00001)


def spot_market_data_agrees(desk: Desk) -> None:
    exchange = connect(desk)
    book = exchange.fetch_order_book(PAIR, 5)
    assert (book["bids"][0][0], book["asks"][0][0]) == (float(best(desk, "SELL")), float(best(desk, "BUY")))
    ticker = exchange.fetch_ticker(PAIR)
    assert (ticker["bid"], ticker["ask"]) == (book["bids"][0][0], book["asks"][0][0])
    same(ticker["last"], desk.get(f"/api/v3/ticker/price?symbol={ID}")["price"])
    bids = exchange.fetch_bids_asks([PAIR])[PAIR]
    assert (bids["bid"], bids["ask"]) == (ticker["bid"], ticker["ask"])
    bars = exchange.fetch_ohlcv(PAIR, "1h", limit=48)
    assert len(bars) == 48
    assert all(later[0] - bar[0] == 3_600_000 for bar, later in pairwise(bars))
    assert all(low <= min(start, end) <= max(start, end) <= high for _, start, high, low, end, _ in bars)
    row = desk.get(f"/api/v3/klines?symbol={ID}&interval=1h&limit=2")[0]
    bar = next(bar for bar in bars if bar[0] == row[0])
    assert bar[1:] == [float(value) for value in row[1:6]]
    assert abs(exchange.fetch_time() - exchange.milliseconds()) < 1000


def spot_fees_are_those_of_the_account(desk: Desk) -> None:
    exchange = connect(desk)
    rate = exchange.private_get_account_commission({"symbol": ID})["standardCommission"]
    assert (Decimal(rate["maker"]), Decimal(rate["taker"])) == (Decimal("0.001"), Decimal("0.001"))
    balance = exchange.fetch_balance()
    assert (balance["USDT"]["free"], balance["BTC"]["free"], balance["ETH"]["total"]) == (100_000, 1, 10)
    assert all(row["used"] == 0 for row in (balance["USDT"], balance["BTC"]))
