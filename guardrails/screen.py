"""Screen: user text before a planner or a log sees it: no invisible characters, no secrets, not endless."""

import re
import unicodedata

from tools.frozen import Frozen

MAX_LENGTH = 4000
"""Characters of one utterance; what comes after is cut."""
MASK = "[secret]"

_KEPT_CONTROLS = frozenset("\n\t")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories of controls, bidi and zero-width marks, surrogates and unassigned code points."""
_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL),
    re.compile(r"\bgsk_[A-Za-z0-9]{16,}\b"),
    re.compile(r"\b(?:sk|pk|ghp|gho|xox[abp])[-_][A-Za-z0-9_-]{16,}\b"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\b"),
    re.compile(r"(?<=bearer )[A-Za-z0-9._~+/=-]{12,}", re.IGNORECASE),
    re.compile(
        r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{40,}(?![A-Za-z0-9])"
    ),
)
"""Shapes of secrets: PEM keys, provider tokens, JWTs, bearer tokens, long mixed alphanumeric keys."""


class Screened(Frozen):
    """Text that is safe to read and to log."""

    text: str
    hidden: int
    """Invisible characters removed."""
    secrets: int
    """Secrets masked."""
    cut: bool
    """Whether the text was too long."""


def screen(text: str, secrets: tuple[str, ...] = ()) -> Screened:
    """Drop what a person cannot see, mask secrets, cap the length.

    Args:
        text: what somebody typed or pasted.
        secrets: this installation's own, masked whatever they look like.
    """
    visible = "".join(char for char in text if _visible(char))
    masked, found = visible, sum(visible.count(secret) for secret in secrets)
    for secret in secrets:
        masked = masked.replace(secret, MASK)
    for shape in _SECRETS:
        masked, more = shape.subn(MASK, masked)
        found += more
    return Screened(
        text=masked[:MAX_LENGTH],
        hidden=len(text) - len(visible),
        secrets=found,
        cut=len(masked) > MAX_LENGTH,
    )


def hide(value: object, secrets: tuple[str, ...]) -> object:
    """An argument of a tool without these secrets; nothing else of it changes."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, list):
        return [hide(entry, secrets) for entry in value]
    if isinstance(value, dict):
        return {name: hide(entry, secrets) for name, entry in value.items()}
    return value


def _visible(char: str) -> bool:
    return char in _KEPT_CONTROLS or unicodedata.category(char) not in _HIDDEN
