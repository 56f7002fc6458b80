"""The spot WebSocket API (/ws-api/v3): the REST endpoints, session.logon, and user data by subscription."""

from tools.testnet.endpoint import Json, Routes
from tools.testnet.faults import Faults
from tools.testnet.order_request import Params
from tools.testnet.problem import Problem, missing, problem
from tools.testnet.rate_limit import RateLimit
from tools.testnet.signature import check_signature
from tools.testnet.spot.parameters import Fields
from tools.testnet.spot.timing import check_timing
from tools.testnet.spot.user_streams import SpotSession, UserStreams
from tools.testnet.venue import Venue
from tools.testnet.ws_api import Methods, WsApi, payload

METHODS: Methods = {
    "ping": ("GET", "/api/v3/ping"),
    "time": ("GET", "/api/v3/time"),
    "exchangeInfo": ("GET", "/api/v3/exchangeInfo"),
    "depth": ("GET", "/api/v3/depth"),
    "trades.recent": ("GET", "/api/v3/trades"),
    "trades.historical": ("GET", "/api/v3/historicalTrades"),
    "trades.aggregate": ("GET", "/api/v3/aggTrades"),
    "klines": ("GET", "/api/v3/klines"),
    "uiKlines": ("GET", "/api/v3/uiKlines"),
    "avgPrice": ("GET", "/api/v3/avgPrice"),
    "ticker": ("GET", "/api/v3/ticker"),
    "ticker.24hr": ("GET", "/api/v3/ticker/24hr"),
    "ticker.tradingDay": ("GET", "/api/v3/ticker/tradingDay"),
    "ticker.price": ("GET", "/api/v3/ticker/price"),
    "ticker.book": ("GET", "/api/v3/ticker/bookTicker"),
    "order.place": ("POST", "/api/v3/order"),
    "order.test": ("POST", "/api/v3/order/test"),
    "order.status": ("GET", "/api/v3/order"),
    "order.cancel": ("DELETE", "/api/v3/order"),
    "order.cancelReplace": ("POST", "/api/v3/order/cancelReplace"),
    "order.amend.keepPriority": ("PUT", "/api/v3/order/amend/keepPriority"),
    "order.amendments": ("GET", "/api/v3/order/amendments"),
    "openOrders.status": ("GET", "/api/v3/openOrders"),
    "openOrders.cancelAll": ("DELETE", "/api/v3/openOrders"),
    "allOrders": ("GET", "/api/v3/allOrders"),
    "orderList.place": ("POST", "/api/v3/order/oco"),
    "orderList.place.oco": ("POST", "/api/v3/orderList/oco"),
    "orderList.status": ("GET", "/api/v3/orderList"),
    "orderList.cancel": ("DELETE", "/api/v3/orderList"),
    "openOrderLists.status": ("GET", "/api/v3/openOrderList"),
    "allOrderLists": ("GET", "/api/v3/allOrderList"),
    "myTrades": ("GET", "/api/v3/myTrades"),
    "account.status": ("GET", "/api/v3/account"),
    "account.commission": ("GET", "/api/v3/account/commission"),
    "account.rateLimits.orders": ("GET", "/api/v3/rateLimit/order"),
}


class SpotWsApi(WsApi[SpotSession]):
    """Answers requests and pushes user events on WebSocket connections."""

    not_json = Problem(-1135, "Invalid JSON Request")

    def __init__(
        self, venue: Venue, routes: Routes, limits: RateLimit, faults: Faults, streams: UserStreams
    ) -> None:
        super().__init__(venue, routes, limits, faults, METHODS, check_timing)
        self._streams = streams
        self.session_methods |= {
            "session.subscriptions": self._subscriptions,
            "userDataStream.subscribe": self._subscribe,
            "userDataStream.subscribe.signature": self._subscribe_signed,
            "userDataStream.unsubscribe": self._unsubscribe,
        }

    def open(self, address: str) -> SpotSession:
        """The session of a new connection, which may come to hear user events."""
        return self._streams.open(address)

    def end(self, session: SpotSession) -> None:
        """The connection of a session is gone."""
        self._streams.end(session)

    def status(self, session: SpotSession, params: Params) -> Json:
        """Who is signed in, since when, and whether the connection hears user data."""
        listening = bool(session.subscriptions)
        return super().status(session, params) | {"userDataStream": listening}

    def log_out(self, session: SpotSession, params: Params) -> Json:
        """Forget who is signed in; what was subscribed by the logon ends with it."""
        subscription_id = session.of_the_logon
        if subscription_id is not None:
            self._streams.unsubscribe(session, subscription_id)
        return super().log_out(session, params)

    def _subscriptions(self, session: SpotSession, _: Params) -> Json:
        return [{"subscriptionId": number} for number in session.subscriptions]

    def _subscribe(self, session: SpotSession, _: Params) -> Json:
        if not session.api_key:
            raise problem(-2015)
        account_id = self._venue.account_of(session.api_key).account_id
        number = session.subscribe(account_id)
        session.of_the_logon = number
        return {"subscriptionId": number}

    def _subscribe_signed(self, session: SpotSession, params: Params) -> Json:
        api_key = params.get("apiKey")
        if not api_key:
            raise missing("apiKey")
        if api_key not in self._venue.keys:
            raise problem(-2015)
        check_timing(self._venue, params)
        check_signature(self._venue.keys[api_key], params, payload(params))
        return {"subscriptionId": session.subscribe(self._venue.account_of(api_key).account_id)}

    def _unsubscribe(self, session: SpotSession, params: Params) -> Json:
        self._streams.unsubscribe(session, Fields(params).long("subscriptionId"))
        return {}
