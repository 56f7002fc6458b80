"""One line of `plan --batch`."""

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.text import Language


class BatchLine(BaseModel):
    """`{"id", "text", "lang"?}`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    text: str
    lang: Language | None = None


def line_of(text: str) -> BatchLine:
    """Read one line.

    Raises:
        ValueError: it is not a JSON object with an id and a text.
    """
    try:
        return BatchLine.model_validate_json(text)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
        raise ValueError(problems) from None
