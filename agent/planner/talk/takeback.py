"""Taking back: yes, no, "cancel that" and "what happened": what concerns whole proposals of the thread."""

from agent.planner.grammar import guards
from agent.planner.grammar.fold import fold
from agent.planner.proposal import Calls, Proposal
from agent.planner.talk import replies, wishes
from agent.planner.talk.referents import about, latest, working
from agent.planner.talk.talk import Talk, understood, with_coins
from agent.planner.thread import Earlier
from tools.call import Effect, Origin, Source
from tools.catalogue import call, tool
from tools.terms import VenueName

_PASSING = ("told", "simulated", "replaced", "asked")
"""What needs no word once something else was said."""
_TWO = 2
"""Proposals of which there is a first and a last, and no other."""
_SHOWN = 5
"""Calls a summary of the conversation names."""


def assented(talk: Talk) -> Proposal | None:
    """A yes: never an approval; it is told where to give one."""
    if not (guards.assents(talk.folded) or wishes.assents_to_all(talk.folded)):
        return None
    if waiting := talk.thread.pending():
        return talk.answer(replies.pointed(waiting))
    if talk.thread.question is not None:
        return talk.ask(replies.still_asked(talk.thread.question.question)).model_copy(
            update={"read_as": talk.thread.question.text}
        )
    last = latest(talk.thread)
    if len(last) != 1 or last[0].standing not in replies.NO_CARD:
        return None
    return talk.answer(replies.no_card(last[0]))


def declined(talk: Talk) -> Proposal | None:
    """A no: the open question is dropped, or what waits is taken back."""
    if not wishes.no(talk.folded):
        return None
    if talk.thread.question is not None:
        return talk.answer(replies.DROPPED)
    waiting = talk.thread.pending()
    if not waiting:
        return talk.answer(replies.NOTHING_OPEN)
    return _withdrawn(talk, waiting)


def recalled(talk: Talk) -> Proposal | None:
    """What became of what was proposed."""
    if not wishes.recaps(talk.folded):
        return None
    if wishes.asks_waiting(talk.folded):
        waiting = talk.thread.pending()
        return talk.answer(replies.recap(waiting) if waiting else replies.NOTHING_WAITS)
    open_ids = [order.order_id for order in talk.surroundings.orders]
    last = latest(talk.thread)
    proposed = [e for e in talk.thread.earlier if e.standing not in _PASSING or (e in last and _made(e))]
    if wishes.asks_filled(talk.folded):
        proposed = [each for each in proposed if each.standing == "approved"] or proposed
    if not proposed:
        return talk.answer(replies.NOTHING_SAID)
    return talk.answer(replies.recap(proposed[-_SHOWN:], open_ids))


async def chosen(talk: Talk, alone: Proposal) -> Proposal | None:
    """`the ETH one`, `all of them`: the answer to which one is to be taken back."""
    question = talk.thread.question
    if question is None or understood(alone) or talk.scene.numbers:
        return None
    before = fold(question.text)
    if not (wishes.no(before) or wishes.takes_back(before)):
        return None
    named = about(talk.thread.pending(), talk.scene.coins)
    if not named and not wishes.everything(talk.folded):
        works = about(working(talk.thread, talk.surroundings), talk.scene.coins)
        return _cancelled_one(talk, works[0]) if len(works) == 1 else None
    return _withdrawn(talk, named or talk.thread.pending())


async def taken_back(talk: Talk, alone: Proposal) -> Proposal | None:
    """`cancel that`: a proposal that waits is withdrawn, an order that works is cancelled."""
    if wishes.takes_back(talk.folded):
        return _unnamed(talk)
    nth = wishes.takes_back_nth(talk.folded)
    if nth is not None and len(talk.thread.pending()) == _TWO:
        return _withdrawn(talk, (talk.thread.pending()[nth],))
    if wishes.takes_back_older(talk.folded):
        return _older(talk)
    return _named(talk, alone)


def _unnamed(talk: Talk) -> Proposal | None:
    waiting = talk.thread.pending()
    works = working(talk.thread, talk.surroundings)
    if wishes.everything(talk.folded) and waiting:
        return _withdrawn(talk, waiting)
    if len(waiting) + len(works) > 1:
        return talk.ask(replies.which_to_take_back((*waiting, *works)))
    if waiting:
        return _withdrawn(talk, waiting)
    if works:
        return _cancelled_one(talk, works[0])
    if talk.thread.question is not None:
        return talk.answer(replies.DROPPED)
    return _nothing_left(talk)


