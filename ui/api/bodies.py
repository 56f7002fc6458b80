"""Bodies of the requests: closed models, decimals as strings."""

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, JsonValue

from agent.session import Choice
from tools.text import Language


class Body(BaseModel):
    """A request body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class PlanBody(Body):
    """An utterance to understand and judge."""

    text: str = Field(min_length=1, max_length=4000, examples=["testnette 60 dolarlık BTC al"])
    lang: Language | None = Field(None, validation_alias=AliasChoices("lang", "language"))
    """`en` or `tr`; detected when left out."""


class ChatBody(PlanBody):
    """An utterance to act on, within a thread."""

    thread_id: str | None = Field(None, max_length=80)
    """The thread to go on with; a new one when left out."""


class DecisionBody(Body):
    """A decision on exactly what the digest names."""

    decision: Choice
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    edits: dict[str, JsonValue] = {}
    """For `edit`: new values of parameters, decimals as strings."""


class ErrorDetail(Body):
    """What went wrong and what to do."""

    code: str
    message: str
    fields: list[str] | None = None
    """The fields to correct."""


class ErrorBody(Body):
    """Every error has this form."""

    error: ErrorDetail


def float_paths(data: JsonValue, path: str = "") -> list[str]:
    """Where `data` holds JSON numbers with a fraction or exponent, which are not exact decimals."""
    if isinstance(data, dict):
        return [p for key, value in data.items() for p in float_paths(value, f"{path}.{key}".strip("."))]
    if isinstance(data, list):
        return [p for number, value in enumerate(data) for p in float_paths(value, f"{path}.{number}")]
    return [path] if isinstance(data, float) else []
