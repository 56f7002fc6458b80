"""Replay: makes a plan again from the record, stage by stage, and says whether it comes out the same.

Utterance, facts, permit and the last look are those of the record, with the limits, the language and the
clock of then; the planner is the offline one, with the model's recorded words. Nothing is sent, and no venue
is asked.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from agent import replay_notes as notes
from agent import understand as understanding
from agent.parts import Parts
from agent.planner.proposal import Utterance
from agent.propose import approval_id_of, may_propose
from agent.recording import (
    Dispatching,
    Judged,
    Judging,
    Planning,
    dispatch_key,
    judged,
    planning_key,
    reviews_key,
)
from agent.replay_case import Case, case_of
from agent.replay_report import Replayed, Stage, stage
from agent.report import report
from agent.turn import Turn, dump, load
from guardrails.recheck import recheck
from guardrails.review import Review
from tools.errors import InvalidCall
from tools.ledger.ledger import ApprovalRow, Intent

Document = dict[str, JsonValue]

_OWN_STAGES = ("diff", "risk", "preview", "approval")
"""Fields of a review that are a stage of their own; the rest is the gate's."""


_NO_LAST_LOOK = "sent, but what the gate saw at the last hop is not on record"


@dataclass(frozen=True)
class Again:
    """One call judged again, beside what the record says of it."""

    approval_id: str
    """Of the approval that was, or would have been, proposed."""
    recorded: Document
    then: Judged
    review: Review


async def replay(plan_id: str, parts: Parts) -> Replayed:
    """Make a plan again.

    Raises:
        NotFound: the record knows no such plan.
        LedgerTampered: a row of it was changed.
    """
    case = await case_of(plan_id, parts.context.ledger)
    text = case.documents.get(planning_key(plan_id))
    if text is None:
        return Replayed(plan_id=plan_id, equal=False, stages=(case.record(),), notes=(notes.NOT_KEPT,))
    try:
        planning, reviewed = Planning.model_validate_json(text), _reviewed(case)
        stages = (case.record(), *await _stages(case, planning, json.loads(text), reviewed, parts))
        said = await notes.explain(case, planning, [again.then.facts.limits for again in reviewed], parts)
    except (ValidationError, InvalidCall) as error:
        return Replayed(
            plan_id=plan_id, equal=False, stages=(case.record(),), notes=(notes.unreadable(error),)
        )
    return Replayed(plan_id=plan_id, equal=all(s.equal for s in stages), stages=stages, notes=said)


async def _stages(
    case: Case, planning: Planning, recorded: Document, reviewed: tuple[Again, ...], parts: Parts
) -> tuple[Stage, ...]:
    turn, understood = await _understood(planning, recorded, parts)
    return (
        *understood,
        *_judged(reviewed),
        *_shown(case, planning, turn, reviewed),
        *_permits(case, reviewed, parts),
        *_dispatched(case),
    )


async def _understood(planning: Planning, recorded: Document, parts: Parts) -> tuple[Turn, tuple[Stage, ...]]:
    asked = planning.asked
    if planning.typed is not None:
        made = planning.typed
        typed = understanding.typed(asked.plan_id, made.tool, made.args, asked.actor, asked.language or "en")
        turn = understanding.within(load(dump(typed)), asked.scopes or ())
        return turn, (stage("calls", recorded["turn"], json.loads(dump(turn))),)
    utterance = Utterance(text=asked.text, language=asked.language)
    proposal = await parts.recorded(planning).plan(utterance, planning.surroundings)
    turn = understanding.understood(asked, proposal, planning.problem)
    return turn, (
        stage("planner", recorded["proposal"], understanding.proposal_json(proposal)),
        stage("calls", recorded["turn"], json.loads(dump(turn))),
    )


def _reviewed(case: Case) -> tuple[Again, ...]:
    """Every judgement of the plan, the first ones in the order of its calls."""
    found: list[Again] = []
    start = reviews_key(case.plan_id)
    for key in sorted(key for key in case.documents if key.startswith(start)):
        text = case.documents[key]
        raw = json.loads(text)["judged"]
        for index, then in enumerate(Judging.model_validate_json(text).judged):
            approval_id = key.removeprefix(start).removeprefix("/") or approval_id_of(case.plan_id, index)
            fresh = judged(then.call.call(), then.facts.model_dump_json())
            found.append(Again(approval_id, raw[index]["review"], then, fresh.review))
    return tuple(found)


