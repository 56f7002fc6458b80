"""The venue's endpoints this product uses, with their request weights."""

from tools.venues.binance.endpoint import Endpoint, Urgency

TIME = Endpoint("GET", "/fapi/v1/time", signed=False)
EXCHANGE_INFO = Endpoint("GET", "/fapi/v1/exchangeInfo", signed=False)
MARK = Endpoint("GET", "/fapi/v1/premiumIndex", signed=False)
MARKS = Endpoint("GET", "/fapi/v1/premiumIndex", 10, signed=False)
DAY_TICKERS = Endpoint("GET", "/fapi/v1/ticker/24hr", 40, signed=False)
ACCOUNT = Endpoint("GET", "/fapi/v3/account", 5)
POSITIONS = Endpoint("GET", "/fapi/v3/positionRisk", 5)
SYMBOL_CONFIG = Endpoint("GET", "/fapi/v1/symbolConfig", 5)
OPEN_ORDERS = Endpoint("GET", "/fapi/v1/openOrders")
ALL_OPEN_ORDERS = Endpoint("GET", "/fapi/v1/openOrders", 40)
ORDER = Endpoint("GET", "/fapi/v1/order")
FILLS = Endpoint("GET", "/fapi/v1/userTrades", 5)
INCOME = Endpoint("GET", "/fapi/v1/income", 30)
PLACE = Endpoint("POST", "/fapi/v1/order", 0, Urgency.ORDER, orders=1)
CANCEL = Endpoint("DELETE", "/fapi/v1/order", 1, Urgency.CANCEL)
CANCEL_ALL = Endpoint("DELETE", "/fapi/v1/allOpenOrders", 1, Urgency.CANCEL)
REPLACE = Endpoint("PUT", "/fapi/v1/order", 1, Urgency.ORDER, orders=1)
ALGO_ORDER = Endpoint("GET", "/fapi/v1/algoOrder")
ALGO_ORDER_TO_CANCEL = ALGO_ORDER._replace(urgency=Urgency.CANCEL)
OPEN_ALGO_ORDERS = Endpoint("GET", "/fapi/v1/openAlgoOrders")
ALL_OPEN_ALGO_ORDERS = Endpoint("GET", "/fapi/v1/openAlgoOrders", 40)
PLACE_ALGO = Endpoint("POST", "/fapi/v1/algoOrder", 0, Urgency.ORDER, orders=1)
CANCEL_ALGO = Endpoint("DELETE", "/fapi/v1/algoOrder", 1, Urgency.CANCEL)
CANCEL_ALL_ALGO = Endpoint("DELETE", "/fapi/v1/algoOpenOrders", 1, Urgency.CANCEL)
LEVERAGE = Endpoint("POST", "/fapi/v1/leverage", 1, Urgency.ORDER)
MARGIN_TYPE = Endpoint("POST", "/fapi/v1/marginType", 1, Urgency.ORDER)
COUNT_DOWN = Endpoint("POST", "/fapi/v1/countdownCancelAll", 10, Urgency.CANCEL)
OPEN_LISTEN_KEY = Endpoint("POST", "/fapi/v1/listenKey", signed=False, keyed=True)
RENEW_LISTEN_KEY = Endpoint("PUT", "/fapi/v1/listenKey", signed=False, keyed=True)
POSITION_MODE = Endpoint("GET", "/fapi/v1/accountConfig", 5)
SET_POSITION_MODE = Endpoint("POST", "/fapi/v1/positionSide/dual", 1, Urgency.ORDER)

DEPTHS = (5, 10, 20, 50, 100, 500, 1000)
"""Book depths the venue accepts."""


def book(depth: int) -> Endpoint:
    """The book endpoint with the weight of its depth."""
    weight = 2 if depth <= 50 else 5 if depth <= 100 else 10 if depth <= 500 else 20
    return Endpoint("GET", "/fapi/v1/depth", weight, signed=False)


def candles(limit: int) -> Endpoint:
    """The candle endpoint with the weight of its length."""
    weight = 1 if limit < 100 else 2 if limit < 500 else 5 if limit <= 1000 else 10
    return Endpoint("GET", "/fapi/v1/klines", weight, signed=False)
