"""Signed requests to the executor's door, and its signed answers.

The MAC is HMAC-SHA256 over `spk.queue.v1` NUL canonical JSON of method, path, time, nonce, idempotency key
and body. An answer's is over `spk.queue.answer.v1` NUL the request's nonce, the status and the body's bytes.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from tools.canonical import canonical
from tools.clock import Clock
from tools.frozen import Frozen
from tools.permit import Keys, mac

DOMAIN = b"spk.queue.v1\0"
ANSWER_DOMAIN = b"spk.queue.answer.v1\0"

KEY = "X-Spark-Key"
TIMESTAMP = "X-Spark-Timestamp"
NONCE = "X-Spark-Nonce"
SIGNATURE = "X-Spark-Signature"
IDEMPOTENCY_KEY = "X-Idempotency-Key"

WINDOW_MS = 30_000
"""How far a request's time may be from ours; nonces are remembered twice as long."""
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_TIME = re.compile(r"[0-9]{1,15}", re.ASCII)

Problem = Literal["malformed", "unknown_key", "bad_signature", "stale", "replayed"]


class Caller(Frozen):
    """Who signed a request."""

    key_id: str
    nonce: str
    idempotency_key: str | None


def sign(
    keys: Keys,
    method: str,
    path: str,
    body: JsonValue,
    *,
    time_ms: int,
    nonce: str,
    idempotency_key: str | None = None,
) -> dict[str, str]:
    """Headers that sign a request with the first key."""
    key_id, key = next(iter(keys.items()))
    signed = _signed(method, path, str(time_ms), nonce, idempotency_key, body)
    headers = {KEY: key_id, TIMESTAMP: str(time_ms), NONCE: nonce, SIGNATURE: mac(signed, key)}
    return headers if idempotency_key is None else headers | {IDEMPOTENCY_KEY: idempotency_key}


def answer_mac(key: bytes, nonce: str, status: int, body: bytes) -> str:
    """What proves that an answer belongs to the request with this nonce."""
    return mac(ANSWER_DOMAIN + f"{nonce}\0{status}\0".encode() + body, key)


class Verifier:
    """Tells genuine, fresh requests from all others; each nonce passes once."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._seen: dict[str, int] = {}

    def check(self, headers: Mapping[str, str], method: str, path: str, body: JsonValue) -> Caller | Problem:
        """Who sent a request, or what is wrong with it."""
        key_id, time_text, nonce = (headers.get(name, "") for name in (KEY, TIMESTAMP, NONCE))
        if not _NONCE.fullmatch(nonce) or not _TIME.fullmatch(time_text):
            return "malformed"
        key = self._keys.get(key_id)
        if key is None:
            return "unknown_key"
        idempotency_key = headers.get(IDEMPOTENCY_KEY)
        expected = mac(_signed(method, path, time_text, nonce, idempotency_key, body), key)
        if not hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").encode()):
            return "bad_signature"
        problem = self._used(nonce, int(time_text))
        return problem or Caller(key_id=key_id, nonce=nonce, idempotency_key=idempotency_key)

    def answer_mac(self, caller: Caller, status: int, body: bytes) -> str:
        """The signature of an answer, with the key the caller used."""
        return answer_mac(self._keys[caller.key_id], caller.nonce, status, body)

    def _used(self, nonce: str, time_ms: int) -> Problem | None:
        now_ms = self._clock.now_ms()
        if abs(now_ms - time_ms) > WINDOW_MS:
            return "stale"
        self._seen = {known: until for known, until in self._seen.items() if until > now_ms}
        if nonce in self._seen:
            return "replayed"
        self._seen[nonce] = now_ms + 2 * WINDOW_MS
        return None


def request_digest(body: JsonValue) -> str:
    """What an idempotency key is bound to."""
    return "sha256:" + hashlib.sha256(canonical(body)).hexdigest()


def _signed(
    method: str, path: str, time_text: str, nonce: str, idempotency_key: str | None, body: JsonValue
) -> bytes:
    document: JsonValue = [method, path, time_text, nonce, idempotency_key, body]
    return DOMAIN + canonical(document)
