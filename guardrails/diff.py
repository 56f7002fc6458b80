"""ParamDiff: every parameter that differs from what was asked, where it came from and why."""

from tools.call import Source
from tools.frozen import Frozen
from tools.text import Text


class ParamDiff(Frozen):
    """One changed parameter."""

    path: str
    before: str | None
    """As asked; None when it was not given."""
    after: str | None
    """As it will be used; None when it was dropped."""
    source: Source
    reason: Text
