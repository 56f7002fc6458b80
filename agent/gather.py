"""Facts: asks venue and ledger, at the same time, for all a rule may look at."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.breaker import breaker
from policies.facts import AccountFacts, Facts, MarketFacts, RecentOrder
from policies.replacing import named_order
from policies.view import PoliciesInForce
from tools.call import Effect, ToolCall
from tools.catalogue import tool
from tools.clock import to_datetime
from tools.errors import VenueError
from tools.ledger.ledger import CanaryRow, Intent, TradingStateRow
from tools.market import list_symbols
from tools.market.list_symbols import ListSymbolsParams
from tools.market.sync_symbols import SyncSymbolsParams
from tools.receipt import IntentState
from tools.safety.latches import tripped
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerParams
from tools.spec import ToolContext
from tools.terms import PositionMode, VenueName
from tools.text import Text
from tools.trade.replace_order import ReplaceOrderParams
from tools.venues.accounts import SymbolConfig
from tools.venues.orders import OrderRequest
from tools.venues.venue import Venue

# Of the orders of one permit only the first adds risk: the others protect it, or it cancels them.
_IN_FLIGHT = (IntentState.READY, IntentState.SENDING, IntentState.UNKNOWN)
_MINUTE_MS = 60_000


@dataclass(frozen=True)
class Gatherer:
    """Gathers the facts of one call."""

    context: ToolContext
    policies: PoliciesInForce

    async def gather(
        self,
        call: ToolCall,
        *,
        dispatching: Intent | None = None,
        proposer: str | None = None,
        instead_of: tuple[str, ...] = (),
    ) -> Facts:
        """Facts for judging `call`; with `dispatching`, as the executor needs them, without that intent.

        What waits is counted for a `proposer`, but for the approvals the call comes in the place of.
        A venue that does not answer leaves its facts out and says so in `unavailable`: the rules then
        deny what adds risk.
        """
        trading = await self.context.ledger.trading_states()
        name = _venue_of(call, trading)
        canary = await self._canary(call)
        symbol = getattr(call.params, "symbol", canary.symbol if canary else None)
        facts = Facts(
            now_ms=self.context.clock.now_ms(),
            phase="dispatch" if dispatching else "review",
            mode=self.context.mode,
            venue=name,
            account_name="",
            clock_offset_ms=0,
            limits=(await self.policies.in_force()).limits,
            trading=trading,
            canary=canary,
        )
        if tool(call.tool).effect in (Effect.READ, Effect.COMPUTE):
            return facts
        if name not in self.context.venues:
            gone = Text(en=f"{name} is not configured here", tr=f"{name} burada yapılandırılmamış")
            return facts.model_copy(update={"unavailable": gone})
        if proposer is not None:
            waiting = await self.context.ledger.waiting(proposer)
            facts = facts.model_copy(update={"waiting": len(waiting - {*instead_of})})
        venue = self.context.venue(name)
        facts = facts.model_copy(
            update={"account_name": venue.account_name, "capabilities": venue.capabilities}
        )
        if tool(call.tool).effect is Effect.CONTROL:
            return await self._with_listing(facts, call)
        return await self._latched(await self._with_venue(facts, venue, call, symbol, dispatching))

    async def _with_listing(self, facts: Facts, call: ToolCall) -> Facts:
        if not isinstance(call.params, SyncSymbolsParams):
            return facts
        asked = ListSymbolsParams(venue=call.params.venue, quote=call.params.quote)
        try:
            return facts.model_copy(update={"listing": await list_symbols.run(asked, self.context)})
        except VenueError as error:
            return facts.model_copy(update={"unavailable": error.text})

    async def _latched(self, facts: Facts) -> Facts:
        # Before anybody judges: the loss of the day stops new risk for all that follows, not for one call.
        row = breaker(facts)
        if row is None:
            return facts
        await self.context.ledger.set_trading_state(row)
        return facts.model_copy(update={"trading": await self.context.ledger.trading_states()})

    async def _with_venue(
        self, facts: Facts, venue: Venue, call: ToolCall, symbol: str | None, dispatching: Intent | None
    ) -> Facts:
        # Before the venue is asked: an order that is placed meanwhile counts twice rather than not at all.
        flown = await self._in_flight(dispatching)
        flying = tuple(order for order in _first_orders(flown) if order.venue is venue.name)
        try:
            lately, offset, market, account = await asyncio.gather(
                self._lately(facts, flown, dispatching),
                venue.clock_offset_ms(),
                _market(venue, symbol),
                self._account(venue, call, symbol, flying),
            )
        except VenueError as error:
            return facts.model_copy(update={"unavailable": error.text})
        return facts.model_copy(
            update={
                "now_ms": self.context.clock.now_ms(),
                "clock_offset_ms": offset,
                "market": market,
                "account": account,
                **lately,
            }
        )

    async def _account(
        self, venue: Venue, call: ToolCall, symbol: str | None, flying: tuple[OrderRequest, ...]
    ) -> AccountFacts:
        account, orders, config, mode = await asyncio.gather(
            venue.account(), venue.open_orders(symbol), _config(venue, symbol), _position_mode(venue)
        )
        target = named_order(call.params, orders) if isinstance(call.params, ReplaceOrderParams) else None
        day = to_datetime(self.context.clock.now_ms()).date().isoformat()
        marks = await self.context.ledger.day_marks(venue.account_name, day, account.equity)
        return AccountFacts(
            account=account,
            open_orders=tuple(order for order in orders if order is not target),
            in_flight=flying,
            config=config,
            day=marks,
            position_mode=mode,
            replaced=target,
        )

    async def _in_flight(self, dispatching: Intent | None) -> tuple[Intent, ...]:
        return _others(await self.context.ledger.intents(_IN_FLIGHT), dispatching)

    async def _lately(
        self, facts: Facts, flown: tuple[Intent, ...], dispatching: Intent | None
    ) -> dict[str, object]:
        """The orders of the duplicate window, and how many there were within a minute."""
        # Asked after those in flight: what is accepted in between counts twice rather than not at all.
        ledger, window = self.context.ledger, int(facts.limits.value("duplicate_window_ms") or 0)
        recent, accepted = await asyncio.gather(
            ledger.recent_intents(facts.now_ms - window), ledger.accepted_since(facts.now_ms - _MINUTE_MS)
        )
        begun = [intent for intent in flown if facts.now_ms - intent.created_ms < _MINUTE_MS]
        return {
            "recent": _recent(_others(recent, dispatching)),
            "orders_last_minute": accepted + sum(1 for _ in _first_orders(begun)),
        }

    async def _canary(self, call: ToolCall) -> CanaryRow | None:
        if call.tool != "confirm_canary":
            return None
        return await self.context.ledger.canary(getattr(call.params, "canary_id", None))


def _venue_of(call: ToolCall, trading: tuple[TradingStateRow, ...]) -> VenueName:
    """The venue a call is about; a reset that names none is about the first that its breaker latched."""
    named: VenueName | None = getattr(call.params, "venue", None)
    if named is None and isinstance(call.params, ResetCircuitBreakerParams):
        named = next(filter(None, map(tripped, trading)), None)
    return named or VenueName.BINANCE_FUTURES


async def _config(venue: Venue, symbol: str | None) -> SymbolConfig | None:
    return None if symbol is None else await venue.symbol_config(symbol)


async def _position_mode(venue: Venue) -> PositionMode:
    return await venue.position_mode() if venue.capabilities.hedge else PositionMode.ONE_WAY


async def _market(venue: Venue, symbol: str | None) -> MarketFacts | None:
    if symbol is None:
        return None
    rules = await venue.rules(symbol)
    if rules is None:
        return MarketFacts(symbol=symbol, rules=None, mark=None, book=None)
    mark, book = await asyncio.gather(venue.mark_price(symbol), venue.book(symbol))
    return MarketFacts(symbol=symbol, rules=rules, mark=mark, book=book)


def _others(intents: tuple[Intent, ...], dispatching: Intent | None) -> tuple[Intent, ...]:
    mine = dispatching.intent_id if dispatching else None
    return tuple(intent for intent in intents if intent.intent_id != mine)


def _first_orders(intents: Iterable[Intent]) -> Iterator[OrderRequest]:
    return (order for intent in intents for order in intent.orders[:1])


def _recent(intents: tuple[Intent, ...]) -> tuple[RecentOrder, ...]:
    return tuple(
        RecentOrder(order=order, time_ms=intent.created_ms)
        for intent in intents
        if intent.state not in (IntentState.REJECTED, IntentState.NOT_PLACED)
        for order in intent.orders[:1]
    )
