"""Bearer tokens: who may come through the HTTP and MCP doors, and with which scopes."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from agent.session import Scope
from tools.errors import ConfigError
from tools.ids import Ids

LOCAL_USER = "trader"
"""The person in front of this machine: chat, command line and the generated token."""

ALL_SCOPES: frozenset[Scope] = frozenset(get_args(Scope))


@dataclass(frozen=True)
class Holder:
    """Who a token belongs to."""

    name: str
    scopes: frozenset[Scope]


class Tokens:
    """The table of tokens; it keeps digests only."""

    def __init__(self, rows: Iterable[tuple[Holder, str]]) -> None:
        self._rows = tuple((holder, _digest(token)) for holder, token in rows)

    @classmethod
    def parse(cls, text: str) -> "Tokens":
        """Read `name:scopes:token,…`, scopes joined by `+`.

        Raises:
            ConfigError: an entry does not have that form or names an unknown scope; the message
                gives its position, never its content.
        """
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        return cls(_row(number, entry) for number, entry in enumerate(entries, start=1))

    def holder(self, token: str) -> Holder | None:
        """Who presents `token`; every row is compared, so the time does not tell which one fits."""
        given = _digest(token)
        found: Holder | None = None
        for holder, digest in self._rows:
            if hmac.compare_digest(given, digest):
                found = holder
        return found


def open_tokens(configured: str, home: Path, ids: Ids) -> Tokens:
    """The configured tokens, or else one local token with every scope, kept in `home/token`.

    Raises:
        ConfigError: the configured tokens cannot be read.
    """
    if configured.strip():
        return Tokens.parse(configured)
    return Tokens([(Holder(LOCAL_USER, ALL_SCOPES), local_token(home, ids))])


def token_file(home: Path) -> Path:
    """Where the generated token is kept."""
    return home / "token"


def local_token(home: Path, ids: Ids) -> str:
    """The generated token, made on first use and readable by its owner only."""
    path = token_file(home)
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    token = path.read_text(encoding="ascii").strip()
    if not token:
        token = ids.nonce() + ids.nonce()
        path.write_text(token + "\n", encoding="ascii")
    return token


def _row(number: int, entry: str) -> tuple[Holder, str]:
    name, _, rest = entry.partition(":")
    scopes, _, token = rest.partition(":")
    wanted = frozenset(scopes.split("+"))
    if not name or not token or not wanted <= ALL_SCOPES:
        raise ConfigError(
            f"SPARK_API_TOKENS, entry {number}: expected name:scopes:token, scopes from "
            f"{'+'.join(get_args(Scope))}",
            f"SPARK_API_TOKENS, {number}. kayıt: ad:yetkiler:belirteç beklenir, yetkiler "
            f"{'+'.join(get_args(Scope))} içinden",
        )
    return Holder(name, cast("frozenset[Scope]", wanted)), token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
