"""User events on their way to the streams, spoilt on demand."""

from collections.abc import Callable, Iterator

from tools.testnet.faults import Faults
from tools.testnet.user_events import Event

Delivery = tuple[str, Event]
"""(account id, event)."""

EVERYBODY = "*"
"""Stands for all accounts."""


class Deliveries:
    """Passes events on: at once, twice, later, after the next one, to strangers too, or never."""

    def __init__(self, faults: Faults, cut: Callable[[], None]) -> None:
        self._faults = faults
        self._cut = cut
        self._held: list[Delivery] = []
        self._later: list[tuple[int, Delivery]] = []

    def pass_on(self, account_id: str, event: Event, now_ms: int) -> Iterator[Delivery]:
        """What is to be delivered now that an event happened."""
        delivery = (account_id, event)
        fault = self._faults.hit_event(event)
        match fault.fault if fault else "":
            case "event_drop":
                return
            case "event_cut":
                self._cut()
                return
            case "event_reorder":
                self._held.append(delivery)
                return
            case "event_delay":
                self._later.append((now_ms + (fault.ms if fault else 0), delivery))
                return
            case "event_duplicate":
                yield delivery
            case "event_foreign":
                delivery = (EVERYBODY, event)
        yield delivery
        held, self._held = self._held, []
        yield from held

    def overdue(self, now_ms: int) -> list[Delivery]:
        """Delayed events whose time has come."""
        due = [delivery for at_ms, delivery in self._later if at_ms <= now_ms]
        self._later = [one for one in self._later if one[0] > now_ms]
        return due
