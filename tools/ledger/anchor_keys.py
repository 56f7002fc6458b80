"""The public halves of the anchor keys, on the record: each after the first endorsed by the one before it."""

import json

from pydantic import JsonValue

from tools.errors import LedgerTampered
from tools.ledger.engine import Connection
from tools.ledger.signing import Signer, signed_by

ACTION = "anchor.key"
RECORDED = "SELECT seq, subject, body FROM audit WHERE action = 'anchor.key' ORDER BY seq"


def recorded(connection: Connection) -> dict[str, str]:
    """Public keys in hex by key id; the last is the one that signs now.

    Raises:
        LedgerTampered: a key that the one before it did not endorse, or one id with two keys.
    """
    publics: dict[str, str] = {}
    for seq, key_id, text in connection.run(RECORDED):
        body = json.loads(text)
        public = body["public_key"]
        endorser = next(reversed(publics.values()), None)
        if publics.pop(key_id, public) != public:
            raise _unendorsed(seq, key_id)
        if endorser and not signed_by(endorser, body.get("endorsement", ""), statement(key_id, public)):
            raise _unendorsed(seq, key_id)
        publics[key_id] = public
    return publics


def introductions(connection: Connection) -> list[dict[str, str]]:
    """The keys as the record introduces them, with who endorsed them."""
    return [{"key_id": key_id, **json.loads(text)} for _, key_id, text in connection.run(RECORDED)]


def introduction(signer: Signer, known: dict[str, str]) -> dict[str, JsonValue] | None:
    """Body of the row that introduces the signing key; None when it is the record's own.

    Raises:
        LedgerTampered: the record is anchored with another key, and this installation has not got it.
    """
    public = signer.publics[signer.key_id]
    if not known:
        return {"public_key": public}
    newest = next(reversed(known))
    if signer.publics.get(newest) != known[newest] or known.get(signer.key_id, public) != public:
        raise LedgerTampered(
            f"the record is anchored with the key {newest}, which is not configured: put it into "
            "SPARK_ANCHOR_KEYS; to change keys, after the new one until the product has started once",
            f"kayıt {newest} anahtarıyla çıpalanmış, o ise ayarlarda yok: SPARK_ANCHOR_KEYS "
            "içinde verin; anahtar değiştiriyorsanız ürün bir kez başlayana kadar yenisinden sonra",
        )
    if newest == signer.key_id:
        return None
    endorsement = signer.sign(statement(signer.key_id, public), newest)
    return {"public_key": public, "endorsed_by": newest, "endorsement": endorsement}


def statement(key_id: str, public: str) -> str:
    """The text an endorsement covers."""
    return f"spark-audit-anchor-key/1\n{key_id}\n{public}\n"


def _unendorsed(seq: int, key_id: str) -> LedgerTampered:
    return LedgerTampered(
        f"row {seq} introduces the anchor key {key_id}: the key before it did not endorse it; keep the files",
        f"{seq}. satırdaki {key_id} çıpa anahtarını ondan önceki anahtar onaylamamış; dosyaları koruyun",
    )
