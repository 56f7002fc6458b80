"""The time axis of an equity curve."""

from datetime import UTC, datetime
from typing import Any

from agent.turn import ReadResult
from ui.chat_equity import equity_figure


def figure(**data: str) -> Any:
    result = ReadResult(tool="run_backtest", result=dict(data), time_ms=1)
    return equity_figure(result, ["100", "101", "99"]).data[0].x


def test_every_value_stands_at_the_time_of_its_bar() -> None:
    hours = figure(start="2024-03-01T00:00:00Z", end="2024-03-01T02:00:00Z", interval="1h")
    assert list(hours) == [datetime(2024, 3, 1, hour, tzinfo=UTC) for hour in range(3)]


def test_without_times_the_bars_are_counted() -> None:
    assert list(figure()) == [0, 1, 2]
