"""Measures a run: per-bar simple returns, risk-free 0, population deviation, years of 365 days."""

import numpy as np

from tools.research.bars import Bars, Floats
from tools.research.engine import Run
from tools.research.metrics import Metrics


def measure(run: Run, bars: Bars) -> Metrics:
    """All metrics of a run."""
    equity = run.equity
    returns = np.diff(equity) / equity[:-1]
    growth = float(equity[-1]) / run.initial_equity
    profits = np.array([trade.profit for trade in run.trades if trade.exit_bar is not None])
    losses = float(-profits[profits < 0].sum())
    downside = np.minimum(returns, 0.0)
    return Metrics(
        total_return=growth - 1,
        annual_return=growth ** (bars.per_year / len(bars)) - 1,
        sharpe=_annual(returns, float(returns.std()) if len(returns) else 0.0, bars),
        sortino=_annual(returns, float(np.sqrt(np.mean(downside**2))) if len(returns) else 0.0, bars),
        max_drawdown=_drawdown(equity, run.initial_equity),
        profit_factor=float(profits[profits > 0].sum()) / losses if losses > 0 else None,
        win_rate=float(np.mean(profits > 0)) if len(profits) else None,
        exposure=float(run.held.mean()),
    )


def _annual(returns: Floats, deviation: float, bars: Bars) -> float | None:
    return float(returns.mean() / deviation * np.sqrt(bars.per_year)) if deviation > 0 else None


def _drawdown(equity: Floats, initial_equity: float) -> float:
    peaks = np.maximum(np.maximum.accumulate(equity), initial_equity)
    return float(np.max(1 - equity / peaks))
