"""The command line on real parts: the product's session, an embedded testnet on a free port."""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from typer.testing import CliRunner

from tools.errors import LedgerTampered
from tools.testnet.server import build_venue, server_of
from ui.cli import app
from ui.commands import planning

pytestmark = pytest.mark.slow


@pytest.fixture
def testnet():
    """Address of a testnet that keeps nothing; each test has the request weight of a minute."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        venue = build_venue()
        server = server_of(venue, "127.0.0.1", 0)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([sock])))
        thread.start()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def environment(testnet, tmp_path):
    return {"SPARK_HOME": str(tmp_path), "SPARK_BINANCE_FUTURES_REST_URL": testnet}


@pytest.fixture
def run(monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments, **more: CliRunner().invoke(app, arguments, **more)


def data(done):
    return json.loads(done.stdout.splitlines()[-1])


def test_a_plan_is_printed_and_changes_nothing(run):
    done = run("plan", "60 dolarlık BTC al testnette", "--json")
    assert done.exit_code == 0, done.output
    plan = data(done)
    assert (plan["status"], plan["language"], plan["reviews"][0]["outcome"]) == ("proposed", "tr", "allow")
    assert data(run("approvals", "--json")) == []
    assert "BUY" in run("plan", "buy 60 usdt of BTC on testnet").stdout


def test_a_conversation_goes_on_under_its_name(run):
    run("ask", "testnette 60 dolarlık BTC al", "--json", "--thread", "desk")
    done = run("ask", "80 yap", "--json", "--thread", "desk")

    assert data(done)["calls"][0]["args"]["notional"] == "80"
    assert [row["status"] for row in data(run("approvals", "--json", "--all"))] == ["pending", "superseded"]
    assert data(run("ask", "80 yap", "--json"))["calls"] == []


def test_a_plan_is_explained(run):
    text = "60 dolarlık BTC al testnette"
    explained = data(run("plan", text, "--json", "--explain"))["explanation"]

    assert "place_order.notional" in [row["parameter"] for row in explained["readings"]]
    assert explained["nearest"][0]["tool"] == "place_order"
    assert "explanation" not in data(run("plan", text, "--json"))
    assert "60 dolarlık" in run("plan", text, "--explain").stdout
    assert run("plan", "--batch", "-", "--explain").exit_code == 2


def test_what_policy_denies_and_what_is_refused_is_3(run):
    assert run("plan", "buy 5000 usdt of BTC on testnet", "--json").exit_code == 3
    assert run("plan", "withdraw all my money", "--json").exit_code == 3


def test_ask_approve_and_the_receipt(run):
    asked = run("ask", "buy 60 usdt of BTC on testnet", "--json")
    assert asked.exit_code == 4, asked.output
    (waiting,) = data(asked)["approvals"]
    listed = data(run("approvals", "--json"))
    assert [row["id"] for row in listed] == [waiting["approval_id"]]
    assert waiting["digest"] in run("approvals").stdout
    wrong = run("approve", waiting["approval_id"], "--digest", "sha256:" + "0" * 64)
    assert wrong.exit_code == 4
    approved = run("approve", waiting["approval_id"], "--digest", waiting["digest"], "--json")
    assert approved.exit_code == 0, approved.output
    assert (data(approved)["status"], data(approved)["receipt"]["status"]) == ("approved", "FILLED")
    again = run("approve", waiting["approval_id"], "--digest", waiting["digest"], "--json")
    assert (again.exit_code, data(again)["reason"]) == (4, "already_decided")
    assert run("audit", "verify").exit_code == 0


def test_the_record_verifies_as_a_whole_and_in_part_and_says_how_fast(run):
    run("ask", "buy 60 usdt of BTC on testnet", "--json")
    whole = data(run("audit", "verify", "--json"))
    assert (whole["ok"], whole["first"], whole["signed"] >= 1) == (True, 1, True)
    assert whole["rows_per_second"] > 0
    part = data(run("audit", "verify", "--from", "2", "--to", "3", "--json"))
    assert (part["ok"], part["first"], part["rows"]) == (True, 2, 3)
    assert "rows/s" in run("audit", "verify").stdout
    missing = run("audit", "verify", "--to", "100000", "--json")
    assert (missing.exit_code, data(missing)["ok"]) == (7, False)
    assert run("audit", "verify", "--from", "0").exit_code == 2


def test_an_export_is_checked_by_the_script_with_the_key_on_record(run, tmp_path):
    run("ask", "buy 60 usdt of BTC on testnet", "--json")
    out = tmp_path / "audit.jsonl"
    report = data(run("audit", "export", "--from", "2", "--out", str(out), "--json"))
    assert (report["first"], report["file"]) == (2, str(out))
    script = Path(__file__).parents[3] / "ops" / "verify_audit.py"
    checked = subprocess.run(
        [sys.executable, script, out, "--key", f"{report['key_id']}:{report['public_key']}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, report["root"] in checked.stdout) == (0, True), checked.stdout
    assert run("audit", "export", "--from", "9999", "--out", str(out)).exit_code != 0


def test_a_rejected_proposal_places_nothing(run):
    (waiting,) = data(run("ask", "buy 61 usdt of BTC on testnet", "--json"))["approvals"]
    rejected = run("reject", waiting["approval_id"], "--json")
    assert (rejected.exit_code, data(rejected)["status"], data(rejected)["receipt"]) == (0, "rejected", None)


@pytest.mark.parametrize(("typed", "code"), [("no", 4), ("", 4), (None, 0)])
def test_a_person_at_the_terminal_approves_by_typing_what_the_card_wants(run, monkeypatch, typed, code):
    wanted = []

    def answer(question):
        wanted.append(question)
        return typed if typed is not None else "0.025" if "quantity" in question else "yes"

    monkeypatch.setattr(planning, "person_there", lambda: True)
    monkeypatch.setattr(planning, "ask_person", answer)
    done = run("ask", "buy 80 usdt of ETH on testnet")
    assert done.exit_code == code, done.output
    assert len(wanted) == 1
    assert ("Receipt" in done.stdout) == (code == 0)


def test_a_plan_is_replayed_from_the_record(run, tmp_path):
    plan_id = data(run("plan", "60 dolarlık BTC al testnette", "--json"))["plan_id"]
    done = run("replay", plan_id, "--json")
    assert (done.exit_code, data(done)["equal"]) == (0, True), done.output
    shown = run("replay", plan_id, "--lang", "tr")
    assert "gate      aynı" in shown.stdout
    with sqlite3.connect(tmp_path / "ledger.db") as raw:
        raw.execute("UPDATE plan SET document = replace(document, '60 dolarlık', '90 dolarlık')")
    raw.close()
    changed = run("replay", plan_id)
    assert changed.exit_code == 7
    assert "calls     differs" in changed.stdout
    assert "→" in changed.stdout
    assert run("replay", "plan_nothing").exit_code != 0


def test_the_record_is_backed_up_and_restored(run, tmp_path):
    plan_id = data(run("plan", "60 dolarlık BTC al testnette", "--json"))["plan_id"]
    done = run("backup", str(tmp_path / "saved"), "--json")
    assert (done.exit_code, data(done)["rows"] > 0) == (0, True), done.output
    assert "keep them apart" in done.stderr
    assert not (tmp_path / "saved" / "keys").exists()
    run("ask", "60 dolarlık BTC al testnette")
    for path in tmp_path.glob("ledger.db*"):
        path.unlink()
    assert isinstance(run("restore", str(tmp_path / "saved")).exception, LedgerTampered)
    assert run("restore", str(tmp_path / "saved"), "--lost-rows").exit_code == 0
    assert run("replay", plan_id).exit_code == 0


def test_a_batch_plans_each_line_on_its_own(run, tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        '{"id": 7, "text": "60 dolarlık BTC al", "lang": "tr"}\n\n'
        '{"id": "b", "text": "withdraw all"}\nnonsense\n',
        encoding="utf-8",
    )
    done = run("plan", "--batch", str(lines), "--json")
    assert done.exit_code == 2
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["status"], first["language"]) == (7, "proposed", "tr")
    assert (second["id"], second["status"]) == ("b", "refused")
    assert (third["id"], third["error"]["code"]) == (None, "invalid_line")


def test_a_batch_reads_standard_input(run):
    done = run("plan", "--batch", "-", "--json", input='{"id": 1, "text": "buy some"}\n')
    assert (done.exit_code, data(done)["status"]) == (0, "clarify")


def test_the_doctor_finds_a_healthy_installation(run, tmp_path):
    done = run("doctor", "--json")
    findings = {finding["name"]: finding["ok"] for finding in data(done)}
    assert done.exit_code == 0, done.output
    assert {"python", "settings", "home", "tokens", "planner", "venue", "database", "ledger"} <= set(findings)
    (tmp_path / "token").write_text("x")
    (tmp_path / "token").chmod(0o644)
    assert run("doctor").exit_code == 1


def test_the_doctor_says_what_is_latched_and_how_to_release_it(run):
    run("ask", "/kill drill", "--json")
    (trading,) = [each for each in data(run("doctor", "--json")) if each["name"] == "trading"]
    assert trading["ok"], "a person halted it"
    assert "all trading: HALTED since" in trading["detail"]
    assert "(drill); to release it, write “resume trading because …”" in trading["detail"]


def test_the_doctor_says_which_database_answers(run, tmp_path, monkeypatch, new_database):
    def said():
        findings = {finding["name"]: finding for finding in data(run("doctor", "--json"))}
        return findings["database"], findings["ledger"]["ok"]

    assert "ledger.db" in said()[0]["detail"]

    monkeypatch.setenv("SPARK_DATABASE_URL", new_database().replace("spark@", "spark:hush-hush@"))
    database, sound = said()
    assert "PostgreSQL" in database["detail"]
    assert "postgresql://spark@" in database["detail"]
    assert "fsync" in database["detail"], "the server of the tests does not wait for its disk"
    assert (database["ok"], sound) == (False, True)

    monkeypatch.setenv("SPARK_DATABASE_URL", "postgresql://spark:hush-hush@127.0.0.1:1/spark")
    done = run("doctor")
    assert "127.0.0.1" in done.output
    assert "hush" not in done.output + database["detail"]


async def test_an_agent_over_standard_streams_proposes_and_cannot_approve(environment, tmp_path):
    server = StdioServerParameters(command=sys.executable, args=["-m", "ui.cli", "mcp"], env=environment)
    with (tmp_path / "log").open("w") as log:
        async with stdio_client(server, errlog=log) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            names = {tool.name for tool in (await session.list_tools()).tools}
            order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "62", "dry_run": False}
            answer = await session.call_tool("place_order", order)
    assert not answer.isError
    assert answer.structuredContent["status"] == "pending"
    assert "place_order" in names
    assert not [name for name in names if "approv" in name]


def test_policy_show_tells_the_list_in_force_not_the_shipped_one(run):
    asked = run("ask", "hacmi 500 milyonun üstündeki pariteleri eşitle", "--json")
    row = data(asked)["approvals"][0]
    assert "BTCUSDT" in data(run("policy", "show", "--json"))["symbols"]

    run("approve", row["approval_id"], "--digest", row["digest"])

    assert data(run("policy", "show", "--json"))["symbols"] == []
