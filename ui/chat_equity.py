"""The equity curve of a backtest as a chart over time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from agent.turn import ReadResult

MAX_POINTS = 1500


def equity_figure(result: ReadResult, equity: Sequence[JsonValue]) -> Any:
    """The values of `equity`, one per bar, at the times of their bars."""
    from plotly.graph_objects import Figure, Scatter

    every = max(1, len(equity) // MAX_POINTS)
    times = _times(result.result, len(equity))
    points = [(times[bar], float(str(value))) for bar, value in enumerate(equity) if bar % every == 0]
    line = Scatter(
        x=[time for time, _ in points],
        y=[value for _, value in points],
        mode="lines",
        line={"width": 1.75, "color": "#4f6bed"},
        fill="tozeroy",
        fillcolor="rgba(79,107,237,.08)",
        hovertemplate="%{y:,.2f}<extra></extra>",
    )
    figure = Figure(line)
    figure.update_layout(**_layout([value for _, value in points]))
    return figure


def _times(data: Mapping[str, JsonValue], bars: int) -> list[Any]:
    """When each bar opened; the bar's number where the result does not say."""
    try:
        first, last = (datetime.fromisoformat(str(data.get(name))) for name in ("start", "end"))
    except ValueError:
        return list(range(bars))
    return [first + (last - first) * bar / max(1, bars - 1) for bar in range(bars)]


def _layout(values: list[float]) -> dict[str, Any]:
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or 1
    axis = {"gridcolor": "rgba(128,128,128,.18)", "zeroline": False, "color": "#8a8f98"}
    return {
        "height": 320,
        "margin": {"l": 56, "r": 16, "t": 16, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#8a8f98"},
        "xaxis": axis,
        "yaxis": {**axis, "range": [low - room, high + room], "tickformat": ",.0f"},
        "showlegend": False,
    }
