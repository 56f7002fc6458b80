"""connect: makes a BinanceSpot with its transport, budget and host check."""

from tools.clock import Clock
from tools.terms import Mode
from tools.venues.binance.budget import MINUTE_MS, ORDERS, WEIGHT, Budget, Limit
from tools.venues.binance.hosts import account_name, checked
from tools.venues.binance.wire import Wire
from tools.venues.binance_spot.hosts import BINANCE_TESTNET_HOSTS
from tools.venues.binance_spot.venue import BinanceSpot
from tools.venues.http_transport import StandIn, way

DAY_MS = 24 * 60 * MINUTE_MS
LIMITS = (Limit(WEIGHT, MINUTE_MS, 6000), Limit(ORDERS, 10_000, 50), Limit(ORDERS, DAY_MS, 160_000))


def connect(
    base_url: str,
    key: str,
    secret: str,
    clock: Clock,
    mode: Mode,
    transport: StandIn = None,
) -> BinanceSpot:
    """A connector; nothing is sent yet.

    `transport` stands for the network: a venue in this process, or scripted answers. Proxies and
    credentials of the environment are not used: what is signed goes where the settings say.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    address = checked(base_url, mode, BINANCE_TESTNET_HOSTS)
    budget = Budget(clock, LIMITS)
    wire = Wire(way(transport), address, key, secret, budget)
    # On the local testnet one key opens both markets: the marks of the day must not mix their equities.
    return BinanceSpot(wire, budget, clock, mode, f"{account_name(mode, key)}/spot")
