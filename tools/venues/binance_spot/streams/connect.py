"""connect_streams: the streams of Binance spot."""

from random import Random  # noqa: TID251
from urllib.parse import urlsplit

from tools.clock import Clock
from tools.venues.binance.hosts import checked_stream
from tools.venues.binance.streams.lifecycle import BinanceStreams
from tools.venues.binance.streams.socket import Dial, dial
from tools.venues.binance.streams.timing import Timing
from tools.venues.binance_spot.hosts import BINANCE_TESTNET_STREAM_HOSTS
from tools.venues.binance_spot.streams.account import SpotAccount
from tools.venues.binance_spot.streams.market import SpotMarket
from tools.venues.binance_spot.venue import BinanceSpot


def connect_streams(
    base_url: str,
    venue: BinanceSpot,
    clock: Clock,
    chance: Random,
    *,
    timing: Timing | None = None,
    dial: Dial = dial,
) -> BinanceStreams:
    """Streams of a venue; nothing is opened before `start`.

    Args:
        base_url: address of the stream host, `ws://` or `wss://`, without a path. The WebSocket API is on
            the same address locally, and on its own host at Binance's testnets.
        venue: connector that signs the subscription and is asked whenever events may be missing.
        clock: the only source of time.
        chance: seeded; spreads the waits before another attempt.
        timing: waits and lifetimes.
        dial: opens a socket.

    Raises:
        ConfigError: the address is not a testnet of the venue's mode.
    """
    address = checked_stream(base_url, venue.mode, frozenset(BINANCE_TESTNET_STREAM_HOSTS))
    host = urlsplit(address).hostname or ""
    api_host = BINANCE_TESTNET_STREAM_HOSTS.get(host)
    api_url = address if api_host is None else f"wss://{api_host}"
    account = SpotAccount(venue, api_url)
    return BinanceStreams(address, venue, SpotMarket(), account, clock, chance, timing or Timing(), dial)
