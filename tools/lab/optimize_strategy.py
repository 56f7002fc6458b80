"""optimize_strategy: every combination of a grid of parameters, ranked."""

from typing import Literal

from pydantic import Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.market.get_candles import Interval
from tools.money import Amount
from tools.spec import Tool
from tools.symbol import Symbol
from tools.text import Text

Objective = Literal["sharpe", "sortino", "calmar", "total_return", "profit_factor"]


class OptimizeStrategyParams(Params):
    """What to search, and what counts as better."""

    strategy: str = Field(examples=["sma_crossover"])
    """Name of a built-in strategy."""
    symbol: Symbol
    interval: Interval = "1h"
    grid: dict[str, tuple[Amount, ...]] = {}
    """Values to try of each parameter; the strategy's own grid when left out."""
    objective: Objective = "sharpe"
    """Figure the combinations are ranked by."""


TOOL = Tool(
    name="optimize_strategy",
    effect=Effect.COMPUTE,
    summary=Text(
        en="Rank every combination of a strategy's parameters",
        tr="Bir stratejinin bütün parametre birleşimlerini sıralar",
    ),
    params=OptimizeStrategyParams,
    result=Result,
    not_yet=Text(
        en="run_backtest tests one combination at a time.",
        tr="run_backtest bir seferde bir birleşimi sınar.",
    ),
)
