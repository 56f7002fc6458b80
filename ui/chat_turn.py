"""A turn in the chat: steps, answer, charts and cards."""

from collections.abc import Sequence
from typing import Any

import chainlit as cl
from pydantic import JsonValue

from agent.turn import ReadResult, Turn
from tools.text import Language
from ui.cards import Card, cards
from ui.chat_candles import candle_figures
from ui.chat_files import CardDocuments
from ui.chat_send import post
from ui.chat_steps import headline, steps
from ui.chat_tables import answer_markdown, word
from ui.runtime import Runtime
from ui.spoken import beyond_receipts, holds_more

CARD_ELEMENT = "ApprovalCard"
"""Name of the file under `public/elements`."""

MAX_POINTS = 1500


async def show(turn: Turn, runtime: Runtime) -> None:
    """Send everything a turn has to say: its steps, then one message with tables, charts and cards."""
    await _show_steps(turn)
    tables = [answer_markdown(result, turn.language) for result in turn.results if holds_more(result)]
    said = beyond_receipts(turn) if turn.message else turn.question or ""
    content = "\n\n".join(part for part in (said, *tables) if part)
    charts = [chart for result in turn.results for chart in _charts(result, turn.language)]
    await post(content, [*charts, *(_element(card, runtime) for card in cards(turn))])


async def show_cards(content: str, shown: Sequence[Card], runtime: Runtime) -> None:
    """Send cards; what they show is read from the server by the cards themselves."""
    await post(content, [_element(card, runtime) for card in shown])


async def _show_steps(turn: Turn) -> None:
    shown = steps(turn)
    if not shown:
        return
    title = headline(turn).say(turn.language)
    async with cl.Step(name=title, type="tool", show_input=False, icon="list-checks"):
        for step in shown:
            name = step.name.say(turn.language)
            async with cl.Step(name=name, type="tool", show_input=False, default_open=True) as sent:
                sent.output = step.output.say(turn.language)


def _element(card: Card, runtime: Runtime) -> cl.CustomElement:
    if card.card_id is not None and card.document is not None:
        CardDocuments(runtime.files).save(card.card_id, card.document)
    return cl.CustomElement(name=CARD_ELEMENT, props=card.props(), display="inline")


def _charts(result: ReadResult, language: Language) -> list[Any]:
    if result.tool == "get_candles":
        figures = candle_figures(result, language)
        return [cl.Plotly(name=name, figure=figure, display="inline") for name, figure in figures]
    equity = result.result.get("equity")
    if result.tool != "run_backtest" or not isinstance(equity, list) or not equity:
        return []
    return [cl.Plotly(name="equity", figure=_equity_figure(equity, language), display="inline")]


def _equity_figure(equity: list[JsonValue], language: Language) -> Any:
    from plotly.graph_objects import Figure, Scatter

    every = max(1, len(equity) // MAX_POINTS)
    points = [(bar, float(str(value))) for bar, value in enumerate(equity) if bar % every == 0]
    line = Scatter(
        x=[bar for bar, _ in points],
        y=[value for _, value in points],
        mode="lines",
        line={"width": 1.75, "color": "#4f6bed"},
        fill="tozeroy",
        fillcolor="rgba(79,107,237,.08)",
        hovertemplate="%{y:,.2f}<extra></extra>",
    )
    figure = Figure(line)
    figure.update_layout(**_layout(points, language))
    return figure


def _layout(points: list[tuple[int, float]], language: Language) -> dict[str, Any]:
    values = [value for _, value in points]
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or 1
    axis = {"gridcolor": "rgba(128,128,128,.18)", "zeroline": False, "color": "#8a8f98"}
    return {
        "height": 320,
        "margin": {"l": 56, "r": 16, "t": 16, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#8a8f98"},
        "xaxis": {**axis, "title": word("bars", language)},
        "yaxis": {**axis, "range": [low - room, high + room], "tickformat": ",.0f"},
        "showlegend": False,
    }
