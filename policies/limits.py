"""Limits: the numbers of a profile, each with owner and rationale, read from YAML and validated."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Literal

import yaml

from tools.canonical import digest
from tools.errors import ConfigError
from tools.frozen import Frozen
from tools.ledger.ledger import LimitChange
from tools.market.sync_symbols import LISTED
from tools.money import PositiveAmount

Profile = Literal["canary", "testnet"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML where PyYAML was built with it: ten times as fast, and every process reads a profile."""
_FOLDER = Path(__file__).parent / "limits"


class Limit(Frozen):
    """One number."""

    value: PositiveAmount
    unit: str
    """`USDT`, `base`, `fraction`, `x`, `count`, `percent`, `bps`, `ms`, `s`."""
    owner: str
    """The role that answers for the number."""
    rationale: str
    by_symbol: dict[str, PositiveAmount] = {}
    """Other values for single symbols."""


class Limits(Frozen):
    """All numbers of one profile."""

    profile: Profile
    symbols: tuple[str, ...]
    """Symbols that may be traded."""
    limits: dict[str, Limit]

    def value(self, name: str, symbol: str | None = None) -> Decimal | None:
        """A limit's number; None when it is not configured, which rules read as deny."""
        limit = self.limits.get(name)
        if limit is None:
            return None
        return limit.by_symbol.get(symbol or "", limit.value)

    def digest(self) -> str:
        """Digest of every number; part of the policy digest."""
        return digest(self)


def amended(limits: Limits, changes: Iterable[LimitChange]) -> Limits:
    """A profile's numbers with approved changes in force; one about a limit it does not have is ignored."""
    made = tuple(changes)
    if not made:
        return limits
    symbols, numbers = dict.fromkeys(limits.symbols), dict(limits.limits)
    for change in made:
        if change.limit == LISTED and change.symbol is not None:
            symbols.pop(change.symbol, None)
            symbols |= {change.symbol: None} if change.value else {}
        elif change.limit in numbers:
            numbers[change.limit] = _changed(numbers[change.limit], change)
    return limits.model_copy(update={"symbols": tuple(symbols), "limits": numbers})


def _changed(limit: Limit, change: LimitChange) -> Limit:
    if change.symbol is None:
        return limit.model_copy(update={"value": change.value})
    return limit.model_copy(update={"by_symbol": limit.by_symbol | {change.symbol: change.value}})


def load(profile: Profile) -> Limits:
    """Read a shipped profile.

    Raises:
        ConfigError: the file is missing or does not fit the schema; nothing is guessed.
    """
    path = _FOLDER / f"{profile}.yaml"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 (a safe loader)
        return Limits.model_validate(data)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"limits of profile {profile!r} cannot be read: {error}",
            f"{profile!r} profilinin limitleri okunamıyor: {error}",
        ) from error
