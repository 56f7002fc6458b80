"""The venue's endpoints this product uses, with their request weights.

An order the venue accepts costs no weight; one is counted until its answer says so.
"""

from tools.venues.binance.endpoint import Endpoint, Urgency

TIME = Endpoint("GET", "/api/v3/time", signed=False)
EXCHANGE_INFO = Endpoint("GET", "/api/v3/exchangeInfo", 20, signed=False)
BOOK_TICKER = Endpoint("GET", "/api/v3/ticker/bookTicker", 2, signed=False)
BOOK_TICKERS = Endpoint("GET", "/api/v3/ticker/bookTicker", 4, signed=False)
LAST_PRICE = Endpoint("GET", "/api/v3/ticker/price", 2, signed=False)
DAY_TICKERS = Endpoint("GET", "/api/v3/ticker/24hr", 80, signed=False)
CANDLES = Endpoint("GET", "/api/v3/klines", 2, signed=False)
ACCOUNT = Endpoint("GET", "/api/v3/account", 20)
OPEN_ORDERS = Endpoint("GET", "/api/v3/openOrders", 6)
ALL_OPEN_ORDERS = Endpoint("GET", "/api/v3/openOrders", 80)
ORDER = Endpoint("GET", "/api/v3/order", 4)
FILLS = Endpoint("GET", "/api/v3/myTrades", 20)
FILLS_OF_ORDER = Endpoint("GET", "/api/v3/myTrades", 5)
PLACE = Endpoint("POST", "/api/v3/order", 1, Urgency.ORDER, orders=1)
PLACE_OCO = Endpoint("POST", "/api/v3/orderList/oco", 1, Urgency.ORDER, orders=2)
REPLACE = Endpoint("POST", "/api/v3/order/cancelReplace", 1, Urgency.ORDER, orders=1)
CANCEL = Endpoint("DELETE", "/api/v3/order", 1, Urgency.CANCEL)
CANCEL_ALL = Endpoint("DELETE", "/api/v3/openOrders", 1, Urgency.CANCEL)

DEEPEST = 5000
"""Levels of a book in one answer."""


def book(depth: int) -> Endpoint:
    """The book endpoint with the weight of its depth."""
    weight = 5 if depth <= 100 else 25 if depth <= 500 else 50 if depth <= 1000 else 250
    return Endpoint("GET", "/api/v3/depth", weight, signed=False)
