"""Surroundings: the numbers of this turn a planner may look at; names and texts of venues stay outside."""

import asyncio

from agent.planner.grammar.fold import fold
from agent.planner.grammar.symbols import coins
from agent.planner.proposal import (
    Funds,
    HeldPosition,
    Instrument,
    MarginSetting,
    Surroundings,
    WorkingOrder,
)
from tools.errors import VenueError
from tools.spec import ToolContext
from tools.terms import VenueName
from tools.text import Text
from tools.venues.accounts import Account
from tools.venues.market import MarkPrice, SymbolRules
from tools.venues.venue import Venue

_FRESH_MS = 1_000
_MARGIN_ASSET = "USDT"


class Lookout:
    """Looks around at most once a second: planners read numbers here, the gate asks for its own."""

    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._seen: tuple[int, Surroundings] | None = None

    def forget(self) -> None:
        """Look afresh next time: something of ours was executed."""
        self._seen = None

    async def look(self) -> tuple[Surroundings, Text | None]:
        """What every venue that answers shows now, and why when none does."""
        now_ms = self._context.clock.monotonic_ms()
        if self._seen is not None and now_ms - self._seen[0] < _FRESH_MS:
            return self._seen[1], None
        names = [name for name in VenueName if name in self._context.venues]
        looks = (_look(self._context.venue(name)) for name in names)
        seen = await asyncio.gather(*looks, return_exceptions=True)
        found: list[Surroundings] = []
        problem: Text | None = None
        for result in seen:
            if isinstance(result, VenueError):
                problem = result.text
            elif isinstance(result, BaseException):
                raise result
            else:
                found.append(result)
        if not found:
            return Surroundings(instruments=()), problem
        self._seen = (now_ms, _together(found))
        return self._seen[1], None

    async def with_margins(self, text: str, around: Surroundings) -> Surroundings:
        """With the margin types of the futures symbols the text, or its conversation, may mean."""
        named = {coin.base for coin in coins(text, fold(text), around.instruments)}
        told = {each.symbol for each in around.thread.earlier} if around.thread else set()
        venue = self._context.venue(VenueName.BINANCE_FUTURES)
        symbols = [
            i.symbol
            for i in around.instruments
            if i.venue is venue.name and (i.symbol in told or (i.base in named and i.quote == _MARGIN_ASSET))
        ]
        try:
            found = await asyncio.gather(*(venue.symbol_config(symbol) for symbol in symbols))
        except VenueError:
            return around
        settings = tuple(
            MarginSetting(symbol=symbol, margin_type=config.margin_type)
            for symbol, config in zip(symbols, found, strict=True)
        )
        return around.model_copy(update={"margins": settings})


def _together(found: list[Surroundings]) -> Surroundings:
    return Surroundings(
        instruments=tuple(i for s in found for i in s.instruments),
        positions=tuple(p for s in found for p in s.positions),
        orders=tuple(o for s in found for o in s.orders),
        funds=tuple(f for s in found for f in s.funds),
    )


async def _look(venue: Venue) -> Surroundings:
    rules, marks, account, orders = await asyncio.gather(
        venue.all_rules(), venue.mark_prices(), venue.account(), venue.open_orders()
    )
    return Surroundings(
        instruments=_instruments(venue, rules, marks),
        # "close" and "stop" without a venue mean margin positions; a spot holding is sold, not closed.
        positions=tuple(
            HeldPosition(venue=venue.name, symbol=p.symbol, quantity=p.quantity)
            for p in account.positions
            if venue.capabilities.margin
        ),
        orders=tuple(
            WorkingOrder(
                venue=venue.name,
                symbol=order.symbol,
                order_id=order.order_id,
                client_order_id=order.client_order_id,
                side=order.side,
                type=order.type,
                reduce_only=order.reduce_only,
                stop_price=order.stop_price,
            )
            for order in orders
        ),
        funds=_funds(venue, account),
    )


def _funds(venue: Venue, account: Account) -> tuple[Funds, ...]:
    """On spot "my balance" could be the quote asset or everything held, so a share of it asks."""
    if not venue.capabilities.margin:
        return ()
    return (
        Funds(
            venue=venue.name,
            asset=_MARGIN_ASSET,
            wallet=account.wallet,
            equity=account.equity,
            available=account.available,
        ),
    )


def _instruments(
    venue: Venue, rules: tuple[SymbolRules, ...], marks: tuple[MarkPrice, ...]
) -> tuple[Instrument, ...]:
    prices = {mark.symbol: mark.mark for mark in marks}
    return tuple(
        Instrument(
            venue=venue.name,
            symbol=rule.symbol,
            base=rule.base_asset,
            quote=rule.quote_asset,
            mark=prices[rule.symbol],
            min_notional=rule.min_notional,
            min_quantity=rule.min_quantity,
            max_quantity=rule.max_quantity,
            tick_size=rule.tick_size,
            step_size=rule.step_size,
        )
        for rule in rules
        if rule.symbol in prices
    )
