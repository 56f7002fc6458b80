"""Spending: what users spent on the language model, kept in the ledger: a restart resets no budget."""

import asyncio
import json
from weakref import WeakValueDictionary

from pydantic import ValidationError

from agent.planner.budget import Spent
from tools.ledger.ledger import Ledger


class LedgerSpendings:
    """One document a user, as small as a day of answers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def spent(self, user: str, since_ms: int) -> tuple[Spent, ...]:
        """What the user spent after a time, oldest first; a document that is none is nothing."""
        document = await self._ledger.plan(_key(user))
        try:
            known = tuple(Spent.model_validate(each) for each in json.loads(document or "[]"))
        except (ValidationError, ValueError, TypeError):
            return ()
        return tuple(each for each in known if each.at_ms > since_ms)

    async def add(self, user: str, spent: Spent, since_ms: int) -> None:
        """Keep one more, and nothing from before `since_ms`."""
        lock = self._locks.setdefault(user, asyncio.Lock())
        async with lock:
            kept = [*await self.spent(user, since_ms), spent]
            document = json.dumps([each.model_dump(mode="json") for each in kept])
            await self._ledger.save_plan(_key(user), document)


def _key(user: str) -> str:
    return f"spending/{user}"
