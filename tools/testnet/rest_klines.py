"""Kline endpoints: contract, continuous, index, mark and premium."""

from collections.abc import Callable
from decimal import Decimal

from tools.testnet.endpoint import Call, Json, Routes, public
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS, Chart, Kline
from tools.testnet.numbers import money_text, padded, price_text, quantity_text
from tools.testnet.order_request import Params, read_choice, read_instrument, read_int
from tools.testnet.problem import bad_data, missing, problem

Row = Callable[[Instrument, Kline], list[Json]]


def candles(call: Call) -> Json:
    """Klines of a contract; the last one is still open."""
    return _rows(call, read_instrument(call.params, call.venue.instruments), _traded, call.venue.chart)


def continuous(call: Call) -> Json:
    """Klines of a pair's perpetual; the venue has no other contract."""
    instrument = _pair(call)
    kinds = ("PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER", "TRADIFI_PERPETUAL")
    kind = read_choice(call.params, "contractType", kinds, -4104)
    return _rows(call, instrument, _traded, call.venue.chart) if kind == "PERPETUAL" else []


def index_prices(call: Call) -> Json:
    """Klines of a pair's index, which is the mark here."""
    return _rows(call, _pair(call), _priced, _untraded(call))


def mark_prices(call: Call) -> Json:
    """Klines of the mark price."""
    return _rows(call, read_instrument(call.params, call.venue.instruments), _priced, _untraded(call))


def premiums(call: Call) -> Json:
    """Klines of mark over index: nothing, as they are one."""
    return _rows(call, read_instrument(call.params, call.venue.instruments), _premium, _untraded(call))


def _rows(call: Call, instrument: Instrument, row: Row, chart: Chart) -> Json:
    interval = call.params.get("interval")
    if not interval:
        raise missing("interval")
    if interval not in INTERVALS:
        raise problem(-1120)
    limit = read_int(call.params, "limit", 500)
    if not 1 <= limit <= 1500:
        raise bad_data("limit")
    now_ms = call.venue.clock.now_ms()
    call.venue.market(instrument.symbol)
    start = read_int(call.params, "startTime") if call.params.get("startTime") else None
    window = (start, read_int(call.params, "endTime", now_ms))
    bars = chart.klines(instrument, interval, window, limit, now_ms)
    return [row(instrument, bar) for bar in bars]


def _untraded(call: Call) -> Chart:
    """Bars of the mark, which no trade moves."""
    return Chart(call.venue.path, {})


def _traded(instrument: Instrument, bar: Kline) -> list[Json]:
    return [
        bar.open_ms,
        *(price_text(instrument, value) for value in (bar.open, bar.high, bar.low, bar.close)),
        quantity_text(instrument, bar.volume),
        bar.close_ms,
        padded(bar.quote_volume, 5),
        bar.trades,
        quantity_text(instrument, bar.taker_volume),
        padded(bar.taker_volume * bar.close, 5),
        "0",
    ]


def _priced(_: Instrument, bar: Kline) -> list[Json]:
    return _bare(bar, (bar.open, bar.high, bar.low, bar.close))


def _premium(_: Instrument, bar: Kline) -> list[Json]:
    return _bare(bar, (Decimal(0),) * 4)


def _bare(bar: Kline, prices: tuple[Decimal, ...]) -> list[Json]:
    return [bar.open_ms, *map(money_text, prices), "0", bar.close_ms, "0", bar.trades, "0", "0", "0"]


def _pair(call: Call) -> Instrument:
    if not call.params.get("pair"):
        raise missing("pair")
    return read_instrument({"symbol": call.params["pair"]}, call.venue.instruments)


def _weight(params: Params) -> int:
    limit = read_int(params, "limit", 500)
    return 1 if limit < 100 else 2 if limit < 500 else 5 if limit <= 1000 else 10


KLINE_ROUTES: Routes = {
    ("GET", "/fapi/v1/klines"): public(candles, _weight),
    ("GET", "/fapi/v1/continuousKlines"): public(continuous, _weight),
    ("GET", "/fapi/v1/indexPriceKlines"): public(index_prices, _weight),
    ("GET", "/fapi/v1/markPriceKlines"): public(mark_prices, _weight),
    ("GET", "/fapi/v1/premiumIndexKlines"): public(premiums, _weight),
}
