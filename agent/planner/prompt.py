"""Prompt: a fixed prefix, the same in every call, then the data of this one."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from agent.planner.completions import Example, Message
from agent.planner.proposal import Surroundings, Utterance
from tools.catalogue import TOOLS, AnyTool

_PLAN = Path(__file__).parent / "prompts" / "plan.md"


def messages(
    utterance: Utterance, surroundings: Surroundings, examples: tuple[Example, ...]
) -> tuple[Message, ...]:
    """The conversation to send: rules and catalogue first, then everything that varies, as JSON data.

    Leaves this machine: the utterance, the instruments' public numbers, and which symbols are held or
    have working orders. Sizes held, order ids and account names do not.
    """
    data: dict[str, JsonValue] = {
        "surroundings": _seen(surroundings),
        "examples": [example.model_dump(mode="json") for example in examples],
        "utterance": utterance.text,
    }
    fenced = "\n".join(f"<{name}>\n{_data(value)}\n</{name}>" for name, value in data.items())
    return (Message(role="system", content=prefix()), Message(role="user", content=fenced))


def digest(conversation: tuple[Message, ...]) -> str:
    """SHA-256 of a conversation, in hex: what was asked, without keeping the catalogue with every plan."""
    text = json.dumps([message.model_dump() for message in conversation], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


@cache
def prefix() -> str:
    """Rules and catalogue; byte-identical in every call, so that the server can cache it."""
    return _PLAN.read_text(encoding="utf-8") + "\n".join(_describe(tool) for tool in TOOLS) + "\n"


def _describe(tool: AnyTool) -> str:
    properties = cast(dict[str, dict[str, JsonValue]], tool.params.model_json_schema().get("properties", {}))
    lines = [f"- `{tool.name}` ({tool.effect}): {tool.summary.en}"]
    for name, schema in properties.items():
        default = schema.get("default")
        note = f" (when null: {default})" if default is not None else ""
        lines.append(f"  - `{name}`{note}: {schema.get('description', '')}".rstrip(": "))
    return "\n".join(lines)


def _seen(surroundings: Surroundings) -> JsonValue:
    return {
        "instruments": [
            each.model_dump(mode="json", include={"venue", "symbol", "base", "quote", "mark", "min_notional"})
            for each in surroundings.instruments
        ],
        "held": [*sorted({each.symbol for each in surroundings.positions})],
        "working_orders": [*sorted({each.symbol for each in surroundings.orders})],
    }


def _data(value: JsonValue) -> str:
    """JSON that cannot close the block it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e")
