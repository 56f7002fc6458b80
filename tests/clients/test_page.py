"""The clients' Python blocks of docs/clients.md and docs/testnet.md run and print what their comments say.

Each runs in its client's environment.
The freqtrade section is commands: test_page_freqtrade.py.
"""

import asyncio
import re
from pathlib import Path

import pytest

from tools.testnet.server import build_venue, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/clients.md").read_text(encoding="utf-8")
VENUE_PAGE = (ROOT / "docs/testnet.md").read_text(encoding="utf-8")
CLIENTS = {"ccxt": "ccxt", "binance ": "python_binance", "binance_common": "binance_sdk"}
"""The client a block belongs to, by what it imports."""


def client_of(block: str) -> str:
    imported = re.findall(r"^(?:import|from) (ccxt|binance |binance_common)", block, re.M)
    return CLIENTS[imported[0]]


def blocks_of(page: str) -> list[str]:
    """Those of the clients: a page also shows a strategy of freqtrade, and the testnet within a test."""
    blocks = re.findall(r"```python\n(.*?)```", page, re.S)
    return [block for block in blocks if not re.search("freqtrade|^from tools", block, re.M)]


BLOCKS = blocks_of(PAGE)
ALL_BLOCKS = BLOCKS + blocks_of(VENUE_PAGE)


def promised(block: str) -> list[str]:
    return re.findall(r"print\(.*\)  # (.*)$", block, re.M)


def test_the_page_shows_every_client():
    assert {client_of(block) for block in BLOCKS} == set(CLIENTS.values())
    assert all(promised(block) for block in BLOCKS)


@pytest.mark.parametrize("page", [PAGE, VENUE_PAGE], ids=["clients", "testnet"])
def test_both_pages_show_spot_to_every_client(page):
    spot = blocks_of(page.split("\n## Spot\n")[1].split("\n## ")[0])
    assert sorted(map(client_of, spot)) == sorted(CLIENTS.values())


@pytest.mark.parametrize("client", [*CLIENTS.values(), "freqtrade"])
def test_the_page_names_the_locked_version(client):
    project = (ROOT / "tests/clients" / client / "pyproject.toml").read_text(encoding="utf-8")
    locked = re.findall(r'"([\w-]+)==([\d.]+)"', project)
    assert locked
    for name, version in locked:
        assert re.search(rf"\| [^|]*{name}[^|]* \| {re.escape(version)} \|", PAGE)


@pytest.mark.parametrize(
    "block", ALL_BLOCKS, ids=lambda block: f"{client_of(block)}-{ALL_BLOCKS.index(block)}"
)
async def test_block_prints_what_it_says(interpreter, block):
    python = interpreter(client_of(block))
    async with running(build_venue()) as port:
        process = await asyncio.create_subprocess_exec(
            str(python),
            "-c",
            block.replace("127.0.0.1:4010", f"127.0.0.1:{port}"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            output, errors = await process.communicate()
    assert (process.returncode, output.decode().splitlines()) == (0, promised(block)), errors.decode()
