"""backup and restore: the record of this installation, copied while it is used and put back."""

from pathlib import Path

from agent.backup import backup, restore
from agent.settings import load
from tools.clock import SystemClock
from tools.ledger.copies import Manifest
from ui.commands.exits import Exit
from ui.terminal import complain, say, say_json


async def take(folder: Path, keys: bool, as_json: bool) -> int:
    """Copy and verify."""
    manifest = await backup(load(), folder, SystemClock(), keys=keys)
    _show(manifest, f"{manifest.rows} rows in {folder}, verified; head {manifest.head}", as_json)
    complain(
        "the keys are in this backup: whoever reads it can rewrite the record; keep it under lock"
        if keys
        else "the keys are not in this backup: keep them apart from it, without them nobody can restore it"
    )
    return Exit.OK


async def put_back(folder: Path, lost_rows: bool, as_json: bool) -> int:
    """Restore and verify."""
    manifest = await restore(load(), folder, SystemClock(), lost_rows=lost_rows)
    _show(manifest, f"{manifest.rows} rows put back from {folder}, verified", as_json)
    complain("compare orders and positions with the venue before you trade: docs/runbooks/backup.md")
    return Exit.OK


def _show(manifest: Manifest, text: str, as_json: bool) -> None:
    if as_json:
        say_json(manifest.model_dump(mode="json"))
    else:
        say(text)
