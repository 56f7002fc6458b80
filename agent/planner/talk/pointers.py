"""Pointers: "half of it", "its price", "the stop": a symbol that only the conversation names."""

from agent.planner.proposal import Calls, Clarify, Proposal
from agent.planner.talk import replies, wishes
from agent.planner.talk.edits import REMEMBERED, bare_value
from agent.planner.talk.referents import held_of, in_play
from agent.planner.talk.talk import Talk, recalled, understood
from tools.call import ToolCall
from tools.terms import OrderType, VenueName
from tools.text import Text

_VENUES = {VenueName.BINANCE_SPOT: " spot", VenueName.BTCTURK_SPOT: " btcturk"}


async def pointed(talk: Talk, alone: Proposal) -> Proposal | None:
    """The words with the symbol they point at; None where they name one, or need none."""
    guards = talk.scene.has("stop", "take", "trailing") and bare_value(talk.scene)
    if talk.scene.coins or understood(alone) or not (guards or wishes.points(talk.folded)):
        return None
    if talk.orders("cancel", "kill", "release"):
        # With a symbol alone these would be about every order of it, which nobody has said.
        return None
    closing = talk.scene.has("close", "stop", "take", "trailing", "position")
    found = (closing and held_of(talk.thread, talk.surroundings)) or in_play(talk.thread, talk.surroundings)
    readings = [(symbol, await _with(talk, venue, symbol)) for venue, symbol in found]
    fitting = [(symbol, proposal) for symbol, proposal in readings if understood(proposal)]
    if len(fitting) > 1:
        names = ", ".join(symbol for symbol, _ in fitting)
        return talk.ask(Text(en=f"Which one: {names}?", tr=f"Hangisi: {names}?"))
    if fitting:
        return beside_old_stop(talk, fitting[0][1])
    return next((p for _, p in readings if isinstance(p.content, Clarify) and not p.content.lost), None)


async def _with(talk: Talk, venue: str, symbol: str) -> Proposal:
    where = _VENUES.get(VenueName(venue), "")
    if talk.heard == "tr":
        return recalled(await talk.together(f"{symbol} {talk.text}{where}"), talk.text, REMEMBERED)
    # Not right behind a price: `63k BTCUSDT` would be a quantity.
    mark = "?" if "?" in talk.text else ""
    proposal = await talk.together(f"{talk.text.rstrip(' .!?')} on {symbol}{where}{mark}")
    return recalled(proposal, talk.text, REMEMBERED)


def beside_old_stop(talk: Talk, proposal: Proposal) -> Proposal:
    """With word of the stop that stays: a moved one is a new order, and takes none away before it works."""
    content = proposal.content
    if not isinstance(content, Calls) or not any(_stops(made) for made in content.calls):
        return proposal
    symbol = getattr(content.calls[0].params, "symbol", None)
    works = any(o.symbol == symbol and o.type in _STOPS for o in talk.surroundings.orders)
    if not works:
        return proposal
    return proposal.model_copy(update={"content": content.model_copy(update={"note": replies.OLD_STOP})})


_STOPS = (OrderType.STOP_MARKET, OrderType.STOP, OrderType.TRAILING_STOP_MARKET)


def _stops(made: ToolCall) -> bool:
    return getattr(made.params, "type", None) in _STOPS
