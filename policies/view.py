"""PolicyView over the rules and one profile, and the digest every permit binds."""

from dataclasses import dataclass

from policies import RULES
from policies.limits import Limit, Limits, amended
from policies.once import once
from policies.verdict import Rule
from tools.canonical import digest
from tools.ledger.ledger import Ledger
from tools.money import plain
from tools.policy_view import LimitView, RuleView


@once
def policy_digest(limits: Limits, rules: tuple[Rule, ...] = RULES) -> str:
    """Digest of the rules in order, their versions, and every number."""
    named = [f"{rule.name}@{rule.version}" for rule in rules]
    return digest({"rules": [*named], "limits": limits.digest()})


@dataclass(frozen=True)
class Policies:
    """Limits and rules in force."""

    limits: Limits

    async def in_force(self) -> "Policies":
        """Themselves: nothing moves these on."""
        return self

    @property
    def profile(self) -> str:
        """Name of the profile."""
        return self.limits.profile

    @property
    def digest(self) -> str:
        """Digest of rules and limits."""
        return policy_digest(self.limits)

    def rules(self) -> tuple[RuleView, ...]:
        """Every rule in the order of judgement, with its limit."""
        return tuple(
            RuleView(
                name=rule.name,
                summary=rule.summary,
                why=rule.why,
                limit=self.limit(rule.limit) if rule.limit is not None else None,
            )
            for rule in RULES
        )

    def limit(self, name: str) -> LimitView | None:
        """One limit by name; None when the profile has none."""
        limit = self.limits.limits.get(name)
        return None if limit is None else _view(name, limit)


@dataclass(frozen=True)
class PoliciesInForce:
    """A profile with the changes the ledger holds."""

    shipped: Limits
    ledger: Ledger

    async def in_force(self) -> Policies:
        """Rules and numbers of now."""
        return Policies(amended(self.shipped, await self.ledger.limit_changes(self.shipped.profile)))


def _view(name: str, limit: Limit) -> LimitView:
    return LimitView(
        name=name,
        value=plain(limit.value),
        unit=limit.unit,
        owner=limit.owner,
        rationale=limit.rationale,
    )
