"""Counting: an ASGI wrapper that turns every HTTP request into an event."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.clock import Clock
from tools.telemetry.event import Event, EventKind, Sink


class Counting:
    """Counts requests by status code and times them."""

    def __init__(self, app: ASGIApp, sink: Sink, clock: Clock) -> None:
        self._app = app
        self._sink = sink
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = self._clock.monotonic_ms()
        code = 500

        async def watch(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            took = self._clock.monotonic_ms() - start
            self._sink.emit(Event(kind=EventKind.HTTP, labels={"code": str(code)}, value=took))
