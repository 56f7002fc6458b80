"""ccxt pointed at the venue."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ccxt
import ccxt.pro
from desk import Desk

PAIR, ID = "BTC/USDT:USDT", "BTCUSDT"


TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")


def settings(desk: Desk) -> dict[str, Any]:
    """Only addresses, keys and what it loads are set."""
    api: dict[str, Any] = {}
    for access in ("Public", "Private"):
        api[f"fapi{access}"] = f"{desk.rest}/fapi/v1"
        api |= {f"fapi{access}V{version}": f"{desk.rest}/fapi/v{version}" for version in (2, 3)}
    sockets = {"linear": f"{desk.sockets}/ws", "ws-api": {"linear": f"{desk.sockets}/ws-fapi/v1"}}
    loads = {"fetchMarkets": {"types": ["linear"]}, "fetchCurrencies": False, "fetchMargins": False}
    return {
        "apiKey": desk.key,
        "secret": desk.secret,
        "enableRateLimit": False,
        "options": loads,
        "urls": {"api": api | {"ws": sockets}},
    }


def connect(desk: Desk, **changes: Any) -> ccxt.binanceusdm:
    """A client of the venue."""
    return _mapped(ccxt.binanceusdm(settings(desk) | changes))


def connect_whole(desk: Desk) -> ccxt.binance:
    """ccxt's spot and futures client, with nothing left out of what it loads."""
    given = settings(desk)
    api = given["urls"]["api"]
    api |= {"public": f"{desk.rest}/api/v3", "private": f"{desk.rest}/api/v3", "sapi": f"{desk.rest}/sapi/v1"}
    api |= {"dapiPublic": f"{desk.rest}/dapi/v1", "dapiPrivate": f"{desk.rest}/dapi/v1"}
    return _mapped(ccxt.binance(given | {"options": {"defaultType": "swap"}}))


def connect_streams(desk: Desk) -> ccxt.pro.binanceusdm:
    """A ccxt.pro client of the venue."""
    return _mapped(ccxt.pro.binanceusdm(settings(desk)))


def _mapped(exchange: Any) -> Any:
    # ccxt picks the futures table of exceptions by production's address
    exchange.exceptions["exact"].update(exchange.exceptions["linear"]["exact"])
    return exchange


def code_and_text(failure: Exception) -> tuple[int, str]:
    """Binance's code and text inside a ccxt exception."""
    body = json.loads(re.search(r"\{.*\}", str(failure)).group())
    body = body.get("error", body)
    return body["code"], body["msg"]


def refusal(kind: type[Exception], call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text of the ccxt exception of a class that a call raises."""
    try:
        answer = call()
    except kind as failure:
        return code_and_text(failure)
    raise AssertionError(f"not refused: {answer}")
