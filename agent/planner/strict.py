"""Strict schema: the tool catalogue as a JSON schema that constrained decoding accepts, and the way back.

Strict structured outputs know no defaults, patterns, ranges, references or open objects, and every
property is required. So an optional parameter may be null, meaning "left out", and an open object is
written as a list of name and value. What the schema cannot say, `tools.catalogue.call` checks afterwards.
"""

from collections.abc import Mapping
from functools import cache
from typing import cast

from pydantic import JsonValue

from tools.catalogue import TOOLS

Schema = dict[str, JsonValue]

STATUSES = ("calls", "clarify", "refuse", "answer")
MOST_CALLS = 8

_NULL: Schema = {"type": "null"}


@cache
def plan_schema() -> Schema:
    """Schema of a reply: `{status, language, calls: [{tool, args}], question, message}`."""
    calls: list[JsonValue] = [
        _closed({"tool": {"type": "string", "enum": [tool.name]}, "args": params_schema(tool.name)})
        for tool in TOOLS
    ]
    return _closed(
        {
            "status": {"type": "string", "enum": list(STATUSES)},
            "language": {"type": "string", "enum": ["en", "tr"]},
            "calls": {"type": "array", "items": {"anyOf": calls}},
            "question": {"type": ["string", "null"]},
            "message": {"type": ["string", "null"]},
        }
    )


@cache
def params_schema(tool: str) -> Schema:
    """Strict schema of one tool's parameters."""
    return strict(_open_schema(tool))


def strict(schema: Schema) -> Schema:
    """A Pydantic schema made strict; the argument stays as it is."""
    return _strict(schema, cast(Schema, schema.get("$defs", {})))


def loosen(tool: str, args: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Arguments written to the strict schema, as the tool's own schema wants them.

    Nulls of optional parameters are left out and lists of name and value become objects again.
    Unknown names are kept: the catalogue refuses them.

    Raises:
        ValueError: a name occurs twice in a list of name and value.
    """
    schema = _open_schema(tool)
    properties = cast(dict[str, Schema], schema.get("properties", {}))
    definitions = cast(Schema, schema.get("$defs", {}))
    return {
        name: _loosen(value, properties.get(name, {}), definitions)
        for name, value in args.items()
        if value is not None or name not in properties
    }


@cache
def _open_schema(tool: str) -> Schema:
    found = next(each for each in TOOLS if each.name == tool)
    return cast(Schema, found.params.model_json_schema())


def _strict(schema: Schema, definitions: Schema) -> Schema:
    schema = _inline(schema, definitions)
    for union in ("anyOf", "oneOf"):
        if union in schema:
            members = cast(list[Schema], schema[union])
            return {"anyOf": [_strict(member, definitions) for member in members]}
    if "const" in schema:
        return {"type": "string", "enum": [schema["const"]]}
    if "enum" in schema:
        return {"type": schema.get("type", "string"), "enum": schema["enum"]}
    if schema.get("type") == "array":
        return {"type": "array", "items": _strict(cast(Schema, schema.get("items", {})), definitions)}
    if schema.get("type") == "object":
        return _strict_object(schema, definitions)
    return {"type": schema.get("type", "string")}


def _strict_object(schema: Schema, definitions: Schema) -> Schema:
    values = _map_values(schema)
    if values is not None:
        pair = {"name": {"type": "string"}, "value": _strict(values, definitions)}
        return {"type": "array", "items": _closed(cast(Schema, pair))}
    required = cast(list[str], schema.get("required", []))
    properties = cast(dict[str, Schema], schema.get("properties", {}))
    return _closed(
        {
            name: _strict(each, definitions) if name in required else _nullable(_strict(each, definitions))
            for name, each in properties.items()
        }
    )


def _closed(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _nullable(schema: Schema) -> Schema:
    members = cast(list[JsonValue], schema.get("anyOf", [schema]))
    return {"anyOf": members if _NULL in members else [*members, _NULL]}


def _inline(schema: Schema, definitions: Schema) -> Schema:
    while "$ref" in schema:
        schema = cast(Schema, definitions[str(schema["$ref"]).rpartition("/")[2]])
    return schema


def _map_values(schema: Schema) -> Schema | None:
    values = schema.get("additionalProperties")
    if "properties" in schema or values in (None, False):
        return None
    return values if isinstance(values, dict) else {"type": "string"}


def _loosen(value: JsonValue, schema: Schema, definitions: Schema) -> JsonValue:
    schema = _inline(schema, definitions)
    members = cast(list[Schema], schema.get("anyOf", schema.get("oneOf", [schema])))
    resolved = [_inline(member, definitions) for member in members]
    open_objects = [
        each for each in resolved if each.get("type") == "object" and _map_values(each) is not None
    ]
    if open_objects and isinstance(value, list):
        return _as_object(value, cast(Schema, _map_values(open_objects[0])), definitions)
    return value


def _as_object(pairs: list[JsonValue], values: Schema, definitions: Schema) -> JsonValue:
    found: dict[str, JsonValue] = {}
    for pair in pairs:
        if not isinstance(pair, dict) or set(pair) != {"name", "value"} or pair["name"] in found:
            raise ValueError("expected a list of distinct names with a value each")
        found[str(pair["name"])] = _loosen(pair["value"], values, definitions)
    return found
