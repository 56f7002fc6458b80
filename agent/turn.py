"""Turn: the one frozen value of a conversation turn; its fields, in flow order, are the flow."""

import json
from typing import Literal

from pydantic import JsonValue

from agent.planner.proposal import PlannerName
from guardrails.preview import Preview
from guardrails.review import Review
from tools import catalogue
from tools.call import Origin, ToolCall
from tools.clock import to_rfc3339
from tools.frozen import Frozen
from tools.receipt import Receipt
from tools.text import Language, Text

PlanStatus = Literal["proposed", "answered", "clarify", "refused"]


class ReadResult(Frozen):
    """Result of a read or compute tool, with its time."""

    tool: str
    result: dict[str, JsonValue]
    time_ms: int
    """When it was true: by the venue's clock where it comes from a venue."""
    said: Text = Text(en="", tr="")
    """The result in one or two sentences."""


class Withdrawn(Frozen):
    """What came of taking proposals back."""

    said: Text
    free: bool
    """False when one of them was approved meanwhile: then nothing comes in its place."""


class Turn(Frozen):
    """Utterance -> calls -> reviews -> approvals -> results or receipts -> message."""

    plan_id: str
    text: str
    actor: str
    language: Language
    planner: PlannerName
    status: PlanStatus
    calls: tuple[ToolCall, ...] = ()
    reviews: tuple[Review, ...] = ()
    approval_ids: tuple[str | None, ...] = ()
    """One per review; None where no approval is needed."""
    results: tuple[ReadResult, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    failure: Literal["invalid", "venue", "error"] | None = None
    """Why a read or computation gave no result; `message` says what to do."""
    message: str = ""
    question: str | None = None
    withdraws: tuple[str, ...] = ()
    """Open proposals of the thread that are taken back, or that this turn's take the place of."""
    withdrawn: Withdrawn | None = None
    """What came of that."""
    read_as: str | None = None
    """The text that was read, where earlier words of the thread were put before what was said."""

    def plan(self) -> dict[str, JsonValue]:
        """The plan as CONTRACT.md section 3 prints it."""
        return {
            "plan_id": self.plan_id,
            "status": self.status,
            "language": self.language,
            "planner": self.planner,
            "calls": [{"tool": call.tool, "args": call.args()} for call in self.calls],
            "reviews": [review_json(review, self.language) for review in self.reviews],
            "message": self.message,
            "question": self.question,
        }


def dump(turn: Turn) -> str:
    """The turn as JSON text, for the graph's state."""
    return turn.model_dump_json(exclude={"calls"})[:-1] + f',"calls":{_dump_calls(turn.calls)}}}'


def load(text: str) -> Turn:
    """The turn of `dump`; calls are validated against the catalogue again."""
    data = json.loads(text)
    data["calls"] = tuple(
        catalogue.call(c["tool"], c["args"], tuple(Origin.model_validate(o) for o in c["origins"]))
        for c in data["calls"]
    )
    return Turn.model_validate(data)


def _dump_calls(calls: tuple[ToolCall, ...]) -> str:
    return json.dumps(
        [
            {"tool": c.tool, "args": c.args(), "origins": [o.model_dump(mode="json") for o in c.origins]}
            for c in calls
        ]
    )


def _preview(data: JsonValue, preview: Preview | None, language: Language) -> JsonValue:
    if preview is None or not isinstance(data, dict):
        return data
    return {**data, "notes": [note.say(language) for note in preview.notes]}


def review_json(review: Review, language: Language) -> dict[str, JsonValue]:
    """A review as the contract prints it, in one language."""
    data = review.model_dump(mode="json")
    return {
        "tool": review.tool,
        "asked": data["asked"],
        "final": data["effects"]["params"],
        "mode": data["effects"]["mode"],
        "venue": data["effects"]["venue"],
        "account": data["effects"]["account"],
        "orders": data["effects"]["orders"],
        "grouping": data["effects"]["grouping"],
        "replaces": data["effects"]["replaces"],
        "diff": [
            {**row, "reason": diff.reason.say(language)}
            for row, diff in zip(data["diff"], review.diff, strict=True)
        ],
        "verdicts": [
            {
                "rule": verdict.rule,
                "outcome": verdict.outcome.value,
                "code": verdict.code,
                "reason": verdict.reason.say(language),
                "limit": verdict.limit,
                "actual": verdict.actual,
                "would_pass": {change.path: change.value for change in verdict.would_pass} or None,
            }
            for verdict in review.verdicts
        ],
        "outcome": review.outcome,
        "would_pass": {change.path: change.value for change in review.would_pass} or None,
        "risk": {
            "score": review.risk.score,
            "level": review.risk.level,
            "factors": [
                {"name": f.name, "points": f.points, "why": f.why.say(language)} for f in review.risk.factors
            ],
        },
        "preview": _preview(data["preview"], review.preview, language),
        "market": data["market"],
        "approval": {
            "required": review.approval.required,
            "kind": review.approval.kind,
            "digest": review.approval.digest,
            "expires_at": to_rfc3339(review.approval.expires_ms),
        },
    }
