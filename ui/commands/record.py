"""audit verify: does the record still say what it said?"""

from ui.commands.exits import Exit
from ui.commands.opened import opened
from ui.terminal import complain, say, say_json


async def verify(as_json: bool) -> int:
    """Verify the chain of audit rows."""
    async with opened() as app:
        report = await app.ledger.verify_audit()
    if as_json:
        say_json(report.model_dump(mode="json"))
    elif report.ok:
        say(f"{report.rows} rows, unbroken; head {report.head}")
    else:
        complain(f"the record does not verify: {report.problem}; keep the files and call the person on call")
    return Exit.OK if report.ok else Exit.GATE
