"""Pages of other origins, foreign hosts and unused doors are refused; answers carry no outside link."""

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from ui.browser_guard import BrowserGuard, content_security_policy

HOST = "127.0.0.1:3003"
PAGE = b'<link href="https://fonts.example/x.css" rel="stylesheet"><link rel="icon" href="/f.svg"><p>hi</p>'


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers every request with an HTML page that links outside, and accepts every socket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


async def ask(
    method: str = "GET",
    path: str = "/",
    *,
    headers: dict[str, str] | None = None,
    client: str = "127.0.0.1",
    guard: BrowserGuard | None = None,
) -> httpx.Response:
    transport = httpx.ASGITransport(app=guard or BrowserGuard(page), client=(client, 5000))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as browser:
        return await browser.request(method, path, headers=headers)


async def test_own_page_may_post() -> None:
    answer = await ask("POST", "/project/action", headers={"origin": f"http://{HOST}"})
    assert answer.status_code == 200


@pytest.mark.fault("F91")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", f"http://{HOST}.evil.example"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_page_of_another_origin_is_refused(method: str, origin: str) -> None:
    answer = await ask(method, "/project/action", headers={"origin": origin})
    assert answer.status_code == 403
    assert b"hi" not in answer.content


async def test_background_request_of_another_site_is_refused_but_a_link_works() -> None:
    fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await ask(headers=fetch)).status_code == 403
    assert (await ask(headers=link)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:3003", "", "[::bad"])
async def test_foreign_host_is_refused(host: str) -> None:
    assert (await ask(headers={"host": host})).status_code == 403


async def test_named_host_is_served() -> None:
    guard = BrowserGuard(page, hosts=("copilot.internal",))
    assert (await ask(headers={"host": "copilot.internal:3003"}, guard=guard)).status_code == 200
    assert (await ask(guard=guard)).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/project/element"),
        ("DELETE", "/project/element"),
        ("POST", "/project/file"),
        ("PUT", "/project/thread/share"),
    ],
)
async def test_doors_the_product_does_not_use_are_closed(method: str, path: str) -> None:
    assert (await ask(method, path)).status_code == 403


async def test_login_without_password_only_from_this_machine() -> None:
    assert (await ask("POST", "/auth/header", client="10.0.0.7")).status_code == 403
    assert (await ask("POST", "/auth/header")).status_code == 200
    behind_proxy = BrowserGuard(page, remote_login=True)
    answer = await ask("POST", "/auth/header", client="10.0.0.7", guard=behind_proxy)
    assert answer.status_code == 200


async def test_page_loses_outside_links_and_gains_a_policy() -> None:
    answer = await ask(headers={"accept": "text/html"})
    assert "fonts.example" not in answer.text
    assert '<link rel="icon" href="/f.svg">' in answer.text
    assert answer.headers["content-security-policy"] == content_security_policy(HOST)
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_policy_names_no_other_host() -> None:
    policy = content_security_policy(HOST)
    assert "*" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert f"connect-src 'self' ws://{HOST} wss://{HOST};" in policy


@pytest.mark.fault("F91")
@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"origin": f"http://{HOST}", "host": HOST}, True),
        ({"origin": "https://evil.example", "host": HOST}, False),
        ({"origin": "http://evil.example", "host": "evil.example"}, False),
    ],
)
async def test_socket_of_another_origin_is_refused(headers: dict[str, str], accepted: bool) -> None:
    sent: list[str] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(str(message["type"]))

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "websocket", "path": "/ws/socket.io/", "headers": raw, "client": ("127.0.0.1", 1)}
    await BrowserGuard(page)(scope, receive, send)  # type: ignore[arg-type]
    assert sent == (["websocket.accept"] if accepted else ["websocket.close"])
