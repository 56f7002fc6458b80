"""The candlestick picture."""

from agent.turn import ReadResult
from tools.market.get_candles import GetCandlesResult
from ui.chat_candles import DOWN, UP, candle_figure, candle_figures

TIME = 1_750_000_000_000


def found(*rows):
    bars = tuple(
        {"open_ms": TIME + n * 3_600_000, "open": o, "high": h, "low": low, "close": c, "volume": "2.5"}
        for n, (o, h, low, c) in enumerate(rows)
    )
    return GetCandlesResult.model_validate(
        {
            "venue": "binance-futures",
            "mode": "local_testnet",
            "account": "test:1",
            "time_ms": TIME,
            "symbol": "BTCUSDT",
            "interval": "1h",
            "candles": bars,
            "last_is_open": False,
        }
    )


def test_candles_and_volume_over_utc_time() -> None:
    figure = candle_figure(found(("1", "3", "0.5", "2"), ("2", "2.5", "1", "1.5")), "tr")
    prices, volume = figure.data
    assert prices.type == "candlestick"
    assert (list(prices.open), list(prices.high)) == ([1, 2], [3, 2.5])
    assert (list(prices.low), list(prices.close)) == ([0.5, 1], [2, 1.5])
    assert prices.x[0].isoformat().startswith("2025-06-15T15:06:40")
    assert (list(volume.y), list(volume.marker.color)) == ([2.5, 2.5], [UP, DOWN])
    assert volume.name == "hacim"
    assert figure.layout.xaxis.rangeslider.visible is False


def test_a_result_of_the_tool_becomes_one_picture_and_nothing_becomes_none() -> None:
    result = found(("1", "3", "0.5", "2")).model_dump(mode="json")
    ((name, figure),) = candle_figures(ReadResult(tool="get_candles", result=result, time_ms=TIME), "en")
    assert (name, len(figure.data)) == ("BTCUSDT 1h", 2)
    empty = found().model_dump(mode="json")
    assert candle_figures(ReadResult(tool="get_candles", result=empty, time_ms=TIME), "en") == []
