"""The testnet's own routes under /testnet: move prices, read the ledger, arm faults. Loopback only."""

from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from tools.terms import Side
from tools.testnet.algo import AlgoOrder
from tools.testnet.algo_bodies import algo_query_body
from tools.testnet.answers import json_response
from tools.testnet.downloads import PATH, Downloads
from tools.testnet.faults import Fault, Faults
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import money_text
from tools.testnet.order import Fill, Order
from tools.testnet.problem import Problem, missing, problem
from tools.testnet.rest_orders import fill_body, query_body
from tools.testnet.spot.bodies import fill_body as spot_fill_body
from tools.testnet.spot.bodies import query_body as spot_query_body
from tools.testnet.streams import Streams
from tools.testnet.venue import Venue


class Control:
    """Handlers of the control routes."""

    def __init__(self, venue: Venue, faults: Faults, streams: Streams, downloads: Downloads) -> None:
        self._venue = venue
        self._faults = faults
        self._streams = streams
        self._downloads = downloads

    async def answer(self, request: Request) -> Response:
        """Handle a control request."""
        try:
            _only_loopback(request)
            if request.method == "GET" and request.url.path.startswith(PATH):
                name = request.url.path.removeprefix(PATH)
                return Response(self._downloads.content(name), media_type="text/csv")
            return json_response(await self._route(request))
        except Problem as refusal:
            return json_response(refusal.body(), refusal.status)

    async def _route(self, request: Request) -> Any:
        match (request.method, request.url.path.removeprefix("/testnet/")):
            case "POST", "market":
                return self._move(await _read_object(request))
            case "POST", "deposit":
                return self._deposit(await _read_object(request))
            case "GET", "ledger":
                return self._ledger()
            case "GET", "faults":
                return {"faults": self._faults.armed()}
            case "POST", "faults":
                return self._arm(await _read_object(request))
            case "DELETE", "faults":
                self._faults.clear()
                self._venue.skew_ms = self._venue.blind_ms = 0
                self._venue.reset_ticks()
                self._streams.silence(0)
                return {"faults": []}
            case method, path:
                raise Problem(-5000, f"Path /testnet/{path}, Method {method} is invalid", 404)

    def _move(self, body: dict[str, Any]) -> Any:
        instrument = self._instrument(body.get("symbol"))
        market = self._venue.move_price(instrument, _price(body, instrument))
        bid, ask = (market.book.best(side) or 0 for side in Side)
        return {
            "symbol": instrument.symbol,
            "markPrice": str(market.mark),
            "bidPrice": str(instrument.price(bid)),
            "askPrice": str(instrument.price(ask)),
            "time": market.time_ms,
        }

    def _deposit(self, body: dict[str, Any]) -> Any:
        """Spot money from outside for the account of `apiKey`, the first key when it is left out."""
        spot = self._venue.spot
        api_key = str(body.get("apiKey") or next(iter(self._venue.keys)))
        if api_key not in self._venue.keys:
            raise problem(-2015)
        asset, amount = str(body.get("asset")), _number(body, "amount")
        wallet = spot.wallet(self._venue.account_of(api_key).account_id)
        if asset not in spot.assets() or wallet.free(asset) + amount < 0:
            raise missing("asset" if asset not in spot.assets() else "amount")
        spot.deposit(wallet, asset, amount)
        return {"asset": asset, "free": money_text(wallet.free(asset))}

    def _ledger(self) -> Any:
        self._venue.tick()
        records = self._venue.records
        return {
            "orders": [self._order_row(order) for order in records.orders.values()]
            + [
                spot_query_body(order) | {"account": order.account, "market": "spot"}
                for order in self._venue.spot.records.orders.values()
            ],
            "algoOrders": [self._algo_row(algo) for algo in records.algos.values()],
            "fills": [self._fill_row(fill) for fill in records.fills]
            + [
                spot_fill_body(fill)
                | {"clientOrderId": fill.client_order_id, "account": fill.account, "market": "spot"}
                for fill in self._venue.spot.records.fills
            ],
        }

    def _order_row(self, order: Order) -> dict[str, Any]:
        body = query_body(self._venue.instruments[order.symbol], order)
        return body | {"account": order.account, "market": "futures"}

    def _algo_row(self, algo: AlgoOrder) -> dict[str, Any]:
        actual = self._venue.records.orders.get(algo.actual_order_id)
        body = algo_query_body(self._venue.instruments[algo.symbol], algo, actual)
        return body | {"account": algo.account, "market": "futures"}

    def _fill_row(self, fill: Fill) -> dict[str, Any]:
        body = fill_body(self._venue.instruments[fill.symbol], fill)
        return body | {
            "clientOrderId": fill.client_order_id,
            "account": fill.account,
            "market": "futures",
        }

    def _arm(self, body: dict[str, Any]) -> Any:
        fault = _read_fault(body)
        match fault.fault:
            case "clock_skew":
                self._venue.skew_ms = fault.ms
            case "stale_order":
                self._venue.blind_ms = fault.ms
            case "stream_silence":
                self._streams.silence(fault.ms)
            case "stream_cut":
                self._streams.cut()
            case "tick_size":
                self._venue.set_tick(self._instrument(fault.symbol), fault.tick)
            case "deleverage":
                self._venue.deleverage(self._instrument(fault.symbol).symbol)
            case _:
                self._faults.arm(fault)
        return {"faults": self._faults.armed()}

    def _instrument(self, symbol: object) -> Instrument:
        instrument = self._venue.instruments.get(str(symbol))
        if instrument is None:
            raise problem(-1121)
        return instrument


def _read_fault(body: dict[str, Any]) -> Fault:
    try:
        return Fault.model_validate(body)
    except ValidationError as error:
        raise Problem(-1130, f"Not a fault: {error.errors()[0]['msg']}") from None


async def _read_object(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Problem(-1130, "The body must be a JSON object.")
    return body


def _price(body: dict[str, Any], instrument: Instrument) -> Decimal:
    price = _number(body, "price")
    if not instrument.tick <= price <= instrument.max_price:
        raise missing("price")
    return price


def _number(body: dict[str, Any], name: str) -> Decimal:
    try:
        value = Decimal(str(body.get(name, "")))
    except InvalidOperation:
        raise missing(name) from None
    if not value.is_finite() or abs(value) >= 10**12:
        raise missing(name)
    return value


def _only_loopback(request: Request) -> None:
    """Refuses other machines, and web pages of other sites in a local browser."""
    host = request.client.host if request.client else "127.0.0.1"
    origin = request.headers.get("origin")
    if not _is_loopback(host) or (origin and not _is_loopback(urlsplit(origin).hostname or "")):
        raise Problem(-2015, "Control routes answer on loopback only.", 403)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
