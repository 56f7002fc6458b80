"""The venue's engine alone: accounts, margin, matching and events in this process, no HTTP."""

import time

from evals.bench.roomy_testnet import key_pair, roomy_profile
from evals.bench.samples import Row, Samples, since
from evals.bench.venue import GROUP, SYMBOL
from tools.clock import SystemClock
from tools.testnet.order_request import OrderRequest, read_order
from tools.testnet.server import build_venue
from tools.testnet.venue import Venue


def engine(count: int) -> list[Row]:
    """Resting and marketable orders, one after the other."""
    venue = build_venue(roomy_profile(), keys=(key_pair(0),))
    return [_resting(venue, count), _marketable(venue, count)]


def _resting(venue: Venue, count: int) -> Row:
    account = venue.account_of(key_pair(0)[0])
    price = str(int(venue.mark(SYMBOL)) * 97 // 100)
    request = _request(venue, side="BUY", type="LIMIT", timeInForce="GTC", price=price)
    samples: Samples = []
    began = time.perf_counter()
    for _ in range(count):
        start = time.perf_counter()
        order = venue.place(account, request)
        samples.append(since(start))
        venue.cancel(order)
    return Row(GROUP, "engine alone: LIMIT placed, cancelled", samples, count * 1000 / since(began))


def _marketable(venue: Venue, count: int) -> Row:
    account = venue.account_of(key_pair(0)[0])
    sides = [_request(venue, side=side, type="MARKET") for side in ("BUY", "SELL")]
    samples: Samples = []
    began = time.perf_counter()
    for number in range(count):
        start = time.perf_counter()
        venue.place(account, sides[number % 2])
        samples.append(since(start))
    return Row(GROUP, "engine alone: MARKET filled", samples, count * 1000 / since(began))


def _request(venue: Venue, **params: str) -> OrderRequest:
    given = {"symbol": SYMBOL, "quantity": "0.002", **params}
    return read_order(given, venue.instruments, SystemClock().now_ms())
