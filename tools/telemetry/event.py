"""Event: one frozen value for everything that is counted or timed, and the sink it goes to."""

from enum import StrEnum
from typing import Protocol

from tools.frozen import Frozen


class EventKind(StrEnum):
    """What happened; the comment under each says its labels and the unit of its value."""

    PLAN = "plan"
    """Labels `status`, `planner`, `language`; value: milliseconds from utterance to reviewed plan."""
    MODEL = "model"
    """A question to a language model, label `outcome` (`answered` or why not); value: milliseconds."""
    MODEL_TOKENS = "model_tokens"
    """Label `direction`: `prompt` or `completion`; value: tokens."""
    VERDICT = "verdict"
    """Labels `rule`, `outcome`; value: 1."""
    APPROVAL = "approval"
    """Label `status`; value: age of the approval in milliseconds when this happened, 0 when proposed."""
    ORDER = "order"
    """Labels `venue`, `state` (of the intent); value: milliseconds from approval to outcome."""
    HTTP = "http"
    """Label `code`; value: milliseconds from request to response."""
    KILL_SWITCH = "kill_switch"
    """Value: 1 while any scope is halted, else 0."""
    BREAKERS = "breakers"
    """Value: venues that only reduce because their account lost the day's limit."""
    OUTAGES = "outages"
    """Value: venues that failed so often that new risk waits."""
    DIFFERENCES = "differences"
    """Value: scopes that only reduce because venue and record differ."""
    ORDERS_UNKNOWN = "orders_unknown"
    """Value: orders whose outcome nobody knows right now."""
    ORDERS_UNPROTECTED = "orders_unprotected"
    """Value: entries that filled more than is protected, with protection still owed."""
    APPROVALS_PENDING = "approvals_pending"
    """Value: approvals that wait for a person right now."""
    AUDIT_HEAD = "audit_head"
    """Value: sequence number of the newest audit row."""
    AUDIT_ANCHOR = "audit_anchor"
    """Value: sequence number of the newest audit row under a signed anchor."""
    ANCHOR_FAILURES = "anchor_failures"
    """Value: deliveries to the anchor webhook that failed since the process began."""
    WATCHDOG_FINDINGS = "watchdog_findings"
    """Value: what the watchdog finds wrong right now."""
    HEARTBEAT_AGE = "heartbeat_age"
    """Value: milliseconds since the executor last said that it lives."""


class Event(Frozen):
    """One thing that happened, or one level that was read."""

    kind: EventKind
    labels: dict[str, str] = {}
    value: int = 1
    """A count, a level, or milliseconds: the kind says which."""


class Sink(Protocol):
    """Takes events. It never raises and never waits: telemetry must not stop a trade."""

    def emit(self, event: Event) -> None: ...
