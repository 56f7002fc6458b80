"""Answers of the spot order endpoints; every amount has eight decimals."""

from collections.abc import Iterable
from typing import Any

from tools.testnet.numbers import money_text
from tools.testnet.spot.order import (
    NEVER_MS,
    STOP_TYPES,
    Amendment,
    OrderList,
    PreventedMatch,
    SpotFill,
    SpotOrder,
)

Body = dict[str, Any]


def placed_body(order: SpotOrder, answer: str, fills: Iterable[SpotFill]) -> Body:
    """What placing an order answers: ACK, RESULT or FULL."""
    body = {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderListId": order.list_id,
        "clientOrderId": order.client_order_id,
        "transactTime": order.updated_ms,
    }
    if answer == "ACK":
        return body
    body |= _state(order) | {"workingTime": order.working_ms} | _conditional(order)
    body["selfTradePreventionMode"] = order.prevention
    return body if answer == "RESULT" else body | {"fills": [_fill_row(fill) for fill in fills]}


def cancelled_body(order: SpotOrder) -> Body:
    """What cancelling an order answers."""
    return {
        "symbol": order.symbol,
        "origClientOrderId": order.client_order_id,
        "orderId": order.order_id,
        "orderListId": order.list_id,
        "clientOrderId": order.cancel_id,
        "transactTime": order.updated_ms,
        **_state(order),
        **_conditional(order),
        "selfTradePreventionMode": order.prevention,
    }


def query_body(order: SpotOrder) -> Body:
    """What a query answers."""
    fields = _conditional(order) | {
        "stopPrice": money_text(order.stop_price),
        "icebergQty": money_text(order.iceberg),
    }
    return {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderListId": order.list_id,
        "clientOrderId": order.client_order_id,
        **_state(order),
        **fields,
        "time": order.time_ms,
        "updateTime": order.updated_ms,
        "isWorking": order.working_ms != NEVER_MS,
        "workingTime": order.working_ms,
        "selfTradePreventionMode": order.prevention,
    }


def amended_body(order: SpotOrder, amendment: Amendment) -> Body:
    """What lowering a quantity answers."""
    state = {
        "price": money_text(order.price),
        "qty": money_text(order.quantity),
        "executedQty": money_text(order.executed),
        "preventedQty": money_text(order.prevented),
        "quoteOrderQty": money_text(order.quote_quantity),
        "cumulativeQuoteQty": money_text(order.quote),
        "status": order.status,
        "timeInForce": order.time_in_force,
        "type": order.type,
        "side": order.side,
        "workingTime": order.working_ms,
        "selfTradePreventionMode": order.prevention,
    }
    amended = {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderListId": order.list_id,
        "origClientOrderId": amendment.old_client_order_id,
        "clientOrderId": order.client_order_id,
    }
    return {
        "transactTime": amendment.time_ms,
        "executionId": amendment.execution_id,
        "amendedOrder": amended | state,
    }


def amendment_body(amendment: Amendment) -> Body:
    """One row of order/amendments."""
    return {
        "symbol": amendment.symbol,
        "orderId": amendment.order_id,
        "executionId": amendment.execution_id,
        "origClientOrderId": amendment.old_client_order_id,
        "newClientOrderId": amendment.new_client_order_id,
        "origQty": money_text(amendment.old_quantity),
        "newQty": money_text(amendment.new_quantity),
        "time": amendment.time_ms,
    }


def list_body(orders: OrderList, legs: Iterable[SpotOrder]) -> Body:
    """An order list."""
    return {
        "orderListId": orders.list_id,
        "contingencyType": "OCO",
        "listStatusType": orders.status_type,
        "listOrderStatus": orders.order_status,
        "listClientOrderId": orders.client_list_id,
        "transactionTime": orders.updated_ms,
        "symbol": orders.symbol,
        "orders": [
            {"symbol": leg.symbol, "orderId": leg.order_id, "clientOrderId": leg.client_order_id}
            for leg in legs
        ],
    }


def fill_body(fill: SpotFill) -> Body:
    """One row of myTrades."""
    return {
        "symbol": fill.symbol,
        "id": fill.trade_id,
        "orderId": fill.order_id,
        "orderListId": fill.list_id,
        "price": money_text(fill.price),
        "qty": money_text(fill.quantity),
        "quoteQty": money_text(fill.price * fill.quantity),
        "commission": money_text(fill.commission),
        "commissionAsset": fill.commission_asset,
        "time": fill.time_ms,
        "isBuyer": fill.side == "BUY",
        "isMaker": fill.maker,
        "isBestMatch": True,
    }


def prevented_body(match: PreventedMatch) -> Body:
    """One row of myPreventedMatches; no account is in a trade group."""
    quantities = {
        "takerPreventedQuantity": match.taker_quantity,
        "makerPreventedQuantity": match.maker_quantity,
    }
    return {
        "symbol": match.symbol,
        "preventedMatchId": match.match_id,
        "takerOrderId": match.taker_order_id,
        "makerSymbol": match.symbol,
        "makerOrderId": match.maker_order_id,
        "tradeGroupId": -1,
        "selfTradePreventionMode": match.mode,
        "price": money_text(match.price),
        **{name: money_text(quantity) for name, quantity in quantities.items() if quantity is not None},
        "transactTime": match.time_ms,
    }


def _state(order: SpotOrder) -> Body:
    return {
        "price": money_text(order.price),
        "origQty": money_text(order.quantity),
        "executedQty": money_text(order.executed),
        "origQuoteOrderQty": money_text(order.quote_quantity),
        "cummulativeQuoteQty": money_text(order.quote),
        "status": order.status,
        "timeInForce": order.time_in_force,
        "type": order.type,
        "side": order.side,
    }


def _conditional(order: SpotOrder) -> Body:
    """Fields that are there only where they mean something."""
    fields = {
        "stopPrice": money_text(order.stop_price) if order.type in STOP_TYPES else None,
        "icebergQty": money_text(order.iceberg) if order.iceberg else None,
        "trailingDelta": order.trailing_delta or None,
        "trailingTime": order.trailing_ms if order.trailing_delta else None,
        "strategyId": order.strategy_id,
        "strategyType": order.strategy_type,
        "preventedMatchId": order.prevented_match,
        "preventedQuantity": money_text(order.prevented) if order.prevented else None,
        "expiryReason": order.expiry_reason or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _fill_row(fill: SpotFill) -> Body:
    return {
        "price": money_text(fill.price),
        "qty": money_text(fill.quantity),
        "commission": money_text(fill.commission),
        "commissionAsset": fill.commission_asset,
        "tradeId": fill.trade_id,
    }
