"""ListenKey: the right to hear the account, renewed every half hour while somebody listens."""

from collections.abc import Callable

from tools.clock import Clock
from tools.errors import VenueError, VenueRejected
from tools.venues.binance.streams.timing import MINUTE_MS, Timing
from tools.venues.binance_futures.venue import BinanceFutures

ANOTHER_TRY_MS = MINUTE_MS
"""After a renewal that got no answer; the key still lives for half an hour then."""


class ListenKey:
    """Opens and renews the account's listen key."""

    def __init__(self, venue: BinanceFutures, clock: Clock, timing: Timing) -> None:
        self._venue = venue
        self._clock = clock
        self._timing = timing

    async def open(self) -> str:
        """The key: a new one, or the living one with a new hour.

        Raises:
            VenueError: the venue gave none.
        """
        return await self._venue.open_listen_key()

    async def keep(self, died: Callable[[], None]) -> None:
        """Renew until cancelled; `died` is called when the venue no longer knows the key."""
        wait_ms = self._timing.renew_ms
        while True:
            await self._clock.sleep_ms(wait_ms)
            wait_ms = self._timing.renew_ms
            try:
                await self._venue.renew_listen_key()
            except VenueRejected:
                died()
            except VenueError:
                wait_ms = ANOTHER_TRY_MS
