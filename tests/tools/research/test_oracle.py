"""The SMA 10/30 backtest of 2023 against two independent implementations of the contract."""

import math
import warnings
from itertools import pairwise

import pytest

from tools.data.candle_file import BTC_HOURLY, read
from tools.lab.backtest import backtest
from tools.lab.run_backtest import RunBacktestParams

YEAR_START, YEAR_END = 1672531200000, 1704067200000
TOLERANCE = 0.001


@pytest.fixture(scope="module")
def candles():
    return [c for c in read(BTC_HOURLY) if YEAR_START <= c.open_ms < YEAR_END]


@pytest.fixture(scope="module")
def ours():
    return backtest(
        RunBacktestParams(strategy="sma_crossover", symbol="BTCUSDT", start="2023-01-01", end="2023-12-31"),
        BTC_HOURLY,
    )


def by_hand(candles, fast=10, slow=30, initial=10_000.0, commission=0.001):
    """A plain loop, bar by bar, that shares nothing with the engine."""
    closes = [float(c.close) for c in candles]
    cash, quantity, order = initial, 0.0, None
    equity, profits, spent, bars_held = [], [], 0.0, 0

    def gap(i):
        return math.fsum(closes[i - fast + 1 : i + 1]) / fast - math.fsum(closes[i - slow + 1 : i + 1]) / slow

    for i, candle in enumerate(candles):
        price = float(candle.open)
        if order == "buy":
            spent, quantity, cash = cash, cash / (price * (1 + commission)), 0.0
        elif order == "sell":
            cash, quantity = quantity * price * (1 - commission), 0.0
            profits.append(cash - spent)
        order = None
        equity.append(cash + quantity * closes[i])
        bars_held += quantity > 0
        if i >= slow:
            if gap(i - 1) <= 0 < gap(i) and quantity == 0:
                order = "buy"
            elif gap(i - 1) >= 0 > gap(i) and quantity > 0:
                order = "sell"
    return equity, profits, bars_held / len(candles)


def metrics_of(equity, profits, exposure, per_year=8760):
    returns = [b / a - 1 for a, b in pairwise(equity)]
    mean = math.fsum(returns) / len(returns)
    deviation = math.sqrt(math.fsum((r - mean) ** 2 for r in returns) / len(returns))
    downside = math.sqrt(math.fsum(min(r, 0) ** 2 for r in returns) / len(returns))
    peak, drawdown = 10_000.0, 0.0
    for value in equity:
        peak = max(peak, value)
        drawdown = max(drawdown, 1 - value / peak)
    wins = [p for p in profits if p > 0]
    return {
        "total_return": equity[-1] / 10_000 - 1,
        "annual_return": (equity[-1] / 10_000) ** (per_year / len(equity)) - 1,
        "sharpe": mean / deviation * math.sqrt(per_year),
        "sortino": mean / downside * math.sqrt(per_year),
        "max_drawdown": drawdown,
        "profit_factor": sum(wins) / -sum(p for p in profits if p < 0),
        "win_rate": len(wins) / len(profits),
        "exposure": exposure,
    }


def test_agrees_with_a_plain_loop_on_every_metric(ours, candles):
    equity, profits, exposure = by_hand(candles)
    assert ours.bars == len(candles) == 8759
    assert ours.trades == len(profits)
    assert float(ours.final_equity) == pytest.approx(equity[-1], rel=1e-9)
    for name, value in metrics_of(equity, profits, exposure).items():
        assert getattr(ours.metrics, name) == pytest.approx(value, rel=1e-9), name
    assert [float(e) for e in ours.equity] == pytest.approx(equity, rel=1e-9)


@pytest.mark.slow
def test_agrees_with_backtesting_py_on_every_metric(ours, candles):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from backtesting import Strategy
        from backtesting.lib import FractionalBacktest, crossover

        class Sma(Strategy):
            def init(self):
                close = pd.Series(self.data.Close)
                self.fast = self.I(lambda: close.rolling(10).mean())
                self.slow = self.I(lambda: close.rolling(30).mean())

            def next(self):
                if crossover(self.fast, self.slow) and not self.position:
                    self.buy(size=0.999999)
                elif crossover(self.slow, self.fast):
                    self.position.close()

        frame = pd.DataFrame(
            [[float(c.open), float(c.high), float(c.low), float(c.close), float(c.volume)] for c in candles],
            columns=["Open", "High", "Low", "Close", "Volume"],
            index=pd.to_datetime([c.open_ms for c in candles], unit="ms"),
        )
        stats = FractionalBacktest(
            frame, Sma, cash=10_000, commission=0.001, fractional_unit=1e-8, finalize_trades=False
        ).run()
    curve = [float(v) for v in stats["_equity_curve"]["Equity"]]
    profits = [float(v) for v in stats["_trades"]["PnL"]]
    # Its own exposure also counts the bar at whose open the position was closed; ours asks the close.
    trades = stats["_trades"]
    open_at_end = stats["_strategy"].trades
    held = int((trades["ExitBar"] - trades["EntryBar"]).sum())
    held += sum(len(candles) - trade.entry_bar for trade in open_at_end)
    theirs = metrics_of(curve, profits, held / len(candles))
    assert ours.trades == len(profits)
    for name, value in theirs.items():
        assert getattr(ours.metrics, name) == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE), name
