"""Identifiers and randomness are injected, like time."""

import base64
import hashlib
import secrets
from itertools import count
from typing import Protocol

from tools.clock import Clock

CLIENT_ORDER_ID_PREFIX = "spk-"


class Ids(Protocol):
    """Makes identifiers and nonces."""

    def new(self, kind: str) -> str:
        """A fresh id such as `plan_0190…`: unique, sortable by time."""
        ...

    def nonce(self) -> str:
        """128 random bits in hex."""
        ...


class RandomIds:
    """Time-ordered random identifiers (48 bits of time, 64 of chance)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self, kind: str) -> str:
        return f"{kind}_{self._clock.now_ms():012x}{secrets.token_hex(8)}"

    def nonce(self) -> str:
        return secrets.token_hex(16)


class SequenceIds:
    """Predictable identifiers for replays and tests."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self, kind: str) -> str:
        return f"{kind}_{next(self._numbers):06d}"

    def nonce(self) -> str:
        return f"{next(self._numbers):032x}"


def client_order_id(intent_id: str) -> str:
    """The venue's client order id of an intent: derivable, recognisable, free of secrets.

    `spk-` and 26 base32 characters of SHA-256, within Binance's `^[\\.A-Z\\:/a-z0-9_-]{1,36}$`.
    """
    digest = hashlib.sha256(intent_id.encode()).digest()
    return CLIENT_ORDER_ID_PREFIX + base64.b32encode(digest).decode().lower()[:26]
