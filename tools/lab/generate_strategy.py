"""generate_strategy: a strategy from a description in words."""

from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool
from tools.text import Text


class GenerateStrategyParams(Params):
    """What the strategy shall do."""

    description: Annotated[str, Field(min_length=2, max_length=2000)]
    """In the words of who asks, in either language."""


TOOL = Tool(
    name="generate_strategy",
    effect=Effect.COMPUTE,
    summary=Text(
        en="Make a strategy from a description: symbol, interval, indicators, rules and parameters",
        tr="Bir tariften strateji çıkarır: sembol, aralık, göstergeler, kurallar ve parametreler",
    ),
    params=GenerateStrategyParams,
    result=Result,
    not_yet=Text(
        en="run_backtest tries the built-in strategies.",
        tr="run_backtest hazır stratejileri sınar.",
    ),
)
