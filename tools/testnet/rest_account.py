"""Account endpoints: balances, positions, settings."""

import json
from decimal import Decimal
from typing import Any

from tools.testnet.account import Position
from tools.testnet.account_bodies import AccountBodies
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, one_or_all
from tools.testnet.instrument import Instrument
from tools.testnet.margin import brackets, used_symbols
from tools.testnet.numbers import money_text, trimmed
from tools.testnet.order import Order
from tools.testnet.order_request import (
    read_flag,
    read_instrument,
    read_int,
    read_number,
    read_position_side,
)
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import bad_data, missing, problem
from tools.testnet.rate_limit import futures_limits, limit_rows

_SUCCESS = {"code": 200, "msg": "success"}
_STATUS_WINDOW_MS = 10 * 60_000


def account_v3(call: Call) -> Json:
    """Totals, assets, and the symbols in use."""
    bodies = _bodies(call)
    rows = [bodies.account_position(one) for one in _used(bodies)]
    return bodies.totals() | {"assets": [bodies.asset()], "positions": rows}


def account_v2(call: Call) -> Json:
    """As v3, with the flags, for every symbol."""
    bodies = _bodies(call)
    flags = bodies.flags() | {"feeBurn": call.account.fee_burn}
    del flags["dualSidePosition"]
    rows = [
        bodies.account_position_v2(one)
        for symbol in call.venue.instruments
        for one in bodies.sides(symbol, every=True)
    ]
    asset = bodies.asset() | {"marginAvailable": True}
    return flags | bodies.totals() | {"assets": [asset], "positions": rows}


def balance(call: Call) -> Json:
    """One row per asset."""
    return [_bodies(call).balance()]


def position_risk_v3(call: Call) -> Json:
    """Positions and symbols with open orders, without leverage and margin type."""
    wanted = _instrument(call).symbol if call.params.get("symbol") else None
    bodies = _bodies(call)
    return [bodies.position(one) for one in _used(bodies) if wanted in (None, one.symbol)]


def position_risk_v2(call: Call) -> Json:
    """Every symbol, with leverage and margin type."""
    bodies = _bodies(call)
    return [bodies.position_v2(one) for symbol in _symbols(call) for one in bodies.sides(symbol, every=True)]


def symbol_config(call: Call) -> Json:
    """Margin type and leverage by symbol."""
    bodies = _bodies(call)
    return [
        {
            "symbol": symbol,
            "marginType": "ISOLATED" if symbol in call.account.isolated else "CROSSED",
            "isAutoAddMargin": False,
            "leverage": call.account.leverage(symbol),
            "maxNotionalValue": bodies.max_notional(symbol),
        }
        for symbol in _symbols(call)
    ]


def account_config(call: Call) -> Json:
    """Flags of the account."""
    return _bodies(call).flags()


def leverage_bracket(call: Call) -> Json:
    """Leverage tables."""
    return [_bracket_row(call.venue.instruments[symbol]) for symbol in _symbols(call)]


def _bracket_row(instrument: Instrument) -> dict[str, Any]:
    steps = [
        {
            "bracket": step.number,
            "initialLeverage": step.leverage,
            "notionalCap": int(step.cap),
            "notionalFloor": int(step.floor),
            "maintMarginRatio": _bare(step.maintenance),
            "cum": _bare(step.cumulative),
        }
        for step in brackets(instrument)
    ]
    return {"symbol": instrument.symbol, "notionalCoef": 1, "brackets": steps}


def change_leverage(call: Call) -> Json:
    """Set the initial leverage of a symbol."""
    instrument = _instrument(call)
    leverage = read_int(call.params, "leverage")
    allowed = call.venue.set_leverage(call.account, instrument, leverage)
    return {"leverage": leverage, "maxNotionalValue": trimmed(allowed), "symbol": instrument.symbol}


def change_margin_type(call: Call) -> Json:
    """Set the margin type of a symbol."""
    instrument = _instrument(call)
    kind = call.params.get("marginType")
    if not kind:
        raise missing("marginType")
    if kind not in ("ISOLATED", "CROSSED"):
        raise bad_data("marginType")
    call.venue.set_isolated(call.account, instrument.symbol, kind == "ISOLATED")
    return _SUCCESS


