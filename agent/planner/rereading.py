"""Rereading: what was not understood is read once more with a slip of the fingers put right.

The reading is taken when every likely spelling that makes sense means the same; else the word is asked about.
A text that was understood as it stands, or refused, is never read otherwise.
"""

from collections.abc import Callable, Hashable, Mapping

from agent.planner.grammar import replies, slots
from agent.planner.grammar.fold import fold
from agent.planner.grammar.respelling import Slip, slips
from agent.planner.grammar.scene import Correction
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse
from tools.call import Effect
from tools.catalogue import tool
from tools.text import Language, Text

Read = Callable[[str, Correction | None], Proposal]
_IN_SO_MANY_LETTERS = frozenset({"release_kill_switch", "reset_circuit_breaker", "confirm_canary"})
"""Tools that are never read into a mistyped word: the end of a halt and a confirmation are asked about."""
_FREE_TEXT = frozenset({"reason", "query"})
"""Kept as typed, so two spellings of it are no two meanings."""


def reread(text: str, read: Read) -> Proposal:
    """The proposal for a text, of `read` or of `read` with one word put right."""
    first = read(text, None)
    if text.startswith("/") or not (_shows(first) or _unclear(first)):
        return first
    asked: Proposal | None = None
    for slip in slips(fold(text), isinstance(first.content, Calls)):
        found = _readings(text, slip, first.language, read)
        if (meant := _one(found)) is not None:
            return meant
        if found and asked is None:
            asked = _asked(first, text[slip.start : slip.end])
    return asked or first


def _readings(text: str, slip: Slip, language: Language, read: Read) -> dict[Hashable, Proposal]:
    """What each spelling makes of the text, by meaning; spellings that make no sense are left out."""
    found: dict[Hashable, Proposal] = {}
    for word in slip.in_order(language):
        correction = Correction(text[slip.start : slip.end], word)
        proposal = _told(read(slip.put_right(text, word), correction), correction)
        if not _lost(proposal):
            found.setdefault("a size" if word in slip.counts else _meaning(proposal), proposal)
    return found


def _one(found: dict[Hashable, Proposal]) -> Proposal | None:
    """The one meaning; a whole command is meant rather than half of another, but never rather than a no.

    What only shows something does no harm where nothing was wanted: it is meant rather than a no, too.
    """
    if "a size" in found or any(map(_weighty, found.values())):
        return None
    if len(found) == 1:
        return next(iter(found.values()))
    whole = [proposal for proposal in found.values() if isinstance(proposal.content, Calls)]
    less = sum(_less(proposal, whole) for proposal in found.values())
    return whole[0] if len(whole) == 1 and less == len(found) - 1 else None


def _less(proposal: Proposal, whole: list[Proposal]) -> bool:
    """Whether it is half a command, or nothing beside what is only shown."""
    shown = all(_only_shows(each) for each in whole)
    return isinstance(proposal.content, Clarify) or (shown and isinstance(proposal.content, Answer))


def _weighty(proposal: Proposal) -> bool:
    content = proposal.content
    return isinstance(content, Calls) and any(made.tool in _IN_SO_MANY_LETTERS for made in content.calls)


def _shows(proposal: Proposal) -> bool:
    """What is shown may have been read past a mistyped verb."""
    content = proposal.content
    return isinstance(content, Calls) and any(tool(c.tool).effect is Effect.READ for c in content.calls)


def _only_shows(proposal: Proposal) -> bool:
    content = proposal.content
    return isinstance(content, Calls) and all(tool(c.tool).effect is Effect.READ for c in content.calls)


def _unclear(proposal: Proposal) -> bool:
    return isinstance(proposal.content, Clarify) or _lost(proposal)


def _lost(proposal: Proposal) -> bool:
    content = proposal.content
    return content == Answer(message=replies.HELP) or (isinstance(content, Clarify) and content.lost)


def _told(proposal: Proposal, correction: Correction) -> Proposal:
    """The proposal, which says what was read as what, at a parameter or beside the calls."""
    content = proposal.content
    if not isinstance(content, Calls):
        return proposal
    notes = [origin.note for made in content.calls for origin in made.origins]
    notes += [content.note.en] if content.note else []
    if any(f"“{correction.typed}”" in note for note in notes if note):
        return proposal
    note = slots.read_as((correction,))
    if content.note:
        note = Text(en=f"{content.note.en} {note.en}", tr=f"{content.note.tr} {note.tr}")
    return proposal.model_copy(update={"content": content.model_copy(update={"note": note})})


def _meaning(proposal: Proposal) -> Hashable:
    match proposal.content:
        case Calls(calls=calls):
            return tuple((made.tool, _said(made.args())) for made in calls)
        case Answer():
            return "nothing"
        case Refuse():
            return "refused"
        case Clarify():
            return "asked"


def _said(args: Mapping[str, object]) -> str:
    return repr(sorted((name, value) for name, value in args.items() if name not in _FREE_TEXT))


def _asked(first: Proposal, word: str) -> Proposal:
    """A question about the word, where there is none yet."""
    if isinstance(first.content, Clarify):
        return first
    question: Text = replies.not_understood(word)
    return first.model_copy(update={"content": Clarify(question=question, lost=True)})
