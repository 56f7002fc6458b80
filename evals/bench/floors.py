"""What nothing on this machine can beat: a forced write, an HTTP round trip; and a fresh process."""

import os
import subprocess
import sys
import time
from pathlib import Path

from evals.bench.raw_http import RawConnection
from evals.bench.samples import Row, Samples, since, timed
from tools.testnet.server import DEFAULT_KEY_PAIR

GROUP = "Floors"


async def floors(port: int, folder: Path, count: int) -> list[Row]:
    """The disk and the loopback."""
    async with RawConnection(port, *DEFAULT_KEY_PAIR) as connection:
        trips = await timed(count, lambda _: connection.ask("GET", "/fapi/v1/ping"))
    return [
        Row(GROUP, "append and fdatasync", _forced_writes(folder, count)),
        Row(GROUP, "bare HTTP round trip to the testnet", trips),
    ]


def _forced_writes(folder: Path, count: int) -> Samples:
    """Appending 200 bytes and forcing them to disk."""
    samples: Samples = []
    with (folder / "floor").open("ab", buffering=0) as file:
        for _ in range(count):
            start = time.perf_counter()
            file.write(b"x" * 200)
            os.fdatasync(file.fileno())
            samples.append(since(start))
    return samples


def help_times(count: int) -> Samples:
    """Wall time of `spark-copilot --help` in fresh processes; the first does not count."""
    samples: Samples = []
    for _ in range(count + 1):
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("spark-copilot")), "--help"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        samples.append(since(start))
    return samples[1:]
