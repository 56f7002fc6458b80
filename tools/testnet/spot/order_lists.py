"""OCO: reads the two orders of a list and holds them against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.terms import Side
from tools.testnet.market import Market
from tools.testnet.order_request import Params
from tools.testnet.problem import missing
from tools.testnet.spot.order_request import COMMON_FIELDS, Listed, SpotRequest, check_unread, read_fields
from tools.testnet.spot.parameters import Fields
from tools.testnet.spot.refusal import BAD_PRICES, refusal, rejected

_PER_LEG = (
    *("price", "stopPrice", "trailingDelta", "icebergQty", "timeInForce", "strategyId", "strategyType"),
    *("pegPriceType", "pegOffsetType", "pegOffsetValue"),
)
_NOWHERE = {"quoteOrderQty": "-"}
"""What no leg can have."""
_OLD_LIMIT = _NOWHERE | {
    "stopPrice": "-",
    "trailingDelta": "-",
    "timeInForce": "-",
    "icebergQty": "limitIcebergQty",
    "strategyId": "limitStrategyId",
    "strategyType": "limitStrategyType",
    "newClientOrderId": "limitClientOrderId",
}
_OLD_STOP = _NOWHERE | {
    "price": "stopLimitPrice",
    "timeInForce": "stopLimitTimeInForce",
    "icebergQty": "stopIcebergQty",
    "strategyId": "stopStrategyId",
    "strategyType": "stopStrategyType",
    "newClientOrderId": "stopClientOrderId",
}
_OCO_TYPES = ("LIMIT_MAKER", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT")
_LIST_FIELDS = COMMON_FIELDS | {"listClientOrderId"}


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A well-formed OCO: the order that stops a loss, and the one at the better price."""

    stop: SpotRequest
    better: SpotRequest
    client_list_id: str | None

    @property
    def legs(self) -> tuple[SpotRequest, SpotRequest]:
        """Both orders, in the order of the answer."""
        return self.stop, self.better


def read_oco(params: Params, listed: Listed) -> ListRequest:
    """The OCO of `above…` and `below…` parameters.

    Raises:
        Problem: a parameter is missing or wrong, or the types do not go together.
    """
    names = {place: _leg_names(place) for place in ("above", "below")}
    check_unread(params, _LIST_FIELDS | {one for leg in names.values() for one in leg.values()})
    side = Side(Fields(params).choice("side", ("BUY", "SELL"), -1117))
    types = {place: Fields(params).choice(f"{place}Type", _OCO_TYPES, -1158) for place in ("above", "below")}
    _check_types(side, types["above"], types["below"])
    legs = {place: read_fields(Fields(params, names[place]), listed, types[place]) for place in names}
    stop, better = ("above", "below") if side is Side.BUY else ("below", "above")
    return ListRequest(legs[stop], legs[better], Fields(params).client_id("listClientOrderId"))


def read_old_oco(params: Params, listed: Listed) -> ListRequest:
    """The OCO of the deprecated endpoint: `price` for the limit, `stopPrice` for the stop.

    Raises:
        Problem: a parameter is missing or wrong.
    """
    own = {"price", "stopPrice", "trailingDelta"}
    check_unread(params, _LIST_FIELDS | own | {*_OLD_LIMIT.values(), *_OLD_STOP.values()})
    fields = Fields(params)
    if not fields.given("price"):
        raise missing("price")
    limited = fields.given("stopLimitPrice")
    stop = read_fields(Fields(params, _OLD_STOP), listed, "STOP_LOSS_LIMIT" if limited else "STOP_LOSS")
    better = read_fields(Fields(params, _OLD_LIMIT), listed, "LIMIT_MAKER")
    return ListRequest(stop, better, fields.client_id("listClientOrderId"))


def check_list_prices(market: Market, request: ListRequest) -> None:
    """The last price lies between the two orders.

    Raises:
        Problem: -2010.
    """
    stop, better = request.legs
    last, side = market.last.price, stop.side
    stop_price = stop.stop_price or last
    better_price = better.price if better.type == "LIMIT_MAKER" else better.stop_price or last
    trailing = not stop.stop_price, better.type != "LIMIT_MAKER" and not better.stop_price
    buy, sell = better_price < last < stop_price, better_price > last > stop_price
    if not any(trailing) and not (buy if side is Side.BUY else sell):
        raise rejected(BAD_PRICES)


def _leg_names(place: str) -> Mapping[str, str]:
    named = {field: f"{place}{field[0].upper()}{field[1:]}" for field in _PER_LEG}
    return _NOWHERE | named | {"newClientOrderId": f"{place}ClientOrderId", "type": f"{place}Type"}


def _check_types(side: Side, above: str, below: str) -> None:
    if above == below == "LIMIT_MAKER":
        raise refusal(-1168)
    codes = _BUY_CODES if side is Side.BUY else _SELL_CODES
    for wrong, code in codes:
        place, start = wrong
        if {"above": above, "below": below}[place].startswith(start):
            raise refusal(code)


_BUY_CODES = (
    (("above", "LIMIT"), -1165),
    (("below", "STOP"), -1196),
    (("above", "TAKE"), -1198),
)
_SELL_CODES = (
    (("below", "LIMIT"), -1166),
    (("above", "STOP"), -1197),
    (("below", "TAKE"), -1199),
)
