"""MCP: every tool that can run for other agents, to read and to propose, never to approve.

The tools are the catalogue's own: input schemas come from the parameter models, and each call goes
through the session like any other. A write answers `pending` with the approval's id; deciding it is
not a tool, and a principal on this channel cannot decide.
"""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any, cast

from mcp.server.fastmcp import FastMCP
from mcp.types import CallToolResult, ContentBlock, TextContent, ToolAnnotations
from mcp.types import Tool as McpTool

from agent.session import Principal, Scope, Sessions
from agent.turn import Turn
from tools.catalogue import RUNNABLE, AnyTool, tool
from tools.errors import SparkError
from ui.access import Access, Refused
from ui.outcome import SCOPE_OF, pending_of, status_of
from ui.tokens import LOCAL_USER
from ui.tool_export import hints, parameters

_LOG = logging.getLogger("spark.mcp")

STDIO_SCOPES: frozenset[Scope] = frozenset({"read", "propose", "control"})
"""Scopes of an agent on this machine; what `control` would change still waits for an approval."""

INSTRUCTIONS = (
    "Spark Copilot trades on testnets only. You can read and propose. A write answers "
    '{"status": "pending"} with an approval_id: a person must approve it on approval_url; '
    "you cannot. Send decimals as strings. dry_run defaults to true."
)

Who = Callable[["SparkMcp"], Principal]


class SparkMcp(FastMCP):
    """The catalogue as an MCP server."""

    def __init__(self, sessions: Sessions, access: Access, who: Who, base_url: str) -> None:
        super().__init__("spark-copilot", instructions=INSTRUCTIONS, stateless_http=True, log_level="WARNING")
        self._sessions = sessions
        self._access = access
        self._who = who
        self._base_url = base_url

    async def list_tools(self) -> list[McpTool]:
        """The tools of the catalogue that can run."""
        return [_described(spec) for spec in RUNNABLE]

    async def call_tool(
        self, name: str, arguments: dict[str, Any]
    ) -> Sequence[ContentBlock] | dict[str, Any]:
        """One call through the session; what is denied or invalid is an error with its reason."""
        answer, failed = await self._answer(name, arguments)
        text = json.dumps(answer, ensure_ascii=False, indent=1)
        result = CallToolResult(
            content=[TextContent(type="text", text=text)], structuredContent=answer, isError=failed
        )
        # The low-level server passes a CallToolResult through; FastMCP's annotation lags behind.
        return cast("dict[str, Any]", result)

    async def _answer(self, name: str, arguments: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        try:
            who = self._who(self)
            needed = SCOPE_OF[tool(name).effect]
            await self._access.check(who.name, who.scopes, needed, f"MCP tool {name}")
            turn = await self._sessions.call_tool(name, arguments, who)
        except SparkError as error:
            return {"status": "error", "message": error.text.en}, True
        except Refused as refused:
            return {"status": "error", "message": refused.message}, True
        except Exception as error:
            _LOG.error("tool %s failed", name, exc_info=error)
            return {"status": "error", "message": "something went wrong here; the log has the details"}, True
        answer = answer_of(turn, self._base_url)
        return answer, answer["status"] in ("denied", "refused", "failed")


def local_agent(server: SparkMcp) -> Principal:
    """The principal of the agent that started this process."""
    return Principal(name=LOCAL_USER, channel="mcp", scopes=STDIO_SCOPES)


def answer_of(turn: Turn, base_url: str) -> dict[str, Any]:
    """What one call came to, as the output schema describes it."""
    plan = turn.plan()
    reviews = cast("list[Any]", plan["reviews"])
    pending = pending_of(turn, base_url)
    return {
        "status": status_of(turn),
        "plan_id": turn.plan_id,
        "message": turn.question or turn.message,
        "result": turn.results[0].result if turn.results else None,
        "receipt": turn.receipts[0].model_dump(mode="json") if turn.receipts else None,
        "review": reviews[0] if reviews else None,
        "approval_id": pending[0]["approval_id"] if pending else None,
        "digest": pending[0]["digest"] if pending else None,
        "expires_at": pending[0]["expires_at"] if pending else None,
        "approval_url": pending[0]["approval_url"] if pending else None,
    }


def _described(spec: AnyTool) -> McpTool:
    return McpTool(
        name=spec.name,
        title=spec.summary.en,
        description=f"{spec.summary.en}\n\n{spec.summary.tr}",
        inputSchema=parameters(spec.name),
        outputSchema=_OUTPUT,
        annotations=ToolAnnotations(title=spec.summary.en, **hints(spec.effect)),
    )


def _optional(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


_OUTPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "status": {
            "enum": ["done", "simulated", "pending", "denied", "question", "refused", "failed", "error"]
        },
        "plan_id": {"type": "string"},
        "message": {"type": "string"},
        "result": _optional("object"),
        "receipt": _optional("object"),
        "review": _optional("object"),
        "approval_id": _optional("string"),
        "digest": _optional("string"),
        "expires_at": _optional("string"),
        "approval_url": _optional("string"),
    },
    "required": ["status", "message"],
}
