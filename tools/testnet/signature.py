"""Checks a request the way Binance does: key, timing, and a signature over the bytes as they were sent.

A key's secret is either an HMAC secret or the PEM text of an Ed25519 public key.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from tools.testnet.endpoint import Call, Security
from tools.testnet.order_request import Params, read_int
from tools.testnet.problem import Problem, bad_data, missing, problem
from tools.testnet.venue import Venue

DEFAULT_WINDOW_MS = 5000
_LONGEST_WINDOW_MS = 60_000
AHEAD_MS = 1000


def read_params(query: bytes, body: bytes) -> Params:
    """Parameters of query and form body; a name in both is the query's."""
    text = query.decode("latin-1"), body.decode("utf-8", errors="replace")
    from_query, from_body = (dict(parse_qsl(one, keep_blank_values=True)) for one in text)
    return from_body | from_query


def signed_bytes(query: bytes, body: bytes) -> bytes:
    """What the signature covers: query and body without the signature pair, nothing between them."""
    return b"".join(
        b"&".join(pair for pair in part.split(b"&") if not pair.startswith(b"signature="))
        for part in (query, body)
    )


def sign(secret: str, payload: bytes) -> str:
    """HMAC-SHA256 in hex."""
    return hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()


def is_public_key(secret: str) -> bool:
    """Whether a key pair's second half is an Ed25519 public key in PEM."""
    return secret.lstrip().startswith("-----BEGIN PUBLIC KEY-----")


def verifies(secret: str, payload: bytes, signature: str) -> bool:
    """Whether a signature is right: hex for HMAC in any case, base64 for Ed25519."""
    if not is_public_key(secret):
        return hmac.compare_digest(sign(secret, payload).encode(), signature.lower().encode())
    # Imported here: only Ed25519 keys need it, and it is slow to import.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(secret.strip().encode())
    try:
        raw = base64.b64decode(signature.replace(" ", "+"), validate=True)
    except ValueError:
        return False
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(raw, payload)
    except InvalidSignature:
        return False
    return True


Timing = Callable[[Venue, Params], None]
"""Checks `timestamp` and `recvWindow`."""


def open_call(
    venue: Venue, security: Security, headers: Mapping[str, str], sent: tuple[bytes, bytes], timing: Timing
) -> Call:
    """The call of an authenticated request; `sent` is its query and its body.

    Raises:
        Problem: -2014, -2015, -1102, -1021 or -1022.
    """
    params = read_params(*sent)
    if security is Security.NONE:
        return Call(venue, params)
    api_key = headers.get("x-mbx-apikey", "")
    if not api_key:
        raise problem(-2014)
    if api_key not in venue.keys:
        raise problem(-2015)
    if security is Security.SIGNED:
        timing(venue, params)
        check_signature(venue.keys[api_key], params, signed_bytes(*sent))
    host = headers.get("host", "127.0.0.1")
    return Call(venue, params, venue.account_of(api_key), api_key, host)


def check_timing(venue: Venue, params: Params) -> None:
    """`timestamp` within `recvWindow` of venue time, and not a second ahead of it."""
    timestamp = read_int(params, "timestamp")
    window = read_int(params, "recvWindow", DEFAULT_WINDOW_MS)
    if window > _LONGEST_WINDOW_MS:
        raise bad_data("recvWindow")
    now_ms = venue.now_ms()
    if timestamp >= now_ms + AHEAD_MS:
        raise Problem(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now_ms - timestamp > window:
        raise problem(-1021)


def check_signature(secret: str, params: Params, payload: bytes) -> None:
    """`signature` is right for the payload."""
    given = params.get("signature", "")
    if not given:
        raise missing("signature")
    if not verifies(secret, payload, given):
        raise problem(-1022)