def change_margin(call: Call) -> Json:
    """Add margin to an isolated position (type 1) or take it away (type 2)."""
    symbol = _instrument(call).symbol
    amount, kind = read_number(call.params, "amount"), read_int(call.params, "type")
    if amount <= 0:
        raise problem(-4055)
    if kind not in (1, 2):
        raise bad_data("type")
    side = read_position_side(call.params)
    if side not in call.account.sides:
        raise problem(-4061)
    call.venue.move_margin(call.account, symbol, side, amount if kind == 1 else -amount)
    text = "Successfully modify position margin."
    return {"amount": _bare(amount), "code": 200, "msg": text, "type": kind}


def position_mode(call: Call) -> Json:
    """One-way or hedge."""
    return {"dualSidePosition": call.account.hedge}


def change_position_mode(call: Call) -> Json:
    """Set the position mode of the account."""
    call.venue.set_hedge(call.account, _read_mode(call, "dualSidePosition"))
    return _SUCCESS


def multi_assets_mode(call: Call) -> Json:
    """Single-asset or multi-assets."""
    return {"multiAssetsMargin": call.account.multi_assets}


def change_multi_assets_mode(call: Call) -> Json:
    """Set the assets mode of the account."""
    call.venue.set_multi_assets(call.account, _read_mode(call, "multiAssetsMargin"))
    return _SUCCESS


def fee_burn(call: Call) -> Json:
    """Whether fees are to be paid in BNB."""
    return {"feeBurn": call.account.fee_burn}


def change_fee_burn(call: Call) -> Json:
    """Set whether fees are to be paid in BNB; nobody holds any here."""
    call.venue.set_fee_burn(call.account, _read_mode(call, "feeBurn"))
    return _SUCCESS


def order_rate_limit(call: Call) -> Json:
    """The two order limits."""
    return [row for row in limit_rows(futures_limits(call.venue.profile)) if row["rateLimitType"] == "ORDERS"]


def adl_quantile(call: Call) -> Json:
    """Nobody is deleveraged unless a fault asks for it: the lowest quantile for every position."""
    rows: dict[str, dict[str, int]] = {
        one.symbol: {} for one in call.account.held() if call.params.get("symbol") in (None, one.symbol)
    }
    for position in call.account.held():
        if position.symbol in rows:
            rows[position.symbol][position.side] = 0
    return [{"symbol": symbol, "adlQuantile": sides} for symbol, sides in rows.items()]


def trading_status(call: Call) -> Json:
    """Unfilled ratio of the last ten minutes by symbol; the venue never locks anybody for it."""
    call.venue.tick()
    now_ms = call.venue.clock.now_ms()
    indicators = {
        symbol: [_indicator("UFR", _unfilled(orders), "0.995")]
        for symbol in _symbols(call)
        if (orders := _since(call, symbol, now_ms - _STATUS_WINDOW_MS))
    }
    if indicators:
        indicators["ACCOUNT"] = [_indicator("TMV", Decimal(0), "10")]
    return {"indicators": indicators, "updateTime": now_ms}


def _since(call: Call, symbol: str, since_ms: int) -> list[Order]:
    orders = call.venue.records.orders_of(call.account, symbol)
    return [one for one in orders if one.time_ms >= since_ms and not one.liquidation]


def _unfilled(orders: list[Order]) -> Decimal:
    return Decimal(sum(not one.executed for one in orders)) / len(orders)


def _indicator(name: str, value: Decimal, trigger: str) -> dict[str, Any]:
    return {
        "isLocked": False,
        "plannedRecoverTime": 0,
        "indicator": name,
        "value": _bare(value.quantize(Decimal("0.001"))),
        "triggerValue": _bare(Decimal(trigger)),
    }


def income(call: Call) -> Json:
    """Everything that changed the wallet, oldest first."""
    call.venue.tick()
    symbols = _symbols(call)
    end = read_int(call.params, "endTime", call.venue.clock.now_ms())
    start = read_int(call.params, "startTime", end - 7 * 24 * HOUR_MS)
    limit = read_int(call.params, "limit", 100)
    if not 1 <= limit <= 1000:
        raise bad_data("limit")
    wanted = call.params.get("incomeType")
    rows = [row for symbol in symbols for row in _fill_incomes(call, symbol)] + _other_incomes(call, symbols)
    rows.sort(key=lambda row: (row["time"], row["tranId"]))
    chosen = [
        row for row in rows if start <= row["time"] <= end and (not wanted or row["incomeType"] == wanted)
    ]
    page = max(1, read_int(call.params, "page", 1)) - 1
    return chosen[page * limit : (page + 1) * limit]


