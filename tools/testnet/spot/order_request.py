"""Reads the parameters of a new spot order and holds them against the filters that need no market."""

from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.testnet.order_request import Params
from tools.testnet.problem import Problem, missing
from tools.testnet.spot.instrument import (
    ICEBERG_PARTS,
    MAX_TRAILING_DELTA,
    MIN_TRAILING_DELTA,
    SpotInstrument,
)
from tools.testnet.spot.order import MARKET_TYPES, STOP_TYPES
from tools.testnet.spot.parameters import Fields
from tools.testnet.spot.refusal import NO_PEGS, filter_failure, neither, refusal, rejected

Listed = dict[str, SpotInstrument]

ORDER_TYPES = ("LIMIT", "LIMIT_MAKER", "MARKET", *STOP_TYPES)
PREVENTION_MODES = ("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH")
DEFAULT_PREVENTION = "EXPIRE_MAKER"
_LIMITED = ("timeInForce", "quantity", "price")
_MANDATORY = {
    "LIMIT": _LIMITED,
    "LIMIT_MAKER": ("quantity", "price"),
    "MARKET": (),
    "STOP_LOSS": ("quantity",),
    "STOP_LOSS_LIMIT": _LIMITED,
    "TAKE_PROFIT": ("quantity",),
    "TAKE_PROFIT_LIMIT": _LIMITED,
}
_STOP = ("stopPrice", "trailingDelta")
_OPTIONAL = {
    "LIMIT": ("icebergQty",),
    "LIMIT_MAKER": ("icebergQty",),
    "MARKET": ("quantity", "quoteOrderQty"),
    "STOP_LOSS": _STOP,
    "STOP_LOSS_LIMIT": (*_STOP, "icebergQty"),
    "TAKE_PROFIT": _STOP,
    "TAKE_PROFIT_LIMIT": (*_STOP, "icebergQty"),
}
_SHAPING = ("timeInForce", "quantity", "quoteOrderQty", "price", *_STOP, "icebergQty")
_PEGS = ("pegPriceType", "pegOffsetType", "pegOffsetValue")
_ANSWERS = ("ACK", "RESULT", "FULL")
_LEAST_STRATEGY_TYPE = 1_000_000
COMMON_FIELDS = frozenset(
    (
        *("symbol", "side", "quantity", "newOrderRespType", "selfTradePreventionMode"),
        *("apiKey", "timestamp", "recvWindow", "signature", "returnRateLimits"),
    )
)
"""Every parameter a list of orders may have beside those of its legs."""
ORDER_FIELDS = COMMON_FIELDS | {*_SHAPING, *_PEGS, "type", "newClientOrderId", "strategyId", "strategyType"}
"""Every parameter a new order may have here."""


@dataclass(frozen=True, slots=True)
class SpotRequest:
    """A well-formed new order; numbers that were not sent are 0."""

    instrument: SpotInstrument
    side: Side
    type: str
    time_in_force: str
    quantity: Decimal
    quote_quantity: Decimal
    price: Decimal
    stop_price: Decimal
    trailing_delta: int
    iceberg: Decimal
    client_order_id: str | None
    answer: str
    """ACK, RESULT or FULL."""
    prevention: str
    strategy_id: int | None
    strategy_type: int | None

    @property
    def stops(self) -> bool:
        """Whether it waits for a price before it works."""
        return self.type in STOP_TYPES

    @property
    def at_market(self) -> bool:
        """Whether it trades at any price."""
        return self.type in MARKET_TYPES

    @property
    def triggers_above(self) -> bool:
        """Whether its stop price lies above the market."""
        return (self.side is Side.BUY) is self.type.startswith("STOP")


def read_order(params: Params, listed: Listed, also: frozenset[str] = frozenset()) -> SpotRequest:
    """The order that parameters ask for; `also` are parameters of its endpoint.

    Raises:
        Problem: a parameter is missing, unknown, out of place or breaks a filter.
    """
    check_unread(params, ORDER_FIELDS | also)
    return read_fields(Fields(params), listed)


def check_unread(params: Params, known: frozenset[str]) -> None:
    """No parameter is left that the endpoint does not have.

    Raises:
        Problem: -1104.
    """
    unread = params.keys() - known
    if unread:
        read, sent = len(params) - len(unread), len(params)
        text = f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."
        raise Problem(-1104, text)


