"""Reads the parameters of a conditional order and holds them against the symbol's filters."""

from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.testnet.algo import ALGO_TYPES, LIMIT_ALGO_TYPES
from tools.testnet.instrument import Instrument, decimals
from tools.testnet.order_request import (
    Params,
    check_price,
    check_quantity,
    read_choice,
    read_client_id,
    read_flag,
    read_full_answer,
    read_good_till,
    read_instrument,
    read_number,
    read_position_side,
    read_prevention,
    read_price_match,
)
from tools.testnet.problem import Problem, bad_data, missing, problem, unwanted
from tools.testnet.profile import Profile, ProfileName

_TIMES_IN_FORCE = ("GTC", "IOC", "FOK", "GTX", "GTD", "GTE_GTC")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AlgoRequest:
    """A well-formed conditional order; prices that do not apply are 0."""

    instrument: Instrument
    side: Side
    position_side: str
    type: str
    time_in_force: str
    quantity: Decimal
    price: Decimal
    trigger_price: Decimal
    working_type: str
    price_match: str
    close_position: bool
    price_protect: bool
    reduce_only: bool
    reduce_only_given: bool
    activate_price: Decimal
    callback_rate: Decimal
    prevention: str
    good_till_ms: int
    client_algo_id: str | None


def read_algo(params: Params, listed: dict[str, Instrument], profile: Profile, now_ms: int) -> AlgoRequest:
    """The conditional order that parameters ask for.

    Raises:
        Problem: a parameter is missing, unknown, out of range or breaks a filter.
    """
    _check_kind(params)
    instrument = read_instrument(params, listed)
    side = Side(read_choice(params, "side", ("BUY", "SELL"), -1117))
    kind = read_choice(params, "type", ALGO_TYPES, -1116)
    close_position = _read_close_position(params, kind)
    trailing = kind == "TRAILING_STOP_MARKET"
    time_in_force = read_choice(
        {"timeInForce": "GTC"} | _given(params), "timeInForce", _TIMES_IN_FORCE, -1115
    )
    price_match = read_price_match(params, kind in LIMIT_ALGO_TYPES)
    read_full_answer(params)
    return AlgoRequest(
        instrument=instrument,
        side=side,
        position_side=read_position_side(params),
        type=kind,
        time_in_force=time_in_force,
        quantity=_ZERO if close_position else _read_quantity(params, instrument, kind),
        price=_read_price(params, instrument) if _priced(kind, price_match) else _ZERO,
        trigger_price=_ZERO if trailing else _read_trigger(params, instrument, profile),
        working_type=_read_working_type(params),
        price_match=price_match,
        close_position=close_position,
        price_protect=read_flag(params, "priceProtect"),
        reduce_only=read_flag(params, "reduceOnly"),
        reduce_only_given=bool(params.get("reduceOnly")),
        activate_price=_read_activation(params, instrument) if trailing else _ZERO,
        callback_rate=_read_callback(params) if trailing else _ZERO,
        prevention=read_prevention(params),
        good_till_ms=read_good_till(params, time_in_force, now_ms),
        client_algo_id=read_client_id(params, "clientAlgoId"),
    )


def _check_kind(params: Params) -> None:
    if not params.get("algoType"):
        raise missing("algoType")
    if params["algoType"] != "CONDITIONAL":
        raise bad_data("algoType")


def _read_close_position(params: Params, kind: str) -> bool:
    if not read_flag(params, "closePosition"):
        return False
    if kind not in ("STOP_MARKET", "TAKE_PROFIT_MARKET"):
        raise Problem(-4136, f"Target strategy invalid for orderType '{kind}',closePosition 'true'.")
    if params.get("quantity"):
        raise problem(-4137)
    if params.get("reduceOnly"):
        raise unwanted("reduceonly")
    return True


def _priced(kind: str, price_match: str) -> bool:
    return kind in LIMIT_ALGO_TYPES and price_match == "NONE"


def _read_quantity(params: Params, instrument: Instrument, kind: str) -> Decimal:
    quantity = read_number(params, "quantity")
    limit = kind in LIMIT_ALGO_TYPES
    check_quantity(instrument, quantity, instrument.max_quantity if limit else instrument.market_max_quantity)
    return quantity


def _read_price(params: Params, instrument: Instrument) -> Decimal:
    price = read_number(params, "price")
    check_price(instrument, price)
    return price


def _read_trigger(params: Params, instrument: Instrument, profile: Profile) -> Decimal:
    """Production does not hold triggers against the tick; demo does."""
    trigger = read_number(params, "triggerPrice")
    if trigger <= 0:
        raise problem(-4006)
    if profile.name is ProfileName.DEMO:
        if decimals(trigger) > instrument.price_precision:
            raise problem(-1111)
        if trigger % instrument.tick_size:
            raise problem(-4014)
    return trigger


def _read_working_type(params: Params) -> str:
    value = params.get("workingType") or "CONTRACT_PRICE"
    if value not in ("MARK_PRICE", "CONTRACT_PRICE"):
        raise bad_data("workingType")
    return value


def _read_activation(params: Params, instrument: Instrument) -> Decimal:
    if not params.get("activatePrice"):
        return _ZERO
    price = read_number(params, "activatePrice")
    if price <= 0 or decimals(price) > instrument.price_precision:
        raise problem(-4135)
    return price


def _read_callback(params: Params) -> Decimal:
    rate = read_number(params, "callbackRate")
    if not Decimal("0.1") <= rate <= 20 or decimals(rate) > 2:
        raise problem(-2007)
    return rate


def _given(params: Params) -> Params:
    return {name: value for name, value in params.items() if value}
