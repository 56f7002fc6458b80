from decimal import Decimal

import httpx
import pytest

from agent.decision import Decided
from tools.receipt import IntentState, LegRole, ReceiptLeg
from tools.text import Text
from ui.server import create_app

URL = "/api/v1/approvals/apr_1"


def decided(row, accepted=True, reason="ok", **more):
    return Decided(approval=row, accepted=accepted, reason=reason, message=Text(en="done", tr="oldu"), **more)


async def test_an_approval_shows_what_a_person_must_see(client, sessions, make):
    sessions.row = make.row()
    resource = (await client.get(URL, params={"language": "tr"})).json()
    assert resource["id"] == "apr_1"
    assert (resource["status"], resource["proposer"], resource["language"]) == ("pending", "desk", "tr")
    assert resource["digest"] == make.review().approval.digest
    assert resource["expires_at"] == "2025-06-15T15:07:10.000Z"
    assert resource["review"]["diff"][0]["reason"] == "adım büyüklüğü 0.001"
    assert resource["review"]["mode"] == "local_testnet"
    assert resource["receipt"] is None


async def test_an_executed_approval_carries_its_receipt(client, sessions, make):
    sessions.row, sessions.found = make.row("approved", intent_id="int_1"), make.receipt()
    receipt = (await client.get(URL)).json()["receipt"]
    assert (receipt["state"], receipt["status"], receipt["order_id"]) == ("ACKED", "FILLED", "42")
    assert receipt["client_order_id"] == "spk-abc"
    assert receipt["fills"][0]["price"] == "65000.1"
    assert receipt["evidence"] == [{"seq": 9, "action": "acked", "digest": "sha256:" + "1" * 64}]
    by_receipt = (await client.get("/api/v1/receipts/int_1")).json()
    assert by_receipt == receipt


async def test_a_receipt_carries_its_legs_and_what_nothing_protects(client, sessions, make):
    stop = ReceiptLeg(
        role=LegRole.STOP_LOSS,
        client_order_id="spk-stop",
        order_id="2000001",
        quantity=Decimal("0.0009"),
        executed_quantity=Decimal(0),
        stop_price=Decimal("63700.1"),
        state=IntentState.REJECTED,
        status=None,
        code="-4120",
    )
    update = {"legs": (stop,), "unprotected_quantity": Decimal("0.0009")}
    sessions.found = make.receipt().model_copy(update=update)
    receipt = (await client.get("/api/v1/receipts/int_1")).json()
    assert receipt["unprotected_quantity"] == "0.0009"
    (leg,) = receipt["legs"]
    assert (leg["role"], leg["state"], leg["status"], leg["code"]) == ("stop_loss", "REJECTED", None, "-4120")
    assert (leg["quantity"], leg["stop_price"], leg["order_id"]) == ("0.0009", "63700.1", "2000001")


