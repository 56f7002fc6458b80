"""What a replay found: stages that came out the same, differences, and what to know about them."""

import json
from collections.abc import Iterator

from pydantic import JsonValue

from tools.frozen import Frozen
from tools.text import Text

_MOST = 20
"""Differences of one stage that are told; the first one is the one to look at."""


class Difference(Frozen):
    """One value that came out differently, as JSON; None where there is none."""

    path: str
    recorded: str | None
    replayed: str | None


class Stage(Frozen):
    """One step of the flow, made again."""

    name: str
    equal: bool
    """Whether its JSON is the same, byte for byte."""
    differences: tuple[Difference, ...] = ()


class Replayed(Frozen):
    """One plan, made again from the record."""

    plan_id: str
    equal: bool
    stages: tuple[Stage, ...]
    notes: tuple[Text, ...] = ()
    """What explains a difference, or why something could not be made again."""


def stage(name: str, recorded: JsonValue, replayed: JsonValue) -> Stage:
    """Compare what the record says came out with what comes out now."""
    equal = _text(recorded) == _text(replayed)
    found = () if equal else tuple(_differences("", recorded, replayed))
    return Stage(name=name, equal=equal, differences=found[:_MOST])


def _differences(path: str, recorded: JsonValue, replayed: JsonValue) -> Iterator[Difference]:
    if _text(recorded) == _text(replayed):
        return
    left, right = _parts(recorded), _parts(replayed)
    if left is None or right is None or isinstance(recorded, dict) is not isinstance(replayed, dict):
        yield Difference(path=path, recorded=_text(recorded), replayed=_text(replayed))
        return
    for key in dict.fromkeys((*left, *right)):
        inner = f"{path}.{key}" if path else key
        if key in left and key in right:
            yield from _differences(inner, left[key], right[key])
        else:
            yield Difference(path=inner, recorded=_of(left, key), replayed=_of(right, key))


def _parts(value: JsonValue) -> dict[str, JsonValue] | None:
    if isinstance(value, dict):
        return value
    return {str(index): each for index, each in enumerate(value)} if isinstance(value, list) else None


def _of(parts: dict[str, JsonValue], key: str) -> str | None:
    return _text(parts[key]) if key in parts else None


def _text(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
