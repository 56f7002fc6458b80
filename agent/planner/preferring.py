"""Preferring: fills what an order leaves open from the person's preferences, marked as remembered.

A preference is a typed value: it cannot say anything, widen a limit or approve.
"""

from collections.abc import Mapping

from agent.planner.planner import Planner
from agent.planner.proposal import Calls, Proposal, Surroundings, Utterance
from tools.call import Origin, Source, ToolCall
from tools.catalogue import call
from tools.terms import MarginType, OrderType, Side, VenueName
from tools.text import Language, Text
from tools.trade.place_order import PlaceOrderParams

_ENTRIES = (OrderType.MARKET, OrderType.LIMIT, OrderType.LIMIT_MAKER)
_YOURS = Text(en="your preference", tr="tercihiniz")
_TYPES = {
    MarginType.ISOLATED: Text(en="isolated", tr="izole"),
    MarginType.CROSSED: Text(en="crossed", tr="çapraz"),
}


class Preferring:
    """Completes the orders of another planner; everything else passes."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        proposal = await self.planner.plan(utterance, surroundings)
        content = proposal.content
        if not isinstance(content, Calls):
            return proposal
        calls = tuple(_filled(made, surroundings, proposal.language) for made in content.calls)
        notes = (_other_margin(made, surroundings) for made in content.calls)
        note = content.note or next((note for note in notes if note is not None), None)
        return proposal.model_copy(update={"content": Calls(calls=calls, note=note)})


def _entry(made: ToolCall, surroundings: Surroundings) -> PlaceOrderParams | None:
    """The order, where it is one of futures that opens; what closes is left as it was said."""
    params = made.params
    if not isinstance(params, PlaceOrderParams) or params.venue is not VenueName.BINANCE_FUTURES:
        return None
    held = sum(p.quantity for p in surroundings.positions if p.symbol == params.symbol)
    closes = held < 0 if params.side is Side.BUY else held > 0
    return None if closes or params.reduce_only or params.type not in _ENTRIES else params


def _filled(made: ToolCall, surroundings: Surroundings, language: Language) -> ToolCall:
    """The call with what it does not say."""
    if _entry(made, surroundings) is None:
        return made
    said = {path: value for path, value in made.effective().items() if path in made.params.model_fields_set}
    known = surroundings.preferences.model_dump(mode="json", exclude_none=True, exclude={"margin_type"})
    wanted = {path: value for path, value in known.items() if not _spoken(path, said)}
    origins = tuple(Origin(path=path, source=Source.MEMORY, note=_YOURS.say(language)) for path in wanted)
    return call(made.tool, {**said, **wanted}, (*made.origins, *origins)) if wanted else made


def _spoken(path: str, said: Mapping[str, object]) -> bool:
    """Whether the order says it, in percent or as a price."""
    return any(said.get(name) is not None for name in (path, path.replace("_pct", "_price")))


def _other_margin(made: ToolCall, surroundings: Surroundings) -> Text | None:
    """An order does not change the margin type; where another one is preferred, that is said."""
    params, wanted = _entry(made, surroundings), surroundings.preferences.margin_type
    if params is None or wanted is None:
        return None
    now = next((m.margin_type for m in surroundings.margins if m.symbol == params.symbol), wanted)
    if now is wanted:
        return None
    name, other = _TYPES[wanted], _TYPES[now]
    return Text(
        en=f"{params.symbol} is on {other.en} margin, you prefer {name.en}. An order does not change that: "
        f"say “set {params.symbol} to {name.en}”.",
        tr=f"{params.symbol} şu an {other.tr} teminatta, tercihiniz ise {name.tr}. Emir bunu değiştirmez; "
        f"değiştirmek için “{params.symbol} {name.tr} yap” yazın.",
    )
