"""Access: who comes through the HTTP and MCP doors; every refusal is on the record."""

from dataclasses import dataclass
from typing import NoReturn

from pydantic import JsonValue

from agent.session import Channel, Principal, Scope
from tools.ledger.ledger import Ledger
from ui.rate_limit import RateLimit, Strangers
from ui.tokens import Holder, Tokens

_ANONYMOUS = "anonymous"
_LONGEST_SUBJECT = 200


class Refused(Exception):
    """The door stays closed: `status` is 401, 403 or 429."""

    def __init__(self, status: int, code: str, message: str, retry_after_ms: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_ms = retry_after_ms

    def headers(self) -> dict[str, str]:
        """Headers that go with the refusal."""
        if self.status == 401:
            return {"WWW-Authenticate": "Bearer"}
        if self.status == 429:
            return {"Retry-After": str(max(1, -(-self.retry_after_ms // 1000)))}
        return {}


def _too_many(wait_ms: int) -> Refused:
    return Refused(429, "rate_limited", f"too many requests; wait {wait_ms} ms", wait_ms)


@dataclass(frozen=True)
class Access:
    """The token table, the rate limits and the record of refusals."""

    tokens: Tokens
    limit: RateLimit
    ledger: Ledger
    strangers: Strangers

    async def admit(
        self, authorization: str | None, subject: str, scope: Scope | None, channel: Channel
    ) -> Principal:
        """The principal behind an `Authorization` header.

        Args:
            authorization: the header's value.
            subject: method and path, for the record.
            scope: the scope that is needed; None when any known token will do.
            channel: the door it comes through.

        Raises:
            Refused: 401 no or unknown token, 403 the scope is missing, 429 too many requests.
        """
        holder = self._holder(authorization)
        if holder is None:
            await self._turn_away(subject)
        wait_ms = self.limit.wait_ms(holder.name)
        if wait_ms:
            await self.refuse(holder.name, subject, _too_many(wait_ms))
        if scope is not None:
            await self.check(holder.name, holder.scopes, scope, subject)
        return Principal(name=holder.name, channel=channel, scopes=holder.scopes)

    async def check(self, name: str, scopes: frozenset[Scope], scope: Scope, subject: str) -> None:
        """Insist on a scope.

        Raises:
            Refused: 403, when it is missing.
        """
        if scope not in scopes:
            text = f"this token does not have the scope {scope!r}"
            await self.refuse(name, subject, Refused(403, "missing_scope", text))

    async def refuse(self, name: str, subject: str, refused: Refused) -> NoReturn:
        """Put a refusal on the record, then raise it."""
        body: JsonValue = {"status": refused.status, "code": refused.code}
        await self.ledger.append(name, "access_refused", subject[:_LONGEST_SUBJECT], body)
        raise refused

    async def _turn_away(self, subject: str) -> NoReturn:
        wait_ms = self.strangers.requests.wait_ms(_ANONYMOUS)
        text = "a bearer token is needed: Authorization: Bearer <token>"
        refused = _too_many(wait_ms) if wait_ms else Refused(401, "unauthorized", text)
        if self.strangers.records.wait_ms(_ANONYMOUS):
            raise refused
        await self.refuse(_ANONYMOUS, subject, refused)

    def _holder(self, authorization: str | None) -> Holder | None:
        kind, _, token = (authorization or "").partition(" ")
        return self.tokens.holder(token.strip()) if kind.lower() == "bearer" else None
