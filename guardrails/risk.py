"""RiskScore: 0-100 from named factors, each with its points and why."""

from typing import Literal

from tools.frozen import Frozen
from tools.text import Text

Level = Literal["low", "medium", "high", "critical"]


class RiskFactor(Frozen):
    """One reason for risk."""

    name: str
    points: int
    why: Text


class RiskScore(Frozen):
    """Sum of the factors, at most 100."""

    score: int
    level: Level
    factors: tuple[RiskFactor, ...]
