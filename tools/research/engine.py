"""The backtest engine: long only, whole equity, filled at the next open, commission on both sides."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tools.research.bars import Bars, Floats
from tools.research.strategy import Signals


@dataclass(frozen=True)
class Trade:
    """One round trip; `exit_bar` is None while it is open."""

    entry_bar: int
    entry_price: float
    quantity: float
    exit_bar: int | None
    exit_price: float | None
    profit: float
    """After commission on both sides; of an open trade, at the last close and after the entry's."""


@dataclass(frozen=True)
class Run:
    """What a strategy did."""

    initial_equity: float
    trades: tuple[Trade, ...]
    equity: Floats
    """At the close of every bar."""
    held: Floats
    """1 on bars whose close finds a position open, else 0."""


def run(bars: Bars, signals: Signals, initial_equity: Decimal, commission: Decimal) -> Run:
    """Trade the signals.

    An entry invests all cash: `quantity = cash / (open x (1 + commission))`, fractional. A signal on
    the last bar has no next open and is not filled.
    """
    cash, fee = float(initial_equity), float(commission)
    equity = np.full(len(bars), cash)
    held = np.zeros(len(bars))
    trades: list[Trade] = []
    entry: int | None = None
    for bar in np.flatnonzero(signals[:-1]) + 1:
        if signals[bar - 1] > 0 and entry is None:
            entry = int(bar)
        elif signals[bar - 1] < 0 and entry is not None:
            trade = _trade(bars, entry, int(bar), cash, fee)
            equity[entry:bar] = trade.quantity * bars.close[entry:bar]
            held[entry:bar] = 1
            cash += trade.profit
            equity[bar:] = cash
            trades.append(trade)
            entry = None
    if entry is not None:
        trade = _trade(bars, entry, None, cash, fee)
        equity[entry:] = trade.quantity * bars.close[entry:]
        held[entry:] = 1
        trades.append(trade)
    return Run(initial_equity=float(initial_equity), trades=tuple(trades), equity=equity, held=held)


def _trade(bars: Bars, entry: int, leave: int | None, cash: float, commission: float) -> Trade:
    price = float(bars.open[entry])
    quantity = cash / (price * (1 + commission))
    out = None if leave is None else float(bars.open[leave])
    value = quantity * (float(bars.close[-1]) if out is None else out * (1 - commission))
    return Trade(
        entry_bar=entry,
        entry_price=price,
        quantity=quantity,
        exit_bar=leave,
        exit_price=out,
        profit=value - cash,
    )
