"""Door: what every route shares: the session, the ledger, access, and who is asking."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from agent.session import Principal, Scope, Sessions
from tools.clock import Clock
from tools.ids import Ids
from tools.ledger.ledger import Ledger
from ui.access import Access

BrowserUser = Callable[[Request], str | None]
"""Who is signed in to the chat in the browser that sent a request."""


def nobody(request: Request) -> str | None:
    """No browser is signed in."""
    return None


@dataclass(frozen=True)
class Door:
    """Shared parts of the routes, kept on the application's state."""

    sessions: Sessions
    ledger: Ledger
    access: Access
    clock: Clock
    ids: Ids
    browser_user: BrowserUser = nobody


def door(request: Request) -> Door:
    """The door of the application that serves `request`."""
    return cast("Door", request.app.state.door)


def needs(scope: Scope | None) -> Callable[[Request], Awaitable[Principal]]:
    """A dependency that admits only a bearer token with `scope` (any token for None)."""

    async def principal(request: Request) -> Principal:
        return await admit(request, scope)

    return principal


async def admit(request: Request, scope: Scope | None) -> Principal:
    """The principal behind `request`.

    Raises:
        Refused: 401, 403 or 429; on the record already.
    """
    header = request.headers.get("authorization")
    return await door(request).access.admit(header, subject(request), scope, "http")


async def insist(request: Request, principal: Principal, scope: Scope) -> None:
    """Insist on one more scope.

    Raises:
        Refused: 403, on the record already.
    """
    await door(request).access.check(principal.name, principal.scopes, scope, subject(request))


def subject(request: Request) -> str:
    """What a refusal is about: method and path."""
    return f"{request.method} {request.url.path}"


def base_url(request: Request) -> str:
    """Address of this server as the caller reaches it."""
    return str(request.base_url)
