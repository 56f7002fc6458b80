"""Paths of other Binance products that clients call on their way to futures: empty, but well-formed."""

from tools.testnet.endpoint import Call, Json, Routes, public
from tools.testnet.rate_limit import futures_limits, limit_rows


def nothing(_: Call) -> Json:
    """An empty object."""
    return {}


def no_rows(_: Call) -> Json:
    """An empty list."""
    return []


def server_time(call: Call) -> Json:
    """Venue time."""
    return {"serverTime": call.venue.now_ms()}


def no_symbols(call: Call) -> Json:
    """exchangeInfo of a product without symbols."""
    return {
        "timezone": "UTC",
        "serverTime": call.venue.now_ms(),
        "rateLimits": limit_rows(futures_limits(call.venue.profile)),
        "exchangeFilters": [],
        "symbols": [],
    }


_LISTS = (
    "/sapi/v1/capital/config/getall",
    "/sapi/v1/margin/allPairs",
    "/sapi/v1/margin/isolated/allPairs",
)

STUB_ROUTES: Routes = {
    **{("GET", path): public(no_rows, 0) for path in _LISTS},
    ("GET", "/dapi/v1/ping"): public(nothing),
    ("GET", "/dapi/v1/time"): public(server_time),
    ("GET", "/dapi/v1/exchangeInfo"): public(no_symbols),
}
