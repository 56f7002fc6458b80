"""Options that many commands share."""

from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="Data as JSON on standard output.")]
Lang = Annotated[Literal["en", "tr"] | None, typer.Option("--lang", help="Language; detected when left out.")]
