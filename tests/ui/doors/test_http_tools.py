import pytest

from tools.catalogue import TOOLS

URL = "/api/v1/tools/place_order"


async def test_the_catalogue_is_listed_with_schemas(client):
    listed = {tool["name"]: tool for tool in (await client.get("/api/v1/tools")).json()}
    assert set(listed) == {tool.name for tool in TOOLS}
    assert listed["place_order"]["effect"] == "trade"
    assert listed["place_order"]["parameters"]["additionalProperties"] is False
    assert listed["place_order"]["summary"]["tr"]


async def test_an_unknown_tool_is_404(client, sessions):
    answer = await client.post("/api/v1/tools/withdraw", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_tool")
    assert sessions.asked == []


@pytest.mark.parametrize("wrap", [False, True])
async def test_what_needs_an_approval_is_202_with_its_id(client, sessions, make, wrap):
    sessions.turn = make.turn(reviews=[make.review()], approval_ids=("apr_1",))
    answer = await client.post(URL, json={"args": make.order} if wrap else make.order)
    assert answer.status_code == 202
    body = answer.json()
    assert body["approval_id"] == "apr_1"
    assert body["digest"] == make.review().approval.digest
    assert sessions.asked[0][:3] == ("call_tool", "place_order", make.order)


async def test_a_dry_run_is_200(client, sessions, make):
    sessions.turn = make.turn(reviews=[make.review(required=False, kind="none")], approval_ids=(None,))
    answer = await client.post(URL, json={**make.order, "dry_run": True})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "simulated")


async def test_a_result_is_200(client, sessions, make):
    review = make.review(tool="engage_kill_switch", args={}, required=False)
    result = make.read("engage_kill_switch", {"scope": "all"})
    sessions.turn = make.turn(reviews=[review], results=(result,))
    answer = await client.post("/api/v1/tools/engage_kill_switch", json={})
    assert (answer.status_code, answer.json()["result"]) == (200, {"scope": "all"})


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (None, 503, "tool_failed"),
        ("venue", 503, "tool_failed"),
        ("error", 500, "tool_failed"),
        ("invalid", 422, "invalid_call"),
    ],
)
async def test_a_tool_without_a_result_says_why(client, sessions, make, failure, status, code):
    review = make.review(tool="cancel_all_orders", args={"symbol": "BTCUSDT"}, required=False)
    sessions.turn = make.turn(reviews=[review], failure=failure, message="it did not work")
    answer = await client.post("/api/v1/tools/cancel_all_orders", json={"symbol": "BTCUSDT"})
    assert answer.status_code == status
    assert answer.json()["error"] == {"code": code, "message": "it did not work"}


@pytest.mark.parametrize(("outcome", "code"), [("deny", "denied_by_policy"), ("ask", "needs_an_answer")])
async def test_what_policy_does_not_allow_is_422_with_the_review(client, sessions, make, outcome, code):
    sessions.turn = make.turn(
        reviews=[make.review(outcome)], approval_ids=(None,), message="Not allowed: too big"
    )
    answer = await client.post(URL, json=make.order)
    assert answer.status_code == 422
    assert answer.json()["error"] == {"code": code, "message": "Not allowed: too big"}
    assert answer.json()["review"]["outcome"] == outcome


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "1"}, "call"),
        ({"side": "HOLD"}, "side"),
        ({"colour": "red"}, "colour"),
        ({"notional": "NaN"}, "notional"),
        ({"notional": "1e3"}, "notional"),
    ],
)
async def test_arguments_that_do_not_fit_are_422_and_named(client, sessions, make, change, field):
    answer = await client.post(URL, json={**make.order, **change})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_call")
    assert answer.json()["error"]["fields"] == [field]
    assert sessions.asked == []


@pytest.mark.parametrize("number", ["60.5", "1e1", "NaN", "Infinity"])
async def test_json_floats_are_refused_with_advice(client, sessions, number):
    content = f'{{"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": {number}}}'
    answer = await client.post(URL, content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert (error["code"], error["fields"]) == ("float_refused", ["notional"])
    assert "strings" in error["message"]
    assert sessions.asked == []
