"""The REST door: finds the endpoint, counts the weight, checks the signature, applies faults, answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from tools.testnet.answers import json_response, reset, spoilt
from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.faults import Faults
from tools.testnet.problem import Problem
from tools.testnet.rate_limit import RateLimit
from tools.testnet.signature import Timing, check_timing, open_call, read_params
from tools.testnet.venue import Venue

_LARGEST_BODY = 100_000
_USED_WEIGHT = "X-MBX-USED-WEIGHT-1M"


class Rest:
    """One ASGI endpoint for all paths of a market."""

    def __init__(
        self,
        venue: Venue,
        routes: Routes,
        limits: RateLimit,
        faults: Faults,
        timing: Timing = check_timing,
    ) -> None:
        self._venue = venue
        self._timing = timing
        self._routes = routes
        self._faults = faults
        self._limits = limits

    async def answer(self, request: Request, send: Send) -> Response:
        """Handle a request; an armed fault may hit it."""
        path: str = request.scope["path"]
        sent = request.scope["query_string"] + await request.body()
        fault = self._faults.hit(request.method, path, sent.decode("latin-1"))
        if fault is None:
            return await self._handle(request)
        if fault.fault == "latency_before":
            await self._venue.clock.sleep_ms(fault.ms)
        response = await self._handle(request) if fault.handles else Response()
        if fault.fault == "latency" or fault.drops:
            await self._venue.clock.sleep_ms(fault.ms)
        if fault.drops:
            reset(send)
        return spoilt(fault, response, self._venue.clock, send)

    async def _handle(self, request: Request) -> Response:
        address = request.client.host if request.client else "local"
        headers = {_USED_WEIGHT: ""}
        try:
            status, body = 200, await self._call(request, address, headers)
        except Problem as refusal:
            status, body = refusal.status, refusal.body()
            if refusal.retry_after is not None:
                headers["Retry-After"] = str(refusal.retry_after)
        if _USED_WEIGHT in headers:
            headers[_USED_WEIGHT] = str(self._limits.used(address))
        return json_response(body, status, headers)

    async def _call(self, request: Request, address: str, headers: dict[str, str]) -> Json:
        body = await request.body()
        if len(body) > _LARGEST_BODY:
            raise Problem(-1101, "Too many parameters; the body is too large.", 413)
        endpoint = self._endpoint(request)
        query: bytes = request.scope["query_string"]
        weight = endpoint.cost(read_params(query, body))
        self._limits.use(address, weight)
        if endpoint.pool:
            del headers[_USED_WEIGHT]
            self._limits.use_pool(address, endpoint.pool)
        call = open_call(self._venue, endpoint.security, request.headers, (query, body), self._timing)
        answer = self._handle_counted(endpoint, call, headers)
        if endpoint.free:
            self._limits.give_back(address, weight)
        return answer

    def _handle_counted(self, endpoint: Endpoint, call: Call, headers: dict[str, str]) -> Json:
        if not endpoint.orders:
            return endpoint.handler(call)
        account_id = call.account.account_id
        try:
            self._limits.count_order(account_id, endpoint.orders)
            return endpoint.handler(call)
        finally:
            headers |= self._limits.order_headers(account_id)

    def _endpoint(self, request: Request) -> Endpoint:
        path: str = request.scope["path"]
        endpoint = self._routes.get((request.method, path))
        if endpoint:
            return endpoint
        raise Problem(-5000, f"Path {path}, Method {request.method} is invalid", 404)
