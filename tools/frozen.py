"""The frozen model every value of the flow is made of."""

import ast
import inspect
from itertools import pairwise
from textwrap import dedent
from typing import cast

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, field_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Frozen(BaseModel):
    """Immutable and closed (`extra="forbid"`).

    Its schema is built when the first value is made: a command uses a quarter of the models it imports.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_timedelta="iso8601", defer_build=True)


class Params(Frozen):
    """Parameters of one tool: what a planner, an agent or a person may fill in.

    Its field docstrings are its schema's descriptions. They are read from the source of the class when the
    schema is asked for; Pydantic would read them whenever the class is made, which takes longer than all
    else in making it.
    """

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: object) -> object:
        """JSON can say half of a surrogate pair, and no record could hold it."""
        if not _writable(value):
            raise ValueError("half of a surrogate pair is no text")
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for owner in cls.__mro__:
            if issubclass(owner, Params):
                for name, text in _field_docstrings(owner).items():
                    properties[name].setdefault("description", text)
        return schema


class Result(Frozen):
    """What a tool returns."""


def build_models(above: type[Frozen] = Frozen) -> None:
    """Build the schema of every model imported so far: a server does so at its start, not in an order."""
    for model in above.__subclasses__():
        model.model_rebuild()
        build_models(model)


def _writable(value: object) -> bool:
    match value:
        case str():
            return not any("\ud800" <= letter <= "\udfff" for letter in value)
        case list() | tuple():
            return all(map(_writable, value))
        case dict():
            return all(_writable(name) and _writable(part) for name, part in value.items())
    return True


def _field_docstrings(model: type[Params]) -> dict[str, str]:
    source = ast.parse(dedent(inspect.getsource(model)))
    body = cast(ast.ClassDef, source.body[0]).body
    return {
        field.target.id: inspect.cleandoc(below.value.value)
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