async def test_what_is_not_there_is_404(client):
    for path in ("/api/v1/approvals/apr_9", "/api/v1/receipts/int_9"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    body = {"decision": "approve", "digest": "sha256:" + "0" * 64}
    assert (await client.post(URL + "/decision", json=body)).status_code == 404


async def test_the_list_is_narrowed_by_status_and_limit(client, record, make):
    record.waiting = (make.row(),)
    assert [row["id"] for row in (await client.get("/api/v1/approvals")).json()] == ["apr_1"]
    assert (await client.get("/api/v1/approvals?status=expired&limit=7")).status_code == 200
    assert record.asked == [(None, 100), ("expired", 7)]


@pytest.mark.parametrize("query", ["status=open", "status=", "limit=0", "limit=501", "limit=many"])
async def test_a_list_nobody_can_mean_is_422(client, record, query):
    answer = await client.get(f"/api/v1/approvals?{query}")
    assert (answer.status_code, answer.json()["error"]["fields"]) == (422, [query.partition("=")[0]])
    assert record.asked == []


async def test_a_second_approval_carries_the_reason_and_the_receipt(client, sessions, make):
    row = make.row("approved", intent_id="int_1")
    sessions.decided = decided(row, accepted=False, reason="already_decided", receipt=make.receipt())
    body = {"decision": "approve", "digest": row.digest}
    answer = await client.post(URL + "/decision", json=body)
    assert answer.status_code == 409
    assert answer.json()["error"] == {"code": "already_decided", "message": "done"}
    assert answer.json()["approval"]["receipt"]["order_id"] == "42"


@pytest.mark.parametrize("decision", ["approve", "reject", "edit"])
async def test_an_accepted_decision_is_200_with_the_approval(client, sessions, make, decision):
    row = make.row("approved", intent_id="int_1")
    sessions.decided = decided(row, receipt=make.receipt())
    body = {"decision": decision, "digest": row.digest, "edits": {"quantity": "0.002"}}
    answer = await client.post(URL + "/decision", json=body)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["receipt"]["order_id"]) == ("approved", "42")
    _, approval_id, asked, digest, who, edits = sessions.asked[0]
    assert (approval_id, asked, digest, edits) == ("apr_1", decision, row.digest, {"quantity": "0.002"})
    assert (who.name, who.channel) == ("desk", "http")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("already_decided", 409),
        ("expired", 409),
        ("superseded", 409),
        ("market_moved", 409),
        ("halted", 409),
        ("wrong_user", 403),
        ("missing_scope", 403),
        ("digest_mismatch", 422),
        ("invalid_edit", 422),
        ("unexpected_edits", 422),
    ],
)
async def test_a_decision_without_effect_says_why(client, sessions, make, reason, status):
    row = make.row("expired")
    sessions.decided = decided(row, accepted=False, reason=reason)
    body = {"decision": "approve", "digest": row.digest}
    answer = await client.post(URL + "/decision", json=body, headers={"Accept-Language": "tr"})
    assert answer.status_code == status
    assert answer.json()["error"] == {"code": reason, "message": "oldu"}
    assert ("approval" in answer.json()) == (status != 403)


async def test_a_successor_is_shown(client, sessions, make):
    row = make.row("edited", successor_id="apr_1-1")
    sessions.decided = decided(row, successor=make.row(approval_id="apr_1-1"))
    body = {"decision": "edit", "digest": row.digest, "edits": {"quantity": "0.002"}}
    answer = await client.post(URL + "/decision", json=body)
    assert answer.json()["successor"]["id"] == "apr_1-1"


@pytest.mark.parametrize(
    "body",
    [
        {"decision": "approve"},
        {"decision": "approve", "digest": "sha256:short"},
        {"decision": "force", "digest": "sha256:" + "0" * 64},
        {"decision": "approve", "digest": "sha256:" + "0" * 64, "quantity": "9"},
        {"decision": "edit", "digest": "sha256:" + "0" * 64, "edits": {"quantity": 0.5}},
    ],
)
async def test_a_malformed_decision_decides_nothing(client, sessions, body):
    assert (await client.post(URL + "/decision", json=body)).status_code == 422
    assert sessions.asked == []


@pytest.mark.fault("F92")
async def test_the_signed_in_browser_may_look_at_one_approval_and_nothing_else(parts, settings, make):
    parts.sessions.row = make.row()
    app = create_app(parts, settings, browser_user=lambda request: request.cookies.get("user"))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:3003", cookies={"user": "trader"}
    ) as browser:
        assert (await browser.get(URL)).status_code == 200
        body = {"decision": "approve", "digest": make.row().digest}
        assert (await browser.post(URL + "/decision", json=body)).status_code == 401
        assert (await browser.get("/api/v1/approvals")).status_code == 401
        assert (await browser.get("/api/v1/receipts/int_1")).status_code == 401
        assert (await browser.post("/api/v1/plan", json={"text": "buy"})).status_code == 401
    assert [question for question in parts.sessions.asked if question[0] == "decide"] == []
