"""Which program this is: a digest of the sources that judge and execute."""

import hashlib
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_FOLDERS = ("agent", "guardrails", "policies", "tools")
_KINDS = (".py", ".sql", ".yaml")


@cache
def code_version() -> str:
    """`sha256:` and a digest over the names and contents of the files, read once per process."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in _KINDS:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(_ROOT).as_posix()}\0{len(content)}\0".encode() + content)
    return "sha256:" + digest.hexdigest()
