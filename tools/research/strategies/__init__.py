"""The built-in strategies; a strategy is one file and one line here."""

from tools.research.strategies.sma_crossover import STRATEGY as SMA_CROSSOVER
from tools.research.strategy import Strategy

STRATEGIES: tuple[Strategy, ...] = (SMA_CROSSOVER,)

__all__ = ["STRATEGIES"]
