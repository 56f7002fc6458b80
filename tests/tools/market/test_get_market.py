from dataclasses import replace
from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.market.get_market import GetMarketParams, run


async def test_the_numbers_fit_together(reading):
    result = await run(GetMarketParams(symbol="BTCUSDT"), reading.context)
    mark = await reading.venue.mark_price("BTCUSDT")
    assert result.bid < result.price < result.ask
    assert result.price == (result.bid + result.ask) / 2
    assert result.spread_bps == ((result.ask - result.bid) / result.price * 10_000).quantize(Decimal("0.01"))
    assert (result.mark, result.funding_rate) == (mark.mark, mark.funding_rate)
    assert (result.symbol, result.venue, result.mode) == ("BTCUSDT", "binance-futures", "local_testnet")


class Changed:
    """The venue, with some answers changed."""

    def __init__(self, venue, **answers):
        self._venue = venue
        self.__dict__.update(answers)

    def __getattr__(self, name):
        return getattr(self._venue, name)


def context_with(reading, venue):
    return replace(reading.context, venues={venue.name: venue})


async def test_staleness_is_measured_by_the_venues_clock(reading):
    async def half_a_minute_ahead():
        return 30_000

    reading.clock.advance_ms(700)
    now = await run(GetMarketParams(symbol="BTCUSDT"), reading.context)
    venue = Changed(reading.venue, clock_offset_ms=half_a_minute_ahead)
    ahead = await run(GetMarketParams(symbol="BTCUSDT"), context_with(reading, venue))
    assert now.time_ms + now.staleness_ms == reading.clock.now_ms()
    assert ahead.staleness_ms == now.staleness_ms + 30_000


async def test_the_older_of_two_sources_counts_and_an_empty_side_falls_back_to_mark(reading):
    async def book_of_ten_seconds_ago(symbol, depth):
        book = await reading.venue.book(symbol, depth)
        return book.model_copy(update={"asks": (), "time_ms": book.time_ms - 10_000})

    venue = Changed(reading.venue, book=book_of_ten_seconds_ago)
    result = await run(GetMarketParams(symbol="BTCUSDT"), context_with(reading, venue))
    assert result.staleness_ms >= 10_000
    assert (result.ask, result.spread_bps, result.price) == (None, None, result.mark)


async def test_a_symbol_the_venue_does_not_have(reading):
    with pytest.raises(VenueRejected) as caught:
        await run(GetMarketParams(symbol="NOSUCHUSDT"), reading.context)
    assert caught.value.code == "no-symbol"
