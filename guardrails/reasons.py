"""RiskFactor: one named reason for risk."""

from tools.frozen import Frozen
from tools.text import Text


class RiskFactor(Frozen):
    """One reason for risk."""

    name: str
    points: int
    why: Text
