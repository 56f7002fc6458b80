"""Reads the parameters of a new order and holds them against the symbol's filters."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tools.terms import Side
from tools.testnet.instrument import Instrument, decimals
from tools.testnet.problem import Problem, bad_data, missing, problem

Params = dict[str, str]

_CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_-]{1,36}", re.ASCII)
_CLIENT_ID_RANGE = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
_NUMBER_RANGE = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
_ALGO_TYPES = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
_TIMES_IN_FORCE = ("GTC", "IOC", "FOK", "GTX")
_PREVENTION_MODES = ("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH")


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A well-formed new order; `price` is 0 for market orders."""

    instrument: Instrument
    side: Side
    type: str
    time_in_force: str
    quantity: Decimal
    price: Decimal
    reduce_only: bool
    client_order_id: str | None
    full_answer: bool
    """RESULT instead of ACK."""


def read_order(params: Params, listed: dict[str, Instrument]) -> OrderRequest:
    """The order that parameters ask for.

    Raises:
        Problem: a parameter is missing, unknown, out of range or breaks a filter.
    """
    instrument = read_instrument(params, listed)
    side = _choice(params, "side", ("BUY", "SELL"), -1117)
    kind = _order_type(params)
    _check_position_side(params)
    _check_unused(params)
    limit = kind == "LIMIT"
    time_in_force = _choice(params, "timeInForce", _TIMES_IN_FORCE, -1115) if limit else "GTC"
    request = OrderRequest(
        instrument=instrument,
        side=Side(side),
        type=kind,
        time_in_force=time_in_force,
        quantity=_number(params, "quantity"),
        price=_number(params, "price") if limit else Decimal(0),
        reduce_only=read_flag(params, "reduceOnly"),
        client_order_id=_client_order_id(params),
        full_answer=_full_answer(params),
    )
    _check_quantity(request)
    if limit:
        _check_price(request)
    return request


def read_instrument(params: Params, listed: dict[str, Instrument]) -> Instrument:
    """The instrument of the parameter `symbol`."""
    if not params.get("symbol"):
        raise missing("symbol")
    if params["symbol"] not in listed:
        raise problem(-1121)
    return listed[params["symbol"]]


def read_flag(params: Params, name: str) -> bool:
    """A boolean written in any case; absent is false."""
    text = params.get(name, "false").lower()
    if text not in ("true", "false"):
        raise bad_data(name)
    return text == "true"


def read_int(params: Params, name: str, default: int | None = None) -> int:
    """A whole number.

    Raises:
        Problem: -1102 when it is missing without a default or not a whole number.
    """
    text = params.get(name)
    if text is None and default is not None:
        return default
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        raise missing(name)
    return int(text)


def _number(params: Params, name: str) -> Decimal:
    text = params.get(name)
    if not text:
        raise missing(name)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _illegal(name, _NUMBER_RANGE) from None
    if not value.is_finite() or abs(value) >= 10**20 or not text.isascii():
        raise _illegal(name, _NUMBER_RANGE)
    return value


def _illegal(name: str, legal: str) -> Problem:
    return Problem(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{legal}'.")


def _choice(params: Params, name: str, allowed: tuple[str, ...], code: int) -> str:
    value = params.get(name)
    if not value:
        raise missing(name)
    if value not in allowed:
        raise problem(code)
    return value


def _order_type(params: Params) -> str:
    if params.get("type") in _ALGO_TYPES:
        raise problem(-4120)
    return _choice(params, "type", ("LIMIT", "MARKET"), -1116)


def _check_position_side(params: Params) -> None:
    side = params.get("positionSide") or "BOTH"
    if side not in ("BOTH", "LONG", "SHORT"):
        raise problem(-4060)
    if side != "BOTH":
        raise problem(-4061)


def _check_unused(params: Params) -> None:
    if params.get("selfTradePreventionMode", "NONE") not in _PREVENTION_MODES:
        raise bad_data("selfTradePreventionMode")
    if params.get("priceMatch", "NONE") != "NONE":
        raise bad_data("priceMatch")


def _client_order_id(params: Params) -> str | None:
    value = params.get("newClientOrderId")
    if not value:
        return None
    if len(value) > 36:
        raise problem(-4015)
    if not _CLIENT_ID.fullmatch(value):
        raise _illegal("newClientOrderId", _CLIENT_ID_RANGE)
    return value


def _full_answer(params: Params) -> bool:
    value = params.get("newOrderRespType") or "ACK"
    if value not in ("ACK", "RESULT"):
        raise problem(-1136)
    return value == "RESULT"


def _check_quantity(request: OrderRequest) -> None:
    instrument, quantity = request.instrument, request.quantity
    largest = instrument.market_max_quantity if request.type == "MARKET" else instrument.max_quantity
    if quantity <= 0:
        raise problem(-4003)
    if decimals(quantity) > instrument.quantity_precision:
        raise problem(-1111)
    if quantity < instrument.step:
        raise problem(-4004)
    if quantity > largest:
        raise problem(-4005)
    if quantity % instrument.step:
        raise problem(-4023)


def _check_price(request: OrderRequest) -> None:
    instrument, price = request.instrument, request.price
    if price < 0:
        raise Problem(-4001, "Price less than 0.")
    if decimals(price) > instrument.price_precision:
        raise problem(-1111)
    if price < instrument.min_price:
        raise problem(-4013)
    if price > instrument.max_price:
        raise problem(-4002)
    if price % instrument.tick:
        raise problem(-4014)
