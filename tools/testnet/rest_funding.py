"""Funding endpoints; rates are known for any time, so the history reaches back before the venue began."""

from tools.testnet.endpoint import Call, Json, Pool, Routes, pooled
from tools.testnet.funding import CAP, FUNDING_MS, funding_rate
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import money_text
from tools.testnet.order_request import read_instrument, read_int
from tools.testnet.problem import bad_data


def funding_rates(call: Call) -> Json:
    """Settled fundings, oldest first: from `startTime` on, else the newest."""
    limit = read_int(call.params, "limit", 100)
    if not 1 <= limit <= 1000:
        raise bad_data("limit")
    now_ms = call.venue.clock.now_ms()
    last = min(read_int(call.params, "endTime", now_ms), now_ms) // FUNDING_MS
    chosen = _instruments(call)
    count = max(1, limit // len(chosen))
    first = last - count + 1
    if call.params.get("startTime"):
        first = -(-read_int(call.params, "startTime") // FUNDING_MS)
        last = min(last, first + count - 1)
    times = [number * FUNDING_MS for number in range(first, last + 1)]
    return [_row(call, instrument, time_ms) for time_ms in times for instrument in chosen]


def _row(call: Call, instrument: Instrument, time_ms: int) -> Json:
    return {
        "symbol": instrument.symbol,
        "fundingRate": money_text(funding_rate(call.venue.seed, instrument.symbol, time_ms)),
        "fundingTime": time_ms,
        "markPrice": money_text(call.venue.path.price(instrument, time_ms)),
        "rateType": "Regular",
    }


def funding_info(call: Call) -> Json:
    """Cap, floor and interval of every symbol."""
    return [
        {
            "symbol": symbol,
            "adjustedFundingRateCap": money_text(CAP),
            "adjustedFundingRateFloor": money_text(-CAP),
            "fundingIntervalHours": 8,
            "disclaimer": False,
        }
        for symbol in call.venue.instruments
    ]


def _instruments(call: Call) -> list[Instrument]:
    listed = call.venue.instruments
    return [read_instrument(call.params, listed)] if call.params.get("symbol") else list(listed.values())


FUNDING_ROUTES: Routes = {
    ("GET", "/fapi/v1/fundingRate"): pooled(funding_rates, Pool.FUNDING),
    ("GET", "/fapi/v1/fundingInfo"): pooled(funding_info, Pool.FUNDING),
}
