"""gate: calls in given situations, with the outcome and the rules' verdicts that must come of them."""

from pathlib import Path
from typing import Any

import yaml

from evals.arena import Arena, arena
from evals.result import CaseResult
from guardrails.review import Review
from tools.errors import InvalidCall, SparkError
from tools.money import plain
from tools.receipt import IntentState
from tools.venues.orders import OrderRequest

Case = dict[str, Any]
Named = dict[str, str]
"""Placeholders of a case and what they stand for."""


async def judge(folder: Path) -> list[CaseResult]:
    """Judge every case of `cases.yaml` against a fresh testnet."""
    cases: list[Case] = yaml.safe_load((folder / "cases.yaml").read_text(encoding="utf-8"))
    return [await _judge(folder.name, case) for case in cases]


async def _judge(suite: str, case: Case) -> CaseResult:
    async with arena(profile=case.get("profile", "canary")) as place:
        known: Named = {}
        for step in case.get("given", []):
            await _prepare(place, step, known)
        actual = await _verdicts(place, case, known)
    expected = case["expect"]
    passed = all(actual.get(key) == value for key, value in expected.items())
    return CaseResult(
        suite=suite,
        case_id=case["id"],
        family=case["family"],
        passed=passed,
        expected=expected,
        actual={key: actual.get(key) for key in expected},
    )


async def _verdicts(place: Arena, case: Case, known: Named) -> dict[str, Any]:
    call = case["call"]
    try:
        turn = await place.app.sessions.call_tool(
            call["tool"], _named(call["args"], known), place.principal()
        )
    except InvalidCall:
        return {"outcome": "invalid"}
    review: Review = turn.reviews[0]
    seen: dict[str, Any] = {
        "outcome": review.outcome,
        "approval": review.approval.kind,
        "quantity": str(review.effects.orders[0].quantity) if review.effects.orders else None,
        "grouping": review.effects.grouping.value,
        "orders": [_shown(order) for order in review.effects.orders],
        "factors": [factor.name for factor in review.risk.factors],
    }
    seen |= {verdict.rule: f"{verdict.outcome.value}:{verdict.code}" for verdict in review.verdicts}
    return seen


def _shown(order: OrderRequest) -> str:
    prices = (order.price, order.stop_price, order.callback_rate)
    given = " ".join(plain(price) for price in prices if price is not None)
    return f"{order.side} {plain(order.quantity)} {order.type} {given}".strip()


def _named(args: dict[str, Any], known: Named) -> dict[str, Any]:
    """Arguments with the ids of orders placed before, which a case cannot know, put in."""
    return {
        path: known.get(value, value) if isinstance(value, str) else value for path, value in args.items()
    }


async def _prepare(place: Arena, step: dict[str, Any], known: Named) -> None:
    if "market" in step:
        await place.move_price(step["market"]["symbol"], step["market"]["price"])
    if "fault" in step:
        await place.fault(**step["fault"])
    for _ in range(step.get("repeat", 1)):
        place.clock.advance_ms(step.get("wait_ms", 0))
        if "call" in step:
            await _carry_out(place, step["call"], known)
        if "propose" in step:
            asked = step["propose"]
            await place.app.sessions.call_tool(asked["tool"], asked["args"], place.principal())


async def _carry_out(place: Arena, call: dict[str, Any], known: Named | None = None) -> None:
    known = {} if known is None else known
    turn = await place.app.sessions.call_tool(call["tool"], _named(call["args"], known), place.principal())
    if turn.reviews[0].outcome != "allow":
        raise SparkError(f"the given {call['tool']} is not allowed: {turn.message}")
    for approval_id, review in zip(turn.approval_ids, turn.reviews, strict=True):
        if approval_id is None:
            continue
        decided = await place.app.sessions.decide(
            approval_id, "approve", review.approval.digest, place.principal()
        )
        if not decided.accepted or decided.receipt is None or decided.receipt.state is not IntentState.ACKED:
            raise SparkError(f"the given {call['tool']} did not happen: {decided.message.en}")
        if decided.receipt.order_id is not None:
            known["LAST_ORDER"] = decided.receipt.order_id
