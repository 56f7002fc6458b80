"""WebSocket connections: what each listens to, and the pump that feeds them all."""

import json
import logging
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.testnet.deliveries import EVERYBODY, Deliveries
from tools.testnet.faults import Faults
from tools.testnet.feed import Feed
from tools.testnet.listen_keys import ListenKeys
from tools.testnet.market_streams import is_market_stream, open_feed, route_of
from tools.testnet.outbox import LIFE_MS, Outbox
from tools.testnet.profile import ProfileName
from tools.testnet.spot.market_streams import open_spot_feed
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue

logger = logging.getLogger(__name__)

_PUMP_MS = 100
_NAMES = 1024
_PRIVATE = "private"


class Connection(Outbox):
    """One socket: its subscriptions and the frames still to be sent."""

    def __init__(self, route: str, combined: bool, opened_ms: int) -> None:
        super().__init__(opened_ms)
        self.route = route
        """`public`, `market` or `private` for futures, empty for the spot addresses."""
        self.combined = combined
        self.feeds: dict[str, Feed | None] = {}
        """Feeds by stream name; None for names that stay silent."""
        self.accounts: dict[str, str] = {}
        """Account by the listen key it is heard through."""
        self.only: frozenset[str] = frozenset()
        """Event names wanted of the user stream; empty means all."""

    def send(self, name: str, event: Any) -> None:
        """Queue an event of a stream."""
        self.put({"stream": name, "data": event} if self.combined else event)


class Follower(Protocol):
    """Connections of another door that live by the same rounds."""

    def feed(self) -> None:
        """One round."""
        ...

    def cut(self) -> None:
        """Close every connection."""
        ...


class Streams:
    """All connections of a venue."""

    def __init__(self, venue: Venue, keys: ListenKeys, faults: Faults) -> None:
        self._venue = venue
        self._keys = keys
        self._connections: set[Connection] = set()
        self._deliveries = Deliveries(faults, self.cut)
        self.followers: list[Follower] = []
        """Fed and cut together with the streams."""
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
        for follower in self.followers:
            follower.feed()
        self._end_old_connections()
        for account_id, event in self._deliveries.overdue(self._venue.clock.now_ms()):
            self._deliver(account_id, event)
        self._end_dead_keys()
        if self.is_silent():
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
        for follower in self.followers:
            follower.cut()

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection to its end."""
        connection = self._open(socket)
        await socket.accept()
        self._connections.add(connection)
        try:
            await connection.converse(socket, self._receive(connection, socket))
        finally:
            self._connections.discard(connection)

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
        if account_id and self._hears_accounts(connection):
            connection.accounts[name] = account_id
        elif is_market_stream(name):
            connection.feeds[name] = self._open_feed(connection, name)

    def _open_feed(self, connection: Connection, name: str) -> Feed | None:
        """Without a route the names are those of the spot market."""
        if not connection.route:
            return open_spot_feed(self._venue.spot, name)
        return open_feed(self._venue, name) if connection.route == route_of(name) else None

    def _hears_accounts(self, connection: Connection) -> bool:
        """Demo still serves futures user data without a route."""
        if connection.route:
            return connection.route == _PRIVATE
        return self._venue.profile.name is ProfileName.DEMO

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

    def is_silent(self) -> bool:
        """Whether the streams say nothing now (a fault)."""
        return self._venue.clock.now_ms() < self._silent_until_ms

    def _on_user_event(self, account_id: str, event: Event) -> None:
        for one, spoilt in self._deliveries.pass_on(account_id, event, self._venue.clock.now_ms()):
            self._deliver(one, spoilt)

    def _deliver(self, account_id: str, event: Event) -> None:
        if self.is_silent():
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
            return _refusal(connection, 3, "Invalid JSON: expected value at line 1 column 1")
        if not isinstance(message, dict) or not isinstance(message.get("params", []), list):
            return _refusal(connection, 2, "Invalid request: request must be an object")
        number = message.get("id")
        params = list(message.get("params", []))
        result = self._apply(connection, str(message.get("method")), params)
        if isinstance(result, LookupError):
            return _refusal(connection, 2, str(result)) | {"id": number}
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


def _refusal(connection: Connection, code: int, text: str) -> dict[str, Any]:
    """Futures wrap what is wrong, spot does not."""
    error = {"code": code, "msg": text}
    return {"error": error} if connection.route else error
