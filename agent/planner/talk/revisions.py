"""Revisions: another value, another symbol, or live: a call of the thread proposed anew."""

from agent.planner.grammar import guards
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.proposal import Calls, Clarify, Proposal
from agent.planner.talk import replies, wishes
from agent.planner.talk.edits import LEVELS, bare_value, edited, remembered, takes
from agent.planner.talk.pointers import beside_old_stop
from agent.planner.talk.referents import CHANGEABLE, correctable, latest, one_of, working
from agent.planner.talk.talk import Talk, understood, with_coins
from agent.planner.talk.without import without
from agent.planner.thread import Earlier
from tools.call import Source
from tools.catalogue import tool


async def revised(talk: Talk, alone: Proposal) -> Proposal | None:
    """The call of the thread that is proposed anew; None where the words are of something else."""
    try:
        if understood(alone):
            return _restated(talk, alone) or (_changed(talk) if bare_value(talk.scene) else None)
        for read in (_live, _same, _without, _changed):
            if (proposal := read(talk)) is not None:
                return proposal
    except Unclear as unclear:
        return talk.ask(unclear.question)
    return None


def _restated(talk: Talk, alone: Proposal) -> Proposal | None:
    """`no, buy 0.02 BTC`: said wholly anew, it takes the place of what waits on the same symbol."""
    content = alone.content
    if not wishes.restates(talk.folded) or not isinstance(content, Calls) or len(content.calls) != 1:
        return None
    made = content.calls[0]
    symbol = getattr(made.params, "symbol", None)
    old = [each for each in talk.thread.pending() if (each.tool, each.symbol) == (made.tool, symbol)]
    return alone.model_copy(update={"withdraws": _ids(old)}) if len(old) == 1 else None


def _live(talk: Talk) -> Proposal | None:
    """`on testnet`: what was only simulated, for the testnet."""
    if not wishes.live(talk.folded):
        return None
    last = [each for each in latest(talk.thread) if each.tool in CHANGEABLE]
    base = one_of(each for each in last if each.standing == "simulated")
    if base is None:
        return talk.ask(replies.NOT_SIMULATED)
    said = (
        talk
        if talk.scene.has("live")
        else talk.saying(f"{talk.text} testnette", f"{talk.folded} testnette", "tr")
    )
    step = edited(base, said.scene)
    return None if step is None else beside_old_stop(talk, talk.propose(step))


def _same(talk: Talk) -> Proposal | None:
    """`same for ETH`, `again`: the last call once more."""
    if not wishes.same(talk.folded):
        return None
    base = one_of(latest(talk.thread))
    if base is None:
        return talk.ask(replies.WHAT_IS_THAT)
    talk = with_coins(talk)
    listed = {instrument.base for instrument in talk.surroundings.instruments}
    named = {coin.base for coin in talk.scene.coins}
    # After “PEPE is not traded there, which coin?” both that one and the answer are in the words.
    bases = named & listed or named
    if len(bases) > 1:
        raise Unclear("One symbol at a time: which first?", "Sembolleri tek tek: önce hangisi?")
    if bases:
        return _for_another(talk, base, bases.pop())
    if wishes.changes(talk.folded):
        return None
    strange = [token for token in talk.scene.unexplained if not wishes.all_of_same([token.stem])]
    if not strange:
        return _again(talk, base) if wishes.says_same(talk.folded) else None
    if not wishes.says_same(talk.folded):
        return None
    words = talk.scene.words(strange[0].start, strange[-1].end)
    raise Unclear(f"I don't know “{words}”. Which coin?", f"“{words}” nedir, bilmiyorum. Hangi coin?")


def _again(talk: Talk, base: Earlier) -> Proposal | None:
    named = any(char.isdigit() for char in talk.text)
    step = (edited(base, talk.scene) if named else None) or remembered(base, talk.scene)
    return talk.propose(step, _ids([base]) if base.standing == "pending" else ())


def _for_another(talk: Talk, base: Earlier, coin: str) -> Proposal | None:
    if "symbol" not in tool(base.tool).params.model_fields:
        return None
    step = _moved(talk, base, coin)
    sized = _said(step, "quantity") or _said(step, "notional")
    if "quantity" in step.args and not sized:
        return talk.ask(replies.how_much(base, coin))
    if any(path in step.args and not _said(step, path) for path in LEVELS):
        return talk.ask(replies.which_prices(base, coin))
    return talk.propose(step)


def _moved(talk: Talk, base: Earlier, coin: str) -> Step:
    """The call on another symbol.

    Raises:
        Unclear: the venue does not have it.
    """
    venue = base.args.get("venue") or "binance-futures"
    quote = "TRY" if (base.symbol or "").endswith("TRY") else "USDT"
    symbol = f"{coin}{quote}"
    if not any(i.symbol == symbol and i.venue == venue for i in talk.surroundings.instruments):
        raise Unclear(
            f"{symbol} is not traded there. Which coin?", f"{symbol} orada işlem görmüyor. Hangi coin?"
        )
    step = edited(base, talk.scene, symbol=symbol)
    if step is None:
        raise AssertionError("a symbol is an edit")
    return step