def _nothing_left(talk: Talk) -> Proposal | None:
    """What was meant needs no taking back any more; it is told why."""
    made = [each for each in talk.thread.earlier if _made(each)]
    if not made:
        return talk.answer(replies.NOTHING_OPEN) if talk.thread.earlier else None
    if made[-1].standing == "simulated" and made[-1].tool != "replace_order":
        return talk.answer(replies.ONLY_SIMULATED)
    sent = [each for each in made if each.order_ids]
    return talk.answer(replies.gone(sent[-1]) if sent else replies.NOTHING_OPEN)


def _older(talk: Talk) -> Proposal | None:
    """`cancel the old one`: the order of the same kind beside the one of this thread that is newest."""
    works = working(talk.thread, talk.surroundings)
    orders = {order.order_id: order for order in talk.surroundings.orders}
    if not works:
        return talk.ask(replies.WHICH_ORDER) if orders else None
    new = orders[works[-1].order_ids[0]]
    like = [
        order
        for order in talk.surroundings.orders
        if (order.venue, order.symbol, order.type, order.side) == (new.venue, new.symbol, new.type, new.side)
        and order.order_id != new.order_id
    ]
    if len(like) != 1:
        return talk.ask(replies.WHICH_ORDER)
    return _cancelled(talk, like[0].venue, like[0].symbol, like[0].order_id)


def _made(each: Earlier) -> bool:
    """Whether it is an order or another deed at a venue."""
    return tool(each.tool).effect is Effect.TRADE


def _named(talk: Talk, alone: Proposal) -> Proposal | None:
    """`cancel the ETH one`: by its symbol, where no order of that symbol works that could be meant."""
    one = wishes.names_one(talk.folded) or wishes.declines(talk.folded)
    talk = with_coins(talk) if one else talk
    scene = talk.scene
    takes = (
        (scene.has("cancel") or wishes.declines(talk.folded))
        and not scene.numbers
        and not scene.ids
        and bool(scene.coins)
    )
    if not takes or scene.has("stop", "take", "position", "positions", "all", "buy", "sell"):
        return None
    waiting = about(talk.thread.pending(), scene.coins)
    symbols = {each.symbol for each in waiting}
    if not waiting and wishes.names_one(talk.folded):
        return _the_one(talk)
    if not waiting or any(order.symbol in symbols for order in talk.surroundings.orders):
        return None
    lists = isinstance(alone.content, Calls) and scene.has("orders", "open_orders")
    return None if lists else _withdrawn(talk, waiting)


def _the_one(talk: Talk) -> Proposal:
    """`cancel the ETH one` where nothing of it waits: the one order of it that works, never all of them."""
    bases = tuple(coin.base for coin in talk.scene.coins)
    works = [order for order in talk.surroundings.orders if order.symbol.startswith(bases)]
    if not works:
        return talk.answer(replies.none_of(bases[0]))
    if len(works) > 1:
        return talk.ask(replies.WHICH_ORDER)
    return _cancelled(talk, works[0].venue, works[0].symbol, works[0].order_id)


def _withdrawn(talk: Talk, waiting: tuple[Earlier, ...]) -> Proposal:
    if len(waiting) > 1 and not wishes.everything(talk.folded):
        return talk.ask(replies.which_to_take_back(waiting))
    ids = [each.approval_id for each in waiting if each.approval_id is not None]
    return talk.answer(replies.NOTHING, ids)


def _cancelled(talk: Talk, venue: object, symbol: str | None, order_id: str) -> Proposal:
    args = {"symbol": symbol, "order_id": order_id}
    if venue is not None and venue != VenueName.BINANCE_FUTURES:
        args["venue"] = str(venue)
    note = replies.FROM_HERE.say(talk.speech)
    origins = tuple(Origin(path=path, source=Source.MEMORY, note=note) for path in args)
    content = Calls(calls=(call("cancel_order", args, origins),))
    return Proposal(planner="offline", language=talk.speech, content=content)


def _cancelled_one(talk: Talk, works: Earlier) -> Proposal:
    return _cancelled(talk, works.args.get("venue"), works.symbol, works.order_ids[0])
