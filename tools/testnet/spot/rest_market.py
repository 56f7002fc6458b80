"""Spot market data: book, trades, klines; nobody has to sign in."""

from tools.terms import Side
from tools.testnet.endpoint import Call, Json, Routes, public
from tools.testnet.klines import INTERVALS, Kline
from tools.testnet.numbers import money_text
from tools.testnet.order_request import Params
from tools.testnet.problem import missing, problem
from tools.testnet.rest_market import ping, server_time
from tools.testnet.spot.acceptance import AVERAGE_MINUTES
from tools.testnet.spot.exchange_info import exchange_info
from tools.testnet.spot.instrument import SpotInstrument
from tools.testnet.spot.parameters import Fields, read_limit
from tools.testnet.tape import Aggregate, Trade

_DEEPEST = 5000


def instrument_of(call: Call) -> SpotInstrument:
    """The pair a call is about."""
    return Fields(call.params).symbol(call.venue.spot.instruments)


def levels(instrument: SpotInstrument, rows: list[tuple[int, int]]) -> list[list[str]]:
    """Levels of a book as they are written."""
    return [
        [money_text(instrument.price(ticks)), money_text(instrument.quantity(steps))] for ticks, steps in rows
    ]


def depth(call: Call) -> Json:
    """The book, best levels first."""
    instrument = instrument_of(call)
    limit = read_limit(call.params, 100, _DEEPEST)
    market = call.venue.spot.market(instrument.symbol)
    return {
        "lastUpdateId": market.update_id,
        "bids": levels(instrument, market.book.depth(Side.BUY, limit)),
        "asks": levels(instrument, market.book.depth(Side.SELL, limit)),
    }


def trades(call: Call) -> Json:
    """Public trades from `fromId` on, as far back as the tape reaches; without it the last ones."""
    first, limit = Fields(call.params).long("fromId"), read_limit(call.params)
    tape = list(call.venue.spot.market(instrument_of(call).symbol).trades)
    if first is None:
        return [_trade_row(trade) for trade in tape[-limit:]]
    return [_trade_row(trade) for trade in tape if trade.trade_id >= first][:limit]


def aggregate_trades(call: Call) -> Json:
    """What taker orders traded, of a time or from an id on."""
    fields, limit = Fields(call.params), read_limit(call.params)
    first, start, end = fields.long("fromId"), fields.long("startTime"), fields.long("endTime")
    tape = call.venue.spot.market(instrument_of(call).symbol).tape.aggregates
    chosen = [
        one
        for one in tape
        if one.aggregate_id >= (first or 0)
        and (start is None or one.time_ms >= start)
        and (end is None or one.time_ms <= end)
    ]
    oldest = first is not None or start is not None
    return [_aggregate_row(one) for one in (chosen[:limit] if oldest else chosen[-limit:])]


def _aggregate_row(one: Aggregate) -> Json:
    return {
        "a": one.aggregate_id,
        "p": money_text(one.price),
        "q": money_text(one.quantity),
        "f": one.first_id,
        "l": one.last_id,
        "T": one.time_ms,
        "m": one.buyer_maker,
        "M": True,
    }


def _trade_row(trade: Trade) -> Json:
    return {
        "id": trade.trade_id,
        "price": money_text(trade.price),
        "qty": money_text(trade.quantity),
        "quoteQty": money_text(trade.price * trade.quantity),
        "time": trade.time_ms,
        "isBuyerMaker": trade.buyer_maker,
        "isBestMatch": True,
    }


def candles(call: Call) -> Json:
    """Klines; the last one is still open."""
    instrument, fields = instrument_of(call), Fields(call.params)
    interval = call.params.get("interval")
    if not interval:
        raise missing("interval")
    if interval not in INTERVALS:
        raise problem(-1120)
    now_ms = call.venue.clock.now_ms()
    end = fields.long("endTime")
    window = (fields.long("startTime"), now_ms if end is None else end)
    limit = read_limit(call.params)
    return [_candle(one) for one in call.venue.spot.chart.klines(instrument, interval, window, limit, now_ms)]


def _candle(bar: Kline) -> list[Json]:
    return [
        bar.open_ms,
        *map(money_text, (bar.open, bar.high, bar.low, bar.close, bar.volume)),
        bar.close_ms,
        money_text(bar.quote_volume),
        bar.trades,
        money_text(bar.taker_volume),
        money_text(bar.taker_volume * bar.close),
        "0",
    ]


def average_price(call: Call) -> Json:
    """The mean price of the last five minutes."""
    instrument = instrument_of(call)
    market = call.venue.spot.market(instrument.symbol)
    return {
        "mins": AVERAGE_MINUTES,
        "price": money_text(call.venue.spot.average(instrument)),
        "closeTime": market.last.time_ms,
    }


def _depth_weight(params: Params) -> int:
    limit = read_limit(params, 100, _DEEPEST)
    return 5 if limit <= 100 else 25 if limit <= 500 else 50 if limit <= 1000 else 250


MARKET_ROUTES: Routes = {
    ("GET", "/api/v3/ping"): public(ping),
    ("GET", "/api/v3/time"): public(server_time),
    ("GET", "/api/v3/exchangeInfo"): public(exchange_info, 20),
    ("GET", "/api/v3/depth"): public(depth, _depth_weight),
    ("GET", "/api/v3/trades"): public(trades, 25),
    ("GET", "/api/v3/historicalTrades"): public(trades, 25),
    ("GET", "/api/v3/aggTrades"): public(aggregate_trades, 4),
    ("GET", "/api/v3/klines"): public(candles, 2),
    ("GET", "/api/v3/uiKlines"): public(candles, 2),
    ("GET", "/api/v3/avgPrice"): public(average_price, 2),
}
