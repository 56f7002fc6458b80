"""A loopback server that speaks Groq's wire format, with scripted replies and failures.

`python -m evals.groq_server --port 4020 --script FILE` serves a file with one plan per line;
then `GROQ_API_KEY=any GROQ_BASE_URL=http://127.0.0.1:4020` makes the product use it.
"""

import argparse
import asyncio
import json
import socket
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

PATH = "/openai/v1/chat/completions"


@dataclass(frozen=True)
class Says:
    """The model answers with this content."""

    content: Any
    """Text as it is; anything else as JSON."""
    finish_reason: str = "stop"
    refusal: str | None = None


@dataclass(frozen=True)
class Body:
    """A 200 with exactly this body: JSON, or raw text that is none."""

    body: Any


@dataclass(frozen=True)
class Fails:
    """An error answer as Groq words it."""

    status: int
    code: str = ""
    failed_generation: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hangs:
    """Takes the request and never answers."""


@dataclass(frozen=True)
class Drips:
    """Starts an answer, then sends a blank now and then, for ever."""

    every_ms: int = 10


@dataclass(frozen=True)
class Drops:
    """Closes the connection in the middle of the answer."""


Step = Says | Body | Fails | Hangs | Drips | Drops

RATE_HEADERS = {"x-ratelimit-remaining-requests": "998", "x-ratelimit-remaining-tokens": "7421"}


class GroqServer:
    """The server as an async context manager.

    Args:
        script: one step per request, in order; the last one is repeated.
        port: 0 picks a free one.

    Example:
        async with GroqServer([Fails(429, headers={"retry-after": "1"}), Says(plan)]) as server:
            client = GroqCompletions("key", server.base_url)
    """

    def __init__(self, script: Iterable[Step], port: int = 0) -> None:
        self._script = deque(script)
        self._port = port
        self._released = asyncio.Event()
        self.requests: list[dict[str, Any]] = []
        """Bodies of the requests so far, oldest first."""
        self.base_url = ""

    async def __aenter__(self) -> "GroqServer":
        listening = socket.create_server(("127.0.0.1", self._port))
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = Starlette(routes=[Route(PATH, self._answer, methods=["POST"])])
        self._server = _Server(
            uvicorn.Config(
                app,
                log_level="critical",
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=1,
            ),
            self._released,
        )
        self._serving = asyncio.create_task(self._server.serve([listening]))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        await self._serving

    async def forever(self) -> None:
        """Serve until cancelled."""
        await self._serving

    async def _answer(self, request: Request) -> Response:
        asked = await request.json()
        self.requests.append(asked)
        step = self._script[0]
        if len(self._script) > 1:
            self._script.popleft()
        match step:
            case Says():
                return JSONResponse(_completion(step, str(asked.get("model"))), headers=RATE_HEADERS)
            case Body(body=str() as text):
                return Response(text, media_type="application/json")
            case Body(body=body):
                return JSONResponse(body)
            case Fails():
                return JSONResponse({"error": _error(step)}, step.status, headers=dict(step.headers))
            case _:
                return _Broken(step, self._released)


class _Server(uvicorn.Server):
    """Stops at once, where uvicorn looks ten times a second whether it should."""

    def __init__(self, config: uvicorn.Config, stopped: asyncio.Event) -> None:
        super().__init__(config)
        self._stopped = stopped
        self._loop = asyncio.get_running_loop()

    async def main_loop(self) -> None:
        await self._stopped.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._stopped.set)


class _Broken(Response):
    """An answer that does not end as it should."""

    def __init__(self, step: Hangs | Drips | Drops, released: asyncio.Event) -> None:
        super().__init__()
        self._step = step
        self._released = released

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not isinstance(self._step, Hangs):
            headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        if isinstance(self._step, Drips):
            await self._drip(send, self._step.every_ms / 1000)
        elif isinstance(self._step, Hangs):
            await self._released.wait()

    async def _drip(self, send: Send, seconds: float) -> None:
        while not self._released.is_set():
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            try:
                await asyncio.wait_for(self._released.wait(), seconds)
            except TimeoutError:
                continue


def _completion(step: Says, model: str) -> dict[str, Any]:
    text = step.content if isinstance(step.content, (str, type(None))) else json.dumps(step.content)
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if step.refusal is not None:
        message["refusal"] = step.refusal
    return {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 1_750_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": step.finish_reason}],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 80, "total_tokens": 1280},
        "x_groq": {"id": "req_loopback"},
    }


def _error(step: Fails) -> dict[str, Any]:
    error: dict[str, Any] = {"message": step.code or "failed", "type": "invalid_request_error"}
    if step.code:
        error["code"] = step.code
    if step.failed_generation is not None:
        error["failed_generation"] = step.failed_generation
    return error


def says_calls(*calls: tuple[str, dict[str, Any]], language: str = "en") -> Says:
    """The model proposes these calls."""
    return Says(
        {
            "status": "calls",
            "language": language,
            "calls": [{"tool": tool, "args": args} for tool, args in calls],
            "question": None,
            "message": None,
        }
    )


def says(
    status: str, *, question: str | None = None, message: str | None = None, language: str = "en"
) -> Says:
    """The model asks, answers or refuses."""
    return Says(
        {"status": status, "language": language, "calls": [], "question": question, "message": message}
    )


async def _serve(plans: list[Says], port: int) -> None:
    async with GroqServer(plans, port) as server:
        await server.forever()


def main() -> None:
    """Serve a script of plans until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=4020)
    parser.add_argument("--script", type=Path, required=True)
    arguments = parser.parse_args()
    lines = arguments.script.read_text(encoding="utf-8").splitlines()
    asyncio.run(_serve([Says(json.loads(line)) for line in lines if line], arguments.port))


if __name__ == "__main__":
    main()
