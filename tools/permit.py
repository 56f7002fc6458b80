"""Permit: the authority to execute exactly these parameters, once, until it expires.

Issued in one file only (`guardrails/approval.py`), checked by the executor before anything is sent.
The MAC is HMAC-SHA256 over `spk.permit.v1` NUL canonical JSON of every field but the MAC itself.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

from pydantic import JsonValue

from tools.canonical import canonical, digest
from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.terms import Grouping, Mode, VenueName
from tools.venues.orders import OrderRef, OrderRequest

DOMAIN = b"spk.permit.v1\0"

Keys = Mapping[str, bytes]
"""Signing keys by key id; the first one signs, all verify."""


class MarketSnapshot(Frozen):
    """The market the human saw."""

    symbol: str
    mark: PositiveAmount
    bid: Amount
    ask: Amount
    time_ms: int


class Effects(Frozen):
    """Everything that will happen, and nothing else: this is what a digest and a permit bind."""

    tool: str
    mode: Mode
    venue: VenueName
    account: str
    params: dict[str, JsonValue]
    """All effective parameters, defaults included, free text left out."""
    orders: tuple[OrderRequest, ...] = ()
    """The orders that will be sent; empty for tools that send none."""
    grouping: Grouping = Grouping.SINGLE
    replaces: OrderRef | None = None
    """The working order a REPLACE changes."""
    policy_digest: str

    def digest(self) -> str:
        """The digest a human approves."""
        return digest(self)


class Permit(Frozen):
    """A signed, single-use permission."""

    version: Literal[1] = 1
    key_id: str
    approval_id: str
    plan_id: str
    proposer: str
    approver: str
    effects: Effects
    risk_score: int
    market: MarketSnapshot | None
    """None for tools without a symbol."""
    nonce: str
    issued_ms: int
    expires_ms: int
    mac: str = ""
    """Hex HMAC-SHA256."""

    def signed_bytes(self) -> bytes:
        """The bytes the MAC covers."""
        return DOMAIN + canonical(self.model_dump(mode="json", exclude={"mac"}))

    def verify(self, keys: Keys) -> bool:
        """Whether the MAC was made with the key the permit names."""
        key = keys.get(self.key_id)
        return key is not None and hmac.compare_digest(self.mac, mac(self.signed_bytes(), key))


def mac(data: bytes, key: bytes) -> str:
    """Hex HMAC-SHA256."""
    return hmac.new(key, data, hashlib.sha256).hexdigest()
