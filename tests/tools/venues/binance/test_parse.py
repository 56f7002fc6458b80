from decimal import Decimal

import pytest

from tools.errors import VenueUnavailable
from tools.venues.binance import parse


def test_server_time(samples):
    assert parse.server_time(samples["check_server_time"]) == 1_499_827_319_559


def test_candles():
    row = [1_499_040_000_000, "1", "3", "0.5", "2", "10", 1_499_644_799_999, "24", 3, "1", "2", "0"]
    candle = parse.candles([row])[0]
    assert (candle.open_ms, candle.high, candle.close, candle.volume) == (row[0], 3, 2, 10)


def test_candles_that_are_none(samples):
    with pytest.raises(VenueUnavailable):
        parse.candles(samples["kline_candlestick_data"])


def test_the_official_sample_of_24_hours(samples):
    (ticker,) = parse.day_tickers([samples["ticker24hr_price_change_statistics"]])
    assert (ticker.symbol, ticker.last, ticker.quote_volume) == (
        "BTCUSDT",
        Decimal("4.000002"),
        Decimal("15.3"),
    )
    assert (ticker.change_percent, ticker.time_ms) == (Decimal("-95.96"), 1_499_869_899_040)
