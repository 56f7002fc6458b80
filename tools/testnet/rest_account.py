"""Account endpoints: balances, positions, settings."""

import json
from decimal import Decimal
from typing import Any

from tools.terms import Side
from tools.testnet.account import Account
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, one_or_all
from tools.testnet.exchange_info import rate_limits
from tools.testnet.instrument import Instrument
from tools.testnet.margin import (
    AccountMargin,
    account_margin,
    brackets,
    liquidation_price,
    maintenance,
    max_notional,
    symbol_margin,
    used_symbols,
)
from tools.testnet.numbers import money_text, padded, quantity_text, trimmed
from tools.testnet.order_request import read_flag, read_instrument, read_int
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import bad_data, missing, problem


def account_v3(call: Call) -> Json:
    """Totals, assets, and the symbols in use."""
    totals = _totals(call)
    rows = [_account_position(call, symbol) for symbol in used_symbols(call.account)]
    return _account_totals(call, totals) | {"assets": [_asset(call, totals)], "positions": rows}


def account_v2(call: Call) -> Json:
    """As v3, with the flags, for every symbol."""
    totals = _totals(call)
    flags = _flags(call) | {"feeBurn": False}
    del flags["dualSidePosition"]
    rows = [_account_position(call, symbol) | _settings_v2(call, symbol) for symbol in call.venue.instruments]
    asset = _asset(call, totals) | {"marginAvailable": True}
    return flags | _account_totals(call, totals) | {"assets": [asset], "positions": rows}


def balance(call: Call) -> Json:
    """One row per asset."""
    totals = _totals(call)
    row = _asset(call, totals)
    return [
        {
            "accountAlias": call.account.account_id[:8],
            "asset": "USDT",
            "balance": row["walletBalance"],
            "crossWalletBalance": row["crossWalletBalance"],
            "crossUnPnl": row["crossUnPnl"],
            "availableBalance": row["availableBalance"],
            "maxWithdrawAmount": row["maxWithdrawAmount"],
            "marginAvailable": True,
            "updateTime": call.account.updated_ms,
        }
    ]


def position_risk_v3(call: Call) -> Json:
    """Positions and symbols with open orders, without leverage and margin type."""
    symbols = [_instrument(call).symbol] if call.params.get("symbol") else used_symbols(call.account)
    call.venue.tick()
    return [_position_row(call, symbol) for symbol in symbols if symbol in used_symbols(call.account)]


def position_risk_v2(call: Call) -> Json:
    """Every symbol, with leverage and margin type."""
    call.venue.tick()
    symbols = [_instrument(call).symbol] if call.params.get("symbol") else list(call.venue.instruments)
    return [_position_row_v2(call, symbol) | _risk_settings(call, symbol) for symbol in symbols]


def symbol_config(call: Call) -> Json:
    """Margin type and leverage by symbol."""
    symbols = [_instrument(call).symbol] if call.params.get("symbol") else list(call.venue.instruments)
    return [
        {
            "symbol": symbol,
            "marginType": "ISOLATED" if symbol in call.account.isolated else "CROSSED",
            "isAutoAddMargin": False,
            "leverage": call.account.leverage(symbol),
            "maxNotionalValue": _max_notional(call, symbol),
        }
        for symbol in symbols
    ]


def account_config(call: Call) -> Json:
    """Flags of the account."""
    return _flags(call)


def leverage_bracket(call: Call) -> Json:
    """Leverage tables."""
    symbols = [_instrument(call)] if call.params.get("symbol") else list(call.venue.instruments.values())
    return [_bracket_row(instrument) for instrument in symbols]


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
    return {"code": 200, "msg": "success"}


def position_mode(call: Call) -> Json:
    """Always one-way."""
    return {"dualSidePosition": False}


def change_position_mode(call: Call) -> Json:
    """One-way is the only mode so far."""
    if not call.params.get("dualSidePosition"):
        raise missing("dualSidePosition")
    raise problem(-4060 if read_flag(call.params, "dualSidePosition") else -4059)


def multi_assets_mode(call: Call) -> Json:
    """Always single-asset."""
    return {"multiAssetsMargin": False}


def order_rate_limit(call: Call) -> Json:
    """The two order limits."""
    return [row for row in rate_limits(call.venue.profile) if row["rateLimitType"] == "ORDERS"]


