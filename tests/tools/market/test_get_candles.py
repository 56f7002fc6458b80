from itertools import pairwise

import pytest

from tools.errors import VenueRejected
from tools.market.get_candles import INTERVAL_MS, GetCandlesParams, run


@pytest.mark.parametrize("interval", list(INTERVAL_MS))
async def test_candles_follow_each_other_and_the_newest_is_open(reading, interval):
    reading.clock.advance_ms(1_234)
    result = await run(GetCandlesParams(symbol="BTCUSDT", interval=interval, limit=7), reading.context)
    times = [candle.open_ms for candle in result.candles]
    assert [late - early for early, late in pairwise(times)] == [INTERVAL_MS[interval]] * 6
    assert times[-1] <= reading.clock.now_ms() < times[-1] + INTERVAL_MS[interval]
    assert (result.last_is_open, result.time_ms) == (True, reading.clock.now_ms())
    assert (result.symbol, result.interval, result.venue) == ("BTCUSDT", interval, "binance-futures")


async def test_a_feed_that_stopped_is_as_old_as_its_newest_candle(reading, monkeypatch):
    params = GetCandlesParams(symbol="BTCUSDT", limit=3)
    old = (await reading.venue.candles("BTCUSDT", "1h", 3))[:2]

    async def frozen(symbol, interval, limit):
        return old

    monkeypatch.setattr(reading.venue, "candles", frozen)
    result = await run(params, reading.context)
    assert not result.last_is_open
    assert result.time_ms == old[-1].open_ms + 3_600_000 < reading.clock.now_ms()


async def test_two_hundred_hours_unless_told_otherwise(reading):
    result = await run(GetCandlesParams(symbol="BTCUSDT"), reading.context)
    assert (len(result.candles), result.interval) == (200, "1h")


async def test_a_symbol_the_venue_does_not_have(reading):
    with pytest.raises(VenueRejected) as caught:
        await run(GetCandlesParams(symbol="NOSUCHUSDT"), reading.context)
    assert caught.value.code == "no-symbol"


@pytest.mark.parametrize("args", [{"interval": "2h"}, {"limit": 0}, {"limit": 1001}, {"limit": 1.5}])
def test_what_the_tool_does_not_have_is_refused(args):
    with pytest.raises(ValueError, match=r"interval|limit"):
        GetCandlesParams(symbol="BTCUSDT", **args)
