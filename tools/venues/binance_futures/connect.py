"""connect: makes a BinanceFutures with its transport, budget and host check."""

from tools.clock import Clock
from tools.terms import Mode
from tools.venues.binance.budget import MINUTE_MS, ORDERS, WEIGHT, Budget, Limit
from tools.venues.binance.hosts import account_name, checked
from tools.venues.binance.wire import Wire
from tools.venues.binance_futures.hosts import BINANCE_TESTNET_HOSTS
from tools.venues.binance_futures.venue import BinanceFutures
from tools.venues.http_transport import StandIn, way

LIMITS = (Limit(WEIGHT, MINUTE_MS, 2400), Limit(ORDERS, MINUTE_MS, 1200), Limit(ORDERS, 10_000, 300))


def connect(
    base_url: str,
    key: str,
    secret: str,
    clock: Clock,
    mode: Mode,
    transport: StandIn = None,
) -> BinanceFutures:
    """A connector; nothing is sent yet.

    `transport` stands for the network: a venue in this process, or scripted answers. Proxies and
    credentials of the environment are not used: what is signed goes where the settings say.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    address = checked(base_url, mode, BINANCE_TESTNET_HOSTS)
    budget = Budget(clock, LIMITS)
    wire = Wire(way(transport), address, key, secret, budget)
    return BinanceFutures(wire, budget, clock, mode, account_name(mode, key))
