"""Canary secrets: the product runs with recognisable ones, and no trace of them is anywhere it writes."""

import asyncio
import base64
import json
import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from evals.groq_server import GroqServer, Says

KEYS = {
    name: f"canary-{name}-key-of-32-bytes-or-so"[:32].encode() for name in ("approval", "audit", "anchor")
}
TOKEN = "canary-token-1d0c5e6f7a8b"
GROQ = "gsk_canaryGroqKey0123456789abcdef"
VENUE_KEY = "canaryVenueKey".ljust(64, "7")
VENUE_SECRET = "canaryVenueSecret".ljust(64, "8")
WEBHOOK = "canary-webhook-path"
PASSWORD = "canary-database-password"
PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIcanary\n-----END PRIVATE KEY-----"

SECRETS = {
    **{f"{name} key": base64.b64encode(key).decode() for name, key in KEYS.items()},
    **{f"{name} key, raw": key.decode() for name, key in KEYS.items()},
    **{f"{name} key, hex": key.hex() for name, key in KEYS.items()},
    "token": TOKEN,
    "groq key": GROQ,
    "venue key": VENUE_KEY,
    "venue secret": VENUE_SECRET,
    "webhook": WEBHOOK,
    "database password": PASSWORD,
    "pasted pem": "MC4CAQAwBQYDK2VwBCIEIcanary",
}
PASTED = (
    GROQ,
    VENUE_KEY,
    VENUE_SECRET,
    TOKEN,
    PEM,
    *(base64.b64encode(key).decode() for key in KEYS.values()),
)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


class _Webhook(BaseHTTPRequestHandler):
    """Takes the first anchor and fails the others."""

    bodies: list[bytes] = []

    def do_POST(self):
        self.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(204 if len(self.bodies) == 1 else 500)
        self.end_headers()

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def webhook():
    server = HTTPServer(("127.0.0.1", 0), _Webhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{WEBHOOK}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environment(tmp_path, webhook):
    encoded = {name: f"canary:{base64.b64encode(key).decode()}" for name, key in KEYS.items()}
    return {
        **os.environ,
        "SPARK_HOME": str(tmp_path / "home"),
        "SPARK_API_TOKENS": f"desk:read+propose+approve+control:{TOKEN}",
        "SPARK_APPROVAL_KEYS": encoded["approval"],
        "SPARK_AUDIT_KEY": encoded["audit"],
        "SPARK_ANCHOR_KEYS": encoded["anchor"],
        "SPARK_ANCHOR_WEBHOOK": webhook,
        "SPARK_ANCHOR_FILE": str(tmp_path / "elsewhere" / "signed.jsonl"),
        "GROQ_API_KEY": GROQ,
        "BINANCE_FUTURES_API_KEY": VENUE_KEY,
        "BINANCE_FUTURES_API_SECRET": VENUE_SECRET,
    }


class Said:
    """Everything the product said to anybody, by where."""

    def __init__(self):
        self.texts: dict[str, str] = {}

    def add(self, where, text):
        self.texts[where] = self.texts.get(where, "") + text

    def leaks(self):
        return sorted(
            f"{name} in {where}"
            for where, text in self.texts.items()
            for name, value in SECRETS.items()
            if value in text
        )


def _command(environment, said, *arguments):
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said.add(f"output of {arguments[0]}", run.stdout + run.stderr)
    return run


async def _flow(base, said):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=headers) as client:

        async def ask(method, path, **more):
            answer = await client.request(method, path, **more)
            said.add(f"{method} {path.partition('?')[0]}", answer.text + str(answer.headers))
            return answer

        order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
        pending = (await ask("POST", "/api/v1/tools/place_order", json=order)).json()
        approval_id = pending["approval_id"]
        approval = (await ask("GET", f"/api/v1/approvals/{approval_id}")).json()
        decided = await ask(
            "POST",
            f"/api/v1/approvals/{approval_id}/decision",
            json={"decision": "approve", "digest": approval["digest"]},
        )
        assert decided.json()["receipt"]["state"] == "ACKED", decided.text
        for secret in PASTED:
            for route in ("plan", "chat"):
                text = f"my key is {secret} , buy 60 usdt of BTC on testnet"
                assert (await ask("POST", f"/api/v1/{route}", json={"text": text})).status_code == 200
            if secret == PEM:
                continue
            reason = {"reason": f"because {secret}", "scope": "symbol:ETHUSDT"}
            await ask("POST", "/api/v1/tools/engage_kill_switch", json=reason)
        await ask("POST", "/api/v1/plan", json={"text": 7})
        await ask("POST", "/api/v1/tools/place_order", json={"symbol": "X"})
        await ask("GET", "/api/v1/receipts/none", headers={"Authorization": f"Bearer {TOKEN}x"})
        for path in ("/metrics", "/healthz", "/openapi.json", "/api/v1/tools"):
            await ask("GET", path)
        for tool in ("get_audit_log", "get_health", "get_metrics"):
            await ask("POST", f"/api/v1/tools/{tool}", json={})
        await ask("POST", "/mcp", json={})


