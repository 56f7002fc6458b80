"""A WebSocket API (/ws-fapi/v1): the REST endpoints as JSON requests on one connection.

Signed requests carry `apiKey`, `timestamp` and `signature` over the other parameters sorted by name,
written `k=v&…` with booleans in lower case. After `session.logon` with an Ed25519 key the connection
is signed in and they may be left out, all but the timestamp.
"""

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.testnet.endpoint import Call, Endpoint, Json, Routes, Security
from tools.testnet.faults import Fault, Faults
from tools.testnet.order_request import Params
from tools.testnet.outbox import LIFE_MS, Outbox
from tools.testnet.problem import Problem, missing, problem
from tools.testnet.rate_limit import RateLimit
from tools.testnet.signature import Timing, check_signature, check_timing, is_public_key
from tools.testnet.venue import Venue

Methods = dict[str, tuple[str, str]]
"""REST endpoint by method."""

METHODS: Methods = {
    "ping": ("GET", "/fapi/v1/ping"),
    "time": ("GET", "/fapi/v1/time"),
    "depth": ("GET", "/fapi/v1/depth"),
    "ticker.price": ("GET", "/fapi/v2/ticker/price"),
    "ticker.book": ("GET", "/fapi/v1/ticker/bookTicker"),
    "order.place": ("POST", "/fapi/v1/order"),
    "order.modify": ("PUT", "/fapi/v1/order"),
    "order.cancel": ("DELETE", "/fapi/v1/order"),
    "order.status": ("GET", "/fapi/v1/order"),
    "algoOrder.place": ("POST", "/fapi/v1/algoOrder"),
    "algoOrder.cancel": ("DELETE", "/fapi/v1/algoOrder"),
    "account.status": ("GET", "/fapi/v2/account"),
    "account.balance": ("GET", "/fapi/v2/balance"),
    "account.position": ("GET", "/fapi/v2/positionRisk"),
    "v2/account.status": ("GET", "/fapi/v3/account"),
    "v2/account.balance": ("GET", "/fapi/v3/balance"),
    "v2/account.position": ("GET", "/fapi/v3/positionRisk"),
    "userDataStream.start": ("POST", "/fapi/v1/listenKey"),
    "userDataStream.ping": ("PUT", "/fapi/v1/listenKey"),
    "userDataStream.stop": ("DELETE", "/fapi/v1/listenKey"),
}


class Session(Outbox):
    """One connection and who is signed in on it."""

    def __init__(self, address: str, opened_ms: int) -> None:
        super().__init__(opened_ms)
        self.address = address
        self.api_key = ""
        self.since_ms = 0
        self.shows_limits = "true"
        """Whether answers carry `rateLimits` unless a request says otherwise."""


S = TypeVar("S", bound=Session)


