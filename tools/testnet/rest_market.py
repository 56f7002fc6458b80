"""Market data endpoints; nobody has to sign in."""

from collections.abc import Callable
from decimal import Decimal

from tools.terms import Side
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, Security, one_or_all, public
from tools.testnet.exchange_info import exchange_info
from tools.testnet.funding import INTEREST_RATE, funding_rate, next_funding
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import money_text, padded, price_text, quantity_text, trimmed
from tools.testnet.order_request import Params, read_instrument, read_int
from tools.testnet.problem import bad_data
from tools.testnet.tape import Aggregate, Trade


def ping(call: Call) -> Json:
    """Alive."""
    return {}


def server_time(call: Call) -> Json:
    """Venue time."""
    return {"serverTime": call.venue.now_ms()}


def depth(call: Call) -> Json:
    """The book, best levels first; nobody places RPI orders, so the RPI book is the same one."""
    instrument = _instrument(call)
    limit = read_int(call.params, "limit", 500)
    if limit not in (5, 10, 20, 50, 100, 500, 1000):
        raise bad_data("limit")
    market = call.venue.market(instrument.symbol)
    return {
        "lastUpdateId": market.update_id,
        "E": call.venue.now_ms(),
        "T": market.time_ms,
        "bids": _levels(instrument, market.book.depth(Side.BUY, limit)),
        "asks": _levels(instrument, market.book.depth(Side.SELL, limit)),
    }


def _levels(instrument: Instrument, levels: list[tuple[int, int]]) -> list[list[str]]:
    return [
        [
            price_text(instrument, instrument.price(ticks)),
            quantity_text(instrument, instrument.quantity(steps)),
        ]
        for ticks, steps in levels
    ]


def trades(call: Call) -> Json:
    """The last public trades, oldest first."""
    instrument = _instrument(call)
    return [_trade_row(instrument, trade) for trade in _last_trades(call, instrument)]


def historical_trades(call: Call) -> Json:
    """Public trades from `fromId` on, as far back as the tape reaches; without it the last ones."""
    instrument = _instrument(call)
    if not call.params.get("fromId"):
        return trades(call)
    first = read_int(call.params, "fromId")
    tape = [trade for trade in call.venue.market(instrument.symbol).trades if trade.trade_id >= first]
    return [_trade_row(instrument, trade) for trade in tape[: _limit(call)]]


def _trade_row(instrument: Instrument, trade: Trade) -> Json:
    return {
        "id": trade.trade_id,
        "price": price_text(instrument, trade.price),
        "qty": quantity_text(instrument, trade.quantity),
        "quoteQty": padded(trade.price * trade.quantity, 2),
        "time": trade.time_ms,
        "isBuyerMaker": trade.buyer_maker,
        "isRPITrade": False,
    }


def aggregate_trades(call: Call) -> Json:
    """Aggregates as far back as the tape reaches: from `fromId` or `startTime` on, else the newest."""
    instrument = _instrument(call)
    limit, params = _limit(call), call.params
    first, start = read_int(params, "fromId", 0), read_int(params, "startTime", 0)
    end = read_int(params, "endTime", call.venue.now_ms())
    chosen = [
        one
        for one in call.venue.market(instrument.symbol).tape.aggregates
        if one.aggregate_id >= first and start <= one.time_ms <= end
    ]
    rows = chosen[:limit] if first or start else chosen[-limit:]
    return [_aggregate_row(instrument, one) for one in rows]


def _aggregate_row(instrument: Instrument, one: Aggregate) -> Json:
    return {
        "a": one.aggregate_id,
        "p": price_text(instrument, one.price),
        "q": quantity_text(instrument, one.quantity),
        "nq": quantity_text(instrument, one.quantity),
        "f": one.first_id,
        "l": one.last_id,
        "T": one.time_ms,
        "m": one.buyer_maker,
    }


def _last_trades(call: Call, instrument: Instrument) -> list[Trade]:
    return list(call.venue.market(instrument.symbol).trades)[-_limit(call) :]


def _limit(call: Call) -> int:
    limit = read_int(call.params, "limit", 500)
    if not 1 <= limit <= 1000:
        raise bad_data("limit")
    return limit


def premium_index(call: Call) -> Json:
    """Mark price and funding."""
    return _one_or_all(call, _premium_row)


def _premium_row(call: Call, instrument: Instrument) -> Json:
    now_ms = call.venue.now_ms()
    mark = money_text(call.venue.mark(instrument.symbol))
    following = next_funding(now_ms)
    return {
        "symbol": instrument.symbol,
        "markPrice": mark,
        "indexPrice": mark,
        "estimatedSettlePrice": mark,
        "lastFundingRate": money_text(funding_rate(call.venue.seed, instrument.symbol, following)),
        "interestRate": money_text(INTEREST_RATE),
        "nextFundingTime": following,
        "time": now_ms,
    }


