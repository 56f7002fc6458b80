"""Verdict: what one rule says about one call, as a value with its reason in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from policies.facts import Facts
from tools.call import ToolCall
from tools.frozen import Frozen
from tools.text import Text


class Outcome(StrEnum):
    """What a rule decides; the strictest of all rules wins, DENY over ASK over FIX over ALLOW."""

    ALLOW = "allow"
    FIX = "fix"
    """Allowed after a change that only narrows; the change is shown in the diff."""
    ASK = "ask"
    """Only a person may widen this: a question."""
    DENY = "deny"


class Change(Frozen):
    """A new value of one parameter."""

    path: str
    value: JsonValue
    """None removes the parameter."""
    reason: Text


class Verdict(Frozen):
    """One rule's judgement of one call."""

    rule: str
    outcome: Outcome
    code: str
    """Machine-readable reason, snake_case, unique within the rule; `ok` when allowed."""
    reason: Text
    limit: str | None = None
    """The limit that was compared with, in its unit."""
    actual: str | None = None
    """What the call would make of it."""
    changes: tuple[Change, ...] = ()
    """For FIX: what to narrow."""
    would_pass: tuple[Change, ...] = ()
    """For DENY and ASK: values with which this rule would say yes."""


@dataclass(frozen=True)
class Rule:
    """One policy rule: one file, one line in `policies.RULES`.

    `judge` is pure. It returns None when the rule has nothing to say about the call; a call about
    which no rule says anything is denied, and so is one on which a rule raises.
    """

    name: str
    summary: Text
    why: str
    """Why the rule exists: source (regulation, incident, venue rule) and an example."""
    judge: Callable[[ToolCall, Facts], Verdict | None]
    limit: str | None = None
    """Name of the limit in the profile that the rule reads; None for rules without a number."""
    version: int = 1
    """Raised with every change of what the rule decides; part of the policy digest."""
