"""What every test shares: no socket leaves loopback, no setting leaks in from the machine."""

import os
import socket

import pytest

# As agent/threads.py does before it imports LangGraph; tests import its modules in any order.
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

_LOCAL = {"127.0.0.1", "::1", "localhost", "", "0.0.0.0", None}  # noqa: S104
_connect = socket.socket.connect


def _guarded(self: socket.socket, address: object) -> None:
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, bytes):
        host = host.decode()
    if host not in _LOCAL:
        raise RuntimeError(f"tests may only connect to loopback, not {host}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _loopback_only():
    socket.socket.connect = _guarded
    yield
    socket.socket.connect = _connect


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch, tmp_path):
    for name in [n for n in os.environ if n.startswith(("SPARK_", "GROQ_", "BINANCE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPARK_HOME", str(tmp_path / "spark"))
