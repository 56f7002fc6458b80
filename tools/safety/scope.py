"""Scope of a safety action."""

from typing import Annotated

from pydantic import Field

from tools.text import Text
from tools.wording import clipped

Scope = Annotated[str, Field(pattern=r"^(all|symbol:[A-Z0-9]{5,20}|venue:[a-z-]+|strategy:[A-Za-z0-9_-]+)$")]
"""`all`, `symbol:X`, `venue:X` or `strategy:ID`."""


def scope_words(scope: str) -> Text:
    """A scope as people say it."""
    kind, _, value = scope.partition(":")
    name = clipped(value, 40)
    match kind:
        case "all":
            return Text(en="all trading", tr="tüm işlemler")
        case "strategy":
            return Text(en=f"strategy {name}", tr=f"{name} stratejisi")
        case _:
            return Text(en=f"trading on {name}" if kind == "venue" else name, tr=f"{name} işlemleri")
