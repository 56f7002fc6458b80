"""Reply: what the language model wrote, accepted only as a whole and only as typed calls."""

import json
from typing import Literal, NoReturn

from pydantic import ConfigDict, JsonValue, ValidationError

from agent.planner.completions import LONGEST_REPLY, Completion, CompletionFailed, Failure
from agent.planner.strict import MOST_CALLS, loosen
from tools.call import ToolCall
from tools.catalogue import call, tool
from tools.errors import InvalidCall
from tools.frozen import Frozen
from tools.text import Language


class Reply(Frozen):
    """A validated reply; its calls fit the catalogue, nothing else is known of them."""

    status: Literal["calls", "clarify", "refuse", "answer"]
    language: Language
    calls: tuple[ToolCall, ...] = ()
    question: str | None = None
    message: str | None = None


class _WrittenCall(Frozen):
    model_config = ConfigDict(strict=True)

    tool: str
    args: dict[str, JsonValue]


class _Written(Frozen):
    model_config = ConfigDict(strict=True)

    status: Literal["calls", "clarify", "refuse", "answer"]
    language: Language
    calls: list[_WrittenCall]
    question: str | None
    message: str | None


def written(completion: Completion) -> str:
    """What the model wrote, not looked into yet.

    Raises:
        CompletionFailed: refused, cut off or empty.
    """
    if completion.refusal:
        raise CompletionFailed(Failure.REFUSED)
    if completion.finish_reason == "length":
        raise CompletionFailed(Failure.TRUNCATED)
    if completion.finish_reason != "stop":
        raise CompletionFailed(Failure.INVALID, f"finish reason {str(completion.finish_reason)[:40]!r}")
    if not completion.text or not completion.text.strip():
        raise CompletionFailed(Failure.EMPTY)
    return completion.text


def parse(text: str) -> Reply:
    """A reply from untrusted text.

    Numbers with a fraction must be strings, so no value passes through binary floating point.

    Raises:
        CompletionFailed: not JSON, doubled keys, not the schema, contradictory, or not a catalogue call.
    """
    try:
        said = _Written.model_validate(_load(text))
        _consistent(said)
        calls = tuple(_typed(each) for each in said.calls)
    except (InvalidCall, ValidationError, ValueError, RecursionError) as error:
        raise CompletionFailed(Failure.INVALID, type(error).__name__) from None
    return Reply(
        status=said.status,
        language=said.language,
        calls=calls,
        question=said.question,
        message=said.message,
    )


def _load(text: str) -> object:
    if len(text) > LONGEST_REPLY:
        raise ValueError("the reply is too long")
    return json.loads(text, object_pairs_hook=_distinct, parse_float=_refuse, parse_constant=_refuse)


def _distinct(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError("expected decimals as strings")


def _consistent(written: _Written) -> None:
    if (written.status == "calls") != bool(written.calls):
        raise ValueError("status and calls contradict each other")
    if len(written.calls) > MOST_CALLS:
        raise ValueError("too many calls")
    if written.status == "clarify" and not written.question:
        raise ValueError("no question to clarify with")


def _typed(written: _WrittenCall) -> ToolCall:
    tool(written.tool)
    return call(written.tool, loosen(written.tool, written.args))
