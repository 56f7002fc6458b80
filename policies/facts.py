"""Facts: everything a rule may look at, gathered before judging, frozen, with times."""

from typing import Literal

from policies.limits import Limits
from tools.frozen import Frozen
from tools.ledger.days import DayMarks
from tools.ledger.ledger import CanaryRow, TradingStateRow
from tools.market.list_symbols import ListSymbolsResult
from tools.terms import Mode, PositionMode, VenueName
from tools.text import Text
from tools.venues.accounts import Account, SymbolConfig
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, MarkPrice, SymbolRules
from tools.venues.orders import Order, OrderRequest


class MarketFacts(Frozen):
    """One symbol at the venue of the call."""

    symbol: str
    rules: SymbolRules | None
    """None when the venue does not have the symbol."""
    mark: MarkPrice | None
    book: Book | None


class AccountFacts(Frozen):
    """The account at the venue of the call."""

    account: Account
    open_orders: tuple[Order, ...]
    """Working orders of the call's symbol; asking for all symbols costs a venue forty times the weight."""
    in_flight: tuple[OrderRequest, ...]
    """Orders of intents READY, SENDING or UNKNOWN (at dispatch: other intents than this one)."""
    config: SymbolConfig | None
    """Leverage and margin of the call's symbol; None without a symbol."""
    day: DayMarks
    position_mode: PositionMode = PositionMode.ONE_WAY
    replaced: Order | None = None
    """The working order the call replaces; it is then not among `open_orders`."""


class RecentOrder(Frozen):
    """An order we tried to send within the duplicate window."""

    order: OrderRequest
    time_ms: int


class Facts(Frozen):
    """What is known when a call is judged."""

    now_ms: int
    phase: Literal["review", "dispatch"]
    """`review` before approval, `dispatch` when the executor asks again."""
    mode: Mode
    venue: VenueName
    account_name: str
    clock_offset_ms: int
    limits: Limits
    trading: tuple[TradingStateRow, ...] = ()
    capabilities: Capabilities | None = None
    """What the venue of the call can do; None when it is not configured."""
    listing: ListSymbolsResult | None = None
    """What the venue trades; only for a call that is about the list of symbols."""
    market: MarketFacts | None = None
    """None when the call has no symbol or the venue did not answer."""
    account: AccountFacts | None = None
    """None when the venue did not answer."""
    recent: tuple[RecentOrder, ...] = ()
    waiting: int = 0
    """Other proposals of whoever asks that wait for their approval; 0 at dispatch."""
    orders_last_minute: int = 0
    """Orders we sent, or are about to send, within the last minute; refused ones left out."""
    canary: CanaryRow | None = None
    unavailable: Text | None = None
    """Why market or account facts are missing."""