def income(call: Call) -> Json:
    """Realised profit and commission by fill, oldest first."""
    symbols = [_instrument(call).symbol] if call.params.get("symbol") else list(call.venue.instruments)
    end = read_int(call.params, "endTime", call.venue.clock.now_ms())
    start = read_int(call.params, "startTime", end - 7 * 24 * HOUR_MS)
    limit = read_int(call.params, "limit", 100)
    wanted = call.params.get("incomeType")
    rows = [row for symbol in symbols for row in _income_rows(call, symbol)]
    rows.sort(key=lambda row: row["tranId"])
    chosen = [
        row for row in rows if start <= row["time"] <= end and (not wanted or row["incomeType"] == wanted)
    ]
    return chosen[:limit]


def _income_rows(call: Call, symbol: str) -> list[dict[str, Any]]:
    rows = []
    for fill in call.venue.records.fills_of(call.account, symbol):
        amounts = (("REALIZED_PNL", fill.realized), ("COMMISSION", -fill.commission))
        for number, (kind, amount) in enumerate(amounts):
            if amount:
                rows.append(
                    {
                        "symbol": symbol,
                        "incomeType": kind,
                        "income": money_text(amount),
                        "asset": "USDT",
                        "info": str(fill.trade_id),
                        "time": fill.time_ms,
                        "tranId": fill.trade_id * 10 + number,
                        "tradeId": str(fill.trade_id),
                    }
                )
    return rows


def _bare(value: Decimal) -> Json:
    """A decimal as a bare JSON number."""
    return json.loads(trimmed(value))


def _totals(call: Call) -> AccountMargin:
    call.venue.tick()
    return account_margin(call.account, call.venue.mark, call.venue.instruments)


def _flags(call: Call) -> dict[str, Any]:
    return {
        "feeTier": 0,
        "canTrade": True,
        "canDeposit": True,
        "canWithdraw": True,
        "dualSidePosition": False,
        "updateTime": 0,
        "multiAssetsMargin": False,
        "tradeGroupId": -1,
    }


def _account_totals(call: Call, totals: AccountMargin) -> dict[str, Any]:
    wallet = call.account.wallet
    amounts = {
        "totalInitialMargin": totals.position_initial + totals.order_initial,
        "totalMaintMargin": totals.maintenance,
        "totalWalletBalance": wallet,
        "totalUnrealizedProfit": totals.unrealized,
        "totalMarginBalance": wallet + totals.unrealized,
        "totalPositionInitialMargin": totals.position_initial,
        "totalOpenOrderInitialMargin": totals.order_initial,
        "totalCrossWalletBalance": totals.cross_wallet,
        "totalCrossUnPnl": totals.cross_unrealized,
        "availableBalance": totals.available,
        "maxWithdrawAmount": min(totals.available, max(Decimal(0), totals.cross_wallet)),
    }
    return {name: money_text(amount) for name, amount in amounts.items()}


def _asset(call: Call, totals: AccountMargin) -> dict[str, Any]:
    whole = _account_totals(call, totals)
    return {
        "asset": "USDT",
        "walletBalance": whole["totalWalletBalance"],
        "unrealizedProfit": whole["totalUnrealizedProfit"],
        "marginBalance": whole["totalMarginBalance"],
        "maintMargin": whole["totalMaintMargin"],
        "initialMargin": whole["totalInitialMargin"],
        "positionInitialMargin": whole["totalPositionInitialMargin"],
        "openOrderInitialMargin": whole["totalOpenOrderInitialMargin"],
        "crossWalletBalance": whole["totalCrossWalletBalance"],
        "crossUnPnl": whole["totalCrossUnPnl"],
        "availableBalance": whole["availableBalance"],
        "maxWithdrawAmount": whole["maxWithdrawAmount"],
        "updateTime": call.account.updated_ms,
    }


def _account_position(call: Call, symbol: str) -> dict[str, Any]:
    row = _position_row(call, symbol)
    names = ("symbol", "positionSide", "positionAmt", "isolatedMargin", "notional", "isolatedWallet")
    return {name: row[name] for name in names} | {
        "unrealizedProfit": row["unRealizedProfit"],
        "initialMargin": row["initialMargin"],
        "maintMargin": row["maintMargin"],
        "updateTime": row["updateTime"],
    }


