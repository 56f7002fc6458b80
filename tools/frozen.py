"""The frozen model every value of the flow is made of."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable and closed (`extra="forbid"`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="iso8601", defer_build=True)


class Params(Frozen):
    """Parameters of one tool: what a planner, an agent or a person may fill in.

    Its field docstrings are its schema's descriptions. Pydantic parses the source of a class for them, which
    takes longer than all else in making it: models whose schema nobody reads go without.
    """

    model_config = ConfigDict(use_attribute_docstrings=True)


class Result(Frozen):
    """What a tool returns."""
