"""Documents: a question to the product's own papers into search_knowledge."""

import re

from agent.planner.grammar.outcome import Outcome, Step
from agent.planner.grammar.scene import Scene
from agent.planner.proposal import Clarify
from tools.text import Text

_PAPERS = r"(?:docs?|documents?|documentation|runbooks?|knowledge(?: base)?|past decisions)"
_TR_PAPERS = r"(?:dokuman\w*|belge\w*|kilavuz\w*|runbook\w*)"
_ASKS = re.compile(
    rf"(?:please )?(?:search|look up|look in|check|consult)(?: in)? (?:the |your )?{_PAPERS}"
    r"(?: for| about| on)?"
    rf"|what (?:do|does) (?:the |your )?{_PAPERS} say (?:about|on)"
    rf"|(?:search|look up|look for|find) (?P<en>.+?) in (?:the |your )?{_PAPERS}"
    rf"|^(?P<lead>.+?) (?:icin|hakkinda|konusunda) {_TR_PAPERS} ne (?:diyor|yaziyor|var)\w*"
    rf"|(?:is there a )?runbooks? (?:for|about|on)"
    rf"|^(?P<topic>.+?) {_TR_PAPERS} (?:ara|bul)\w*"
    rf"|{_TR_PAPERS}(?: icinde)? (?:(?P<tr>.+?) )?(?:ara|bul|(?:hakkinda |icin )?ne diyor)\w*",
    re.ASCII,
)
_WHAT = Text(en="What shall I look for in the documents?", tr="Belgelerde ne arayayım?")


def asks(scene: Scene) -> bool:
    """Whether the clause is a question to the documents."""
    return _ASKS.search(scene.folded) is not None


def search(scene: Scene) -> Outcome:
    """The words left when the asking is taken away are the query."""
    found = _ASKS.search(scene.folded)
    if found is None:
        return Clarify(question=_WHAT)
    inner = next((name for name in ("en", "tr", "lead", "topic") if found.group(name)), None)
    start, end = found.span(inner) if inner else (found.end(), len(scene.folded))
    query = scene.words(start, end).strip(" ?.!:,\"'“”")
    if len(query) < 2:
        return Clarify(question=_WHAT)
    return Step("search_knowledge", {"query": query})


_WHY_DENIED = re.compile(
    r"(?=.*\b(?:why|how come|neden|niye|nicin)\b)(?=.*\b(?:orders?|trade|emir|emr|islem))"
    r".*\b(?:denied|rejected|refuse|blocked|declined|fail|redd|reddedil|engellen|gecmedi|kabul edilme)",
    re.ASCII,
)
SPOKEN = (_ASKS.pattern, _WHY_DENIED.pattern)
"""The words looked for here, so that a mistyped one can be known."""


def asks_why_denied(scene: Scene) -> bool:
    """Whether it asks why an order was denied: its card says so."""
    return _WHY_DENIED.search(scene.folded) is not None and not scene.has("policy")
