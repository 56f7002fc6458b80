"""Keys: what signs permits and the record; from the settings, or made once under the home folder."""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tools.errors import ConfigError

MINIMUM_BYTES = 32

KeyKind = Literal["approval", "audit", "anchor", "queue"]
_SETTINGS: dict[KeyKind, str] = {
    "approval": "SPARK_APPROVAL_KEYS",
    "audit": "SPARK_AUDIT_KEY",
    "anchor": "SPARK_ANCHOR_KEYS",
    "queue": "SPARK_QUEUE_KEYS",
}

Entropy = Callable[[int], bytes]
"""Gives that many random bytes."""


def parse_keys(text: str, source: str = "signing keys") -> dict[str, bytes]:
    """Keys from `id:base64,id:base64`; the first signs, all verify.

    Args:
        text: the keys.
        source: the setting or file they come from, named when they are wrong.

    Raises:
        ConfigError: malformed, an id used twice, a key under 32 bytes or of one repeated byte.
            The message names the key's id, never the key.
    """
    keys: dict[str, bytes] = {}
    for position, entry in enumerate(filter(None, (part.strip() for part in text.split(","))), start=1):
        key_id, separator, encoded = entry.partition(":")
        if not separator or not key_id or key_id in keys:
            raise _wrong(source, f"number {position} is not of the form id:base64 with an id of its own")
        try:
            keys[key_id] = _decode(key_id, encoded)
        except ValueError as error:
            raise _wrong(source, str(error)) from None
    if not keys:
        raise _wrong(source, "there is none")
    return keys


def load_keys(
    home: Path, kind: KeyKind, text: str = "", entropy: Entropy = os.urandom, *, ledger_exists: bool = False
) -> dict[str, bytes]:
    """Keys from the settings text, or from `home/keys/<kind>.key`, which is made (mode 0600) when missing.

    With `ledger_exists` a missing file is not made: a new key could not verify what the old one signed.

    Raises:
        ConfigError: a key is malformed or short, the file can be read by others, or it is missing
            although a ledger exists.
    """
    if text.strip():
        return parse_keys(text, _SETTINGS[kind])
    path = home / "keys" / f"{kind}.key"
    if not path.exists():
        if ledger_exists:
            raise _missing(kind, path)
        _create(path, entropy)
    if path.stat().st_mode & 0o077:
        raise ConfigError(
            f"{path.name} can be read by others; run chmod 600 on it",
            f"{path.name} başkalarınca okunabiliyor; chmod 600 uygulayın",
        )
    return parse_keys(path.read_text(encoding="ascii"), str(path))


def _create(path: Path, entropy: Entropy) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = entropy(MINIMUM_BYTES)
    key_id = "k" + hashlib.sha256(key).hexdigest()[:8]
    draft = path.with_name(f"{path.name}.{os.getpid()}.{key_id}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(f"{key_id}:{base64.b64encode(key).decode()}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears whole or not at all, and the first of two processes wins.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _decode(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ValueError(f"{key_id} is not base64") from None
    if len(key) < MINIMUM_BYTES:
        raise ValueError(f"{key_id} has {len(key)} bytes, at least {MINIMUM_BYTES} are needed")
    if len(set(key)) == 1:
        raise ValueError(f"{key_id} is one byte repeated")
    return key


def _missing(kind: KeyKind, path: Path) -> ConfigError:
    setting = _SETTINGS[kind]
    return ConfigError(
        f"the {kind} key is missing, though a ledger exists that was written with it: put {path} back, "
        f"set {setting}, or move the ledger away to begin a new one",
        f"{kind} anahtarı eksik, oysa onunla yazılmış bir kayıt defteri var: {path} dosyasını geri koyun, "
        f"{setting} ayarını verin ya da yenisine başlamak için kayıt defterini taşıyın",
    )


def _wrong(source: str, problem: str) -> ConfigError:
    return ConfigError(f"{source}: {problem}", f"{source} geçerli değil: {problem}")
