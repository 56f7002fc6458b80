"""What understanding costs: a plan in process and in a fresh one, and the memory of the planner."""

import subprocess
import sys
import time
from pathlib import Path

from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Surroundings, Utterance
from evals import understanding
from evals.bench.samples import Row, Samples, since
from evals.runner import SUITES

GROUP = "Understanding"
MOST_PROCESSES = 6
MEMORY_AIM_MIB = 150
_TEXT = "testnette 100 dolarlık BTC al, %2 stop koy"
_RESIDENT = """
import asyncio
from pathlib import Path
from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Surroundings, Utterance
asked = (Utterance(text=text) for text in ("testnette 100 dolarlık BTC al", "buuy 0.01 btc", "btc prce"))
for utterance in asked:
    asyncio.run(OfflinePlanner().plan(utterance, Surroundings(instruments=())))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].split()[0]) // 1024)
"""
"""Of the process itself, in KiB; `ru_maxrss` would begin with the size of the one that started it."""


async def planner(folder: Path, count: int) -> list[Row]:
    """Every utterance of the understanding suite once, and fresh processes with a home of their own."""
    return [
        Row(GROUP, "offline plan, in process", await _plans(), aim="p95 < 15"),
        Row(
            GROUP,
            "spark-copilot plan, fresh process",
            _fresh(folder, min(count, MOST_PROCESSES)),
            aim="< 1000",
        ),
    ]


def memory_note() -> str:
    """Resident memory of a process that has planned in both languages, typos included."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", _RESIDENT], check=True, capture_output=True, text=True
    )
    return f"A process that only plans takes {ran.stdout.strip()} MiB (aim < {MEMORY_AIM_MIB})."


async def _plans() -> Samples:
    seen, rows = understanding.read(SUITES / "understanding")
    around, reader, samples = Surroundings.model_validate(seen), OfflinePlanner(), Samples()
    await reader.plan(Utterance(text=_TEXT), around)
    for row in rows:
        start = time.perf_counter()
        await reader.plan(Utterance(text=row["text"]), around)
        samples.append(since(start))
    return samples


def _fresh(folder: Path, count: int) -> Samples:
    """Wall time of `spark-copilot plan`; the first run makes keys and does not count."""
    command = [str(Path(sys.executable).with_name("spark-copilot")), "plan", _TEXT, "--json"]
    samples: Samples = []
    for _ in range(count + 1):
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - our own command
            ["/usr/bin/env", f"SPARK_HOME={folder / 'planning'}", *command], check=True, capture_output=True
        )
        samples.append(since(start))
    return samples[1:]
