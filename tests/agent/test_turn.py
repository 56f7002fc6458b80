"""Turn: what is written down is what is read back, and the contract's shape of a plan."""

import json
from datetime import datetime

import pytest
from pydantic import ValidationError

from agent.turn import dump, load
from tools.errors import InvalidCall

TEXTS = [
    "testnette 60 dolarlık BTC al",
    "buy 0.0012345 BTC on testnet",
    "sell 5 BTC on testnet",
    "pozisyonlarım",
    "testnette BTC al",
    "withdraw everything",
    "/canary",
    "merhaba",
    "testnette 60 dolarlık BTC al ve testnette 60 dolarlık ETH al",
]


@pytest.mark.parametrize("text", TEXTS)
async def test_dump_and_load_round_trip(desk, text):
    turn = await desk.ask(text)

    assert load(dump(turn)) == turn
    assert load(dump(load(dump(turn)))) == turn


async def test_receipts_round_trip(desk):
    turn = await desk.call("engage_kill_switch", reason="drill")

    assert turn.receipts
    assert load(dump(turn)) == turn


async def test_load_believes_no_parameters(desk):
    turn = await desk.ask("testnette 60 dolarlık BTC al")
    data = json.loads(dump(turn))
    data["calls"][0]["args"]["quantity"] = "NaN"

    with pytest.raises(InvalidCall):
        load(json.dumps(data))


async def test_load_believes_no_extra_fields(desk):
    turn = await desk.ask("testnette 60 dolarlık BTC al")
    data = json.loads(dump(turn)) | {"approved": True}

    with pytest.raises(ValidationError):
        load(json.dumps(data))


@pytest.mark.parametrize("text", TEXTS)
async def test_a_plan_is_json_of_the_contract(desk, text):
    turn = await desk.app.sessions.plan(text, desk.trader)
    plan = json.loads(json.dumps(turn.plan()))

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
    assert plan["message"] or plan["calls"]
    assert (plan["question"] is not None) == (plan["status"] == "clarify")
    if plan["status"] in ("clarify", "refused"):
        assert plan["calls"] == plan["reviews"] == []
    for review in plan["reviews"]:
        assert review["outcome"] in ("allow", "ask", "deny")
        assert review["approval"]["digest"].startswith("sha256:")
        assert datetime.fromisoformat(review["approval"]["expires_at"]).tzinfo
        assert 0 <= review["risk"]["score"] <= 100
        assert all(isinstance(row["reason"], str) and row["reason"] for row in review["diff"])
        assert all(isinstance(v["reason"], str) and v["reason"] for v in review["verdicts"])


async def test_decimals_are_strings(desk):
    turn = await desk.app.sessions.plan("testnette 60 dolarlık BTC al", desk.trader)

    def walk(value):
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            assert not isinstance(value, float), value

    walk(turn.plan())
    assert turn.plan()["reviews"][0]["final"]["quantity"] == "0.0009"
    assert turn.plan()["calls"][0]["args"]["notional"] == "60"
