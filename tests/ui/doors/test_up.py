"""`spark-copilot up` as a process: everything on one port, the testnet beside it, a clean stop."""

import asyncio
import os
import socket
import subprocess
import sys

import httpx
import pytest

from agent.settings import Settings
from tools.clock import VirtualClock
from tools.errors import ConfigError
from ui.local_testnet import answers_as_testnet, as_child, bind, listens, local_address, url_file


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


@pytest.fixture
def ports():
    return free_port(), free_port()


@pytest.fixture
def start(ports, tmp_path):
    port, testnet_port = ports
    command = [sys.executable, "-m", "ui.cli", "up", "--port", str(port), "--testnet-port", str(testnet_port)]
    environment = {**os.environ, "SPARK_HOME": str(tmp_path / "home")}
    started = []

    def run():
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_one_command_serves_everything_and_stops_cleanly(start, ports, tmp_path):
    server = start()
    banner = [server.stdout.readline() for _ in range(6)]
    base = f"http://127.0.0.1:{ports[0]}"
    assert base in banner[0]
    assert "local_testnet" in banner[1]
    assert "Ctrl+C" in banner[-1]
    token = (tmp_path / "home" / "token").read_text().strip()
    with httpx.Client(base_url=base, timeout=30) as client:
        assert client.get("/healthz").json()["status"] == "ok"
        assert client.get("/").headers["content-type"].startswith("text/html")
        assert client.get("/metrics").headers["content-type"].startswith("text/plain")
        assert client.get("/api/v1/tools").status_code == 401
        assert client.get("/api/v1/nothing").status_code == 404
        assert client.post("/mcp", json={}).status_code == 401
        assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 403
        answer = client.post(
            "/api/v1/plan",
            json={"text": "60 dolarlık BTC al"},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.json()["status"] == "proposed"
    note = url_file(tmp_path / "home")
    assert note.read_text() == f"http://127.0.0.1:{ports[1]}"
    second = start()
    _, complaint = second.communicate(timeout=60)
    assert second.returncode == 2
    assert str(ports[0]) in complaint
    assert "--port" in complaint
    assert listens("127.0.0.1", ports[1])
    server.terminate()
    server.communicate(timeout=30)
    assert server.returncode == 0
    assert not listens("127.0.0.1", ports[1])
    assert not note.exists()


def test_a_taken_port_is_a_clear_message():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=str(port)) as error:
            bind("127.0.0.1", port, "--port")
    assert "--port" in error.value.text.tr


def test_the_embedded_testnet_is_used_in_its_mode_on_loopback_only(tmp_path):
    assert local_address(Settings(home=tmp_path)) == ("127.0.0.1", 4010)
    assert local_address(Settings(home=tmp_path, mode="binance_testnet")) is None
    elsewhere = Settings(home=tmp_path, binance_futures_rest_url="https://testnet.example")
    assert local_address(elsewhere) is None


def test_the_testnet_accepts_the_keys_of_this_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("BINANCE_FUTURES_API_KEY", "k" * 64)
    monkeypatch.setenv("BINANCE_FUTURES_API_SECRET", "s" * 64)
    assert ("k" * 64, "s" * 64) in Settings(home=tmp_path).testnet_keys()


@pytest.fixture
async def answering():
    """Starts a program on a free port that answers everything the same way; gives its address."""
    servers = []

    async def start(answer):
        async def respond(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.close()

        servers.append(await asyncio.start_server(respond, "127.0.0.1", 0))
        return f"http://127.0.0.1:{servers[-1].sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


def ok(body):
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


STRANGE = [ok(b"{}"), ok(b"<html>"), ok(b"[1]"), b"SSH-2.0-server\r\n", b""]


@pytest.mark.parametrize("answer", STRANGE)
async def test_another_program_on_the_port_of_the_testnet_is_a_clear_message(tmp_path, answering, answer):
    url = await answering(answer)
    settings = Settings(home=tmp_path, binance_futures_rest_url=url)
    with pytest.raises(ConfigError, match=r"not a testnet.*--testnet-port") as error:
        async with as_child(settings, VirtualClock()):
            pass
    assert error.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


async def test_a_testnet_that_is_there_is_used(tmp_path, answering):
    url = await answering(ok(b'{"serverTime": 1}'))
    assert await answers_as_testnet(url)
    async with as_child(Settings(home=tmp_path, binance_futures_rest_url=url), VirtualClock()) as child:
        assert child is None
    assert list(tmp_path.iterdir()) == []
