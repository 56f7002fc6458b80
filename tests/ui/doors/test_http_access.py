import pytest

from tools.ids import SequenceIds
from ui.rate_limit import BURST, RECORD_MS, REFILL_MS, STRANGERS_BURST, STRANGERS_REFILL_MS
from ui.tokens import ALL_SCOPES, LOCAL_USER, Tokens, open_tokens, token_file


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    "header", [{"Authorization": ""}, bearer("wrong"), bearer(""), {"Authorization": "Basic tok-desk"}]
)
async def test_without_a_known_token_nothing_is_reached_and_it_is_on_record(client, sessions, record, header):
    answer = await client.post("/api/v1/plan", json={"text": "buy"}, headers=header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "unauthorized"
    assert sessions.asked == []
    body = {"status": 401, "code": "unauthorized"}
    assert record.rows == [("anonymous", "access_refused", "POST /api/v1/plan", body)]


@pytest.mark.fault("F27")
@pytest.mark.parametrize(
    ("token", "method", "path", "body"),
    [
        ("tok-mute", "GET", "/api/v1/tools", None),
        ("tok-mute", "POST", "/api/v1/plan", {"text": "buy"}),
        ("tok-eye", "POST", "/api/v1/chat", {"text": "buy"}),
        ("tok-eye", "POST", "/api/v1/tools/cancel_all_orders", {"symbol": "BTCUSDT"}),
        ("tok-bot", "POST", "/api/v1/tools/engage_kill_switch", {}),
        (
            "tok-bot",
            "POST",
            "/api/v1/approvals/apr_1/decision",
            {"decision": "approve", "digest": "sha256:" + "0" * 64},
        ),
    ],
)
async def test_a_missing_scope_is_403_and_on_record(client, sessions, record, token, method, path, body):
    answer = await client.request(method, path, json=body, headers=bearer(token))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "missing_scope"
    assert sessions.asked == []
    (row,) = record.rows
    assert row == (
        token.removeprefix("tok-"),
        "access_refused",
        f"{method} {path}",
        {"status": 403, "code": "missing_scope"},
    )


@pytest.mark.fault("F97")
async def test_too_many_requests_wait_their_turn_on_the_clock(client, clock, record):
    for _ in range(BURST):
        assert (await client.get("/api/v1/tools")).status_code == 200
    refused = await client.get("/api/v1/tools")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert record.rows[-1][3] == {"status": 429, "code": "rate_limited"}
    assert (await client.get("/api/v1/tools", headers=bearer("tok-bot"))).status_code == 200
    clock.advance_ms(REFILL_MS)
    assert (await client.get("/api/v1/tools")).status_code == 200
    assert (await client.get("/api/v1/tools")).status_code == 429


async def test_strangers_cannot_use_up_the_requests_of_a_token(client):
    for _ in range(BURST + 1):
        last = await client.get("/api/v1/tools", headers=bearer("wrong"))
    assert last.status_code == 429
    assert (await client.get("/api/v1/tools")).status_code == 200


async def test_guessing_tokens_is_slow_whatever_is_guessed(client, clock):
    codes = [
        (await client.get("/api/v1/tools", headers=bearer(f"guess{number}"))).status_code
        for number in range(STRANGERS_BURST * 2)
    ]
    assert codes == [401] * STRANGERS_BURST + [429] * STRANGERS_BURST
    clock.advance_ms(STRANGERS_REFILL_MS)
    codes = [(await client.get("/api/v1/tools", headers=bearer("wrong"))).status_code for _ in range(2)]
    assert codes == [401, 429]


async def test_strangers_cannot_fill_the_record(client, clock, record):
    for _ in range(STRANGERS_BURST * 2):
        await client.get("/api/v1/tools", headers=bearer("wrong"))
    assert len(record.rows) == 1
    clock.advance_ms(RECORD_MS)
    await client.get("/api/v1/tools", headers=bearer("wrong"))
    await client.get("/api/v1/tools", headers=bearer("wrong"))
    assert len(record.rows) == 2


def test_without_configuration_one_local_token_is_made_once_for_its_owner_only(tmp_path):
    home = tmp_path / "home"
    first = open_tokens("", home, SequenceIds())
    path = token_file(home)
    token = path.read_text().strip()
    assert len(token) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    holder = open_tokens(" ", home, SequenceIds()).holder(token)
    assert holder == first.holder(token)
    assert (holder.name, holder.scopes) == (LOCAL_USER, ALL_SCOPES)


def test_a_token_may_hold_colons():
    holder = Tokens.parse("desk:read+propose:a:b, bot:read:c").holder("a:b")
    assert (holder.name, holder.scopes) == ("desk", {"read", "propose"})
