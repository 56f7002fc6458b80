"""Proposal: all a planner can answer. It has no way to act."""

from typing import Literal

from agent.planner.completions import Verbatim
from agent.planner.thread import Thread
from tools.call import ToolCall
from tools.frozen import Frozen
from tools.money import Amount, PositiveAmount
from tools.preferences import Preferences
from tools.terms import MarginType, OrderType, Side, VenueName
from tools.text import Language, Text

PlannerName = Literal["offline", "groq"]


class Instrument(Frozen):
    """What a planner may know of a symbol, to read numbers and directions."""

    venue: VenueName
    symbol: str
    base: str
    quote: str
    mark: PositiveAmount
    min_notional: Amount
    min_quantity: PositiveAmount
    max_quantity: PositiveAmount
    tick_size: PositiveAmount
    step_size: PositiveAmount


class HeldPosition(Frozen):
    """A position held, for "close", "stop" and "half of it"."""

    venue: VenueName
    symbol: str
    quantity: Amount
    """Signed, base asset."""


class WorkingOrder(Frozen):
    """An open order, to resolve ids."""

    venue: VenueName
    symbol: str
    order_id: str
    client_order_id: str
    side: Side
    type: OrderType = OrderType.LIMIT
    reduce_only: bool = False
    stop_price: Amount | None = None
    """Trigger price; None for an order that needs no trigger."""


class Funds(Frozen):
    """The money of a margin account, for sizes that are a share of it."""

    venue: VenueName
    asset: str
    """Margin asset all three are in."""
    wallet: Amount
    equity: Amount
    """Wallet balance plus unrealised profit."""
    available: Amount
    """Free of margin."""


class MarginSetting(Frozen):
    """How the margin of a futures symbol is set."""

    symbol: str
    margin_type: MarginType


class Surroundings(Frozen):
    """What a planner may look at: numbers of this turn, no text from venues, no keys."""

    instruments: tuple[Instrument, ...]
    positions: tuple[HeldPosition, ...] = ()
    orders: tuple[WorkingOrder, ...] = ()
    funds: tuple[Funds, ...] = ()
    """Empty where the account cannot be seen."""
    thread: Thread | None = None
    """The conversation so far; None where there is none, as in a batch."""
    preferences: Preferences = Preferences()
    """What the person who speaks wants used where an order does not say."""
    margins: tuple[MarginSetting, ...] = ()
    """Of the symbols somebody may mean who prefers a margin type."""


class Utterance(Frozen):
    """What somebody said."""

    text: str
    language: Language | None = None
    """Forced language; None to detect."""
    user: str = ""
    """Who said it, for whom a language model's cost is counted; never sent to it."""


class Calls(Frozen):
    """Understood: these calls, in this order."""

    kind: Literal["calls"] = "calls"
    calls: tuple[ToolCall, ...]
    note: Text | None = None
    """Something to say beside them, e.g. that a pasted signal became a draft."""


class Clarify(Frozen):
    """Something needed is missing or reads two ways: one question, nothing proposed."""

    kind: Literal["clarify"] = "clarify"
    question: Text
    lost: bool = False
    """Nothing of the request was understood, so another planner or a suggestion may help. False when
    something definite is missing or ambiguous: then nobody else may fill it in."""


class Refuse(Frozen):
    """Asks for what the product may not do."""

    kind: Literal["refuse"] = "refuse"
    reason: Text


class Answer(Frozen):
    """Conversation or a question that needs no call."""

    kind: Literal["answer"] = "answer"
    message: Text


class Proposal(Frozen):
    """A planner's answer to one utterance."""

    planner: PlannerName
    language: Language
    content: Calls | Clarify | Refuse | Answer
    notice: Text | None = None
    """What the user must know about the planning itself, e.g. that Groq failed and offline took over."""
    withdraws: tuple[str, ...] = ()
    """Open proposals of the thread that are taken back, or that the calls take the place of."""
    read_as: str | None = None
    """The text that was read, where earlier words of the thread were put before what was said."""
    verbatim: Verbatim | None = None
    """What a model said, where one was asked: with it the same proposal can be made again."""
