"""The catalogue as JSON: listing, JSON schemas, OpenAI functions, MCP tools. Schemas are made once."""

from functools import cache
from typing import Any, Literal

from tools.call import Effect
from tools.catalogue import RUNNABLE, TOOLS, AnyTool

ExportFormat = Literal["openai", "mcp", "json-schema"]


@cache
def parameters(name: str) -> dict[str, Any]:
    """JSON schema of a tool's parameters."""
    spec = next(tool for tool in TOOLS if tool.name == name)
    schema: dict[str, Any] = spec.params.model_json_schema()
    return schema


def listing() -> list[dict[str, Any]]:
    """Every tool with its effect, summary in both languages, whether it can run, and parameters."""
    return [
        {
            "name": tool.name,
            "effect": tool.effect.value,
            "summary": tool.summary.model_dump(),
            "available": tool.not_yet is None,
            "parameters": parameters(tool.name),
        }
        for tool in TOOLS
    ]


def export(form: ExportFormat) -> list[dict[str, Any]]:
    """The catalogue in the form another program reads; as functions to call, only what can run."""
    offered = TOOLS if form == "json-schema" else RUNNABLE
    return [_FORMS[form](tool) for tool in offered]


def hints(effect: Effect) -> dict[str, bool]:
    """MCP annotations: what a client may assume about calling a tool of that effect."""
    harmless = effect in (Effect.READ, Effect.COMPUTE)
    return {
        "readOnlyHint": harmless,
        "destructiveHint": not harmless,
        "idempotentHint": harmless,
        "openWorldHint": effect is Effect.TRADE,
    }


def _json_schema(tool: AnyTool) -> dict[str, Any]:
    later = "" if tool.not_yet is None else f" Not available yet. {tool.not_yet.en}"
    return {
        "name": tool.name,
        "description": f"{tool.summary.en}.{later}" if later else tool.summary.en,
        "effect": tool.effect.value,
        "parameters": parameters(tool.name),
    }


def _openai(tool: AnyTool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.summary.en,
        "parameters": parameters(tool.name),
    }
    return {"type": "function", "function": function}


def _mcp(tool: AnyTool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.summary.en,
        "inputSchema": parameters(tool.name),
        "annotations": hints(tool.effect),
    }


_FORMS = {"openai": _openai, "mcp": _mcp, "json-schema": _json_schema}
