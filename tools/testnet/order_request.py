"""Reads the parameters of a new order and holds them against the symbol's filters."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tools.terms import Side
from tools.testnet.instrument import Instrument, decimals
from tools.testnet.order import closes
from tools.testnet.problem import Problem, bad_data, missing, problem, unwanted

Params = dict[str, str]

_CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_-]{1,36}", re.ASCII)
_CLIENT_ID_RANGE = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
_NUMBER_RANGE = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
_ALGO_TYPES = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
_TIMES_IN_FORCE = ("GTC", "IOC", "FOK", "GTX", "GTD")
_PRICE_MATCHES = (
    "NONE",
    *("OPPONENT", "OPPONENT_5", "OPPONENT_10", "OPPONENT_20"),
    *("QUEUE", "QUEUE_5", "QUEUE_10", "QUEUE_20"),
)
_LATEST_MS = 253_402_300_799_000
_POSITION_SIDES = ("BOTH", "LONG", "SHORT")
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
    position_side: str = "BOTH"
    prevention: str = "EXPIRE_MAKER"
    price_match: str = "NONE"
    """The price follows from the book when the order comes in; `price` is 0 until then."""
    good_till_ms: int = 0
    reduce_only_given: bool = False
    """The parameter was there, whatever its value."""
    close_position: bool = False

    @property
    def reducing(self) -> bool:
        """Whether it can only make a position smaller."""
        return self.reduce_only or closes(self.side, self.position_side)


def read_order(params: Params, listed: dict[str, Instrument], now_ms: int) -> OrderRequest:
    """The order that parameters ask for at a time.

    Raises:
        Problem: a parameter is missing, unknown, out of range or breaks a filter.
    """
    instrument = read_instrument(params, listed)
    side = read_choice(params, "side", ("BUY", "SELL"), -1117)
    kind = _order_type(params)
    limit = kind == "LIMIT"
    time_in_force = read_choice(params, "timeInForce", _TIMES_IN_FORCE, -1115) if limit else "GTC"
    price_match = read_price_match(params, limit)
    priced = limit and price_match == "NONE"
    request = OrderRequest(
        instrument=instrument,
        side=Side(side),
        type=kind,
        time_in_force=time_in_force,
        quantity=read_number(params, "quantity"),
        price=read_number(params, "price") if priced else Decimal(0),
        reduce_only=read_flag(params, "reduceOnly"),
        client_order_id=read_client_id(params, "newClientOrderId"),
        full_answer=read_full_answer(params),
        position_side=read_position_side(params),
        prevention=read_prevention(params),
        price_match=price_match,
        good_till_ms=read_good_till(params, time_in_force, now_ms),
        reduce_only_given=bool(params.get("reduceOnly")),
    )
    largest = instrument.max_quantity if limit else instrument.market_max_quantity
    check_quantity(instrument, request.quantity, largest)
    if priced:
        check_price(instrument, request.price)
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


def read_number(params: Params, name: str) -> Decimal:
    """A decimal number.

    Raises:
        Problem: -1102 when it is missing, -1100 when it is not a number.
    """
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


def read_choice(params: Params, name: str, allowed: tuple[str, ...], code: int) -> str:
    """One of the allowed words.

    Raises:
        Problem: -1102 when it is missing, `code` for any other word.
    """
    value = params.get(name)
    if not value:
        raise missing(name)
    if value not in allowed:
        raise problem(code)
    return value


def _order_type(params: Params) -> str:
    if params.get("type") in _ALGO_TYPES:
        raise problem(-4120)
    return read_choice(params, "type", ("LIMIT", "MARKET"), -1116)


def read_position_side(params: Params) -> str:
    """BOTH unless another side is named."""
    return read_choice({"positionSide": "BOTH"} | _given(params), "positionSide", _POSITION_SIDES, -4060)


def read_prevention(params: Params) -> str:
    """The self-trade prevention mode; EXPIRE_MAKER unless another is named."""
    name = "selfTradePreventionMode"
    return read_choice({name: "EXPIRE_MAKER"} | _given(params), name, _PREVENTION_MODES, -5039)


def read_price_match(params: Params, limit: bool) -> str:
    """How the price follows from the book; NONE when it is given.

    Raises:
        Problem: -5037, -5038 without a limit price to match, -1106 together with a price.
    """
    value = read_choice({"priceMatch": "NONE"} | _given(params), "priceMatch", _PRICE_MATCHES, -5037)
    if value != "NONE" and not limit:
        raise problem(-5038)
    if value != "NONE" and params.get("price"):
        raise unwanted("price")
    return value


def read_good_till(params: Params, time_in_force: str, now_ms: int) -> int:
    """When a GTD order expires, cut to the second; 0 for the others.

    Raises:
        Problem: -1102 when it is missing, -5040 outside now + 600 s and the end of the year 9999.
    """
    if time_in_force != "GTD":
        return 0
    until = read_int(params, "goodTillDate")
    if not now_ms + 600_000 < until < _LATEST_MS:
        raise problem(-5040)
    return until // 1000 * 1000


def _given(params: Params) -> Params:
    return {name: value for name, value in params.items() if value}


def read_client_id(params: Params, name: str) -> str | None:
    """A client's own id; None when it leaves that to the venue."""
    value = params.get(name)
    if not value:
        return None
    if len(value) > 36:
        raise problem(-4015)
    if not _CLIENT_ID.fullmatch(value):
        raise _illegal(name, _CLIENT_ID_RANGE)
    return value


def read_full_answer(params: Params) -> bool:
    """Whether RESULT is asked for instead of ACK."""
    value = params.get("newOrderRespType") or "ACK"
    if value not in ("ACK", "RESULT"):
        raise problem(-1136)
    return value == "RESULT"


def check_quantity(instrument: Instrument, quantity: Decimal, largest: Decimal) -> None:
    """LOT_SIZE and MARKET_LOT_SIZE."""
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


def check_price(instrument: Instrument, price: Decimal) -> None:
    """PRICE_FILTER."""
    if price < 0:
        raise Problem(-4001, "Price less than 0.")
    if decimals(price) > instrument.price_precision:
        raise problem(-1111)
    if price < instrument.min_price:
        raise problem(-4013)
    if price > instrument.max_price:
        raise problem(-4002)
    if price % instrument.tick_size:
        raise problem(-4014)
