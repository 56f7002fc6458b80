"""The public halves of the anchor keys, on the record: each after the first endorsed by one before it."""

import json
import sqlite3

from pydantic import JsonValue

from tools.errors import LedgerTampered
from tools.ledger.signing import Signer, signed_by

ACTION = "anchor.key"
RECORDED = "SELECT seq, subject, body FROM audit WHERE action = 'anchor.key' ORDER BY seq"


def recorded(connection: sqlite3.Connection) -> dict[str, str]:
    """Public keys in hex by key id, oldest first.

    Raises:
        LedgerTampered: a key that no earlier one endorsed, or one id with two keys.
    """
    publics: dict[str, str] = {}
    for seq, key_id, text in connection.execute(RECORDED):
        body = json.loads(text)
        public = body["public_key"]
        if publics.get(key_id, public) != public:
            raise _unendorsed(seq, key_id)
        if publics and key_id not in publics:
            endorser = publics.get(body.get("endorsed_by", ""), "")
            if not signed_by(endorser, body.get("endorsement", ""), statement(key_id, public)):
                raise _unendorsed(seq, key_id)
        publics[key_id] = public
    return publics


def introductions(connection: sqlite3.Connection) -> list[dict[str, str]]:
    """The keys as the record introduces them, with who endorsed them."""
    return [{"key_id": key_id, **json.loads(text)} for _, key_id, text in connection.execute(RECORDED)]


def introduction(signer: Signer, known: dict[str, str]) -> dict[str, JsonValue] | None:
    """Body of the row that introduces the signing key; None when the record knows it.

    Raises:
        LedgerTampered: the record knows other keys, and this installation has none of them.
    """
    public = signer.publics[signer.key_id]
    if known.get(signer.key_id) == public:
        return None
    body: dict[str, JsonValue] = {"public_key": public}
    if not known:
        return body
    endorser = next((name for name, key in signer.publics.items() if known.get(name) == key), None)
    if endorser is None or signer.key_id in known:
        raise LedgerTampered(
            f"the record is anchored with the key {next(reversed(known))}, which is not configured: "
            "give it after the new one in SPARK_ANCHOR_KEYS until the product has started once",
            f"kayıt {next(reversed(known))} anahtarıyla çıpalanmış, o ise ayarlarda yok: ürün bir kez "
            "başlayana kadar SPARK_ANCHOR_KEYS içinde yeni anahtardan sonra onu da verin",
        )
    endorsement = signer.sign(statement(signer.key_id, public), endorser)
    return {**body, "endorsed_by": endorser, "endorsement": endorsement}


def statement(key_id: str, public: str) -> str:
    """The text an endorsement covers."""
    return f"spark-audit-anchor-key/1\n{key_id}\n{public}\n"


def _unendorsed(seq: int, key_id: str) -> LedgerTampered:
    return LedgerTampered(
        f"row {seq} introduces the anchor key {key_id}, which no earlier key endorsed; keep the files",
        f"{seq}. satırdaki {key_id} çıpa anahtarını eski bir anahtar onaylamamış; dosyaları koruyun",
    )
