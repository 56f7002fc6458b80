"""The strict schema keeps within what constrained decoding accepts, and reads back as the tool's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from agent.planner.strict import loosen, plan_schema, strict
from tools.catalogue import TOOLS

ALLOWED = {"type", "enum", "anyOf", "items", "properties", "required", "additionalProperties"}


def schemas(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    inner = [*node.get("properties", {}).values(), *node.get("anyOf", [])]
    for each in [*inner, *([node["items"]] if "items" in node else [])]:
        yield from schemas(each)


def test_only_keywords_of_strict_mode_occur() -> None:
    assert {key for node in schemas(plan_schema()) for key in node} <= ALLOWED


def test_every_object_is_closed_and_requires_every_property() -> None:
    objects = [node for node in schemas(plan_schema()) if node.get("type") == "object"]
    assert len(objects) > len(TOOLS)
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


def test_the_root_is_an_object_without_a_union_and_names_every_tool_once() -> None:
    root = plan_schema()
    assert list(root["properties"]) == ["status", "language", "calls", "question", "message"]
    assert "anyOf" not in root
    members = root["properties"]["calls"]["items"]["anyOf"]
    assert [member["properties"]["tool"]["enum"] for member in members] == [[tool.name] for tool in TOOLS]


def test_decimals_are_strings_and_optional_parameters_may_be_null() -> None:
    members = plan_schema()["properties"]["calls"]["items"]["anyOf"]
    order = next(m for m in members if m["properties"]["tool"]["enum"] == ["place_order"])
    args = order["properties"]["args"]["properties"]
    assert args["quantity"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert args["dry_run"] == {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
    assert args["side"] == {"type": "string", "enum": ["BUY", "SELL"]}


def test_the_schema_is_made_once() -> None:
    assert plan_schema() is plan_schema()


class Inner(BaseModel):
    fast: int


class Outer(BaseModel):
    params: dict[str, str] = {}
    grid: dict[str, list[str]]
    inner: Inner | None = None
    tags: list[str]


def test_open_objects_become_lists_of_name_and_value() -> None:
    made = strict(Outer.model_json_schema())["properties"]
    assert isinstance(made, dict)
    pair = {"name": {"type": "string"}, "value": {"type": "array", "items": {"type": "string"}}}
    assert made["grid"] == {
        "type": "array",
        "items": {
            "type": "object",
            "properties": pair,
            "required": ["name", "value"],
            "additionalProperties": False,
        },
    }
    assert made["tags"] == {"type": "array", "items": {"type": "string"}}
    nullable = made["params"]
    assert isinstance(nullable, dict)
    assert {"type": "null"} in nullable["anyOf"]  # type: ignore[operator]


def test_nulls_of_optional_parameters_are_left_out_and_unknown_names_are_kept_for_the_catalogue() -> None:
    written = {"symbol": "BTCUSDT", "leverage": None, "surprise": None}
    assert loosen("place_order", written) == {"symbol": "BTCUSDT", "surprise": None}


@pytest.mark.parametrize("tool", [tool.name for tool in TOOLS])
def test_a_reply_that_leaves_everything_out_loosens_to_nothing(tool: str) -> None:
    member = next(
        m
        for m in plan_schema()["properties"]["calls"]["items"]["anyOf"]
        if m["properties"]["tool"]["enum"] == [tool]
    )
    names = member["properties"]["args"]["properties"]
    assert loosen(tool, dict.fromkeys(names)) == {}
