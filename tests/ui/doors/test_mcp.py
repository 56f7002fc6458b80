import re
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.memory import create_connected_server_and_client_session

from tools.call import Effect
from tools.catalogue import RUNNABLE, TOOLS
from ui.access import Access
from ui.mcp_server import SparkMcp, local_agent
from ui.rate_limit import RateLimit, Strangers
from ui.tokens import Tokens

PAGE = Path(__file__).parents[3] / "docs/tools.md"
URL = "http://127.0.0.1:3003/mcp"


@pytest.fixture
def server(sessions, record, clock):
    return SparkMcp(
        sessions,
        Access(Tokens([]), RateLimit(clock), record, Strangers(clock)),
        local_agent,
        "http://127.0.0.1:3003",
    )


@pytest.fixture
def connect(server):
    """A session of the real client with the server of the standard streams."""
    return lambda: create_connected_server_and_client_session(server._mcp_server)


@pytest.fixture
def over_http(app):
    """A session of the real client over the streamable HTTP door, with a token."""

    @asynccontextmanager
    async def connect(token):
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), headers={"Authorization": f"Bearer {token}"}
            ) as http,
            streamable_http_client(URL, http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            yield session

    return connect


async def test_every_tool_is_there_with_schema_and_hints(connect):
    async with connect() as session:
        listed = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(listed) == {tool.name for tool in RUNNABLE}
    for tool in RUNNABLE:
        harmless = tool.effect in (Effect.READ, Effect.COMPUTE)
        assert listed[tool.name].annotations.readOnlyHint is harmless
        assert listed[tool.name].inputSchema["additionalProperties"] is False
        assert listed[tool.name].outputSchema["required"] == ["status", "message"]


@pytest.mark.fault("F94")
async def test_the_page_of_tools_says_all_that_is_offered(connect):
    """The page is generated and under review: no tool gets another meaning unseen."""
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S))
    async with connect() as session:
        listed = {tool.name: tool for tool in (await session.list_tools()).tools}
    assert set(sections) == {tool.name for tool in TOOLS}
    later = {name for name, section in sections.items() if "**Not available yet.**" in section}
    assert set(sections) - later == set(listed)
    for name, offered in listed.items():
        assert offered.description.partition("\n")[0] in sections[name]
        described = dict(re.findall(r"^\| `(\w+)` \| (.*?) \| [^|]*\|$", sections[name], re.M))
        fields = offered.inputSchema.get("properties", {})
        meant = {key: field.get("description", "").replace("\n", " ") for key, field in fields.items()}
        assert described == meant


@pytest.mark.fault("F27")
async def test_nothing_offered_decides_an_approval(connect):
    async with connect() as session:
        tools = (await session.list_tools()).tools
        answer = await session.call_tool("approve", {"approval_id": "apr_1"})
    assert not [tool.name for tool in tools if "appro" in tool.name or "decide" in tool.name]
    assert answer.isError


async def test_a_write_is_pending_with_the_way_to_its_approval(connect, sessions, make):
    sessions.turn = make.turn(reviews=[make.review()], approval_ids=("apr_1",))
    async with connect() as session:
        answer = await session.call_tool("place_order", make.order)
    assert not answer.isError
    got = answer.structuredContent
    assert (got["status"], got["approval_id"]) == ("pending", "apr_1")
    assert got["digest"] == make.review().approval.digest
    assert got["review"]["final"]["notional"] == "60"
    assert got["approval_url"].endswith("apr_1")
    assert '"pending"' in answer.content[0].text
    who = sessions.asked[0][3]
    assert (who.name, who.channel, who.may_approve) == ("trader", "mcp", False)


async def test_a_denial_and_wrong_arguments_are_errors_with_reasons(connect, sessions, make):
    sessions.turn = make.turn(
        reviews=[make.review("deny")], approval_ids=(None,), message="Not allowed: too big"
    )
    async with connect() as session:
        denied = await session.call_tool("place_order", make.order)
        wrong = await session.call_tool("place_order", {**make.order, "notional": 60.5})
    assert denied.isError
    assert denied.structuredContent["message"] == "Not allowed: too big"
    assert denied.structuredContent["review"]["outcome"] == "deny"
    assert wrong.isError
    assert "notional" in wrong.structuredContent["message"]


async def test_an_unexpected_error_shows_nothing_of_itself(connect, sessions, make):
    sessions.error = RuntimeError("api_key=topsecret")
    async with connect() as session:
        answer = await session.call_tool("place_order", make.order)
    assert answer.isError
    assert "topsecret" not in answer.model_dump_json()


async def test_over_http_the_token_is_the_principal_and_cannot_approve(over_http, sessions, make):
    sessions.turn = make.turn(reviews=[make.review()], approval_ids=("apr_1",))
    async with over_http("tok-desk") as session:
        answer = await session.call_tool("place_order", make.order)
    assert answer.structuredContent["status"] == "pending"
    who = sessions.asked[0][3]
    assert (who.name, who.channel, who.may_approve) == ("desk", "mcp", False)


async def test_over_http_a_missing_scope_is_an_error_and_on_record(over_http, sessions, record):
    async with over_http("tok-bot") as session:
        answer = await session.call_tool("engage_kill_switch", {})
    assert answer.isError
    assert sessions.asked == []
    assert record.rows[-1] == (
        "bot",
        "access_refused",
        "MCP tool engage_kill_switch",
        {"status": 403, "code": "missing_scope"},
    )


@pytest.mark.parametrize(("token", "status"), [("", 401), ("wrong", 401), ("tok-mute", 403)])
async def test_the_door_wants_a_token_that_may_read(client, record, token, status):
    answer = await client.post("/mcp", json={}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == status
    assert record.rows[-1][2] == "POST /mcp"
