"""Asking the venue: stamps signed requests, asks again what may be asked again."""

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_incrementing

from tools.clock import Clock
from tools.errors import VenueRejected
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.server_clock import ServerClock
from tools.venues.binance.wire import Fields, Interrupted, Wire

ATTEMPTS = 3
LONGER_MS = 200
"""Each wait is this much longer than the one before; the first is none."""
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
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_incrementing(start=0, increment=LONGER_MS),
            retry=retry_if_exception_type(Interrupted),
            sleep=lambda wait_ms: self._clock.sleep_ms(int(wait_ms)),
            reraise=True,
        ):
            with attempt:
                return await self.once(endpoint, fields)
        raise AssertionError("unreachable: the last attempt raises")

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
