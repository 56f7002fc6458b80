"""search_knowledge: what the documents and one's own receipts say, with the place they say it."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.knowledge import Passage
from tools.spec import Tool, ToolContext
from tools.system.own_receipts import asks_for_own, named_ids, own_receipts
from tools.text import Text

_QUOTED = 160
"""Characters of the best passage that are said; the result carries all of it."""
_RECEIPTS = 3


class SearchKnowledgeParams(Params):
    """What to look for."""

    query: Annotated[str, Field(min_length=2, max_length=300)]
    """Words or a question, in either language; the documents are in English. What somebody bought or
    sold, "my trades", "receipt" or an order id looks in the person's own receipts instead."""


class SearchKnowledgeResult(Result):
    """What was found; empty when nothing is about it."""

    query: str
    passages: tuple[Passage, ...]


async def run(params: SearchKnowledgeParams, context: ToolContext) -> SearchKnowledgeResult:
    """Search the person's own receipts where those are meant, else the documents.

    The documents are searched off the event loop: the first search indexes them.
    """
    if asks_for_own(params.query):
        found = await _receipts(params.query, context)
    else:
        found = await asyncio.to_thread(context.knowledge.search, params.query)
    return SearchKnowledgeResult(query=params.query, passages=found)


async def _receipts(query: str, context: ToolContext) -> tuple[Passage, ...]:
    """The receipts that fit best, newest first among equals."""
    own = await own_receipts(context.ledger, context.actor, context.clock.now_ms())
    if ids := named_ids(query):
        return tuple(each.passage.model_copy(update={"score": 100}) for each in own if ids & {*each.ids})
    scores = context.knowledge.rank(query, [each.words for each in own])
    found = sorted(zip(scores, own, strict=True), key=lambda pair: -pair[0])[:_RECEIPTS]
    return tuple(each.passage.model_copy(update={"score": score}) for score, each in found if score)


def say(result: SearchKnowledgeResult) -> Text:
    """The best passage with its citation, or that there is none."""
    if not result.passages and asks_for_own(result.query):
        return Text(en="No receipt of yours is about that.", tr="Bununla ilgili bir makbuzunuz yok.")
    if not result.passages:
        return Text(en="The documents say nothing about that.", tr="Belgelerde bununla ilgili bir şey yok.")
    best = result.passages[0]
    if best.said is not None:
        return _receipts_said(result.passages)
    words = _prose(best.text)
    quote = words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(" ", 1)[0] + " …"
    return Text(
        en=f"{best.citation}: “{quote}”",
        tr=f"{best.citation} (İngilizce): “{quote}”",
    )


def _receipts_said(passages: Sequence[Passage]) -> Text:
    said = [(each.said, each.citation) for each in passages if each.said is not None]
    return Text(
        en="\n".join(f"{text.en} ({citation})." for text, citation in said),
        tr="\n".join(f"{text.tr} ({citation})." for text, citation in said),
    )


def _prose(text: str) -> str:
    """The text in one line, without its tables; with them where it is nothing else."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("|")]
    return " ".join(" ".join(lines).split()) or " ".join(text.split())


TOOL = Tool(
    name="search_knowledge",
    effect=Effect.READ,
    summary=Text(
        en="Search the documents and your own receipts; answers cite file and section, or the receipt",
        tr="Belgelerde ve makbuzlarınızda arar; yanıtlar dosya ve bölümü ya da makbuzu gösterir",
    ),
    params=SearchKnowledgeParams,
    result=SearchKnowledgeResult,
    run=run,
    say=say,
)
