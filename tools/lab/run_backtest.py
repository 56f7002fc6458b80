"""run_backtest: a built-in strategy on real candles, signal on the close, fill at the next open."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tools.call import Effect
from tools.data.candle_file import BTC_HOURLY
from tools.frozen import Params, Result
from tools.money import Amount, PositiveAmount, plain
from tools.research.metrics import Metrics
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.text import Text
from tools.wording import amount, percent, plural, quote

RATIO_STEP = Decimal("0.01")

Interval = Literal["1m", "5m", "15m", "30m", "1h", "4h", "1d"]


def _fraction(value: Decimal) -> Decimal:
    if not 0 <= value < 1:
        raise ValueError("a fraction from 0 to below 1, e.g. 0.001 for 0.1 %")
    return value


class RunBacktestParams(Params):
    """What to test on which period."""

    strategy: str = Field(examples=["sma_crossover"])
    """Name of a built-in strategy."""
    symbol: Symbol
    interval: Interval = "1h"
    start: date | None = None
    """First UTC day; the first of the data when left out."""
    end: date | None = None
    """Last UTC day, inclusive; the last of the data when left out."""
    params: dict[str, int] = {}
    """Strategy parameters; those left out take their defaults."""
    initial_equity: PositiveAmount = Decimal(10000)
    """In the quote asset."""
    commission: Annotated[Amount, AfterValidator(_fraction)] = Decimal("0.001")
    """Fraction of the traded value, on both sides."""


class RunBacktestResult(Result):
    """What came of it. `equity` is in the quote asset, one value per bar."""

    strategy: str
    params: dict[str, int]
    symbol: str
    interval: str
    start: str
    """Open of the first bar, RFC 3339."""
    end: str
    """Open of the last bar."""
    data_version: str
    """Digest of the bars."""
    bars: int
    trades: int
    """Closed round trips."""
    final_equity: str
    metrics: Metrics
    equity: tuple[str, ...]


async def run(params: RunBacktestParams, context: ToolContext) -> RunBacktestResult:
    """Run the backtest off the event loop.

    Raises:
        InvalidCall: unknown strategy or parameter, no data for the symbol or the period.
    """
    # NumPy takes a while to import, and few turns need it.
    from tools.lab.backtest import backtest

    context.progress(0, "backtest")
    return await asyncio.to_thread(backtest, params, BTC_HOURLY)


def say(result: RunBacktestResult) -> Text:
    """Return, Sharpe, drawdown, trades and final equity of the period, and how it was filled."""
    measured = result.metrics
    gain = percent(Decimal(str(measured.total_return)), plus=True)
    fall = percent(Decimal(str(measured.max_drawdown)))
    sharpe = "–" if measured.sharpe is None else plain(Decimal(str(measured.sharpe)).quantize(RATIO_STEP))
    final = f"{amount(Decimal(result.final_equity))} {quote(result.symbol)}".rstrip()
    what = f"{result.strategy}, {result.symbol} {result.interval}, {result.start[:10]} – {result.end[:10]}"
    return Text(
        en=f"{what}: return {gain.en}, Sharpe {sharpe}, max drawdown {fall.en}, "
        f"{plural(result.trades, 'trade')}, final equity {final}. Fills at the next open.",
        tr=f"{what}: getiri {gain.tr}, Sharpe {sharpe}, en büyük düşüş {fall.tr}, "
        f"{result.trades} işlem, son özvarlık {final}. Emirler sonraki açılışta dolar.",
    )


TOOL = Tool(
    name="run_backtest",
    effect=Effect.COMPUTE,
    summary=Text(
        en="Test a strategy on real past candles, filled at the next open",
        tr="Bir stratejiyi gerçek geçmiş mumlarda, sonraki açılışta dolarak sınar",
    ),
    params=RunBacktestParams,
    result=RunBacktestResult,
    run=run,
    say=say,
)
