import pytest

from tools.errors import LedgerError, VenueUnavailable


async def test_plan_answers_in_the_shape_of_the_contract(client, sessions, make):
    sessions.turn = make.turn(reviews=[make.review()], message="Check the card")
    answer = await client.post("/api/v1/plan", json={"text": "60 dolarlık BTC al", "lang": "tr"})
    assert answer.status_code == 200
    plan = answer.json()
    assert set(plan) == {
        "plan_id",
        "status",
        "language",
        "planner",
        "calls",
        "reviews",
        "message",
        "question",
    }
    assert plan["reviews"][0]["final"]["notional"] == "60"
    ((kind, text, who, language),) = sessions.asked
    assert (kind, text, language) == ("plan", "60 dolarlık BTC al", "tr")
    assert (who.name, who.channel) == ("desk", "http")


async def test_unknown_and_missing_fields_are_named(client, sessions):
    answer = await client.post("/api/v1/plan", json={"txt": "buy"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid_request"
    assert set(error["fields"]) == {"text", "txt"}
    assert sessions.asked == []


async def test_a_body_that_is_no_json_is_400(client):
    answer = await client.post("/api/v1/plan", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_json")


async def test_a_huge_body_is_refused(client, sessions):
    answer = await client.post("/api/v1/plan", content=b'{"text": "' + b"x" * 70_000)
    assert answer.status_code == 413
    assert sessions.asked == []


@pytest.mark.fault("F92", "F96")
async def test_chat_proposes_and_keeps_a_thread_of_its_own(client, sessions, make):
    sessions.turn = make.turn(reviews=[make.review()], approval_ids=("apr_1",))
    first = (await client.post("/api/v1/chat", json={"text": "buy"})).json()
    assert first["outcome"] == "pending"
    assert first["approvals"][0]["approval_id"] == "apr_1"
    assert first["approvals"][0]["approval_url"] == "http://127.0.0.1:3003/?approval=apr_1"
    sessions.turn = make.turn("answered", plan_id="plan_2")
    body = {"text": "and now?", "thread_id": first["thread_id"]}
    second = (await client.post("/api/v1/chat", json=body)).json()
    assert second["thread_id"] == first["thread_id"]
    thread = f"/api/v1/chat/{first['thread_id']}"
    assert (await client.get(thread)).json()["plan_ids"] == ["plan_1", "plan_2"]
    stranger = {"Authorization": "Bearer tok-bot"}
    assert (await client.get(thread, headers=stranger)).status_code == 404
    assert (await client.post("/api/v1/chat", json=body, headers=stranger)).status_code == 404


async def test_a_broken_venue_and_a_broken_ledger_are_503_in_the_callers_language(client, sessions):
    sessions.error = VenueUnavailable("time-out")
    answer = await client.post(
        "/api/v1/plan", json={"text": "al"}, headers={"Accept-Language": "tr-TR,en;q=0.5"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "venue_unavailable")
    assert "borsaya" in answer.json()["error"]["message"]
    sessions.error = LedgerError("disk full")
    assert (await client.post("/api/v1/plan", json={"text": "buy"})).status_code == 503


async def test_an_unexpected_error_shows_nothing_of_itself(client, sessions):
    sessions.error = RuntimeError("api_key=topsecret")
    answer = await client.post("/api/v1/plan", json={"text": "buy"})
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "topsecret" not in answer.text
    assert "Traceback" not in answer.text


async def test_an_unknown_api_route_is_json_404(client):
    answer = await client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_the_description_of_the_api_names_every_route(client):
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert {
        "/api/v1/plan",
        "/api/v1/chat",
        "/api/v1/tools",
        "/api/v1/tools/{name}",
        "/api/v1/approvals",
        "/api/v1/approvals/{approval_id}",
        "/api/v1/approvals/{approval_id}/decision",
        "/api/v1/receipts/{receipt_id}",
        "/healthz",
        "/metrics",
    } <= set(paths)
