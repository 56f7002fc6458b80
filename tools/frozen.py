"""The frozen model every value of the flow is made of."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable, closed (`extra="forbid"`) and documented by its field docstrings."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        ser_json_timedelta="iso8601",
    )


class Params(Frozen):
    """Parameters of one tool: what a planner, an agent or a person may fill in."""


class Result(Frozen):
    """What a tool returns."""
