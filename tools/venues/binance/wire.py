"""The wire: signs the exact bytes, sends them once, and turns answers into values or named errors."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote

from tools.errors import VenueRejected, VenueUnavailable
from tools.money import plain
from tools.venues.binance.budget import BANNED_STATUS, Budget
from tools.venues.binance.endpoint import Endpoint
from tools.venues.http_transport import Transport
from tools.venues.orders import SendStamp

Value = str | int | bool | Decimal
Fields = Mapping[str, Value]

TOO_MANY = ("-1003", "-1015")
"""Codes of too many requests and of too many orders."""
HEADERS = {
    "User-Agent": "spark-copilot",
    "Accept-Encoding": "gzip, deflate",
    "Content-Type": "application/x-www-form-urlencoded",
}


_LEGAL = re.compile(r"[\w.~:/-]*", re.ASCII)
"""What a query holds as it is (RFC 3986 section 3.4), as nearly every value does."""


class NoAnswer(Exception):
    """The transport failed after the request may have left; says what happened, without the URL."""


class Interrupted(VenueUnavailable):
    """The transport failed or the server stumbled: asking again may help."""


class Reply:
    """An answer as it came; header names in any case."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self._parsed = _parse(body)

    def json(self) -> object:
        """The body's JSON, numbers exact.

        Raises:
            ValueError: the body is not JSON, or holds NaN or an infinity.
        """
        if isinstance(self._parsed, ValueError):
            raise self._parsed
        return self._parsed

    def too_many(self) -> bool:
        """Whether the venue asks for fewer requests."""
        error = self.error()
        return self.status in (BANNED_STATUS, 429) or (error is not None and error[0] in TOO_MANY)

    def error(self) -> tuple[str, str] | None:
        """The venue's code and message; None when the body carries no such thing."""
        try:
            body = self.json()
        except ValueError:
            return None
        if not isinstance(body, dict):
            return None
        code, message = body.get("code"), body.get("msg", "")
        if isinstance(code, bool) or not isinstance(code, (int, str)):
            return None
        return (str(code), str(message)) if str(code).startswith("-") else None


def encode(fields: Fields) -> str:
    """Percent-encoded pairs in the order given; names are the venue's and need no encoding.

    `:` and `/` stay as they are: they are legal in a query, and some HTTP libraries would write them
    back after the signature was made.
    """
    return "&".join(f"{name}={_text(value)}" for name, value in fields.items())


def sign(payload: str, secret: str) -> str:
    """Hex HMAC-SHA256 of the payload as sent (Binance, signed endpoint security)."""
    # `hmac.digest` lets go of the interpreter lock, and an order would wait for whoever takes it.
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


class Wire:
    """The signed way to one venue. It never retries and never follows a redirect."""

    def __init__(self, transport: Transport, base_url: str, key: str, secret: str, budget: Budget) -> None:
        self._transport = transport
        self._base_url = base_url
        self._key = key
        self._keyed = HEADERS | {"X-MBX-APIKEY": key}
        self._secret = secret
        self._budget = budget

    async def send(self, endpoint: Endpoint, fields: Fields, stamp: SendStamp | None) -> Reply:
        """One request; with a stamp it is signed. The budget must have been asked before.

        Raises:
            NoAnswer: no complete answer came; the venue may have acted.
        """
        url, headers, content = self._request(endpoint, fields, stamp)
        try:
            reply = Reply(*await self._transport.exchange(endpoint.method, url, headers, content))
        except Exception as error:  # transports raise more than httpx documents
            raise NoAnswer(type(error).__name__) from error
        self._budget.observe(reply.headers)
        if reply.too_many():
            body = reply.body.decode("utf-8", "replace")
            self._budget.refused(reply.headers, body, status=reply.status)
        return reply

    async def ask(self, endpoint: Endpoint, fields: Fields, stamp: SendStamp | None) -> object:
        """The JSON of a successful answer.

        Raises:
            VenueRejected: the venue answered with an error code.
            VenueUnavailable: no usable answer.
            RateLimited: the budget is used up, here or at the venue.
        """
        await self._budget.spend(endpoint)
        try:
            reply = await self.send(endpoint, fields, stamp)
        except NoAnswer as error:
            raise Interrupted(str(error)) from error
        if 200 <= reply.status < 300 and reply.error() is None:
            try:
                return reply.json()
            except ValueError:
                raise VenueUnavailable("the answer is not JSON") from None
        raise self._refusal(reply)

    def socket_params(self, stamp: SendStamp) -> dict[str, str | int]:
        """Signed parameters of a WebSocket API request: sorted by name, signed as they are."""
        params: dict[str, str | int] = {
            "apiKey": self._key,
            "recvWindow": stamp.recv_window_ms,
            "timestamp": stamp.timestamp_ms,
        }
        payload = "&".join(f"{name}={params[name]}" for name in sorted(params))
        return {**params, "signature": sign(payload, self._secret)}

    async def close(self) -> None:
        """Release the connections."""
        await self._transport.close()

    def _refusal(self, reply: Reply) -> Exception:
        error = reply.error()
        if reply.too_many():
            return self._budget.refusal()
        if reply.status >= 500 or reply.status == 408:
            return Interrupted(f"HTTP {reply.status}")
        if error is not None:
            return VenueRejected(*error)
        return VenueUnavailable(f"HTTP {reply.status}")

    def _request(
        self, endpoint: Endpoint, fields: Fields, stamp: SendStamp | None
    ) -> tuple[str, Mapping[str, str], bytes | None]:
        """Address, headers and body."""
        payload = encode(fields) if stamp is None else _signed(fields, stamp, self._secret)
        headers = self._keyed if stamp is not None or endpoint.keyed else HEADERS
        url = self._base_url + endpoint.path
        if endpoint.method == "POST":
            return url, headers, payload.encode()
        return f"{url}?{payload}" if payload else url, headers, None


def _signed(fields: Fields, stamp: SendStamp, secret: str) -> str:
    payload = encode({**fields, "recvWindow": stamp.recv_window_ms, "timestamp": stamp.timestamp_ms})
    return f"{payload}&signature={sign(payload, secret)}"


def _text(value: Value) -> str:
    match value:
        case str():
            return value if _LEGAL.fullmatch(value) else quote(value, safe=":/")
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return plain(value)


def _parse(body: bytes) -> object:
    """The JSON of a body; the error itself when it is none, for whoever asks."""
    try:
        return _JSON.decode(body.decode())
    except RecursionError:
        return ValueError("nested too deeply")
    except ValueError as error:
        return error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
