"""The chat's protocol without a browser: socket events, card fetches, clicks, forged requests."""

import asyncio
import threading
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import httpx
import pytest
import socketio

WAIT_S = 15


class Tab:
    """One browser tab."""

    def __init__(self, chat: Any, client: httpx.Client, language: str) -> None:
        self.chat = chat
        self.client = client
        self.session = str(uuid.uuid4())
        self.events: list[tuple[str, Any]] = []
        self._language = language
        self._news = asyncio.Event()
        self._socket = socketio.AsyncClient(reconnection=False)
        for name in ("new_message", "update_message", "element", "set_commands", "task_end"):
            self._socket.on(name, self._handler(name))

    def _handler(self, name: str) -> Any:
        def keep(data: Any = None) -> None:
            self.events.append((name, data))
            self._news.set()

        return keep

    async def open(self, thread: str = "") -> "Tab":
        cookie = "; ".join(f"{c.name}={c.value}" for c in self.client.cookies.jar)
        auth = {"sessionId": self.session, "clientType": "webapp", "threadId": thread, "userEnv": "{}"}
        await self._socket.connect(
            self.chat.url,
            socketio_path="/ws/socket.io",
            headers={"Cookie": cookie, "Origin": self.chat.url, "Accept-Language": self._language},
            auth={**auth, "chatProfile": ""},
            transports=["websocket"],
        )
        await self._socket.emit("connection_successful")
        await self.until(lambda name, _: name == "set_commands")
        return self

    async def say(self, text: str, command: str | None = None) -> None:
        message = {
            "id": str(uuid.uuid4()),
            "name": "trader",
            "type": "user_message",
            "output": text,
            "command": command,
            "createdAt": "2026-01-01T00:00:00Z",
        }
        await self._socket.emit("client_message", {"message": message, "fileReferences": []})

    async def until(self, wanted: Any) -> Any:
        async with asyncio.timeout(WAIT_S):
            while True:
                for name, data in self.events:
                    if wanted(name, data):
                        return data
                self._news.clear()
                await self._news.wait()

    async def card(self, past: int = 0) -> dict[str, Any]:
        """The props of the next card after the first `past`."""

        def enough(name: str, _: Any) -> bool:
            return len(self.cards()) > past

        await self.until(enough)
        return self.cards()[past]

    def cards(self) -> list[dict[str, Any]]:
        found = [data for name, data in self.events if name == "element" and data["type"] == "custom"]
        return [dict(element["props"]) for element in found]

    async def click(self, name: str, payload: dict[str, Any], **headers: str) -> httpx.Response:
        body = {"sessionId": self.session, "action": {"name": name, "payload": payload}}
        return await asyncio.to_thread(self.client.post, "/project/action", json=body, headers=headers)

    async def close(self) -> None:
        await self._socket.disconnect()


@pytest.fixture
async def tabs(chat: Any) -> AsyncIterator[Any]:
    opened: list[Tab] = []

    async def tab(language: str = "tr-TR", thread: str = "") -> Tab:
        made = Tab(chat, await asyncio.to_thread(chat.login), language)
        opened.append(made)
        return await made.open(thread)

    yield tab
    for one in opened:
        await one.close()
        one.client.close()


