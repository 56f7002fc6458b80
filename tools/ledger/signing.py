"""Ed25519 keys of anchors: apart from the audit's MAC key, so that whoever can forge rows cannot sign them.

The private keys are 32-byte seeds, given like every other key; the public halves stand in the record itself.
"""

from typing import Protocol

from tools.errors import ConfigError
from tools.permit import Keys

SEED_BYTES = 32


class Signer(Protocol):
    """Signs anchors."""

    @property
    def key_id(self) -> str: ...

    @property
    def publics(self) -> dict[str, str]:
        """Public keys in hex by key id, the signing one first."""
        ...

    def sign(self, statement: str, key_id: str | None = None) -> str:
        """Hex signature with the signing key, or with another of its own."""
        ...


class Ed25519Signer:
    """Signs with the first of its keys; the others endorse it and are about to be dropped."""

    def __init__(self, seeds: Keys) -> None:
        # Imported here: it is slow to import, and `--help` needs none of it.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        for key_id, seed in seeds.items():
            if len(seed) != SEED_BYTES:
                raise ConfigError(
                    f"anchor keys: {key_id} has {len(seed)} bytes, an Ed25519 seed has {SEED_BYTES}",
                    f"çıpa anahtarları: {key_id} {len(seed)} bayt, Ed25519 tohumu {SEED_BYTES} bayttır",
                )
        if not seeds:
            raise ConfigError("anchors need a key", "çıpalar için bir anahtar gerekli")
        self._private = {name: Ed25519PrivateKey.from_private_bytes(seed) for name, seed in seeds.items()}
        self.key_id = next(iter(self._private))
        self.publics = {
            name: key.public_key().public_bytes_raw().hex() for name, key in self._private.items()
        }

    def sign(self, statement: str, key_id: str | None = None) -> str:
        return self._private[key_id or self.key_id].sign(statement.encode()).hex()


def signed_by(public: str, signature: str, statement: str) -> bool:
    """Whether a hex signature over a statement was made with the private half of a hex public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), statement.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
