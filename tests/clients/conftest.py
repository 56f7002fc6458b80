"""Runs the flows of a client in the client's own environment against a testnet with a still market."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tools.testnet.server import build_venue, running

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".venv-clients"
_LONGEST_S = 300

Outcome = dict[str, Any]
Account = tuple[str, str, str, str]
"""Flow, key, the client's secret, and what the venue keeps of it."""

_ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PRIVATE_KEY = _ED25519.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PUBLIC_KEY = _ED25519.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def client_run() -> Callable[..., dict[str, Outcome]]:
    """Runs all flows of a client at once; gives their outcomes by name."""
    return run_client


@pytest.fixture(scope="session")
def judge() -> Callable[[dict[str, Outcome], str], Outcome]:
    """Fails or skips a test for the flow of the same name; else its outcome."""
    return _judge


def run_client(
    client: str, flows: tuple[str, ...], script: str = "flows.py", ed25519: tuple[str, ...] = ()
) -> dict[str, Outcome]:
    """Outcomes by flow; those named in `ed25519` get a private key in PEM for a secret.

    The venue is the demo profile at speed 0: prices stand where they are put, so every fill has one
    right price. Each flow trades with an account of its own.
    """
    python = _interpreter(client)
    return asyncio.run(_run(python, HERE / client / script, [_account(flow, ed25519) for flow in flows]))


def _account(flow: str, ed25519: tuple[str, ...]) -> Account:
    key, secret = _padded(f"{flow}-key"), _padded(f"{flow}-secret")
    return (flow, key, PRIVATE_KEY, PUBLIC_KEY) if flow in ed25519 else (flow, key, secret, secret)


async def _run(python: Path, script: Path, accounts: list[Account]) -> dict[str, Outcome]:
    keys = {flow: (key, secret) for flow, key, secret, _ in accounts}
    venue = build_venue(keys=tuple((key, known) for _, key, _, known in accounts), speed=0)
    async with running(venue) as port:
        order = json.dumps({"port": port, "keys": keys})
        output, errors = await _execute(python, script, order)
    outcomes = {row["flow"]: row for row in map(json.loads, output.splitlines())}
    assert set(outcomes) == set(keys), errors
    return outcomes


async def _execute(python: Path, script: Path, order: str) -> tuple[str, str]:
    process = await asyncio.create_subprocess_exec(
        str(python),
        str(script),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        async with asyncio.timeout(_LONGEST_S):
            output, errors = await process.communicate(order.encode())
    finally:
        if process.returncode is None:
            process.kill()
    return output.decode(), errors.decode()


@pytest.fixture(scope="session")
def interpreter() -> Callable[[str], Path]:
    """A client's own Python; skips when its environment is not built."""
    return _interpreter


def _interpreter(client: str) -> Path:
    python = ENVIRONMENTS / client / "bin" / "python"
    if not python.exists():
        pytest.skip(f"the environment of {client} is not built: run `make clients`")
    return python


def _padded(name: str) -> str:
    return name.replace("_", "-")[:64].ljust(64, "0")


def _judge(outcomes: dict[str, Outcome], flow: str) -> Outcome:
    outcome = outcomes[flow]
    if "absent" in outcome:
        pytest.skip(f"the testnet has no {', '.join(outcome['absent'])} yet")
    assert "error" not in outcome, outcome["error"]
    return outcome
