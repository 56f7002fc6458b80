"""connect_streams: the streams of Binance USD-M futures."""

from random import Random  # noqa: TID251

from tools.clock import Clock
from tools.venues.binance.hosts import checked_stream
from tools.venues.binance.streams.lifecycle import BinanceStreams
from tools.venues.binance.streams.socket import Dial, dial
from tools.venues.binance.streams.timing import Timing
from tools.venues.binance_futures.hosts import BINANCE_TESTNET_STREAM_HOSTS
from tools.venues.binance_futures.streams.account import FuturesAccount
from tools.venues.binance_futures.streams.listen_key import ListenKey
from tools.venues.binance_futures.streams.market import FuturesMarket
from tools.venues.binance_futures.venue import BinanceFutures


def connect_streams(
    base_url: str,
    venue: BinanceFutures,
    clock: Clock,
    chance: Random,
    *,
    timing: Timing | None = None,
    dial: Dial = dial,
) -> BinanceStreams:
    """Streams of a venue; nothing is opened before `start`.

    Args:
        base_url: address of the stream host, `ws://` or `wss://`, without a path.
        venue: connector that is asked for listen keys and whenever events may be missing.
        clock: the only source of time.
        chance: seeded; spreads the waits before another attempt.
        timing: waits and lifetimes.
        dial: opens a socket.

    Raises:
        ConfigError: the address is not a testnet of the venue's mode.
    """
    address = checked_stream(base_url, venue.mode, BINANCE_TESTNET_STREAM_HOSTS)
    timing = timing or Timing()
    account = FuturesAccount(ListenKey(venue, clock, timing))
    return BinanceStreams(address, venue, FuturesMarket(), account, clock, chance, timing, dial)
