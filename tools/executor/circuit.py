"""Circuit: after too many failures of a venue in a short time, nothing that adds risk is sent to it."""

from collections import deque

from tools.clock import Clock
from tools.errors import VenueError
from tools.executor.refusal import Refusal
from tools.text import Text
from tools.venues.orders import BANNED, Acked, OrderRequest, Rejected, SendOutcome
from tools.venues.venue import Venue

FAILURES = 5
WINDOW_MS = 60_000
PAUSE_MS = 300_000
"""How long it stays open before one question probes the venue."""
OVERLOADED = frozenset({BANNED, "-1003", "-1008", "-1015", "503", "local_rate_limit"})
"""Refusals that say the venue, or our budget for it, is overloaded: 429, 418 and 503 among them."""

OPEN = Refusal(
    code="venue_circuit_open",
    message=Text(
        en="The venue failed too often within a minute, so new risk waits until it answers again; "
        "nothing was sent. Closing and cancelling still work.",
        tr="Borsa bir dakika içinde çok sık hata verdi; yeniden yanıt verene kadar yeni risk bekler, "
        "hiçbir şey gönderilmedi. Kapatma ve iptal çalışır.",
    ),
    again=True,
)


class Circuit:
    """Counts failures of one venue; open after `FAILURES` within `WINDOW_MS`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: deque[int] = deque(maxlen=FAILURES)
        self._opened_ms: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether new risk waits."""
        return self._opened_ms is not None

    def note(self, outcome: SendOutcome | VenueError) -> None:
        """Take in what came of a request; an order accepted closes the circuit's count."""
        if isinstance(outcome, Acked):
            self._failures.clear()
            return
        if isinstance(outcome, Rejected) and outcome.code not in OVERLOADED:
            return
        now_ms = self._clock.monotonic_ms()
        self._failures.append(now_ms)
        if len(self._failures) == FAILURES and now_ms - self._failures[0] <= WINDOW_MS:
            self._opened_ms = self._opened_ms or now_ms

    async def refuses(self, orders: tuple[OrderRequest, ...], venue: Venue) -> Refusal | None:
        """Why these orders may not be sent now; what only reduces always may.

        Once the pause is over one question is asked: an answer closes the circuit, silence keeps it open.
        """
        if self._opened_ms is None or all(order.reduces for order in orders):
            return None
        if self._clock.monotonic_ms() - self._opened_ms < PAUSE_MS:
            return OPEN
        try:
            await venue.server_time_ms()
        except VenueError:
            self._opened_ms = self._clock.monotonic_ms()
            return OPEN
        self._opened_ms = None
        self._failures.clear()
        return None