def _fill_incomes(call: Call, symbol: str) -> list[dict[str, Any]]:
    return [
        _income_row(symbol, kind, amount, fill.time_ms, fill.trade_id * 10 + number, str(fill.trade_id))
        for fill in call.venue.records.fills_of(call.account, symbol)
        for number, (kind, amount) in enumerate(
            (("REALIZED_PNL", fill.realized), ("COMMISSION", -fill.commission))
        )
        if amount
    ]


def _other_incomes(call: Call, symbols: list[str]) -> list[dict[str, Any]]:
    return [
        _income_row(one.symbol, one.kind, one.amount, one.time_ms, one.transaction_id, "")
        for one in call.venue.records.incomes
        if one.account == call.account.account_id and one.symbol in symbols
    ]


def _income_row(
    symbol: str, kind: str, amount: Decimal, time_ms: int, transaction_id: int, trade_id: str
) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "incomeType": kind,
        "income": money_text(amount),
        "asset": "USDT",
        "info": trade_id or kind,
        "time": time_ms,
        "tranId": transaction_id,
        "tradeId": trade_id,
    }


def _bare(value: Decimal) -> Json:
    """A decimal as a bare JSON number."""
    return json.loads(trimmed(value))


def _bodies(call: Call) -> AccountBodies:
    return AccountBodies(call.venue, call.account)


def _used(bodies: AccountBodies) -> list[Position]:
    return [one for symbol in used_symbols(bodies.account) for one in bodies.sides(symbol, every=False)]


def _symbols(call: Call) -> list[str]:
    return [_instrument(call).symbol] if call.params.get("symbol") else list(call.venue.instruments)


def _read_mode(call: Call, name: str) -> bool:
    if not call.params.get(name):
        raise missing(name)
    return read_flag(call.params, name)


def _instrument(call: Call) -> Instrument:
    return read_instrument(call.params, call.venue.instruments)


ACCOUNT_ROUTES: Routes = {
    ("GET", "/fapi/v2/account"): Endpoint(account_v2, 5),
    ("GET", "/fapi/v3/account"): Endpoint(account_v3, 5),
    ("GET", "/fapi/v2/balance"): Endpoint(balance, 5),
    ("GET", "/fapi/v3/balance"): Endpoint(balance, 5),
    ("GET", "/fapi/v2/positionRisk"): Endpoint(position_risk_v2, 5),
    ("GET", "/fapi/v3/positionRisk"): Endpoint(position_risk_v3, 5),
    ("GET", "/fapi/v1/symbolConfig"): Endpoint(symbol_config, 5),
    ("GET", "/fapi/v1/accountConfig"): Endpoint(account_config, 5),
    ("GET", "/fapi/v1/leverageBracket"): Endpoint(leverage_bracket),
    ("POST", "/fapi/v1/leverage"): Endpoint(change_leverage),
    ("POST", "/fapi/v1/marginType"): Endpoint(change_margin_type),
    ("POST", "/fapi/v1/positionMargin"): Endpoint(change_margin),
    ("GET", "/fapi/v1/positionSide/dual"): Endpoint(position_mode, 30),
    ("POST", "/fapi/v1/positionSide/dual"): Endpoint(change_position_mode),
    ("GET", "/fapi/v1/multiAssetsMargin"): Endpoint(multi_assets_mode, 30),
    ("POST", "/fapi/v1/multiAssetsMargin"): Endpoint(change_multi_assets_mode),
    ("GET", "/fapi/v1/feeBurn"): Endpoint(fee_burn, 30),
    ("POST", "/fapi/v1/feeBurn"): Endpoint(change_fee_burn),
    ("GET", "/fapi/v1/adlQuantile"): Endpoint(adl_quantile, 5),
    ("GET", "/fapi/v1/apiTradingStatus"): Endpoint(trading_status, one_or_all(1, 10)),
    ("GET", "/fapi/v1/income"): Endpoint(income, one_or_all(30, 30)),
    ("GET", "/fapi/v1/rateLimit/order"): Endpoint(order_rate_limit),
}