def ticker_price(call: Call) -> Json:
    """Last price."""
    return _one_or_all(call, _price_row)


def _price_row(call: Call, instrument: Instrument) -> Json:
    last = call.venue.market(instrument.symbol).last
    return {
        "symbol": instrument.symbol,
        "price": price_text(instrument, last.price),
        "time": call.venue.now_ms(),
    }


def book_ticker(call: Call) -> Json:
    """Best bid and ask."""
    return _one_or_all(call, _book_row)


def _book_row(call: Call, instrument: Instrument) -> Json:
    market = call.venue.market(instrument.symbol)
    bids, asks = (_levels(instrument, market.book.depth(side, 1)) or [["0", "0"]] for side in Side)
    return {
        "symbol": instrument.symbol,
        "bidPrice": bids[0][0],
        "bidQty": bids[0][1],
        "askPrice": asks[0][0],
        "askQty": asks[0][1],
        "time": market.time_ms,
        "lastUpdateId": market.update_id,
    }


def ticker_24h(call: Call) -> Json:
    """Statistics of the last 24 hours."""
    return _one_or_all(call, _day_row)


def _day_row(call: Call, instrument: Instrument) -> Json:
    now_ms = call.venue.clock.now_ms()
    last = call.venue.market(instrument.symbol).last
    day = call.venue.days.of(instrument, now_ms)
    change = last.price - day.open
    return {
        "symbol": instrument.symbol,
        "priceChange": price_text(instrument, change),
        "priceChangePercent": padded(change * 100 / day.open, 3),
        "weightedAvgPrice": price_text(instrument, day.value / day.volume if day.volume else last.price),
        "lastPrice": price_text(instrument, last.price),
        "lastQty": quantity_text(instrument, last.quantity),
        "openPrice": price_text(instrument, day.open),
        "highPrice": price_text(instrument, max(last.price, day.high)),
        "lowPrice": price_text(instrument, min(last.price, day.low)),
        "volume": quantity_text(instrument, day.volume),
        "quoteVolume": padded(day.value, 2),
        "openTime": day.opened_ms,
        "closeTime": now_ms,
        "firstId": day.opened_ms // 100,
        "lastId": last.trade_id,
        "count": day.count,
    }


def open_interest(call: Call) -> Json:
    """Contracts held long by clients and the provider together."""
    instrument = _instrument(call)
    held = sum(
        (
            max(Decimal(0), position.amount)
            for account in call.venue.records.accounts.values()
            for position in account.held(instrument.symbol)
        ),
        Decimal(0),
    )
    return {"openInterest": trimmed(held), "symbol": instrument.symbol, "time": call.venue.now_ms()}


def _instrument(call: Call) -> Instrument:
    return read_instrument(call.params, call.venue.instruments)


def _one_or_all(call: Call, row: Callable[[Call, Instrument], Json]) -> Json:
    if call.params.get("symbol"):
        return row(call, _instrument(call))
    return [row(call, instrument) for instrument in call.venue.instruments.values()]


def _depth_weight(params: Params) -> int:
    return {"100": 5, "500": 10, "1000": 20}.get(params.get("limit", "500"), 2)


MARKET_ROUTES: Routes = {
    ("GET", "/fapi/v1/ping"): public(ping),
    ("GET", "/fapi/v1/time"): public(server_time),
    ("GET", "/fapi/v1/exchangeInfo"): public(exchange_info),
    ("GET", "/fapi/v1/depth"): public(depth, _depth_weight),
    ("GET", "/fapi/v1/rpiDepth"): public(depth, 20),
    ("GET", "/fapi/v1/trades"): public(trades, 5),
    ("GET", "/fapi/v1/historicalTrades"): Endpoint(historical_trades, 200, Security.KEY),
    ("GET", "/fapi/v1/aggTrades"): public(aggregate_trades, 20),
    ("GET", "/fapi/v1/premiumIndex"): public(premium_index, one_or_all(1, 10)),
    ("GET", "/fapi/v1/ticker/24hr"): public(ticker_24h, one_or_all(1, 40)),
    ("GET", "/fapi/v1/ticker/price"): public(ticker_price, one_or_all(1, 2)),
    ("GET", "/fapi/v2/ticker/price"): public(ticker_price, one_or_all(1, 2)),
    ("GET", "/fapi/v1/ticker/bookTicker"): public(book_ticker, one_or_all(2, 5)),
    ("GET", "/fapi/v1/openInterest"): public(open_interest),
}
