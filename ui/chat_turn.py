"""A turn in the chat: steps, answer, charts and cards."""

from collections.abc import Sequence
from typing import Any

import chainlit as cl

from agent.turn import ReadResult, Turn
from tools.text import Language
from ui.cards import Card, cards
from ui.chat_candles import candle_figures
from ui.chat_equity import equity_figure
from ui.chat_files import CardDocuments
from ui.chat_send import post
from ui.chat_steps import headline, steps
from ui.chat_tables import answer_markdown
from ui.runtime import Runtime
from ui.spoken import beyond_receipts, holds_more

CARD_ELEMENT = "ApprovalCard"
"""Name of the file under `public/elements`."""


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
    return [cl.Plotly(name="equity", figure=equity_figure(result, equity), display="inline")]
