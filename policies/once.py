"""once: keeps the answer to the last question, for pure functions that many rules ask about one call."""

from collections.abc import Callable
from functools import wraps
from operator import is_
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def once(function: Callable[P, R]) -> Callable[P, R]:
    """The function, computed once for the very same argument objects in a row.

    Arguments are compared by identity: they are frozen values, and comparing them would cost as much
    as computing. Only the last answer is kept, so nothing grows.
    """
    last: tuple[tuple[object, ...], R] | None = None

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal last
        given = (*args, *kwargs.values())
        known = last
        if known is not None and len(known[0]) == len(given) and all(map(is_, known[0], given)):
            return known[1]
        answer = function(*args, **kwargs)
        last = (given, answer)
        return answer

    return asked
