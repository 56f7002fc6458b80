"""Metrics of a backtest."""

from tools.frozen import Frozen


class Metrics(Frozen):
    """Ratios of a backtest; None where a ratio has no denominator."""

    total_return: float
    """Fraction of the initial equity."""
    annual_return: float
    """Compounded to a year of 365 days."""
    sharpe: float | None
    """Mean over population deviation of per-bar returns, times the root of the bars per year."""
    sortino: float | None
    """The same over the downside deviation (root mean square of the negative returns, over all bars)."""
    max_drawdown: float
    """Largest fall from a peak of the equity, as a positive fraction."""
    profit_factor: float | None
    """Profit of winning over loss of losing closed trades."""
    win_rate: float | None
    """Share of closed trades with a profit."""
    exposure: float
    """Share of bars with an open position."""
