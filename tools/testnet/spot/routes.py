"""All REST endpoints of the spot market."""

from tools.testnet.endpoint import Routes
from tools.testnet.rate_limit import RateLimit
from tools.testnet.spot.rest_account import account_routes
from tools.testnet.spot.rest_lists import LIST_ROUTES
from tools.testnet.spot.rest_market import MARKET_ROUTES
from tools.testnet.spot.rest_orders import ORDER_ROUTES
from tools.testnet.spot.rest_replace import REPLACE_ROUTES
from tools.testnet.spot.rest_tickers import TICKER_ROUTES
from tools.testnet.spot.rest_unlisted import UNLISTED_ROUTES


def spot_routes(limits: RateLimit) -> Routes:
    """Endpoints by (method, path); the order counts they show are those of `limits`."""
    return (
        MARKET_ROUTES
        | TICKER_ROUTES
        | ORDER_ROUTES
        | LIST_ROUTES
        | REPLACE_ROUTES
        | UNLISTED_ROUTES
        | account_routes(limits)
    )
