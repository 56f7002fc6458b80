"""Symbol: a venue's instrument name, in the one spelling that is accepted."""

from typing import Annotated

from pydantic import Field

Symbol = Annotated[str, Field(pattern=r"^[A-Z0-9]{5,20}$", examples=["BTCUSDT"])]
"""ASCII capitals and digits only: look-alike letters are refused, never repaired."""
