"""ChatThreads: which plans belong to one conversation over HTTP; the plans themselves are in the ledger."""

from collections import OrderedDict
from dataclasses import dataclass, field

from tools.errors import NotFound

MOST_THREADS = 1000
MOST_TURNS = 200


@dataclass
class ChatThread:
    """One conversation of one principal."""

    owner: str
    plan_ids: list[str] = field(default_factory=list)


class ChatThreads:
    """The latest conversations, in memory; the oldest one gives way."""

    def __init__(self) -> None:
        self._threads: OrderedDict[str, ChatThread] = OrderedDict()

    def open(self, thread_id: str | None, owner: str, fresh_id: str) -> str:
        """The id to use: `thread_id` when it is the owner's, `fresh_id` for a new thread.

        Raises:
            NotFound: there is no such thread of this owner.
        """
        if thread_id is None:
            self._threads[fresh_id] = ChatThread(owner)
            if len(self._threads) > MOST_THREADS:
                self._threads.popitem(last=False)
            return fresh_id
        self.plans(thread_id, owner)
        return thread_id

    def plans(self, thread_id: str, owner: str) -> tuple[str, ...]:
        """Plans of a thread, oldest first.

        Raises:
            NotFound: there is no such thread of this owner.
        """
        thread = self._threads.get(thread_id)
        if thread is None or thread.owner != owner:
            raise NotFound(f"there is no thread {thread_id}", f"{thread_id} adlı bir konuşma yok")
        return tuple(thread.plan_ids)

    def add(self, thread_id: str, plan_id: str) -> None:
        """Append a plan to a thread."""
        thread = self._threads.get(thread_id)
        if thread is not None:
            thread.plan_ids = [*thread.plan_ids, plan_id][-MOST_TURNS:]
