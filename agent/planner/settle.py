"""Settle: one proposal from what the offline planner read and what the model read.

The model may add understanding, never authority: it cannot overrule a refusal or a definite question, it
cannot change a parameter the grammar read, and it cannot fill in what the user did not say. Where the
two read an order differently, the user is asked.
"""

from agent.planner.grounding import both_sides_named, invented, symbols_named
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse, Surroundings, Utterance
from agent.planner.reply import Reply
from agent.planner.spoken import presentable
from tools.call import Effect, Origin, Source, ToolCall
from tools.catalogue import tool
from tools.text import Text

REDUCING = frozenset({"cancel_order", "cancel_all_orders", "close_position", "engage_kill_switch"})
"""Tools that only ever take risk away: no model stands in their way."""

_UNCOMPARED = frozenset({"reason"})
_DIFFERENT = Text(
    en="I read this in two ways ({fields}). Could you say it again with side, symbol and size?",
    tr="Bunu iki ayrı biçimde anladım ({fields}). Yönü, sembolü ve miktarı belirterek yeniden yazar mısınız?",
)
_MISSING = Text(
    en="I do not see this in your words: {fields}. What should it be?",
    tr="Yazdıklarınızda şunu göremiyorum: {fields}. Ne olmasını istersiniz?",
)
_MANY = Text(
    en="There is more than one order or coin in this. Could you send them one at a time?",
    tr="Burada birden fazla emir ya da coin var. Tek tek yazar mısınız?",
)
_REFUSED = Text(
    en="I understand this as something Spark does not do, so I prepared nothing.",
    tr="Bunu Spark'ın yapmadığı bir işlem olarak anladım; bu yüzden bir şey hazırlamadım.",
)


def settle(offline: Proposal, reply: Reply, utterance: Utterance, surroundings: Surroundings) -> Proposal:
    """The proposal to go on with; `planner` says whose reading it is."""
    match offline.content:
        case Refuse():
            return offline
        case Calls(calls=calls) if _harmless(calls):
            return _harmless_calls(offline, calls, reply, utterance, surroundings)
        case Calls(calls=calls):
            return _ours(offline, _risky_calls(calls, reply, utterance))
        case Clarify(lost=False):
            return _ours(offline, Refuse(reason=_REFUSED)) if reply.status == "refuse" else offline
        case _:
            return _open(offline, reply, utterance, surroundings)


def _harmless_calls(
    offline: Proposal,
    calls: tuple[ToolCall, ...],
    reply: Reply,
    utterance: Utterance,
    surroundings: Surroundings,
) -> Proposal:
    if _differences(calls, reply.calls) == ():
        return _ours(offline, offline.content)
    reads = all(_effect(each) is Effect.READ for each in (*calls, *reply.calls))
    if not (reads and reply.calls) or _invented(reply.calls, offline, utterance, surroundings):
        return offline
    return _ours(offline, Calls(calls=_with_origins(reply.calls)))


def _risky_calls(
    calls: tuple[ToolCall, ...], reply: Reply, utterance: Utterance
) -> Calls | Clarify | Refuse | Answer:
    if reply.status == "refuse":
        return Refuse(reason=_REFUSED)
    if reply.status == "clarify":
        return Clarify(question=_question(reply, utterance, _fill(_DIFFERENT, ("?",))))
    differences = _differences(calls, reply.calls)
    if differences:
        return Clarify(question=_fill(_DIFFERENT, differences))
    return Calls(calls=calls)


def _open(offline: Proposal, reply: Reply, utterance: Utterance, surroundings: Surroundings) -> Proposal:
    """Offline understood nothing, or took it for conversation."""
    if reply.status == "refuse":
        return _ours(offline, Refuse(reason=_REFUSED))
    if reply.status == "answer":
        message = presentable(reply.message, utterance.text)
        return _ours(offline, Answer(message=message)) if message else offline
    if reply.status == "clarify":
        question = presentable(reply.question, utterance.text)
        return _ours(offline, Clarify(question=question)) if question else offline
    return _ours(offline, _only_model(offline, reply.calls, utterance, surroundings))


def _only_model(
    offline: Proposal, calls: tuple[ToolCall, ...], utterance: Utterance, surroundings: Surroundings
) -> Calls | Clarify:
    missing = _invented(calls, offline, utterance, surroundings)
    if missing:
        return Clarify(question=_fill(_MISSING, missing))
    if all(_effect(each) is Effect.READ for each in calls):
        return Calls(calls=_with_origins(calls))
    if isinstance(offline.content, Answer):
        return Clarify(question=_fill(_DIFFERENT, tuple(each.tool for each in calls)))
    several = len(calls) > 1 or len(symbols_named(utterance.text, surroundings)) > 1
    if several or both_sides_named(utterance.text):
        return Clarify(question=_MANY)
    return Calls(calls=_with_origins(calls))


def _differences(ours: tuple[ToolCall, ...], theirs: tuple[ToolCall, ...]) -> tuple[str, ...]:
    if [each.tool for each in ours] != [each.tool for each in theirs]:
        return tuple(dict.fromkeys(each.tool for each in (*ours, *theirs)))
    names: dict[str, None] = {}
    for our, their in zip(ours, theirs, strict=True):
        left, right = _compared(our), _compared(their)
        names |= {name: None for name in left if left[name] != right[name]}
    return tuple(names)


def _compared(call: ToolCall) -> dict[str, object]:
    values: dict[str, object] = call.params.model_dump(exclude=set(_UNCOMPARED))
    if values.get("time_in_force") == "GTC":
        values["time_in_force"] = None
    return values


def _invented(
    calls: tuple[ToolCall, ...], offline: Proposal, utterance: Utterance, surroundings: Surroundings
) -> tuple[str, ...]:
    found = (
        name for call in calls for name in invented(call, utterance.text, offline.language, surroundings)
    )
    return tuple(dict.fromkeys(found))


def _harmless(calls: tuple[ToolCall, ...]) -> bool:
    return all(each.tool in REDUCING or _effect(each) is Effect.READ for each in calls)


def _with_origins(calls: tuple[ToolCall, ...]) -> tuple[ToolCall, ...]:
    return tuple(
        call.model_copy(
            update={"origins": tuple(Origin(path=path, source=Source.USER) for path in sorted(call.args()))}
        )
        for call in calls
    )


def _effect(call: ToolCall) -> Effect:
    return tool(call.tool).effect


def _question(reply: Reply, utterance: Utterance, otherwise: Text) -> Text:
    return presentable(reply.question, utterance.text) or otherwise


def _fill(text: Text, fields: tuple[str, ...]) -> Text:
    names = ", ".join(fields)
    return Text(en=text.en.format(fields=names), tr=text.tr.format(fields=names))


def _ours(offline: Proposal, content: Calls | Clarify | Refuse | Answer) -> Proposal:
    """The offline proposal with the content both readings led to, in Groq's name."""
    same = (
        isinstance(content, Calls)
        and isinstance(offline.content, Calls)
        and content.calls == offline.content.calls
    )
    return offline.model_copy(update={"planner": "groq", "content": offline.content if same else content})
