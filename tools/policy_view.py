"""PolicyView: what a tool may know of the policies above it (limits and rule texts, never a judgement)."""

from typing import Protocol

from tools.frozen import Frozen
from tools.text import Text


class LimitView(Frozen):
    """One limit in force."""

    name: str
    value: str
    unit: str
    owner: str
    rationale: str


class RuleView(Frozen):
    """One policy rule."""

    name: str
    summary: Text
    why: str
    limit: LimitView | None = None


class PolicyView(Protocol):
    """Limits and rules as they were at one moment."""

    @property
    def profile(self) -> str: ...

    @property
    def digest(self) -> str:
        """Digest of rules and limits; bound into every permit."""
        ...

    def rules(self) -> tuple[RuleView, ...]: ...

    def limit(self, name: str) -> LimitView | None: ...


class PolicySource(Protocol):
    """Limits and rules, which approved changes move on while the product runs."""

    async def in_force(self) -> PolicyView:
        """Those of now."""
        ...
