"""The MAC chain of the audit, the seals of rows, and what each of them covers."""

import hashlib
import hmac

from tools.errors import ConfigError, LedgerTampered
from tools.ledger.ledger import AuditRow
from tools.permit import Keys

AUDIT_DOMAIN = b"spk.audit.v1"
ROW_DOMAIN = b"spk.row.v1"
ANCHOR_DOMAIN = b"spk.anchor.v1"

GENESIS = bytes(32).hex()
"""What the first row follows."""


class Chain:
    """Signs with the first of its keys, verifies with all."""

    def __init__(self, keys: Keys) -> None:
        if not keys:
            raise ConfigError("the audit needs a key", "denetim kaydı için bir anahtar gerekli")
        self._keys = dict(keys)
        self.key_id = next(iter(self._keys))

    def audit_mac(self, row: AuditRow, key_id: str) -> str:
        """Hex HMAC-SHA256 over the previous MAC, the domain and every field, each with its length.

        Raises:
            LedgerTampered: there is no such key.
        """
        texts = (str(row.seq), str(row.time_ms), row.actor, row.action, row.subject, row.body, key_id)
        return self._mac(key_id, bytes.fromhex(row.previous) + AUDIT_DOMAIN + _prefixed(*texts))

    def sign(self, row: AuditRow) -> AuditRow:
        """The row with its MAC."""
        return row.model_copy(update={"mac": self.audit_mac(row, self.key_id)})

    def signed(self, row: AuditRow, key_id: str) -> bool:
        """Whether the MAC of the row is right."""
        if key_id not in self._keys:
            return False
        return hmac.compare_digest(row.mac, self.audit_mac(row, key_id))

    def seal(self, kind: str, *texts: str) -> str:
        """Seal of a row of a table, or of an anchor: `key id:hex`."""
        return self._seal(self.key_id, kind, texts)

    def sealed(self, seal: str, kind: str, *texts: str) -> bool:
        """Whether `seal` was made for exactly these texts."""
        key_id = seal.partition(":")[0]
        return key_id in self._keys and hmac.compare_digest(seal, self._seal(key_id, kind, texts))

    def _seal(self, key_id: str, kind: str, texts: tuple[str, ...]) -> str:
        domain = ANCHOR_DOMAIN if kind == "anchor" else ROW_DOMAIN
        return f"{key_id}:{self._mac(key_id, domain + _prefixed(kind, *texts))}"

    def _mac(self, key_id: str, data: bytes) -> str:
        key = self._keys.get(key_id)
        if key is None:
            raise LedgerTampered(
                f"the record names the unknown key {key_id!r}",
                f"kayıt bilinmeyen bir anahtar anıyor: {key_id!r}",
            )
        return hmac.new(key, data, hashlib.sha256).hexdigest()


def _prefixed(*texts: str) -> bytes:
    parts = (text.encode() for text in texts)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