def _files(said, *folders):
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                said.add(f"file {path.relative_to(folder.parent)}", path.read_bytes().decode("latin-1"))


async def _serve(environment, said, ports):
    command = [sys.executable, "-m", "ui.cli", "up", "--port", str(ports[0]), "--testnet-port", str(ports[1])]
    process = await asyncio.to_thread(
        subprocess.Popen, command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(6):
            said.add("banner", await asyncio.to_thread(process.stdout.readline))
        await _flow(f"http://127.0.0.1:{ports[0]}", said)
    finally:
        process.terminate()
        out, err = await asyncio.to_thread(process.communicate)
        said.add("output of up", out)
        said.add("log", err)


@pytest.mark.slow
async def test_no_secret_is_anywhere_the_product_writes(environment, tmp_path):
    said = Said()
    plan = {"calls": [], "message": "hello", "status": "answered"}
    async with GroqServer([Says(plan)]) as groq:
        environment["GROQ_BASE_URL"] = groq.base_url
        await _serve(environment, said, (_free_port(), _free_port()))
        said.add("prompts", json.dumps(groq.requests, ensure_ascii=False))
        for arguments in (
            ("doctor",),
            ("policy", "show", "--json"),
            ("audit", "verify", "--json"),
            ("audit", "export", "--out", str(tmp_path / "out.jsonl")),
            ("ask", f"what is {GROQ}", "--json"),
        ):
            await asyncio.to_thread(_command, environment, said, *arguments)
    wrong = {
        "SPARK_DATABASE_URL": f"postgresql://spark:{PASSWORD}@127.0.0.1:1/spark",
        "SPARK_AUDIT_KEY": f"canary:{TOKEN}",
        "SPARK_ANCHOR_KEYS": f"canary:{TOKEN}",
        "SPARK_ANCHOR_WEBHOOK": f"ftp://{WEBHOOK}",
        "SPARK_API_TOKENS": f"desk:nonsense:{TOKEN}",
    }
    for name, value in wrong.items():
        run = await asyncio.to_thread(_command, {**environment, name: value}, said, "doctor")
        assert run.returncode != 0 or name == "SPARK_API_TOKENS"
    _files(said, tmp_path / "home", tmp_path / "elsewhere")
    said.add("export", (tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    said.add("webhook", b"".join(_Webhook.bodies).decode())
    assert len(said.texts) > 20
    assert {"log", "prompts", "export", "webhook", "file home/checkpoints.db", "file home/ledger.db"} <= set(
        said.texts
    )
    assert '"seq"' in said.texts["webhook"]
    assert "was not delivered" in said.texts["log"]
    assert "audit anchor seq=" in said.texts["log"]
    assert "buy 60 usdt of BTC" in said.texts["prompts"]
    assert not said.leaks()
