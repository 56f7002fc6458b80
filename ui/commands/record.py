"""audit verify and audit export: does the record still say what it said, and a copy that proves itself."""

from pathlib import Path

from tools.clock import SystemClock
from tools.errors import InvalidCall
from ui.commands.exits import Exit
from ui.commands.opened import recorded
from ui.terminal import complain, say, say_json


async def verify(first: int, last: int | None, as_json: bool) -> int:
    """Verify the audit rows and their anchors.

    Raises:
        InvalidCall: the record does not have these rows; that is no finding about it.
    """
    clock = SystemClock()
    async with recorded() as app:
        (newest,) = await app.ledger.audit(limit=1)
        if not first <= min(newest.seq, last or newest.seq):
            raise InvalidCall(
                f"rows {first} to {last or newest.seq}: the record has the rows 1 to {newest.seq}",
                f"{first}-{last or newest.seq} satırları: kayıtta 1-{newest.seq} satırları var",
            )
        start = clock.monotonic_ms()
        report = await app.ledger.verify_audit(first, last, _progress)
        took_ms = max(1, clock.monotonic_ms() - start)
    rows = max(0, report.rows - report.first + 1)
    speed = rows * 1000 // took_ms
    if as_json:
        say_json({**report.model_dump(mode="json"), "milliseconds": took_ms, "rows_per_second": speed})
    elif report.ok:
        say(f"{rows} rows, unbroken, {report.signed} signed anchors; head {report.head}")
        say(f"{took_ms} ms, {speed} rows/s")
    else:
        complain(f"the record does not verify: {report.problem}; keep the files and call the person on call")
    return Exit.OK if report.ok else Exit.GATE


async def export(first: int, last: int | None, path: Path, as_json: bool) -> int:
    """Write rows with their proof to a file."""
    async with recorded() as app:
        report = await app.ledger.export_audit(path, first, last, _progress)
    if as_json:
        say_json({**report.model_dump(mode="json"), "file": str(path)})
    else:
        say(f"rows {report.first} to {report.last} in {path}, proven against {report.size} signed rows")
        say(f"root {report.root}; whoever gets the file checks it with")
        say(f"python ops/verify_audit.py {path} --key {report.key_id}:{report.public_key}")
    return Exit.OK


def _progress(done: int, total: int) -> None:
    complain(f"{done} of {total} rows, {done * 100 // total} %")