def _without(talk: Talk) -> Proposal | None:
    return without(talk, wishes.bare(talk.folded))


def _changed(talk: Talk) -> Proposal | None:
    """`make it 0.02`, `0.02 yap`: the call it is about, with another value; the old one is replaced."""
    scene = talk.scene
    speaks = scene.numbers or scene.coins or scene.has("buy", "sell", "market", "live", "dry")
    bare = bare_value(scene) or _lone_number(talk)
    if (
        not (wishes.changes(talk.folded) or bare)
        or not speaks
        or scene.has("cancel", "close", "kill", "backtest")
    ):
        return None
    if scene.measures or scene.periods or scene.intervals or scene.ids or not _plain(scene):
        return None
    if wishes.multiplies(talk.folded):
        raise Unclear("Tell me the number: how much exactly?", "Sayıyı yazın: tam olarak ne kadar?")
    found = correctable(talk.thread, talk.surroundings)
    base = one_of((each for each in found if takes(each, scene)), scene.coins)
    if base is None:
        return None if bare else _too_late(talk)
    moves = [c for c in scene.coins if base.symbol and not base.symbol.startswith(c.base)]
    if moves:
        return _carried(talk, base, moves[0].base)
    step = edited(base, scene)
    if step is None:
        return None
    if base in working(talk.thread, talk.surroundings):
        return talk.propose(_replacing(base, step))
    return talk.propose(step, _ids([base]))


def _lone_number(talk: Talk) -> bool:
    """Whether nothing but a number was said, right after a proposal and to no question: `0.002`."""
    scene, thread = talk.scene, talk.thread
    if thread.question is not None or "?" in talk.text or len(scene.numbers) != 1:
        return False
    fresh = any(e.turn == thread.turns - 1 for e in correctable(thread, talk.surroundings))
    return fresh and not (scene.tags or scene.coins or scene.unexplained)


def _plain(scene: Scene) -> bool:
    """Whether it is said of the order, without negation, doubt or report, and of nothing else."""
    if guards.negated(scene) or guards.doubtful(scene) or guards.told(scene):
        return False
    return wishes.all_of_change(token.stem for token in scene.unexplained)


def _carried(talk: Talk, base: Earlier, coin: str) -> Proposal | None:
    """`make it ETH`: the same for another symbol, in the place of what waits.

    Raises:
        Unclear: a value is given too, so the coin says which order is meant, and of that coin there is none.
    """
    if any(number.unit != "coin" for number in talk.scene.numbers):
        raise Unclear(*replies.none_to_change(coin))
    proposal = _for_another(talk, base, coin)
    if proposal is None or isinstance(proposal.content, Clarify):
        return proposal
    return proposal.model_copy(update={"withdraws": _ids([base])})


def _too_late(talk: Talk) -> Proposal | None:
    """Nothing that could be changed; what was sent cannot be any more."""
    sent = [each for each in latest(talk.thread) if each.tool in CHANGEABLE and each.standing == "approved"]
    vague = not talk.scene.coins and wishes.points(talk.folded)
    if sent and not talk.scene.has("stop", "take", "leverage"):
        return talk.ask(replies.ALREADY_SENT)
    return talk.ask(replies.WHAT_IS_THAT) if vague and not talk.thread.earlier else None


def _replacing(base: Earlier, step: Step) -> Step:
    """An order that works gets its new price or size by replacing it.

    Raises:
        Unclear: something else of it was to change.
    """
    said = {path: value for path, value in step.args.items() if _said(step, path)}
    if not said or not said.keys() <= {"quantity", "price", "dry_run"}:
        raise Unclear(
            "That order already works: only its price or quantity can change. Which?",
            "O emir şu an bekliyor: yalnızca fiyatı ya da miktarı değişebilir. Hangisi?",
        )
    known = {"symbol": base.symbol, "order_id": base.order_ids[0], "venue": base.args.get("venue")}
    args = {path: value for path, value in known.items() if value is not None} | said
    kept = tuple(o for o in step.origins if o.path in said)
    note = next((o.note for o in step.origins if o.source is Source.MEMORY), None)
    recalled = tuple(
        step.origins[0].model_copy(update=_memory(path, note)) for path in args if path not in said
    )
    return Step("replace_order", args, (*recalled, *kept))


def _memory(path: str, note: str | None) -> dict[str, object]:
    return {"path": path, "source": Source.MEMORY, "words": None, "note": note, "typed": None}


def _said(step: Step, path: str) -> bool:
    return any(origin.path == path and origin.source is Source.USER for origin in step.origins)


def _ids(found: list[Earlier]) -> tuple[str, ...]:
    return tuple(e.approval_id for e in found if e.approval_id is not None and e.standing == "pending")
