"""Hub: who hears the events."""

import logging

from tools.venues.binance.streams.mailbox import Mailbox
from tools.venues.stream_events import MarketEvent, StreamEvent, UserEvent
from tools.venues.streams import Listener

logger = logging.getLogger(__name__)


class Hub:
    """Passes events on to listeners and mailboxes."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._market: list[Mailbox[MarketEvent]] = []
        self._user: list[Mailbox[UserEvent]] = []
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """Market events that made room for newer ones."""
        return self._dropped + sum(box.dropped for box in self._market)

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event from now on."""
        self._listeners.append(listener)

    def market(self, limit: int) -> Mailbox[MarketEvent]:
        """A mailbox of market events."""
        box: Mailbox[MarketEvent] = Mailbox(limit)
        self._dropped += sum(old.dropped for old in self._market if old.closed)
        self._market = [*(old for old in self._market if not old.closed), box]
        return box

    def user(self, limit: int) -> Mailbox[UserEvent]:
        """A mailbox of account events."""
        box: Mailbox[UserEvent] = Mailbox(limit)
        self._user = [*(old for old in self._user if not old.closed), box]
        return box

    def publish(self, event: MarketEvent) -> None:
        """Pass on a market event; nobody is waited for."""
        self._call(event)
        for box in self._market:
            box.push(event)

    async def deliver(self, event: UserEvent) -> None:
        """Pass on an account event; waits for a consumer whose mailbox is full."""
        self._call(event)
        for box in self._user:
            await box.put(event)

    def close(self) -> None:
        """End all mailboxes; listeners stay."""
        self._dropped = self.dropped
        for box in self._market:
            box.close()
        for each in self._user:
            each.close()
        self._market.clear()
        self._user.clear()

    def _call(self, event: StreamEvent) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # a consumer's bug must not end the stream of the others
                logger.exception("a stream listener failed")
