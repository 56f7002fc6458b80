"""The market streams of futures: two routes, and a mark price that speaks every second."""

from tools.venues.binance.streams.dialect import Data, Heard, MarketRoute
from tools.venues.binance_futures.streams import parse


class FuturesMarket:
    """Trades, best prices, the top of the book and the mark price of each symbol."""

    kinds: dict[MarketRoute, tuple[str, ...]] = {
        "public": ("bookTicker", "depth20@500ms"),
        "market": ("aggTrade", "markPrice@1s"),
    }
    """By the route that serves them; on the wrong route a stream stays silent."""
    steady = "markPrice@1s"

    def address(self, base_url: str, route: MarketRoute) -> str:
        """Where combined streams of a route are."""
        return f"{base_url}/{route}/stream"

    def read(self, symbol: str, data: Data) -> Heard:
        """A market event; every payload names its symbol."""
        return parse.market(parse.head(data).kind, data)
