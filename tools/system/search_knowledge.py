"""search_knowledge: what the product's documents say, with the place they say it."""

import asyncio
from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.knowledge import Passage
from tools.spec import Tool, ToolContext
from tools.text import Text

_QUOTED = 160
"""Characters of the best passage that are said; the result carries all of it."""


class SearchKnowledgeParams(Params):
    """What to look for."""

    query: Annotated[str, Field(min_length=2, max_length=300)]
    """Words or a question, in either language; the documents are in English."""


class SearchKnowledgeResult(Result):
    """What was found; empty when no document is about it."""

    query: str
    passages: tuple[Passage, ...]


async def run(params: SearchKnowledgeParams, context: ToolContext) -> SearchKnowledgeResult:
    """Search the documents off the event loop: the first search indexes them."""
    passages = await asyncio.to_thread(context.knowledge.search, params.query)
    return SearchKnowledgeResult(query=params.query, passages=passages)


def say(result: SearchKnowledgeResult) -> Text:
    """The best passage with its citation, or that there is none."""
    if not result.passages:
        return Text(en="The documents say nothing about that.", tr="Belgelerde bununla ilgili bir şey yok.")
    best = result.passages[0]
    words = " ".join(best.text.split())
    quote = words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(" ", 1)[0] + " …"
    return Text(
        en=f"{best.citation}: “{quote}”",
        tr=f"{best.citation} (İngilizce): “{quote}”",
    )


TOOL = Tool(
    name="search_knowledge",
    effect=Effect.READ,
    summary=Text(
        en="Search the documents; answers cite file and section",
        tr="Belgelerde arar; yanıtlar dosya ve bölüm gösterir",
    ),
    params=SearchKnowledgeParams,
    result=SearchKnowledgeResult,
    run=run,
    say=say,
)
