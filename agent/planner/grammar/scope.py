"""Scope: a doubt, a refusal or a wish told of somebody covers all the steps it stands before."""

import re
from collections.abc import Sequence

from agent.planner.grammar import replies
from agent.planner.grammar.outcome import Outcome, Step
from agent.planner.proposal import Answer, Clarify
from tools.call import Effect
from tools.catalogue import tool
from tools.text import Text

_SENTENCES = re.compile(r"[.!?;\n]\s+\S", re.ASCII)
_REFUSES_BOTH = re.compile(
    (
        r"(?<![a-z])(?:don'?t|do not|never|won'?t|no need to)(?![a-z])(?:[^,.;!?\n]"
        r"|[.,](?=\d))*?(?<![a-z])(?:and|or"
        r"|then)(?![a-z])(?! don)"
    ),
    re.ASCII,
)
"""`don't close ETH and cancel the orders`: the second may be meant, or neither."""
_NEITHER = Text(
    en="Do you refuse both, or only the first? Say the step you want by itself.",
    tr="İkisini de mi istemiyorsunuz, yalnızca ilkini mi? İstediğiniz adımı tek başına yazın.",
)


def over_all(folded: str, outcomes: Sequence[Outcome]) -> Answer | Clarify | None:
    """What stands against every step of a sentence because one of them is doubted or refused.

    Another sentence is another matter: `Buy 0.01 BTC. Should I sell ETH?` buys.
    """
    acting = [
        said for said in outcomes if isinstance(said, Step) and tool(said.tool).effect is not Effect.READ
    ]
    if not acting or len(outcomes) == 1 or _SENTENCES.search(folded):
        return None
    if Answer(message=replies.ADVICE) in outcomes:
        return Answer(message=replies.ADVICE)
    refused = Answer(message=replies.NEGATED) in outcomes
    return Clarify(question=_NEITHER) if refused and _REFUSES_BOTH.search(folded) else None
