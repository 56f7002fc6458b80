"""The `/futures/data` endpoints: who held what, period by period, replayed from the fills.

A row says how things stood at the end of its period, or stand now in the last one; its timestamp is the
period's start. Nothing is told from before the venue was opened.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.endpoint import Call, Json, Pool, Routes, pooled
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS
from tools.testnet.numbers import money_text, padded
from tools.testnet.order_request import read_choice, read_instrument, read_int
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import bad_data, missing

_PERIODS = ("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
_MONTH_MS = 30 * 24 * HOUR_MS

Amounts = dict[tuple[str, str], Decimal]
"""Signed position amounts by account and position side."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period as far as it has come."""

    start_ms: int
    end_ms: int
    """Last moment that belongs to it."""


def open_interest(call: Call) -> Json:
    """Contracts held long, by clients and the provider together."""
    instrument = _instrument(call)
    rows = []
    for period, amounts in _holdings(call, instrument):
        held = sum((amount for amount in amounts.values() if amount > 0), Decimal(0))
        value = held * call.venue.path.price(instrument, period.end_ms)
        rows.append(
            {
                "symbol": instrument.symbol,
                "sumOpenInterest": money_text(held),
                "sumOpenInterestValue": money_text(value),
                "CMCCirculatingSupply": "0.00000000",
                "timestamp": period.start_ms,
            }
        )
    return rows


def accounts_of_everybody(call: Call) -> Json:
    """Accounts net long and net short, the liquidity provider being one of them."""
    return _ratio_rows(call, _signs)


def accounts_of_clients(call: Call) -> Json:
    """As for everybody, without the liquidity provider: all clients count as top traders."""
    return _ratio_rows(call, lambda amounts: _signs(_clients(amounts)))


def positions_of_clients(call: Call) -> Json:
    """What the clients hold long and short, both sides of a hedge counted."""
    return _ratio_rows(call, lambda amounts: list(_clients(amounts).values()))


def _ratio_rows(call: Call, votes: Callable[[Amounts], list[Decimal]]) -> list[Json]:
    """Rows of long and short shares; a period in which one side is empty has no ratio and no row."""
    instrument = _instrument(call)
    rows = []
    for period, amounts in _holdings(call, instrument):
        counted = votes(amounts)
        longs = sum((vote for vote in counted if vote > 0), Decimal(0))
        shorts = -sum((vote for vote in counted if vote < 0), Decimal(0))
        if longs and shorts:
            rows.append(
                {
                    "symbol": instrument.symbol,
                    "longShortRatio": padded(longs / shorts, 4),
                    "longAccount": padded(longs / (longs + shorts), 4),
                    "shortAccount": padded(shorts / (longs + shorts), 4),
                    "timestamp": period.start_ms,
                }
            )
    return rows


def taker_volume(call: Call) -> Json:
    """What takers bought and sold, as the klines say."""
    instrument = _instrument(call)
    rows = []
    for period in _periods(call):
        length = INTERVALS[call.params["period"]]
        bar = call.venue.chart.kline(instrument, period.start_ms, length, period.end_ms)
        sold = bar.volume - bar.taker_volume
        if sold:
            rows.append(
                {
                    "buySellRatio": padded(bar.taker_volume / sold, 4),
                    "buyVol": padded(bar.taker_volume, 4),
                    "sellVol": padded(sold, 4),
                    "timestamp": period.start_ms,
                }
            )
    return rows


def basis(call: Call) -> Json:
    """Contract over index, which is the mark here: nothing."""
    if not call.params.get("pair"):
        raise missing("pair")
    instrument = read_instrument({"symbol": call.params["pair"]}, call.venue.instruments)
    kinds = ("PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER")
    kind = read_choice(call.params, "contractType", kinds, -4104)
    periods = _periods(call) if kind == "PERPETUAL" else []
    return [_basis_row(call, instrument, period) for period in periods]


def _basis_row(call: Call, instrument: Instrument, period: Period) -> Json:
    price = money_text(call.venue.path.price(instrument, period.end_ms))
    return {
        "indexPrice": price,
        "contractType": "PERPETUAL",
        "basisRate": "0.0000",
        "futuresPrice": price,
        "annualizedBasisRate": "",
        "basis": "0.00000000",
        "pair": instrument.symbol,
        "timestamp": period.start_ms,
    }


def _holdings(call: Call, instrument: Instrument) -> Iterator[tuple[Period, Amounts]]:
    """The positions in a symbol at the end of each period, the provider's against all others."""
    call.venue.tick()
    fills = [fill for fill in call.venue.records.fills if fill.symbol == instrument.symbol]
    fills.sort(key=lambda fill: fill.time_ms)
    amounts: Amounts = defaultdict(Decimal)
    position = 0
    for period in _periods(call):
        while position < len(fills) and fills[position].time_ms <= period.end_ms:
            fill = fills[position]
            signed = fill.quantity if fill.side is Side.BUY else -fill.quantity
            amounts[fill.account, fill.position_side] += signed
            position += 1
        yield period, amounts | {(liquidity.OWNER, "BOTH"): -sum(amounts.values(), Decimal(0))}


def _periods(call: Call) -> list[Period]:
    """The newest `limit` periods of the window, or those from `startTime` on; oldest first."""
    name = call.params.get("period")
    if not name:
        raise missing("period")
    if name not in _PERIODS:
        raise bad_data("period")
    limit = read_int(call.params, "limit", 30)
    if not 1 <= limit <= 500:
        raise bad_data("limit")
    length, now_ms = INTERVALS[name], call.venue.clock.now_ms()
    last = min(read_int(call.params, "endTime", now_ms), now_ms) // length * length
    opened = max(call.venue.path.genesis_ms, now_ms - _MONTH_MS) // length * length
    first = max(opened, last - (limit - 1) * length)
    if call.params.get("startTime"):
        first = max(opened, -(-read_int(call.params, "startTime") // length) * length)
        last = min(last, first + (limit - 1) * length)
    return [Period(at, min(at + length - 1, now_ms)) for at in range(first, last + 1, length)]


def _signs(amounts: Amounts) -> list[Decimal]:
    """One vote for each account: 1 net long, -1 net short, 0 flat."""
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for (account, _), amount in amounts.items():
        nets[account] += amount
    return [net.compare(Decimal(0)) for net in nets.values()]


def _clients(amounts: Amounts) -> Amounts:
    return {key: amount for key, amount in amounts.items() if key[0] != liquidity.OWNER}


def _instrument(call: Call) -> Instrument:
    return read_instrument(call.params, call.venue.instruments)


STATISTICS_ROUTES: Routes = {
    ("GET", "/futures/data/openInterestHist"): pooled(open_interest, Pool.STATISTICS),
    ("GET", "/futures/data/globalLongShortAccountRatio"): pooled(accounts_of_everybody, Pool.STATISTICS),
    ("GET", "/futures/data/topLongShortAccountRatio"): pooled(accounts_of_clients, Pool.STATISTICS),
    ("GET", "/futures/data/topLongShortPositionRatio"): pooled(positions_of_clients, Pool.STATISTICS),
    ("GET", "/futures/data/takerlongshortRatio"): pooled(taker_volume, Pool.STATISTICS),
    ("GET", "/futures/data/basis"): pooled(basis, Pool.STATISTICS),
}
