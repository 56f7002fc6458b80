"""ccxt pointed at the venue's spot market."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import ccxt
import ccxt.pro
from desk import Desk

PAIR = "BTC/USDT"


def settings(desk: Desk) -> dict[str, Any]:
    """Only addresses, keys and what it loads are set.

    The streams' address ends in `/stream`: by that, and nothing else, ccxt knows a spot stream.
    """
    api = dict.fromkeys(("sapi", "sapiV2", "sapiV3", "sapiV4"), f"{desk.rest}/sapi/v1")
    api |= {"public": f"{desk.rest}/api/v3", "private": f"{desk.rest}/api/v3", "v1": f"{desk.rest}/api/v1"}
    sockets = {"spot": f"{desk.sockets}/stream", "ws-api": {"spot": f"{desk.sockets}/ws-api/v3"}}
    loads = {"fetchMarkets": {"types": ["spot"]}, "fetchCurrencies": False, "fetchMargins": False}
    return {
        "apiKey": desk.key,
        "secret": desk.secret,
        "enableRateLimit": False,
        "options": loads | {"defaultType": "spot"},
        "urls": {"api": api | {"ws": sockets}},
    }


def connect(desk: Desk, **changes: Any) -> ccxt.binance:
    """A client of the spot market."""
    return ccxt.binance(settings(desk) | changes)


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[ccxt.pro.binance]:
    """A ccxt.pro client of the spot market, its markets loaded."""
    exchange = ccxt.pro.binance(settings(desk))
    try:
        await exchange.load_markets()
        yield exchange
    finally:
        await exchange.close()


def refusal(exchange: ccxt.binance, kind: type[Exception], call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text of the answer a call fails with; some of ccxt's exceptions quote the text alone."""
    try:
        answer = call()
    except kind:
        body = json.loads(exchange.last_http_response)
        return body["code"], body["msg"]
    raise AssertionError(f"not refused: {answer}")


def totals(balance: dict[str, Any]) -> dict[str, Decimal]:
    """What a wallet holds by asset, to the last digit, out of the answer ccxt keeps."""
    rows = balance["info"]["balances"]
    return {row["asset"]: Decimal(row["free"]) + Decimal(row["locked"]) for row in rows}
