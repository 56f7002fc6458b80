"""Refusal: why a permitted intent is not sent after all."""

from tools.frozen import Frozen
from tools.text import Text


class Refusal(Frozen):
    """A definite no before anything was sent."""

    code: str
    """Machine-readable, e.g. `expired`, `price-moved`."""
    message: Text
    again: bool = False
    """True when a fresh review and approval may pass: the world changed, the order was not wrong."""
