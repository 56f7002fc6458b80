"""McpDoor: the HTTP door of the MCP server; a bearer token in front, its principal behind."""

from typing import cast

from mcp.server.fastmcp.server import StreamableHTTPASGIApp
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from agent.session import Principal
from ui.access import Access, Refused
from ui.mcp_server import SparkMcp

_PRINCIPAL = "spark.principal"


class McpDoor:
    """ASGI endpoint of `/mcp`: admits a known token with `read`, on the channel that cannot approve."""

    def __init__(self, server: SparkMcp, access: Access) -> None:
        server.streamable_http_app()
        self.sessions = server.session_manager
        self._app = StreamableHTTPASGIApp(server.session_manager)
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        header = request.headers.get("authorization")
        try:
            who = await self._access.admit(header, f"{request.method} /mcp", "read", "mcp")
        except Refused as refused:
            error = {"error": {"code": refused.code, "message": refused.message}}
            await JSONResponse(error, refused.status, refused.headers())(scope, receive, send)
            return
        scope[_PRINCIPAL] = who
        await self._app(scope, receive, send)


def token_holder(server: SparkMcp) -> Principal:
    """The principal of the request that is being answered."""
    request = cast("Request", server.get_context().request_context.request)
    return cast("Principal", request.scope[_PRINCIPAL])
