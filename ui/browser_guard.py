"""BrowserGuard: what a web page may do to this server, decided before any route is asked.

The chat server accepts any Origin and any Host by itself, so a page open in the trader's browser could
drive it (cross-site WebSocket, DNS rebinding). This wrapper refuses hosts it was not told of and pages
of another origin, closes doors the product does not use, and keeps every answer free of outside links.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

_EXTERNAL_LINK = re.compile(rb"<link\b[^>]*\bhref=[\"']https?://[^>]*>", re.IGNORECASE)

_CLOSED = (
    ("PUT", "/project/element"),
    ("DELETE", "/project/element"),
    ("POST", "/project/file"),
    ("PUT", "/project/thread/share"),
)
"""Routes of the chat server that change what a card shows, take files, or share a thread."""

_LOGIN_WITHOUT_PASSWORD = "/auth/header"  # noqa: S105 - a path


class BrowserGuard:
    """ASGI wrapper; put it outside everything else.

    Args:
        app: the application to protect.
        hosts: host names (without port) this server answers to.
        remote_login: let other machines sign in without a password; only behind a proxy that
            authenticates people.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK_HOSTS, *, remote_login: bool = False
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._remote_login = remote_login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        problem = self._problem(scope)
        if problem is not None:
            await _refuse(scope, send, problem)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            page = _Page(send, Headers(scope=scope).get("host", ""))
            await self._app(_without_compression(scope), receive, page.send)

    def _problem(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _host_name(host) not in self._hosts:
            return "unknown host"
        if not _same_origin(headers, host) or _foreign_fetch(headers):
            return "request from another origin"
        if scope["type"] == "http" and (scope["method"], scope["path"].rstrip("/")) in _CLOSED:
            return "not part of this product"
        if scope["path"].startswith(_LOGIN_WITHOUT_PASSWORD) and not self._may_log_in(scope):
            return "sign in from this machine"
        return None

    def _may_log_in(self, scope: Scope) -> bool:
        return self._remote_login or _is_loopback(scope.get("client"))


class _Page:
    """Passes a response on with security headers; an HTML page also without links to other hosts."""

    def __init__(self, send: Send, host: str) -> None:
        self._send = send
        self._host = host
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            _harden(headers, self._host)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            await self._collect(message)

    async def _collect(self, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        start, self._start = self._start, None
        if start is None:
            return
        body = _EXTERNAL_LINK.sub(b"", self._body)
        headers = MutableHeaders(scope=start)
        if "content-length" in headers and len(body) != len(self._body):
            headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def content_security_policy(host: str) -> str:
    """The policy of every answer: nothing is loaded from, or sent to, anywhere but this server.

    `unsafe-eval` is what the chat needs to run the approval card; `img-src 'self'` keeps an image in a
    message from carrying data away.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _harden(headers: MutableHeaders, host: str) -> None:
    headers["content-security-policy"] = content_security_policy(host)
    headers["x-content-type-options"] = "nosniff"
    headers["x-frame-options"] = "DENY"
    headers["referrer-policy"] = "no-referrer"
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["cross-origin-resource-policy"] = "same-origin"


def _host_name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _same_origin(headers: Headers, host: str) -> bool:
    """No Origin at all is a program, not a page; programs prove themselves with a token."""
    origin = headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def _foreign_fetch(headers: Headers) -> bool:
    """Whether another site's page asks in the background; following a link from there is fine."""
    site = headers.get("sec-fetch-site", "none")
    return site not in ("none", "same-origin") and headers.get("sec-fetch-mode") != "navigate"


def _is_loopback(client: tuple[str, int] | None) -> bool:
    try:
        return client is not None and ip_address(client[0]).is_loopback
    except ValueError:
        return False


def _without_compression(scope: Scope) -> Scope:
    """A page must arrive readable to lose its outside links; assets may stay compressed."""
    if "text/html" not in Headers(scope=scope).get("accept", "text/html"):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


async def _refuse(scope: Scope, send: Send, problem: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": problem})
        return
    body = b'{"detail": "' + problem.encode() + b'"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
