"""QueueDoor: who may ask the executor: signed requests, each once, and not too many."""

from dataclasses import dataclass
from typing import NoReturn

from pydantic import JsonValue
from starlette.requests import Request

from agent.queue import Queue
from tools.clock import Clock
from tools.ledger.ledger import Ledger
from tools.permit import Keys
from tools.queue.signing import Caller, Verifier
from ui.access import Refused
from ui.rate_limit import RateLimit, Strangers

ENQUEUE_BURST = 20
ENQUEUE_REFILL_MS = 100
"""Ten orders a second, far above what a desk approves."""
READ_BURST = 120
READ_REFILL_MS = 20
_STRANGER = "unsigned"


@dataclass(frozen=True)
class QueueDoor:
    """The door, its signatures and its limits."""

    queue: Queue
    ledger: Ledger
    verifier: Verifier
    orders: RateLimit
    reads: RateLimit
    strangers: Strangers

    async def admit(self, request: Request, body: JsonValue, limit: RateLimit) -> Caller:
        """Who signed `request`.

        Raises:
            Refused: 401 not signed, or not genuine and fresh; 429 too many requests.
        """
        found = self.verifier.check(request.headers, request.method, request.url.path, body)
        subject = f"{request.method} {request.url.path}"
        if isinstance(found, str):
            await self._turn_away(subject, found)
        wait_ms = limit.wait_ms(found.key_id)
        if wait_ms:
            await self.refuse(found.key_id, subject, _too_many(wait_ms))
        return found

    async def refuse(self, who: str, subject: str, refused: Refused) -> NoReturn:
        """Put a refusal on the record, then raise it."""
        detail: JsonValue = {"status": refused.status, "code": refused.code}
        await self.ledger.append(who, "queue.refused", subject, detail)
        raise refused

    async def _turn_away(self, subject: str, problem: str) -> NoReturn:
        wait_ms = self.strangers.requests.wait_ms(_STRANGER)
        text = "requests to the executor are signed with its queue key, are fresh, and come once"
        refused = _too_many(wait_ms) if wait_ms else Refused(401, problem, text)
        if self.strangers.records.wait_ms(_STRANGER):
            raise refused
        await self.refuse(_STRANGER, subject, refused)


def queue_door(queue: Queue, ledger: Ledger, keys: Keys, clock: Clock) -> QueueDoor:
    """The door with the limits of production."""
    return QueueDoor(
        queue,
        ledger,
        Verifier(keys, clock),
        RateLimit(clock, ENQUEUE_BURST, ENQUEUE_REFILL_MS),
        RateLimit(clock, READ_BURST, READ_REFILL_MS),
        Strangers(clock),
    )


def _too_many(wait_ms: int) -> Refused:
    return Refused(429, "rate_limited", f"too many requests; wait {wait_ms} ms", wait_ms)
