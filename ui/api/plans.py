"""POST plan and POST chat: an utterance in, a plan or what came of it out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import JsonValue

from agent.session import Principal
from ui.api.bodies import ChatBody, PlanBody
from ui.api.chat_threads import ChatThreads
from ui.api.door import base_url, door, insist, needs
from ui.outcome import outcome_json

Reader = Annotated[Principal, Depends(needs("read"))]


def plan_routes() -> APIRouter:
    """The routes, with a store of threads of their own."""
    router = APIRouter(tags=["plan"])
    threads = ChatThreads()

    @router.post("/plan", summary="Understand and judge; changes nothing")
    async def plan(body: PlanBody, request: Request, who: Reader) -> dict[str, JsonValue]:
        turn = await door(request).sessions.plan(body.text, who, body.lang)
        return turn.plan()

    @router.post("/chat", summary="Understand, judge, answer, and propose what needs an approval")
    async def chat(body: ChatBody, request: Request, who: Reader) -> dict[str, JsonValue]:
        await insist(request, who, "propose")
        thread_id = threads.open(body.thread_id, who.name, door(request).ids.new("thread"))
        turn = await door(request).sessions.ask(body.text, who, body.lang, thread=thread_id)
        threads.add(thread_id, turn.plan_id)
        return {"thread_id": thread_id, **outcome_json(turn, base_url(request))}

    @router.get("/chat/{thread_id}", summary="The plans of a thread, oldest first")
    async def thread(thread_id: str, who: Reader) -> dict[str, JsonValue]:
        return {"thread_id": thread_id, "plan_ids": list(threads.plans(thread_id, who.name))}

    return router
