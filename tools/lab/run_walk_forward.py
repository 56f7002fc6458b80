"""run_walk_forward: parameters chosen on one stretch of the past and judged on the next, again and again."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.market.get_candles import Interval
from tools.money import Amount, PositiveAmount
from tools.spec import Tool
from tools.symbol import Symbol
from tools.text import Text


def _share(value: Decimal) -> Decimal:
    if value >= 1:
        raise ValueError('a fraction between 0 and 1, e.g. "0.7"')
    return value


class RunWalkForwardParams(Params):
    """What to test, and how the past is cut."""

    strategy: str = Field(examples=["sma_crossover"])
    """Name of a built-in strategy."""
    symbol: Symbol
    interval: Interval = "1h"
    folds: Annotated[int, Field(strict=True, ge=2)] = 6
    """Stretches the past is cut into."""
    train_share: Annotated[PositiveAmount, AfterValidator(_share)] = Decimal("0.7")
    """Fraction of each fold on which parameters are chosen; the rest judges them."""
    grid: dict[str, tuple[Amount, ...]] = {}
    """Values to try of each parameter; the strategy's own grid when left out."""
    gates: dict[str, Amount] = {}
    """Figures that must be reached; those of the profile when left out."""


TOOL = Tool(
    name="run_walk_forward",
    effect=Effect.COMPUTE,
    summary=Text(
        en="Choose a strategy's parameters on the past and judge them on what followed, fold by fold",
        tr="Bir stratejinin parametrelerini geçmişte seçer, ardından gelende kat kat sınar",
    ),
    params=RunWalkForwardParams,
    result=Result,
    not_yet=Text(
        en="run_backtest tests one set of parameters on any period.",
        tr="run_backtest bir parametre kümesini istenen dönemde sınar.",
    ),
)