def read_fields(fields: Fields, listed: Listed, kind: str | None = None) -> SpotRequest:
    """The order that fields describe; `kind` is its type when no field says it."""
    instrument = fields.symbol(listed)
    side = Side(fields.choice("side", ("BUY", "SELL"), -1117))
    kind = kind or fields.choice("type", ORDER_TYPES, -1116)
    _check_pegs(fields)
    _check_shape(fields, kind)
    limited = "timeInForce" in _MANDATORY[kind]
    request = SpotRequest(
        instrument=instrument,
        side=side,
        type=kind,
        time_in_force=fields.choice("timeInForce", ("GTC", "IOC", "FOK"), -1115) if limited else "GTC",
        quantity=fields.decimal("quantity"),
        quote_quantity=fields.decimal("quoteOrderQty"),
        price=fields.decimal("price"),
        stop_price=fields.decimal("stopPrice"),
        trailing_delta=fields.long("trailingDelta") or 0,
        iceberg=fields.decimal("icebergQty"),
        client_order_id=fields.client_id("newClientOrderId"),
        answer=read_answer(fields, kind),
        prevention=fields.choice("selfTradePreventionMode", PREVENTION_MODES, default=DEFAULT_PREVENTION),
        strategy_id=fields.long("strategyId"),
        strategy_type=_read_strategy_type(fields),
    )
    check_filters(request)
    return request


def read_answer(fields: Fields, kind: str) -> str:
    """What the answer shows; everything for MARKET and LIMIT unless asked otherwise."""
    default = "FULL" if kind in ("MARKET", "LIMIT") else "ACK"
    return fields.choice("newOrderRespType", _ANSWERS, default=default)


def _check_pegs(fields: Fields) -> None:
    """No symbol has pegged orders (`pegInstructionsAllowed`)."""
    if not any(fields.given(field) for field in _PEGS):
        return
    fields.choice("pegPriceType", ("PRIMARY_PEG", "MARKET_PEG"), -1210)
    if fields.given("pegOffsetType") or fields.given("pegOffsetValue"):
        fields.choice("pegOffsetType", ("PRICE_LEVEL",), -1211)
        fields.long("pegOffsetValue")
    raise rejected(NO_PEGS)


def _check_shape(fields: Fields, kind: str) -> None:
    for field in _MANDATORY[kind]:
        if not fields.given(field):
            raise missing(fields.name(field))
    allowed = (*_MANDATORY[kind], *_OPTIONAL[kind])
    fields.forbid([field for field in _SHAPING if field not in allowed])
    if kind == "MARKET":
        quantities = [field for field in _OPTIONAL[kind] if fields.given(field)]
        if not quantities:
            raise neither("quantity", "quoteOrderQty")
        if len(quantities) == 2:
            raise refusal(-1128)
    if kind in STOP_TYPES and not any(fields.given(field) for field in _STOP):
        raise neither(fields.name("stopPrice"), fields.name("trailingDelta"))


def _read_strategy_type(fields: Fields) -> int | None:
    value = fields.long("strategyType")
    if value is not None and value < _LEAST_STRATEGY_TYPE:
        raise refusal(-1134)
    return value


def check_filters(request: SpotRequest) -> None:
    """PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, ICEBERG_PARTS and TRAILING_DELTA."""
    for price in (request.price, request.stop_price):
        _check_price(request.instrument, price)
    if request.quantity:
        check_lot(request.instrument, request.quantity)
    if request.type == "MARKET" and request.quantity > request.instrument.market_max_quantity:
        raise filter_failure("MARKET_LOT_SIZE")
    if request.iceberg:
        _check_iceberg(request)
    if request.trailing_delta and not MIN_TRAILING_DELTA <= request.trailing_delta <= MAX_TRAILING_DELTA:
        raise filter_failure("TRAILING_DELTA")


def check_lot(instrument: SpotInstrument, quantity: Decimal) -> None:
    """LOT_SIZE."""
    if not instrument.step <= quantity <= instrument.max_quantity or quantity % instrument.step:
        raise filter_failure("LOT_SIZE")


def _check_price(instrument: SpotInstrument, price: Decimal) -> None:
    if price and (not instrument.min_price <= price <= instrument.max_price or price % instrument.tick):
        raise filter_failure("PRICE_FILTER")


def _check_iceberg(request: SpotRequest) -> None:
    check_lot(request.instrument, request.iceberg)
    if request.time_in_force != "GTC":
        raise Problem(-1160, "Parameter 'icebergQty' is not supported if `timeInForce` is not GTC.")
    if request.iceberg > request.quantity:
        raise Problem(-2010, "IcebergQty exceeds QTY.")
    if -(-request.quantity // request.iceberg) > ICEBERG_PARTS:
        raise filter_failure("ICEBERG_PARTS")
