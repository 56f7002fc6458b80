"""The border: bodies of the venue are validated here; what they do not promise is never passed on."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, wraps
from typing import Annotated, ParamSpec, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from tools.errors import VenueRejected, VenueUnavailable

WRONG_INSTRUMENT = "wrong_instrument"

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?(E[+-]?[0-9]{1,2})?", re.ASCII | re.IGNORECASE)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("expected a decimal")
    if not _NUMBER.fullmatch(str(value)):
        raise ValueError("expected a finite decimal")
    return Decimal(str(value))


Number = Annotated[Decimal, BeforeValidator(_number)]
"""A decimal as the venue writes it; some lists use exponents (`7.0E-4`)."""

PositiveNumber = Annotated[Number, Field(gt=0)]
"""A decimal that cannot be zero."""

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


def read(kind: type[T], body: object) -> T:
    """Validate a body.

    Raises:
        VenueUnavailable: it does not have the documented shape; the message names the first misfit.
    """
    try:
        found: T = _adapter(kind).validate_python(body)  # type: ignore[arg-type]
    except ValidationError as error:
        raise misfit(error) from None
    return found


def misfit(error: ValidationError) -> VenueUnavailable:
    """The error for a body that is not what the venue documents, without the body's data."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return VenueUnavailable(f"unexpected answer: {where}: {first['msg']}")


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


class Body:
    """A body or a part of one; field names are the venue's, in snake_case, fields it adds are ignored."""

    __pydantic_config__ = ConfigDict(alias_generator=to_camel, extra="ignore")


def at_border(parse: Callable[P, R]) -> Callable[P, R]:
    """A number our values refuse (a price of zero, NaN) makes the answer unusable, like any other misfit."""

    @wraps(parse)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return parse(*args, **kwargs)
        except ValidationError as error:
            raise misfit(error) from None

    return guarded


def echoed(asked: str, answered: str) -> None:
    """Refuse an answer about another symbol than the one asked for.

    Raises:
        VenueRejected: code `wrong_instrument`.
    """
    if asked != answered:
        raise VenueRejected(WRONG_INSTRUMENT, f"asked for {asked}, the answer is about {answered}")
