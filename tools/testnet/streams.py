"""WebSocket connections: what each listens to, and the pump that feeds them all."""

import asyncio
import json
import logging
from collections import deque
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.testnet.deliveries import EVERYBODY, Deliveries
from tools.testnet.faults import Faults
from tools.testnet.feed import Feed
from tools.testnet.listen_keys import ListenKeys
from tools.testnet.market_streams import is_market_stream, open_feed, route_of
from tools.testnet.profile import ProfileName
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue

logger = logging.getLogger(__name__)

_PUMP_MS = 100
_QUEUE = 5000
_NAMES = 1024
_PRIVATE = "private"
LIFE_MS = 24 * 60 * 60_000
"""How long a connection lives."""


class Connection:
    """One socket: its subscriptions and the frames still to be sent."""

    def __init__(self, route: str, combined: bool, opened_ms: int) -> None:
        self.opened_ms = opened_ms
        self.route = route
        """`public`, `market`, `private`, or empty for the unrouted addresses."""
        self.combined = combined
        self.feeds: dict[str, Feed | None] = {}
        """Feeds by stream name; None for names that stay silent."""
        self.accounts: dict[str, str] = {}
        """Account by the listen key it is heard through."""
        self.only: frozenset[str] = frozenset()
        """Event names wanted of the user stream; empty means all."""
        self.frames: deque[str] = deque(maxlen=_QUEUE)
        self.waiting = asyncio.Event()
        self.closed = False

    def send(self, name: str, event: Any) -> None:
        """Queue an event of a stream."""
        self.put({"stream": name, "data": event} if self.combined else event)

    def put(self, frame: Any) -> None:
        """Queue any frame."""
        self.frames.append(json.dumps(frame, separators=(",", ":")))
        self.waiting.set()

    def close(self) -> None:
        """End the connection once the queue is empty."""
        self.closed = True
        self.waiting.set()


