"""What REST and the user stream say about a conditional order."""

from decimal import Decimal
from typing import Any

from tools.testnet.algo import LIMIT_ALGO_TYPES, AlgoOrder
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import padded, price_text, quantity_text, trimmed
from tools.testnet.order import Order


def algo_body(instrument: Instrument, algo: AlgoOrder) -> dict[str, Any]:
    """What placing answers."""
    return {
        "algoId": algo.algo_id,
        "clientAlgoId": algo.client_algo_id,
        "algoType": "CONDITIONAL",
        "orderType": algo.type,
        "symbol": algo.symbol,
        "side": algo.side,
        "positionSide": algo.position_side,
        "timeInForce": algo.time_in_force,
        "quantity": quantity_text(instrument, algo.quantity),
        "algoStatus": algo.status,
        "triggerPrice": price_text(instrument, algo.trigger_price),
        "price": price_text(instrument, algo.price),
        "icebergQuantity": None,
        "selfTradePreventionMode": algo.prevention,
        "workingType": algo.working_type,
        "priceMatch": algo.price_match,
        "closePosition": algo.close_position,
        "priceProtect": algo.price_protect,
        "reduceOnly": algo.reduce_only,
        "activatePrice": price_text(instrument, algo.activate_price) if algo.activate_price else "",
        "callbackRate": trimmed(algo.callback_rate) if algo.callback_rate else "",
        "createTime": algo.time_ms,
        "updateTime": algo.updated_ms,
        "triggerTime": algo.triggered_ms,
        "goodTillDate": algo.good_till_ms,
    }


def algo_query_body(instrument: Instrument, algo: AlgoOrder, actual: Order | None) -> dict[str, Any]:
    """What a query answers: the place body with the order it became, if any."""
    average = actual.average_price if actual else Decimal(0)
    quantity = actual.executed if actual else algo.quantity
    return algo_body(instrument, algo) | {
        "actualOrderId": str(algo.actual_order_id) if algo.actual_order_id else "",
        "actualPrice": padded(average, max(5, instrument.price_precision)),
        "actualType": actual_type(algo),
        "actualQty": quantity_text(instrument, quantity),
        "tpOrderType": "",
    }


def algo_list_body(instrument: Instrument, algo: AlgoOrder, actual: Order | None) -> dict[str, Any]:
    """One row of the lists."""
    none = price_text(instrument, Decimal(0))
    return algo_query_body(instrument, algo, actual) | {
        "tpTriggerPrice": none,
        "tpPrice": none,
        "slTriggerPrice": none,
        "slPrice": none,
        "isActivated": algo.active,
    }


def actual_type(algo: AlgoOrder) -> str:
    """The type of the order it becomes."""
    return "LIMIT" if algo.type in LIMIT_ALGO_TYPES else "MARKET"


def algo_update(algo: AlgoOrder, actual: Order | None) -> dict[str, Any]:
    """ALGO_UPDATE; the actual order's average price and executed quantity once there is one."""
    body: dict[str, Any] = {
        "caid": algo.client_algo_id,
        "aid": algo.algo_id,
        "at": "CONDITIONAL",
        "o": algo.type,
        "s": algo.symbol,
        "S": algo.side,
        "ps": algo.position_side,
        "f": algo.time_in_force,
        "q": trimmed(algo.quantity),
        "X": algo.status,
        "ai": str(algo.actual_order_id) if algo.actual_order_id else "",
        "tp": trimmed(algo.trigger_price),
        "p": trimmed(algo.price),
        "V": algo.prevention,
        "wt": algo.working_type,
        "pm": algo.price_match,
        "cp": algo.close_position,
        "pP": algo.price_protect,
        "R": algo.reduce_only,
        "tt": algo.triggered_ms,
        "gtd": algo.good_till_ms,
        "ia": algo.active,
    }
    if actual:
        body |= {"ap": trimmed(actual.average_price), "aq": trimmed(actual.executed), "act": actual.type}
    if algo.reject_reason:
        body["rm"] = algo.reject_reason
    time_ms = algo.updated_ms
    return {"e": "ALGO_UPDATE", "T": time_ms, "E": time_ms, "o": body}
