"""Candles as a picture: candlesticks over time, volume below."""

from json import dumps
from typing import Any

from agent.turn import ReadResult
from tools.clock import to_datetime
from tools.market.get_candles import GetCandlesResult
from tools.text import Language, Text

UP, DOWN = "#2e9e6b", "#d1495b"
_VOLUME = Text(en="volume", tr="hacim")


def candle_figures(result: ReadResult, language: Language) -> list[tuple[str, Any]]:
    """Name and Plotly figure of a get_candles result; none without candles."""
    found = GetCandlesResult.model_validate_json(dumps(result.result))
    if not found.candles:
        return []
    return [(f"{found.symbol} {found.interval}", candle_figure(found, language))]


def candle_figure(found: GetCandlesResult, language: Language) -> Any:
    """A Plotly figure; times are UTC. Pictures may be approximate, so this is where decimals end."""
    from plotly.graph_objects import Bar, Candlestick, Figure

    candles = found.candles
    times = [to_datetime(candle.open_ms) for candle in candles]
    prices = Candlestick(
        x=times,
        open=[float(candle.open) for candle in candles],
        high=[float(candle.high) for candle in candles],
        low=[float(candle.low) for candle in candles],
        close=[float(candle.close) for candle in candles],
        increasing={"line": {"color": UP, "width": 1}, "fillcolor": UP},
        decreasing={"line": {"color": DOWN, "width": 1}, "fillcolor": DOWN},
        name=found.symbol,
    )
    volume = Bar(
        x=times,
        y=[float(candle.volume) for candle in candles],
        yaxis="y2",
        marker={"color": [UP if c.close >= c.open else DOWN for c in candles], "opacity": 0.35},
        name=_VOLUME.say(language),
        hovertemplate="%{y:,.4~f}<extra></extra>",
    )
    figure = Figure([prices, volume])
    figure.update_layout(**_layout(language))
    return figure


def _layout(language: Language) -> dict[str, Any]:
    axis = {"gridcolor": "rgba(128,128,128,.18)", "zeroline": False, "color": "#8a8f98"}
    return {
        "height": 380,
        "margin": {"l": 16, "r": 64, "t": 16, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#8a8f98"},
        "xaxis": {**axis, "rangeslider": {"visible": False}, "type": "date"},
        "yaxis": {**axis, "side": "right", "domain": [0.24, 1], "tickformat": ",~f"},
        "yaxis2": {**axis, "side": "right", "domain": [0, 0.18], "nticks": 3, "title": _VOLUME.say(language)},
        "showlegend": False,
        "bargap": 0.2,
    }
