"""The limits of the spot market."""

from typing import Any

from tools.testnet.profile import Profile, ProfileName
from tools.testnet.rate_limit import Limits, OrderLimit, limit_rows

_SPENT = (
    "Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
    "Please use WebSocket Streams for live updates to avoid polling the API."
)
_WEIGHT = 6000
_RAW_REQUESTS = 300_000


def spot_limits(profile: Profile) -> Limits:
    """Weight per address, and orders that have not traded yet per account."""
    ten_seconds, day = (100, 200_000) if profile.name is ProfileName.PROD else (50, 160_000)
    return Limits(_WEIGHT, (OrderLimit("SECOND", 10, ten_seconds), OrderLimit("DAY", 1, day)), _SPENT)


def spot_limit_rows(profile: Profile) -> list[dict[str, Any]]:
    """`rateLimits` of exchangeInfo; the raw requests are shown, and never run out here."""
    raw = {
        "rateLimitType": "RAW_REQUESTS",
        "interval": "MINUTE",
        "intervalNum": 5,
        "limit": _RAW_REQUESTS,
    }
    return [*limit_rows(spot_limits(profile)), raw]