class WsApi(Generic[S]):
    """Answers requests on WebSocket connections; each market says what its sessions are."""

    not_json = Problem(-1100, "Illegal characters found in a parameter.")

    def __init__(
        self,
        venue: Venue,
        routes: Routes,
        limits: RateLimit,
        faults: Faults,
        methods: Methods,
        timing: Timing,
    ) -> None:
        self._venue = venue
        self._routes = routes
        self._methods = methods
        self._timing = timing
        self._limits = limits
        self._faults = faults
        self.session_methods: dict[str, Callable[[S, Params], Json]] = {
            "session.logon": self.log_on,
            "session.status": self.status,
            "session.logout": self.log_out,
        }

    def open(self, address: str) -> S:
        """The session of a new connection."""
        raise NotImplementedError

    def end(self, session: S) -> None:
        """The connection of a session is gone."""

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection to its end."""
        await socket.accept()
        session = self.open(socket.client.host if socket.client else "local")
        session.shows_limits = socket.query_params.get("returnRateLimits", "true")
        try:
            await session.converse(socket, self._receive(session, socket))
        finally:
            self.end(session)

    async def _receive(self, session: S, socket: WebSocket) -> None:
        try:
            while self._venue.clock.now_ms() - session.opened_ms < LIFE_MS:
                reply = await self._reply(session, await socket.receive_text())
                if reply is None:
                    break
                session.put(reply)
            await socket.close(1001)
        except (WebSocketDisconnect, RuntimeError, KeyError):
            return

    async def _reply(self, session: S, text: str) -> Json:
        """The answer; None drops the connection (a fault)."""
        try:
            message = json.loads(text, parse_float=str)
        except ValueError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("params", {}), dict):
            return self._refusal(None, self.not_json)
        method = str(message.get("method"))
        fault = self._faults.hit(self._methods.get(method, ("GET", ""))[0], method, text)
        if fault is None:
            return self.answer(session, message)
        if fault.fault == "latency_before":
            await self._venue.clock.sleep_ms(fault.ms)
        answer = self.answer(session, message) if fault.handles else None
        if fault.fault in ("latency", "slow_answer") or fault.drops:
            await self._venue.clock.sleep_ms(fault.ms)
        return (
            None
            if fault.drops or fault.fault == "drop_mid_answer"
            else _spoilt(fault, message.get("id"), answer)
        )

    def answer(self, session: S, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request."""
        number, method = message.get("id"), str(message.get("method"))
        params = {str(name): _text(value) for name, value in (message.get("params") or {}).items()}
        try:
            reply: dict[str, Any] = {
                "id": number,
                "status": 200,
                "result": self._call(session, method, params),
            }
        except Problem as refusal:
            reply = self._refusal(number, refusal)
        if params.get("returnRateLimits", session.shows_limits) != "false":
            reply["rateLimits"] = self._rate_limits(session, method, params.get("apiKey") or session.api_key)
        return reply

    def _call(self, session: S, method: str, params: Params) -> Json:
        if method in self.session_methods:
            self._limits.use(session.address, 2)
            return self.session_methods[method](session, params)
        if method not in self._methods:
            raise Problem(-1020, "This operation is not supported.")
        endpoint = self._routes[self._methods[method]]
        weight = endpoint.cost(params)
        self._limits.use(session.address, weight)
        call = self._open(session, endpoint, params)
        if endpoint.orders:
            self._limits.count_order(call.account.account_id, endpoint.orders)
        answer = endpoint.handler(call)
        if endpoint.free:
            self._limits.give_back(session.address, weight)
        return answer

    def _open(self, session: S, endpoint: Endpoint, params: Params) -> Call:
        """The call of an authenticated request, by its own key or the session's."""
        if endpoint.security is Security.NONE:
            return Call(self._venue, params)
        api_key = params.get("apiKey") or session.api_key
        if not api_key:
            raise missing("apiKey")
        if api_key not in self._venue.keys:
            raise problem(-2015)
        if endpoint.security is Security.SIGNED:
            self._timing(self._venue, params)
            if api_key != session.api_key or params.get("signature"):
                check_signature(self._venue.keys[api_key], params, payload(params))
        return Call(self._venue, params, self._venue.account_of(api_key), api_key)

    def log_on(self, session: S, params: Params) -> Json:
        """Sign a connection in with an Ed25519 key.

        Raises:
            Problem: the key is unknown or of another kind, or the signature wrong.
        """
        api_key = params.get("apiKey")
        if not api_key:
            raise missing("apiKey")
        secret = self._venue.keys.get(api_key)
        if secret is None:
            raise problem(-2015)
        if not is_public_key(secret):
            raise Problem(-4056, "HMAC_SHA256 API key is not supported.")
        self._timing(self._venue, params)
        check_signature(secret, params, payload(params))
        session.api_key, session.since_ms = api_key, self._venue.now_ms()
        return self.status(session, params)

    def status(self, session: S, _: Params) -> Json:
        """Who is signed in, and since when."""
        return {
            "apiKey": session.api_key or None,
            "authorizedSince": session.since_ms or None,
            "connectedSince": session.opened_ms,
            "returnRateLimits": session.shows_limits != "false",
            "serverTime": self._venue.now_ms(),
        }

    def log_out(self, session: S, params: Params) -> Json:
        """Forget who is signed in."""
        session.api_key, session.since_ms = "", 0
        return self.status(session, params)

    def _rate_limits(self, session: S, method: str, api_key: str) -> list[dict[str, Any]]:
        rows = [self._limits.weight_row(session.address)]
        endpoint = self._routes.get(self._methods.get(method, ("", "")))
        if endpoint and endpoint.orders and api_key in self._venue.keys:
            rows += self._limits.order_rows(self._venue.account_of(api_key).account_id)
        return rows

    def _refusal(self, number: Any, refusal: Problem) -> dict[str, Any]:
        error = refusal.body()
        if refusal.retry_after is not None:
            now_ms = self._venue.now_ms()
            error["data"] = {"serverTime": now_ms, "retryAfter": now_ms + refusal.retry_after * 1000}
        return {"id": number, "status": refusal.status, "error": error}


class FuturesWsApi(WsApi[Session]):
    """The WebSocket API of USDⓈ-M futures."""

    def __init__(self, venue: Venue, routes: Routes, limits: RateLimit, faults: Faults) -> None:
        super().__init__(venue, routes, limits, faults, METHODS, check_timing)

    def open(self, address: str) -> Session:
        """The session of a new connection."""
        return Session(address, self._venue.clock.now_ms())


def payload(params: Params) -> bytes:
    """What a WebSocket request's signature covers."""
    return "&".join(f"{name}={params[name]}" for name in sorted(params) if name != "signature").encode()


def _text(value: Any) -> str:
    """A JSON value as it is signed."""
    if isinstance(value, bool):
        return str(value).lower()
    return (
        "" if value is None else value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    )


def _spoilt(fault: Fault, number: Any, answer: dict[str, Any] | None) -> Json:
    replacement = fault.answer()
    if replacement is None:
        return answer
    status, body, _ = replacement
    return {"id": number, "status": status, "error": body}
