"""Conversations: the turns of a thread and where their calls stand now, from the record.

A thread belongs to one person: under another name its id is another thread.
"""

import asyncio
import json
from weakref import WeakValueDictionary

from pydantic import JsonValue

from agent.planner.grammar.fold import clean, fold
from agent.planner.talk import wishes
from agent.planner.thread import Card, Changed, Earlier, OpenQuestion, Stakes, Standing, Thread
from agent.turn import Turn, load
from guardrails.preview import Preview
from guardrails.review import Review
from policies.verdict import Outcome
from tools.call import Effect
from tools.catalogue import tool
from tools.clock import Clock
from tools.errors import SparkError
from tools.frozen import Frozen
from tools.ledger.ledger import ApprovalRow, Ledger
from tools.terms import VenueName

TURNS = 12
"""Turns a reference reaches back."""
QUESTION_MS = 15 * 60_000
"""How long a question can be answered by a fragment."""


class Told(Frozen):
    """One turn of a thread."""

    plan_id: str
    time_ms: int


class Conversations:
    """Threads in the ledger, beside the plans they are made of."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def thread(self, actor: str, thread_id: str) -> Thread:
        """The thread as it stands; empty when nothing was said in it yet."""
        told = await self._told(thread_key(actor, thread_id))
        read = [(each, await self._turn(each.plan_id)) for each in told]
        turns = [(each, turn) for each, turn in read if turn is not None and turn.actor == actor]
        found: list[Earlier] = []
        for number, (each, turn) in enumerate(turns):
            found += await self._calls(number, each.time_ms, turn)
        last = turns[-1] if turns else None
        return Thread(
            earlier=tuple(found),
            turns=len(turns),
            question=self._question(turns),
            language=None if last is None else last[1].language,
        )

    async def add(self, actor: str, thread_id: str, plan_id: str) -> None:
        """One more turn."""
        key = thread_key(actor, thread_id)
        async with self._locks.setdefault(key, asyncio.Lock()):
            told = [*await self._told(key), Told(plan_id=plan_id, time_ms=self._clock.now_ms())]
            document = [each.model_dump(mode="json") for each in told[-TURNS:]]
            await self._ledger.save_plan(key, json.dumps(document))

    async def _told(self, key: str) -> tuple[Told, ...]:
        document = await self._ledger.plan(key)
        try:
            return tuple(Told.model_validate(each) for each in json.loads(document or "[]"))
        except ValueError:
            return ()

    async def _turn(self, plan_id: str) -> Turn | None:
        document = await self._ledger.plan(plan_id)
        try:
            return None if document is None else load(document)
        except (SparkError, ValueError, TypeError, KeyError):
            # Written by another version of the product, or no turn at all: what it means nobody knows.
            return None

    def _question(self, turns: list[tuple[Told, Turn]]) -> OpenQuestion | None:
        """What was asked last; a look at the market or at the account in between leaves it open."""
        for number, (told, turn) in reversed(list(enumerate(turns))):
            asked = turn.question or (turn.message if any(r.outcome == "ask" for r in turn.reviews) else None)
            if asked is not None and self._clock.now_ms() - told.time_ms <= QUESTION_MS:
                text = turn.read_as or turn.text
                return OpenQuestion(text=text, question=asked, turn=number, time_ms=told.time_ms)
            if asked is not None or not _aside(turn):
                return None
        return None

    async def _calls(self, number: int, time_ms: int, turn: Turn) -> list[Earlier]:
        found = []
        for index, made in enumerate(turn.calls):
            review = turn.reviews[index] if index < len(turn.reviews) else None
            approval_id = turn.approval_ids[index] if index < len(turn.approval_ids) else None
            row = await self._newest(approval_id)
            earlier = Earlier(
                turn=number,
                tool=made.tool,
                args=made.params.model_dump(mode="json", exclude_unset=True),
                standing=_standing(review, row),
                card=Card() if review is None else _card(review, turn.withdraws),
                time_ms=time_ms,
            )
            found.append(earlier if row is None else await self._decided(earlier, row))
        return found

    async def _newest(self, approval_id: str | None) -> ApprovalRow | None:
        """The approval, or the one an edit put in its place."""
        row = None if approval_id is None else await self._ledger.approval(approval_id)
        while row is not None and row.successor_id is not None and row.status == "edited":
            row = await self._ledger.approval(row.successor_id)
        return row

    async def _decided(self, earlier: Earlier, row: ApprovalRow) -> Earlier:
        receipt = await self._ledger.receipt(row.approval_id) if row.status == "approved" else None
        ids = () if receipt is None else (receipt.order_id, *(leg.order_id for leg in receipt.legs))
        intent = None if row.intent_id is None else await self._ledger.intent(row.intent_id)
        review = Review.model_validate_json(row.review)
        asked: dict[str, JsonValue] = dict(review.asked)
        return earlier.model_copy(
            update={
                "args": asked,
                "card": _card(review, ()),
                "approval_id": row.approval_id,
                "expires_ms": row.expires_ms,
                "order_ids": tuple(i for i in ids if i is not None),
                "status": (intent and intent.status) or (receipt and receipt.status) or None,
            }
        )


def thread_key(actor: str, thread_id: str) -> str:
    """Where the turns of a thread are kept."""
    return f"thread/{actor}/{thread_id}"


def _aside(turn: Turn) -> bool:
    """Whether a turn only looked something up, or was told something."""
    folded = fold(clean(turn.text)).strip()
    return (
        turn.status == "answered"
        and not turn.withdraws
        and not wishes.no(folded)
        and not wishes.takes_back(folded)
    )


def _card(review: Review, replaces: tuple[str, ...]) -> Card:
    wanted = {"deny": Outcome.DENY, "ask": Outcome.ASK}.get(review.outcome)
    seen = review.preview
    return Card(
        objections=tuple(v.reason for v in review.verdicts if v.outcome is wanted),
        passing={change.path: change.value for change in review.would_pass},
        changed=tuple(
            Changed(path=row.path, after=row.after, reason=row.reason)
            for row in review.diff
            if row.after is not None
        ),
        stakes=None if seen is None else _stakes(seen, review.effects.venue),
        replaces=replaces,
    )


def _stakes(seen: Preview, venue: VenueName) -> Stakes:
    found = Stakes.model_validate(seen.model_dump(include=set(Stakes.model_fields)))
    futures = venue is VenueName.BINANCE_FUTURES
    return found if futures else found.model_copy(update={"margin_type": None})


def _standing(review: Review | None, row: ApprovalRow | None) -> Standing:
    if row is not None:
        return _BY_STATUS[row.status]
    if review is None:
        return "told"
    if review.outcome != "allow":
        return "denied" if review.outcome == "deny" else "asked"
    return "simulated" if tool(review.tool).effect is Effect.TRADE else "told"


_BY_STATUS: dict[str, Standing] = {
    "pending": "pending",
    "approved": "approved",
    "rejected": "rejected",
    "expired": "expired",
    "edited": "replaced",
    "superseded": "replaced",
}
