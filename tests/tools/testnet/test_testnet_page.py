"""docs/testnet.md lists every fault, its examples are real, and the addresses it names are served."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tools.testnet.faults import Fault, FaultName

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "testnet.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_every_fault_has_a_row_and_every_row_is_a_fault():
    table = PAGE.split("| fault | what happens |")[1]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.M)) == sorted(get_args(FaultName))


def test_the_fault_examples_are_faults():
    for block in blocks("json"):
        Fault.model_validate(json.loads(block))


@pytest.mark.parametrize("block", blocks("python"))
def test_python_snippets_are_python(block):
    assert ast.parse(block).body


async def test_addresses_named_for_clients_are_served(trader):
    addresses = set(re.findall(r"(?:127\.0\.0\.1:4010|\{rest\})(/(?:[sdf]?api)(?:/v[13])?)", PAGE))
    assert addresses >= {"/fapi", "/fapi/v1", "/api/v3", "/sapi/v1", "/dapi/v1"}
    for prefix in ("/fapi/v1", "/api/v3", "/dapi/v1"):
        assert (await trader.http.get(f"{prefix}/exchangeInfo")).status_code == 200


def test_the_snippet_without_a_socket_works():
    (snippet,) = [block for block in blocks("python") if "ASGITransport" in block]
    asked = "asyncio.run(client.get('/fapi/v1/time')).json()['serverTime']"
    snippet += f"import asyncio\nprint({asked} == clock.now_ms())"
    run = subprocess.run(
        [sys.executable, "-c", snippet], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("True", "")
