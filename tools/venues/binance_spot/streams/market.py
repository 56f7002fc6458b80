"""The market streams of spot: one connection for all of them."""

from tools.errors import VenueUnavailable
from tools.venues.binance.streams.dialect import Data, Heard, MarketRoute
from tools.venues.binance_spot.streams import parse


class SpotMarket:
    """Trades and best prices of each symbol.

    Books are not among them: a partial book carries no time, and a difference is not a book.
    """

    kinds: dict[MarketRoute, tuple[str, ...]] = {"market": ("aggTrade", "ticker")}
    steady = None

    def address(self, base_url: str, route: MarketRoute) -> str:
        """Where combined streams are."""
        return f"{base_url}/stream"

    def read(self, symbol: str, data: Data) -> Heard:
        """A market event; every payload names its symbol."""
        match parse.head(data).kind:
            case "aggTrade":
                return parse.trade(data)
            case "24hrTicker":
                return parse.top(data)
            case kind:
                raise VenueUnavailable(f"unexpected event {kind[:40]}")
