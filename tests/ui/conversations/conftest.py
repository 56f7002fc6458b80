"""Whole conversations on the real product, its testnet and its virtual clock, as a trader reads them.

A script is a text file: a line that starts with `> ` is said, one that starts with `! ` is done (`! approve`,
`! reject`, `! wait 100` seconds, `! price BTCUSDT 64000`); everything else is what came back, on 80 columns.
`python tests/ui/conversations/conftest.py` plays all of them and writes what came back; read the difference.
"""

import asyncio
import re
import sys
import tempfile
from contextlib import AsyncExitStack
from io import StringIO
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build, embedded_testnet
from tools.clock import SteppingClock
from tools.ids import SequenceIds
from tools.terms import Mode
from tools.text import Language
from ui.render import show_receipt, show_turn

FOLDER = Path(__file__).parent
TRADER = Principal("trader", "chat", frozenset({"read", "propose", "approve", "control"}))
_SEALED = re.compile(r"#\d+ (?P<action>[\w.]+) [0-9a-f]{16,}…")
"""Rows of the audit: sealed with a key of this installation, and numbered by whatever else is recorded."""


class Conversation:
    """One thread of one trader, written down as it goes."""

    def __init__(self, app, clock, testnet) -> None:
        self.app = app
        self.clock = clock
        self.testnet = testnet
        self.waiting: list[str] = []
        self.language: Language = "en"

    async def step(self, line: str) -> str:
        """What came of one line of a script."""
        if line.startswith("> "):
            return await self._say(line[2:])
        verb, *rest = line[2:].split()
        return await getattr(self, f"_{verb}")(*rest)

    async def _say(self, text: str) -> str:
        turn = await self.app.sessions.ask(text, TRADER, thread="conversation")
        self.waiting = [each for each in turn.approval_ids if each] or self.waiting
        self.language = turn.language
        return self._shown(lambda console: show_turn(console, turn))

    async def _approve(self) -> str:
        return await self._decide("approve")

    async def _reject(self) -> str:
        return await self._decide("reject")

    async def _decide(self, choice: str) -> str:
        if not self.waiting:
            return "(no card)"
        row = await self.app.sessions.approval(self.waiting.pop(0))
        decided = await self.app.sessions.decide(row.approval_id, choice, row.digest, TRADER)
        if decided.receipt is not None and decided.accepted:
            return self._shown(lambda console: show_receipt(console, decided.receipt, self.language))
        return decided.message.say(self.language)

    async def _wait(self, seconds: str) -> str:
        self.clock.advance_ms(int(seconds) * 1000)
        return ""

    async def _price(self, symbol: str, price: str) -> str:
        answer = await self.testnet.post("/testnet/market", json={"symbol": symbol, "price": price})
        answer.raise_for_status()
        return ""

    @staticmethod
    def _shown(show) -> str:
        console = Console(width=80, file=StringIO(), color_system=None, highlight=False)
        show(console)
        return console.file.getvalue()


async def play(script: str) -> str:
    """The script with everything that comes back now."""
    lines = [line for line in script.splitlines() if line.startswith(("> ", "! ", "# "))]
    with tempfile.TemporaryDirectory() as home:
        async with AsyncExitStack() as stack:
            clock = SteppingClock()
            settings = Settings(home=Path(home), mode=Mode.LOCAL_TESTNET)
            transport = embedded_testnet(settings, clock, state=None)
            testnet = httpx.AsyncClient(transport=httpx.ASGITransport(transport), base_url="http://127.0.0.1")
            await stack.enter_async_context(testnet)
            app = await build(settings, clock=clock, ids=SequenceIds(), transport=transport)
            stack.push_async_callback(app.close)
            await app.start()
            talk = Conversation(app, clock, testnet)
            parts = [f"{line}\n{await _answer(talk, line)}" for line in lines]
    return "\n".join(parts)


async def _answer(talk: Conversation, line: str) -> str:
    said = "" if line.startswith("# ") else await talk.step(line)
    said = _SEALED.sub(lambda match: match["action"].ljust(len(match[0])), said)
    return "".join(f"{row.rstrip()}\n" for row in said.splitlines())


def scripts() -> list[Path]:
    """Every script, in order."""
    return sorted(FOLDER.glob("*.txt"))


@pytest.fixture
def played():
    """Plays a script."""
    return play


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or scripts():
        path.write_text(asyncio.run(play(path.read_text(encoding="utf-8"))), encoding="utf-8")