def resource(tab: Tab, approval_id: str) -> dict[str, Any]:
    answer = tab.client.get(f"/api/v1/approvals/{approval_id}?language=tr")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def test_an_utterance_becomes_a_card_that_carries_an_id_only(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    card = await tab.card()
    assert card.keys() == {"approval_id", "language"}
    assert card["language"] == "tr"
    shown = resource(tab, card["approval_id"])
    assert shown["status"] == "pending"
    assert shown["review"]["orders"][0]["quantity"] == "0.0009"
    ((text, who, language),) = chat.sessions.heard
    assert (text, who.name, who.channel, language) == ("testnette 60 dolarlık BTC al", "trader", "chat", None)


async def test_steps_of_the_flow_are_shown(tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    await tab.card()
    steps = {data["name"] for name, data in tab.events if name == "new_message" and data["type"] == "tool"}
    assert {"Anlama", "Piyasa ve hesap", "Kurallar ve risk"} <= steps


async def test_a_click_approves_as_the_session_user(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    digest = resource(tab, approval_id)["digest"]
    click = {"approval_id": approval_id, "digest": digest, "decision": "approve"}
    answer = (await tab.click("approval_decide", click)).json()["response"]
    assert answer["accepted"]
    ((_, decision, seen, who, edits),) = chat.sessions.decisions
    assert (decision, seen, who.name, who.channel, edits) == ("approve", digest, "trader", "chat", None)
    assert who.may_approve
    shown = resource(tab, approval_id)
    assert shown["receipt"]["order_id"] == "4815162342"


@pytest.mark.fault("F91")
async def test_forged_click_with_parameters_of_its_own_decides_nothing(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    digest = resource(tab, approval_id)["digest"]
    honest = {"approval_id": approval_id, "digest": digest, "decision": "approve"}
    forged = [
        {**honest, "quantity": "999"},
        {**honest, "user": "admin", "scopes": ["admin"]},
        {**honest, "edits": {"symbol": "ETHUSDT"}},
        {**honest, "decision": "edit", "edits": {"dry_run": "false", "quantity": "1"}},
        {**honest, "decision": "edit", "edits": {"quantity": 1e3}},
        {**honest, "decision": "approved"},
        {**honest, "approval_id": "../x"},
        {},
    ]
    for payload in forged:
        answer = (await tab.click("approval_decide", payload)).json()["response"]
        assert (answer["accepted"], answer["reason"]) == (False, "malformed")
    assert chat.sessions.decisions == []


async def test_edits_of_an_approval_are_dropped(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    digest = resource(tab, approval_id)["digest"]
    click = {"approval_id": approval_id, "digest": digest, "decision": "approve", "edits": {"quantity": "9"}}
    await tab.click("approval_decide", click)
    assert chat.sessions.decisions[0][4] is None


@pytest.mark.fault("F91")
async def test_action_of_another_origin_or_without_a_cookie_is_refused(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    click = {"approval_id": approval_id, "digest": "sha256:" + "0" * 64, "decision": "approve"}
    assert (await tab.click("approval_decide", click, origin="https://evil.example")).status_code == 403
    body = {"sessionId": tab.session, "action": {"name": "approval_decide", "payload": click}}
    async with httpx.AsyncClient(base_url=chat.url, trust_env=False) as stranger:
        assert (await stranger.post("/project/action", json=body)).status_code == 401
        assert (await stranger.get(f"/api/v1/approvals/{approval_id}")).status_code == 401
    assert chat.sessions.decisions == []


@pytest.mark.fault("F91")
async def test_socket_without_a_cookie_or_from_another_origin_is_refused(chat: Any) -> None:
    with closing(chat.login()) as signed_in:
        cookie = "; ".join(f"{c.name}={c.value}" for c in signed_in.cookies.jar)
    auth = {"sessionId": "s", "clientType": "webapp", "threadId": "", "userEnv": "{}", "chatProfile": ""}
    for headers in ({"Origin": chat.url}, {"Origin": "https://evil.example", "Cookie": cookie}):
        client = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(
                chat.url, socketio_path="/ws/socket.io", headers=headers, auth=auth, transports=["websocket"]
            )
        await client.disconnect()


async def test_editing_makes_a_new_card(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    digest = resource(tab, approval_id)["digest"]
    click = {
        "approval_id": approval_id,
        "digest": digest,
        "decision": "edit",
        "edits": {"quantity": "0.0008"},
    }
    answer = (await tab.click("approval_decide", click)).json()["response"]
    assert answer["accepted"]
    assert chat.sessions.decisions[0][4] == {"quantity": "0.0008"}
    assert (await tab.card(past=1))["approval_id"] == answer["successor_id"]


async def test_retype_is_checked_by_the_server(chat: Any, tabs: Any) -> None:
    chat.sessions.kind = "retype"
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    click = {
        "approval_id": approval_id,
        "digest": resource(tab, approval_id)["digest"],
        "decision": "approve",
    }
    for typed in ({}, {"typed_quantity": "0.009"}, {"typed_quantity": "NaN"}):
        answer = (await tab.click("approval_decide", {**click, **typed})).json()["response"]
        assert answer["reason"] == "retype"
    assert chat.sessions.decisions == []
    answer = (await tab.click("approval_decide", {**click, "typed_quantity": "0,0009"})).json()["response"]
    assert answer["accepted"]


async def test_a_decision_outlives_the_socket_and_the_request(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    approval_id = (await tab.card())["approval_id"]
    digest = resource(tab, approval_id)["digest"]
    chat.sessions.gate = threading.Event()
    click = {"approval_id": approval_id, "digest": digest, "decision": "approve"}
    body = {"sessionId": tab.session, "action": {"name": "approval_decide", "payload": click}}
    with pytest.raises(httpx.ReadTimeout):
        await asyncio.to_thread(tab.client.post, "/project/action", json=body, timeout=0.5)
    assert len(chat.sessions.decisions) == 1
    await tab.close()
    chat.sessions.gate.set()
    async with asyncio.timeout(WAIT_S):
        while (await asyncio.to_thread(resource, tab, approval_id))["status"] != "approved":
            pass
    assert approval_id in chat.sessions.receipts


async def test_a_simulation_is_a_card_without_a_decision(chat: Any, tabs: Any) -> None:
    tab = await tabs("en-US")
    await tab.say("buy 0.001 BTC limit at 64000")
    card = await tab.card()
    assert card.keys() == {"card_id", "language"}
    document = tab.client.get(f"/chat/files/cards/{card['card_id']}.json").json()
    assert document["status"] == "simulated"
    assert document["review"]["approval"]["required"] is False
    assert chat.sessions.rows == {}


async def test_what_would_pass_is_proposed_from_the_servers_copy(chat: Any, tabs: Any) -> None:
    tab = await tabs("en-US")
    await tab.say("buy 640 usdt of BTC on testnet")
    card = await tab.card()
    await tab.click("propose_again", {"card_id": card["card_id"], "rule": "max_notional"})
    ((name, args, who),) = chat.sessions.called
    assert (name, who.name) == ("place_order", "trader")
    assert args == {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "MARKET",
        "dry_run": False,
        "quantity": "0.0015",
    }
    assert "approval_id" in await tab.card(past=1)


@pytest.mark.parametrize("payload", [{"card_id": "../../auth-secret"}, {"args": {"quantity": "9"}}, {}])
async def test_nothing_is_proposed_from_a_forged_click(chat: Any, tabs: Any, payload: dict[str, Any]) -> None:
    tab = await tabs()
    answer = (await tab.click("propose_again", payload)).json()["response"]
    assert not answer["accepted"]
    assert chat.sessions.called == []


@pytest.mark.fault("F92")
async def test_files_need_the_session_and_stay_in_their_folder(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    for path in (
        "/chat/files/../auth-secret",
        "/chat/files/%2e%2e/auth-secret",
        "/chat/files/%2e%2e%2fauth-secret",
    ):
        assert "auth" not in tab.client.get(path).text[:64]
        assert tab.client.get(path).content != (chat.home / "chat" / "auth-secret").read_bytes()
    async with httpx.AsyncClient(base_url=chat.url, trust_env=False) as stranger:
        assert (await stranger.get("/chat/files/cards/plan_001-0.json")).status_code == 401


async def test_pending_approvals_are_listed_when_a_chat_starts(tabs: Any) -> None:
    first = await tabs()
    await first.say("testnette 60 dolarlık BTC al")
    waiting = await first.card()
    second = await tabs()
    assert await second.card() == waiting
    said = [data["output"] for name, data in second.events if name == "new_message"]
    assert "Kararınızı bekleyen 1 öneri var." in said


async def test_menu_commands_arrive_as_slash_text(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    commands = await tab.until(lambda name, _: name == "set_commands")
    assert {"positions", "al", "iptal", "kill"} <= {command["id"] for command in commands}
    await tab.say("", command="positions")
    message = await tab.until(lambda name, data: name == "new_message" and "BTCUSDT" in data["output"])
    assert "**Açık pozisyonlar**" in message["output"]
    assert chat.sessions.heard[0][0] == "/positions"
    assert chat.sessions.heard[0][2] == "tr"


async def test_backtest_draws_the_curve(tabs: Any) -> None:
    tab = await tabs("en-US")
    await tab.say("backtest sma_crossover")
    await tab.until(lambda name, data: name == "element" and data["type"] == "plotly")


async def test_conversation_is_resumed_with_its_card(chat: Any, tabs: Any) -> None:
    tab = await tabs()
    await tab.say("testnette 60 dolarlık BTC al")
    card = await tab.card()
    await tab.until(lambda name, _: name == "task_end")
    threads = tab.client.post("/project/threads", json={"pagination": {"first": 20}, "filter": {}}).json()
    for row in threads["data"]:
        found = tab.client.get(f"/project/thread/{row['id']}").json()
        if card in [element["props"] for element in found["elements"]]:
            return
    pytest.fail("no thread holds the card")


async def test_page_asks_nobody_else(chat: Any) -> None:
    with closing(chat.login()) as client:
        page = client.get("/", headers={"accept": "text/html"})
    assert "fonts.g" not in page.text
    assert "jsdelivr" not in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "/public/spark.css" in page.text
