"""Asking: answers what is asked about the conversation itself: why, what would pass, what is at stake.

What a card said is quoted from the record of this thread with its time; nothing is reckoned here. Only whole
utterances are such questions, so no command is read as one.
"""

from collections.abc import Mapping

from agent import card_answers as said
from agent.asked import Kind, asked, asked_value
from agent.definitions import definition, meaning
from agent.planner.grammar import guards
from agent.planner.grammar.fold import alien, clean, fold
from agent.planner.planner import Planner
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Surroundings, Utterance
from agent.planner.talk import replies, wishes
from agent.planner.talk.edits import REMEMBERED
from agent.planner.talk.referents import in_play
from agent.planner.thread import Earlier, Thread
from tools.call import Effect, Origin, Source
from tools.catalogue import call, tool
from tools.errors import InvalidCall
from tools.preferences import Preferences
from tools.text import Language, Text

_LONGEST = 120
"""Characters of such a question; whoever writes more says something else."""
_SIZES = ("quantity", "notional")
_OPEN = ("pending", "simulated", "denied", "asked")
"""Of which the card still says what would be; of what was sent the account says it."""


class Asking:
    """Passes on what is no such question."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        text = clean(utterance.text).strip()
        folded = fold(text)
        passes = len(text) > _LONGEST or alien(text) or guards.refused(folded)
        content = None if passes else _read(text, folded, surroundings)
        if content is None:
            return await self.planner.plan(utterance, surroundings)
        answer, language, withdraws = content
        return Proposal(
            planner="offline", language=utterance.language or language, content=answer, withdraws=withdraws
        )


_Read = tuple[Answer | Calls | Clarify, Language, tuple[str, ...]]


def _read(text: str, folded: str, surroundings: Surroundings) -> _Read | None:
    bare = wishes.bare(folded)
    if (defined := definition(bare)) is not None:
        return Answer(message=defined[0]), defined[1], ()
    if (heard := said.thanks(folded)) is not None:
        return Answer(message=said.WELCOME), heard, ()
    found = asked(bare)
    if found is not None and found[0] == "receipts":
        return Calls(calls=(call("search_knowledge", {"query": text}),)), found[1], ()
    if found is not None:
        return _of_account(*found, surroundings) or _of_cards(*found, surroundings.thread)
    if surroundings.thread is None:
        return None
    if guards.assents(folded):
        return _taken(surroundings.thread, surroundings.thread.language or "en", assented=True)
    return _explained(bare, surroundings.thread)


def _of_account(kind: Kind, language: Language, surroundings: Surroundings) -> _Read | None:
    """What needs no card that was shown."""
    match kind:
        case "orders":
            return _open_orders(surroundings), language, ()
        case "memory":
            return Calls(calls=(call("get_preferences", {}),)), language, ()
        case "expiry":
            return Answer(message=_validity(surroundings.thread)), language, ()
        case "forget":
            return _forgotten(surroundings, language)
    return None


_ELSEWHERE: Mapping[Kind, Calls | Answer] = {
    "loss": Calls(calls=(call("get_risk_status", {}),)),
    "margin": Calls(calls=(call("get_portfolio", {}),)),
    "liquidation": Calls(calls=(call("get_positions", {}),)),
    "fee": Answer(message=said.FEES),
}
"""What answers where no card of the thread is open: the account."""


def _of_cards(kind: Kind, language: Language, thread: Thread | None) -> _Read | None:
    if thread is None:
        return None
    if kind == "take":
        return _taken(thread, language, assented=False)
    answer = _answered(kind, thread) or _ELSEWHERE.get(kind)
    return None if answer is None else (answer, language, ())


def _open_orders(surroundings: Surroundings) -> Calls:
    named = in_play(surroundings.thread, surroundings) if surroundings.thread is not None else ()
    symbols = {symbol for _, symbol in named}
    args = {"symbol": symbols.pop()} if len(symbols) == 1 else {}
    origins = tuple(Origin(path=path, source=Source.MEMORY) for path in args)
    return Calls(calls=(call("get_open_orders", args, origins),))


def _validity(thread: Thread | None) -> Text:
    """Until when what waits can be approved; what a card is, where none waits."""
    waiting = thread.pending() if thread is not None else ()
    return replies.recap(waiting) if waiting else meaning("approval card")


def _forgotten(surroundings: Surroundings, language: Language) -> _Read | None:
    """All preferences, where there are any and no proposal waits that could be meant as well."""
    waiting = surroundings.thread is not None and bool(surroundings.thread.pending())
    if waiting or surroundings.preferences == Preferences():
        return None
    return Calls(calls=(call("forget_preference", {}),)), language, ()


def _answered(kind: Kind, thread: Thread) -> Answer | None:
    if kind == "forget":
        return None
    if kind in ("denied", "why", "passing"):
        found = _objected(thread, back=kind == "denied")
        tell = said.passing if kind == "passing" else said.why
        return Answer(message=tell(found)) if found else None
    last = _last(thread)
    found = [each for each in thread.earlier if each.standing == "pending" or each in last]
    staked = [(e, e.card.stakes) for e in found if e.standing in _OPEN and e.card.stakes is not None]
    return Answer(message=said.staked(kind, staked)) if staked else None


def _explained(bare: str, thread: Thread) -> _Read | None:
    """`why 3x`: the reason the card gives for the value."""
    found = asked_value(bare)
    if found is None:
        return None
    number, language = found
    for each in _last(thread):
        for row in each.card.changed:
            if row.after == number:
                return Answer(message=said.changed(row, each)), language, ()
    return None


def _taken(thread: Thread, language: Language, *, assented: bool) -> _Read | None:
    """What was said to pass, proposed: it still needs its card. A yes does it only where that was asked."""
    found = _objected(thread, back=False)
    if len(found) != 1 or len(_last(thread)) != 1 or not found[0].card.passing:
        return None
    base = found[0]
    if thread.question is not None and thread.question.turn != base.turn:
        return None
    others = [each for each in thread.pending() if each.approval_id not in base.card.replaces]
    if assented and (base.standing != "asked" or thread.question is None or others):
        return None
    try:
        made = call(base.tool, *_with_passing(base, language))
    except InvalidCall as problem:
        return Clarify(question=problem.text), language, ()
    still = {each.approval_id for each in thread.pending()}
    return Calls(calls=(made,)), language, tuple(i for i in base.card.replaces if i in still)


def _with_passing(base: Earlier, language: Language) -> tuple[dict[str, object], tuple[Origin, ...]]:
    """Parameters of the call with what passes in their place, and where each comes from."""
    passing = base.card.passing
    sized = any(path in passing for path in _SIZES)
    kept = {p: v for p, v in base.args.items() if v is not None and not (sized and p in _SIZES)}
    new = {path: value for path, value in passing.items() if value is not None}
    args = {path: value for path, value in kept.items() if path not in passing} | new
    notes = {path: said.OFFERED if path in new else REMEMBERED for path in args}
    origins = (Origin(path=p, source=Source.MEMORY, note=note.say(language)) for p, note in notes.items())
    return dict(args), tuple(origins)


def _objected(thread: Thread, *, back: bool) -> list[Earlier]:
    """Calls that were last denied or asked about; `back` looks further back than what was proposed last."""
    against = [
        each for each in thread.earlier if each.standing in ("denied", "asked") and each.card.objections
    ]
    last = max((each.turn for each in against), default=-1)
    found = [each for each in against if each.turn == last]
    return found if back else [each for each in found if each in _last(thread)]


def _last(thread: Thread) -> tuple[Earlier, ...]:
    """The calls of the last turn that proposed any."""
    made = [each for each in thread.earlier if tool(each.tool).effect in (Effect.TRADE, Effect.CONTROL)]
    last = max((each.turn for each in made), default=-1)
    return tuple(each for each in made if each.turn == last)
