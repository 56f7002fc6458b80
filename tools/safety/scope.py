"""Scope of a safety action."""

from typing import Annotated

from pydantic import Field

Scope = Annotated[str, Field(pattern=r"^(all|symbol:[A-Z0-9]{5,20}|venue:[a-z-]+|strategy:[A-Za-z0-9_-]+)$")]
"""`all`, `symbol:X`, `venue:X` or `strategy:ID`."""
