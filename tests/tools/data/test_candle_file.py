"""Candle files read at once and candle by candle."""

from tools.data.candle_file import BTC_HOURLY, LazyCandles, read


def test_candles_parsed_one_by_one_are_those_of_the_file():
    lazy, whole = LazyCandles(BTC_HOURLY), read(BTC_HOURLY)
    assert len(lazy) == len(whole)
    places = (*range(0, len(whole), 97), -1)
    assert [lazy[place] for place in places] == [whole[place] for place in places]
