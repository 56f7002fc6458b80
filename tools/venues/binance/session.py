"""Asking the venue: stamps signed requests, asks again what may be asked again."""

from tools.clock import Clock
from tools.errors import VenueRejected
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.server_clock import ServerClock
from tools.venues.binance.wire import Fields, Interrupted, Wire

AGAIN_AFTER_MS = (0, 200)
"""Wait after the first attempt, and after the second; the third is the last."""
OUTSIDE_WINDOW = "-1021"


class Session:
    """Requests that change nothing, or the same thing however often they arrive; never orders."""

    def __init__(self, wire: Wire, clock: Clock, server_clock: ServerClock) -> None:
        self._wire = wire
        self._clock = clock
        self._server_clock = server_clock

    async def ask(self, endpoint: Endpoint, fields: Fields | None = None) -> object:
        """The answer's JSON; transport failures and 5xx are asked again.

        Raises:
            VenueRejected, VenueUnavailable, RateLimited: as `Wire.ask`, after the last attempt.
        """
        for wait_ms in AGAIN_AFTER_MS:
            try:
                return await self.once(endpoint, fields)
            except Interrupted:
                await self._clock.sleep_ms(wait_ms)
        return await self.once(endpoint, fields)

    async def once(self, endpoint: Endpoint, fields: Fields | None = None) -> object:
        """One request, and a second one only when the venue refused the first for its timestamp."""
        if not endpoint.signed:
            return await self._wire.ask(endpoint, fields or {}, None)
        try:
            return await self._signed(endpoint, fields or {})
        except VenueRejected as error:
            if error.code != OUTSIDE_WINDOW:
                raise
            self._server_clock.forget()
            return await self._signed(endpoint, fields or {})

    async def _signed(self, endpoint: Endpoint, fields: Fields) -> object:
        return await self._wire.ask(endpoint, fields, await self._server_clock.stamp())