class Streams:
    """All connections of a venue."""

    def __init__(self, venue: Venue, keys: ListenKeys, faults: Faults) -> None:
        self._venue = venue
        self._keys = keys
        self._connections: set[Connection] = set()
        self._deliveries = Deliveries(faults, self.cut)
        self._silent_until_ms = 0
        venue.listeners.append(self._on_user_event)

    async def pump(self) -> None:
        """Move the markets and feed the subscribers, until cancelled."""
        while True:
            try:
                self.feed()
            except Exception:
                logger.exception("a round of the market failed")
            await self._venue.clock.sleep_ms(_PUMP_MS)

    def feed(self) -> None:
        """One round: open orders meet the market, every due stream event is queued."""
        self._venue.tick()
        self._end_old_connections()
        for account_id, event in self._deliveries.overdue(self._venue.clock.now_ms()):
            self._deliver(account_id, event)
        self._end_dead_keys()
        if self._is_silent():
            return
        now_ms = self._venue.now_ms()
        for connection in self._connections:
            for name, one in connection.feeds.items():
                for event in one(now_ms) if one else ():
                    connection.send(name, event)

    def silence(self, duration_ms: int) -> None:
        """Say nothing for a time; what happens meanwhile is never told."""
        self._silent_until_ms = self._venue.clock.now_ms() + duration_ms

    def cut(self) -> None:
        """Close every connection."""
        for connection in self._connections:
            connection.close()

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection to its end."""
        connection = self._open(socket)
        await socket.accept()
        self._connections.add(connection)
        sender = asyncio.create_task(_send(connection, socket))
        receiver = asyncio.create_task(self._receive(connection, socket))
        try:
            await asyncio.wait((sender, receiver), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._connections.discard(connection)
            for task in (sender, receiver):
                task.cancel()
            await asyncio.gather(sender, receiver, return_exceptions=True)

    def _open(self, socket: WebSocket) -> Connection:
        parts = [part for part in socket.url.path.split("/") if part]
        route = parts.pop(0) if parts[0] not in ("ws", "stream") else ""
        connection = Connection(route, parts[0] == "stream", self._venue.clock.now_ms())
        query = socket.query_params
        names = parts[1:] + [name for one in query.getlist("streams") for name in one.split("/")]
        connection.only = frozenset(
            name for one in query.getlist("events") for name in one.split("/") if name
        )
        for name in names + query.getlist("listenKey"):
            self._subscribe(connection, name)
        return connection

    def _subscribe(self, connection: Connection, name: str) -> None:
        if len(connection.feeds) >= _NAMES:
            return
        account_id = self._keys.account_of(name)
        if account_id and self._serves(connection, _PRIVATE):
            connection.accounts[name] = account_id
        elif is_market_stream(name):
            served = self._serves(connection, route_of(name))
            connection.feeds[name] = open_feed(self._venue, name) if served else None

    def _serves(self, connection: Connection, wanted: str) -> bool:
        """Demo still serves everything without a route; production only what is public."""
        if connection.route:
            return connection.route == wanted
        return self._venue.profile.name is ProfileName.DEMO or wanted == "public"

    def _end_old_connections(self) -> None:
        """The venue ends every connection after 24 hours of its clock."""
        now_ms = self._venue.clock.now_ms()
        for connection in self._connections:
            if now_ms - connection.opened_ms >= LIFE_MS:
                connection.close()

    def _end_dead_keys(self) -> None:
        """Tell whoever listens through a key that has died, and stop telling it anything else."""
        for connection in self._connections:
            for name in [one for one in connection.accounts if self._keys.account_of(one) is None]:
                del connection.accounts[name]
                event = {"e": "listenKeyExpired", "E": self._venue.now_ms(), "listenKey": name}
                connection.send(name, event)

    def _is_silent(self) -> bool:
        return self._venue.clock.now_ms() < self._silent_until_ms

    def _on_user_event(self, account_id: str, event: Event) -> None:
        for one, spoilt in self._deliveries.pass_on(account_id, event, self._venue.clock.now_ms()):
            self._deliver(one, spoilt)

    def _deliver(self, account_id: str, event: Event) -> None:
        if self._is_silent():
            return
        for connection in self._connections:
            for name, heard in connection.accounts.items():
                if account_id in (heard, EVERYBODY) and (
                    not connection.only or event["e"] in connection.only
                ):
                    connection.send(name, event)

    async def _receive(self, connection: Connection, socket: WebSocket) -> None:
        try:
            while True:
                connection.put(self._control(connection, await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return

    def _control(self, connection: Connection, text: str) -> dict[str, Any]:
        try:
            message = json.loads(text)
        except ValueError:
            return {"error": {"code": 3, "msg": "Invalid JSON: expected value at line 1 column 1"}}
        if not isinstance(message, dict) or not isinstance(message.get("params", []), list):
            return {"error": {"code": 2, "msg": "Invalid request: request must be an object"}}
        number = message.get("id")
        params = list(message.get("params", []))
        result = self._apply(connection, str(message.get("method")), params)
        if isinstance(result, LookupError):
            return {"error": {"code": 2, "msg": str(result)}, "id": number}
        return {"result": result, "id": number}

    def _apply(self, connection: Connection, method: str, params: list[Any]) -> Any:
        match method:
            case "SUBSCRIBE":
                for name in params:
                    self._subscribe(connection, str(name))
                return None
            case "UNSUBSCRIBE":
                for name in params:
                    connection.feeds.pop(str(name), None)
                    connection.accounts.pop(str(name), None)
                return None
            case "LIST_SUBSCRIPTIONS":
                return [*connection.feeds, *connection.accounts]
            case "GET_PROPERTY" if params == ["combined"]:
                return connection.combined
            case "SET_PROPERTY" if params[:1] == ["combined"] and isinstance(params[-1], bool):
                connection.combined = params[-1]
                return None
            case _:
                return LookupError(f"Invalid request: unknown variant `{method[:40]}`")


async def _send(connection: Connection, socket: WebSocket) -> None:
    try:
        while not connection.closed or connection.frames:
            await connection.waiting.wait()
            connection.waiting.clear()
            while connection.frames:
                await socket.send_text(connection.frames.popleft())
        await socket.close(1001)
    except (WebSocketDisconnect, RuntimeError):
        return
