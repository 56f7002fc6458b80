"""Spot tickers: of one pair, of several, or of all."""

from collections.abc import Callable

from tools.terms import Side
from tools.testnet.endpoint import Call, Json, Routes, public
from tools.testnet.numbers import money_text, padded
from tools.testnet.order_request import Params
from tools.testnet.spot.instrument import SpotInstrument
from tools.testnet.spot.parameters import Fields, read_symbols
from tools.testnet.spot.refusal import neither
from tools.testnet.spot.rest_market import levels
from tools.testnet.spot.venue import SpotVenue

Row = Callable[[Call, SpotInstrument], dict[str, Json]]

_SHORT = (
    *("symbol", "openPrice", "highPrice", "lowPrice", "lastPrice", "volume", "quoteVolume"),
    *("openTime", "closeTime", "firstId", "lastId", "count"),
)
_OF_THE_BOOK = ("prevClosePrice", "lastQty", "bidPrice", "bidQty", "askPrice", "askQty")


def price(call: Call) -> Json:
    """Last price."""
    return _rows(call, _price_row)


def _price_row(call: Call, instrument: SpotInstrument) -> dict[str, Json]:
    last = call.venue.spot.market(instrument.symbol).last
    return {"symbol": instrument.symbol, "price": money_text(last.price)}


def best(call: Call) -> Json:
    """Best bid and ask."""
    return _rows(call, _best_row)


def _best_row(call: Call, instrument: SpotInstrument) -> dict[str, Json]:
    return _best(call.venue.spot, instrument)


def _best(venue: SpotVenue, instrument: SpotInstrument) -> dict[str, Json]:
    book = venue.market(instrument.symbol).book
    nothing = [[money_text(0 * instrument.tick)] * 2]
    (bid,), (ask,) = (levels(instrument, book.depth(side, 1)) or nothing for side in Side)
    return {
        "symbol": instrument.symbol,
        "bidPrice": bid[0],
        "bidQty": bid[1],
        "askPrice": ask[0],
        "askQty": ask[1],
    }


def day(call: Call) -> Json:
    """Statistics of the last 24 hours."""
    return _rows(call, _day_row)


def window(call: Call) -> Json:
    """Statistics of a rolling window or of the trading day; here always of the last 24 hours.

    Raises:
        Problem: -1102 without a symbol.
    """
    if not call.params.get("symbol") and not call.params.get("symbols"):
        raise neither("symbol", "symbols")
    return _rows(call, _window_row)


def _window_row(call: Call, instrument: SpotInstrument) -> dict[str, Json]:
    row = _day_row(call, instrument)
    return {name: value for name, value in row.items() if name not in _OF_THE_BOOK}


def _day_row(call: Call, instrument: SpotInstrument) -> dict[str, Json]:
    row = statistics(call.venue.spot, instrument)
    if Fields(call.params).choice("type", ("FULL", "MINI"), -1139, default="FULL") == "MINI":
        return {name: row[name] for name in _SHORT}
    return row


def statistics(venue: SpotVenue, instrument: SpotInstrument) -> dict[str, Json]:
    """A pair's last 24 hours, with the best prices of now."""
    now_ms = venue.clock.now_ms()
    last = venue.market(instrument.symbol).last
    past = venue.days.of(instrument, now_ms)
    change = last.price - past.open
    book = _best(venue, instrument)
    return {
        "symbol": instrument.symbol,
        "priceChange": money_text(change),
        "priceChangePercent": padded(change * 100 / past.open, 3),
        "weightedAvgPrice": money_text(past.value / past.volume if past.volume else last.price),
        "prevClosePrice": money_text(past.open),
        "lastPrice": money_text(last.price),
        "lastQty": money_text(last.quantity),
        "bidPrice": book["bidPrice"],
        "bidQty": book["bidQty"],
        "askPrice": book["askPrice"],
        "askQty": book["askQty"],
        "openPrice": money_text(past.open),
        "highPrice": money_text(max(last.price, past.high)),
        "lowPrice": money_text(min(last.price, past.low)),
        "volume": money_text(past.volume),
        "quoteVolume": money_text(past.value),
        "openTime": past.opened_ms,
        "closeTime": now_ms,
        "firstId": past.opened_ms // 100,
        "lastId": last.trade_id,
        "count": past.count,
    }


def _rows(call: Call, row: Row) -> Json:
    listed = call.venue.spot.instruments
    if call.params.get("symbol") and not call.params.get("symbols"):
        return row(call, Fields(call.params).symbol(listed))
    several = read_symbols(call.params, listed)
    return [row(call, one) for one in (listed.values() if several is None else several)]


def _cheap(one: int, every: int) -> Callable[[Params], int]:
    """Weight of a ticker of one pair, and of more."""
    return lambda params: one if params.get("symbol") else every


def _day_weight(params: Params) -> int:
    """The venue lists no more than 20 pairs, so a list of them is as cheap as one."""
    return 2 if params.get("symbol") or params.get("symbols") else 80


def _window_weight(params: Params) -> int:
    return 4 * max(1, params.get("symbols", "").count(",") + 1)


TICKER_ROUTES: Routes = {
    ("GET", "/api/v3/ticker/24hr"): public(day, _day_weight),
    ("GET", "/api/v3/ticker/tradingDay"): public(window, _window_weight),
    ("GET", "/api/v3/ticker"): public(window, _window_weight),
    ("GET", "/api/v3/ticker/price"): public(price, _cheap(2, 4)),
    ("GET", "/api/v3/ticker/bookTicker"): public(best, _cheap(2, 4)),
}