def _position_row(call: Call, symbol: str) -> dict[str, Any]:
    account, venue = call.account, call.venue
    instrument, mark = venue.instruments[symbol], venue.mark(symbol)
    margin = symbol_margin(account, symbol, mark)
    position = account.position(symbol)
    entry = position.entry_price
    isolated_margin = position.isolated_wallet + (margin.unrealized if symbol in account.isolated else 0)
    totals = account_margin(account, venue.mark, venue.instruments)
    liquidation = liquidation_price(account, symbol, mark, totals, instrument)
    return {
        "symbol": symbol,
        "positionSide": "BOTH",
        "positionAmt": quantity_text(instrument, position.amount),
        "entryPrice": trimmed(entry.quantize(Decimal("1e-10"))) if entry else "0.0",
        "breakEvenPrice": trimmed(_break_even(account, symbol).quantize(Decimal("1e-10")))
        if entry
        else "0.0",
        "markPrice": money_text(mark),
        "unRealizedProfit": money_text(margin.unrealized),
        "liquidationPrice": padded(liquidation, 8) if liquidation else "0",
        "isolatedMargin": money_text(isolated_margin),
        "notional": money_text(margin.notional),
        "marginAsset": "USDT",
        "isolatedWallet": money_text(position.isolated_wallet),
        "initialMargin": money_text(margin.initial),
        "maintMargin": money_text(maintenance(instrument, margin.notional) if entry else Decimal(0)),
        "positionInitialMargin": money_text(margin.position_initial),
        "openOrderInitialMargin": money_text(margin.order_initial),
        "adl": 1 if entry else 0,
        "bidNotional": money_text(margin.bid_notional),
        "askNotional": money_text(margin.ask_notional),
        "updateTime": position.updated_ms,
    }


_ONLY_V3 = {
    *("marginAsset", "initialMargin", "maintMargin", "positionInitialMargin"),
    *("openOrderInitialMargin", "adl", "bidNotional", "askNotional"),
}


def _position_row_v2(call: Call, symbol: str) -> dict[str, Any]:
    return {name: value for name, value in _position_row(call, symbol).items() if name not in _ONLY_V3}


def _break_even(account: Account, symbol: str) -> Decimal:
    """Entry price moved by a taker fee on the way in and out."""
    position = account.position(symbol)
    side = Side.BUY if position.amount > 0 else Side.SELL
    return position.entry_price * (Decimal("1.001") if side is Side.BUY else Decimal("0.999"))


def _risk_settings(call: Call, symbol: str) -> dict[str, Any]:
    return {
        "marginType": "isolated" if symbol in call.account.isolated else "cross",
        "isAutoAddMargin": "false",
        "leverage": str(call.account.leverage(symbol)),
        "maxNotionalValue": _max_notional(call, symbol),
    }


def _settings_v2(call: Call, symbol: str) -> dict[str, Any]:
    row = _position_row(call, symbol)
    return {
        "positionInitialMargin": row["positionInitialMargin"],
        "openOrderInitialMargin": row["openOrderInitialMargin"],
        "leverage": str(call.account.leverage(symbol)),
        "isolated": symbol in call.account.isolated,
        "entryPrice": row["entryPrice"],
        "breakEvenPrice": row["breakEvenPrice"],
        "maxNotional": _max_notional(call, symbol),
        "bidNotional": row["bidNotional"],
        "askNotional": row["askNotional"],
    }


def _max_notional(call: Call, symbol: str) -> str:
    return trimmed(max_notional(call.venue.instruments[symbol], call.account.leverage(symbol)))


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
    ("GET", "/fapi/v1/positionSide/dual"): Endpoint(position_mode, 30),
    ("POST", "/fapi/v1/positionSide/dual"): Endpoint(change_position_mode),
    ("GET", "/fapi/v1/multiAssetsMargin"): Endpoint(multi_assets_mode, 30),
    ("GET", "/fapi/v1/income"): Endpoint(income, one_or_all(30, 30)),
    ("GET", "/fapi/v1/rateLimit/order"): Endpoint(order_rate_limit),
}
