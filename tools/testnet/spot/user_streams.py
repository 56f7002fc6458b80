"""Who listens to which account on a spot WebSocket API connection, and what they are told."""

from collections.abc import Callable
from typing import Any

from tools.testnet.deliveries import EVERYBODY, Deliveries
from tools.testnet.faults import Faults
from tools.testnet.outbox import LIFE_MS
from tools.testnet.problem import Problem
from tools.testnet.spot.refusal import refusal
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue
from tools.testnet.ws_api import Session

_MOST_SUBSCRIPTIONS = 1000


class SpotSession(Session):
    """One connection with its subscriptions to user data."""

    def __init__(self, address: str, opened_ms: int) -> None:
        super().__init__(address, opened_ms)
        self.subscriptions: dict[int, str] = {}
        """Account by subscription id."""
        self.of_the_logon: int | None = None
        """The subscription that ends with the session's logon."""
        self._next_id = 0

    def subscribe(self, account_id: str) -> int:
        """Listen to an account; the subscription's id.

        Raises:
            Problem: -2035 when the connection listens to it already, -2042 when it listens to too many.
        """
        if account_id in self.subscriptions.values():
            raise refusal(-2035)
        if len(self.subscriptions) >= _MOST_SUBSCRIPTIONS:
            raise Problem(-2042, "Maximum subscription ID reached for this connection.")
        self.subscriptions[self._next_id] = account_id
        self._next_id += 1
        return self._next_id - 1

    def tell(self, subscription_id: int, event: Event) -> None:
        """Queue an event of a subscription."""
        self.put({"subscriptionId": subscription_id, "event": event})


class UserStreams:
    """All connections that may hear user events of the spot market."""

    def __init__(
        self, venue: Venue, faults: Faults, is_silent: Callable[[], bool], cut: Callable[[], None]
    ) -> None:
        self._venue = venue
        self._is_silent = is_silent
        self._deliveries = Deliveries(faults, cut)
        self._sessions: set[SpotSession] = set()
        venue.spot.listeners.append(self._on_event)

    def open(self, address: str) -> SpotSession:
        """The session of a new connection."""
        session = SpotSession(address, self._venue.clock.now_ms())
        self._sessions.add(session)
        return session

    def end(self, session: SpotSession) -> None:
        """The connection is gone."""
        self._sessions.discard(session)

    def unsubscribe(self, session: SpotSession, subscription_id: int | None) -> None:
        """Stop listening; to everything when no id is given.

        Raises:
            Problem: -2036 when there is no such subscription.
        """
        if subscription_id is None:
            ended = list(session.subscriptions)
        elif subscription_id in session.subscriptions:
            ended = [subscription_id]
        else:
            raise refusal(-2036)
        for one in ended:
            del session.subscriptions[one]
            session.tell(one, {"e": "eventStreamTerminated", "E": self._venue.now_ms()})
        if session.of_the_logon in ended:
            session.of_the_logon = None

    def feed(self) -> None:
        """One round: delayed events arrive, connections that are a day old end."""
        now_ms = self._venue.clock.now_ms()
        for account_id, event in self._deliveries.overdue(now_ms):
            self._deliver(account_id, event)
        for session in self._sessions:
            if now_ms - session.opened_ms >= LIFE_MS:
                session.close()

    def cut(self) -> None:
        """Close every connection."""
        for session in self._sessions:
            session.close()

    def _on_event(self, account_id: str, event: dict[str, Any]) -> None:
        for one, spoilt in self._deliveries.pass_on(account_id, event, self._venue.clock.now_ms()):
            self._deliver(one, spoilt)

    def _deliver(self, account_id: str, event: Event) -> None:
        if self._is_silent():
            return
        for session in self._sessions:
            for subscription_id, heard in session.subscriptions.items():
                if account_id in (heard, EVERYBODY):
                    session.tell(subscription_id, event)
