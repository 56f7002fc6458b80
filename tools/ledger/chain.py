"""The MAC chain of the audit, the seals of rows, and what each of them covers."""

import hashlib
import hmac
import struct
from functools import cache

from tools.errors import ConfigError, LedgerTampered
from tools.ledger.ledger import AuditRow
from tools.permit import Keys

AUDIT_DOMAIN = b"spk.audit.v1"
ROW_DOMAIN = b"spk.row.v1"
ANCHOR_DOMAIN = b"spk.anchor.v1"

GENESIS = bytes(32).hex()
"""What the first row follows."""

BLOCK = 64
"""Bytes SHA-256 takes in at a time."""

_length = struct.Struct(">I").pack


class Chain:
    """Signs with the first of its keys, verifies with all."""

    def __init__(self, keys: Keys) -> None:
        if not keys:
            raise ConfigError("the audit needs a key", "denetim kaydı için bir anahtar gerekli")
        self._keys = dict(keys)
        self._hashes = {key_id: _begun(key) for key_id, key in self._keys.items()}
        self.key_id = next(iter(self._keys))

    def __reduce__(self) -> tuple[type["Chain"], tuple[Keys]]:
        # To another process of this program go the keys; begun hashes cannot.
        return Chain, (self._keys,)

    def sign(self, row: AuditRow) -> AuditRow:
        """The row with its MAC."""
        texts = (str(row.seq), str(row.time_ms), row.actor, row.action, row.subject, row.body, self.key_id)
        data = covered(row.previous, *(text.encode() for text in texts))
        return row.model_copy(update={"mac": self.mac(self.key_id, data)})

    def mac(self, key_id: str, data: bytes) -> str:
        """Hex HMAC-SHA256.

        Raises:
            LedgerTampered: there is no such key.
        """
        begun = self._hashes.get(key_id)
        if begun is None:
            raise LedgerTampered(
                f"the record names the unknown key {key_id!r}",
                f"kayıt bilinmeyen bir anahtar anıyor: {key_id!r}",
            )
        inner, outer = begun[0].copy(), begun[1].copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.hexdigest()

    def seal(self, kind: str, *texts: str) -> str:
        """Seal of a row of a table, or of an anchor: `key id:hex`."""
        return self._seal(self.key_id, kind, texts)

    def sealed(self, seal: str, kind: str, *texts: str) -> bool:
        """Whether `seal` was made for exactly these texts."""
        key_id = _key_id(seal)
        return key_id in self._keys and hmac.compare_digest(
            seal.encode(), self._seal(key_id, kind, texts).encode()
        )

    def knows(self, seal: str) -> bool:
        """Whether `seal` names one of its keys."""
        return _key_id(seal) in self._keys

    def _seal(self, key_id: str, kind: str, texts: tuple[str, ...]) -> str:
        return f"{key_id}:{self.mac(key_id, _opening(kind) + _prefixed(*texts))}"


def _key_id(seal: str) -> str:
    return seal.partition(":")[0]


def _begun(key: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """Both hashes of HMAC-SHA256 (RFC 2104) with the key taken in: a third of the time of each MAC."""
    block = (key if len(key) <= BLOCK else hashlib.sha256(key).digest()).ljust(BLOCK, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
    return inner, outer


def covered(
    previous: str,
    seq: bytes,
    time_ms: bytes,
    actor: bytes,
    action: bytes,
    subject: bytes,
    body: bytes,
    key_id: bytes,
) -> bytes:
    """What the MAC of an audit row covers: the MAC before it, the domain, and every field with its length.

    Raises:
        ValueError: `previous` is not hex.
    """
    # Written out: verifying a long record spends its time here.
    return b"".join(
        (
            bytes.fromhex(previous),
            AUDIT_DOMAIN,
            _length(len(seq)),
            seq,
            _length(len(time_ms)),
            time_ms,
            _length(len(actor)),
            actor,
            _length(len(action)),
            action,
            _length(len(subject)),
            subject,
            _length(len(body)),
            body,
            _length(len(key_id)),
            key_id,
        )
    )


@cache
def _opening(kind: str) -> bytes:
    return (ANCHOR_DOMAIN if kind == "anchor" else ROW_DOMAIN) + _prefixed(kind)


def _prefixed(*texts: str) -> bytes:
    parts: list[bytes] = []
    for text in texts:
        part = text.encode()
        parts += (_length(len(part)), part)
    return b"".join(parts)