def _judged(reviewed: tuple[Again, ...]) -> tuple[Stage, ...]:
    if not reviewed:
        return ()
    recorded = {again.approval_id: again.recorded for again in reviewed}
    replayed = {again.approval_id: json.loads(again.review.model_dump_json()) for again in reviewed}
    gate = stage("gate", _rest(recorded), _rest(replayed))
    return gate, *(stage(name, _only(recorded, name), _only(replayed, name)) for name in _OWN_STAGES)


def _rest(reviews: dict[str, Document]) -> JsonValue:
    return {
        approval_id: {name: value for name, value in review.items() if name not in _OWN_STAGES}
        for approval_id, review in reviews.items()
    }


def _only(reviews: dict[str, Document], name: str) -> JsonValue:
    return {approval_id: review[name] for approval_id, review in reviews.items()}


def _shown(case: Case, planning: Planning, turn: Turn, reviewed: tuple[Again, ...]) -> Iterable[Stage]:
    """The plan as it was shown; results and receipts are what venue and tools answered then."""
    text = case.documents.get(case.plan_id)
    if text is None:
        return ()
    shown = load(text)
    reviews = tuple(again.review for again in reviewed[: len(turn.calls)])
    made = turn.model_copy(
        update={
            "reviews": reviews,
            "approval_ids": _proposed(planning, reviews, shown),
            "withdrawn": shown.withdrawn,
            "results": shown.results,
            "receipts": shown.receipts,
            "failure": shown.failure,
        }
    )
    # An error said in place of a result came from outside, like the result.
    made = made.model_copy(update={"message": shown.message}) if shown.failure else report(made)
    return (stage("plan", json.loads(text), json.loads(dump(made))),)


def _proposed(planning: Planning, reviews: tuple[Review, ...], shown: Turn) -> tuple[str | None, ...]:
    if planning.asked.scopes is None:
        return ()
    wanted = (
        may_propose(shown) and review.outcome == "allow" and review.approval.required for review in reviews
    )
    return tuple(
        approval_id_of(planning.asked.plan_id, index) if needed else None
        for index, needed in enumerate(wanted)
    )


def _permits(case: Case, reviewed: tuple[Again, ...], parts: Parts) -> Iterable[Stage]:
    """Whether each permit is genuine and for exactly what the review, made again, would have bound."""
    reviews = {again.approval_id: again.review for again in reviewed}
    approvals = {row.approval_id: row for row in case.approvals}
    recorded: Document = {}
    replayed: Document = {}
    for intent in case.intents:
        row, review = approvals[intent.approval_id], reviews.get(intent.approval_id)
        recorded[intent.intent_id] = _bound(row, intent)
        replayed[intent.intent_id] = _binding(review, intent, parts)
    return (stage("permit", recorded, replayed),) if recorded else ()


def _bound(row: ApprovalRow, intent: Intent) -> Document:
    permit = intent.permit
    return {
        "genuine": True,
        "approval": row.digest,
        "effects": permit.effects.model_dump(mode="json"),
        "risk_score": permit.risk_score,
        "market": permit.market.model_dump(mode="json") if permit.market else None,
        "expires_ms": permit.expires_ms,
    }


def _binding(review: Review | None, intent: Intent, parts: Parts) -> JsonValue:
    if review is None:
        return None
    known = intent.permit.key_id in parts.keys
    return {
        "genuine": intent.permit.verify(parts.keys) or not known,
        "approval": review.effects.digest(),
        "effects": review.effects.model_dump(mode="json"),
        "risk_score": review.risk.score,
        "market": review.market.model_dump(mode="json") if review.market else None,
        "expires_ms": review.approval.expires_ms,
    }


def _dispatched(case: Case) -> Iterable[Stage]:
    """What the gate said at the last hop; whatever was sent must have it on record."""
    recorded: Document = {}
    replayed: Document = {}
    for intent in case.intents:
        text = case.documents.get(dispatch_key(case.plan_id, intent.intent_id))
        if text is not None:
            seen = Dispatching.model_validate_json(text)
            fresh = recheck(intent.permit, seen.call.call(), seen.facts)
            recorded[intent.intent_id] = json.loads(text)["recheck"]
            replayed[intent.intent_id] = json.loads(fresh.model_dump_json())
        elif intent.stamp is not None:
            recorded[intent.intent_id], replayed[intent.intent_id] = (
                None,
                "sent without a last look on record",
            )
    return (stage("dispatch", recorded, replayed),) if recorded else ()
