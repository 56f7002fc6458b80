"""Spot profit and loss: a spot venue books none, so it is made from its trades."""

import asyncio
from collections.abc import Iterable
from decimal import Decimal

from tools.account.cost_lots import ZERO, Traded, traded
from tools.errors import VenueRejected
from tools.frozen import Frozen
from tools.money import Amount
from tools.spec import ToolContext
from tools.venues.accounts import Account
from tools.venues.market import SymbolRules
from tools.venues.venue import Venue

FEW = 20
"""A venue with no more symbols is asked for the trades of each: 20 of its 6000 weights a minute."""


class AssetSum(Frozen):
    """A sum in one asset."""

    asset: str
    amount: Amount


class Uncosted(Frozen):
    """Coins of which no purchase is among the trades, a deposit say: no profit of theirs is claimed."""

    asset: str
    sold: Amount
    """In the period."""
    held: Amount
    """Now."""


class SpotSums(Frozen):
    """Sums over the symbols of one account."""

    realized: Decimal
    fees: Decimal
    unrealized: Decimal
    elsewhere: tuple[AssetSum, ...]
    uncosted: tuple[Uncosted, ...]
    symbols: tuple[str, ...]


async def spot_sums(
    venue: Venue, context: ToolContext, symbol: str | None, since_ms: int, unit: str
) -> SpotSums:
    """Sums of the trades from `since_ms` on, in `unit`; costs are those of the whole life of a symbol.

    Raises:
        VenueRejected: there is no such symbol.
        VenueError: the venue did not answer, or answered no.
    """
    account, everything = await asyncio.gather(venue.account(), venue.all_rules())
    rules = {each.symbol: each for each in everything}
    if symbol is not None and symbol not in rules:
        raise VenueRejected("-1121", "Invalid symbol.")
    names = [symbol] if symbol else await _counted(venue, context, account, rules)
    rows = [await _traded(venue, account, rules[name], since_ms) for name in names]
    return _summed(rows, unit)


async def _counted(
    venue: Venue, context: ToolContext, account: Account, rules: dict[str, SymbolRules]
) -> list[str]:
    if len(rules) <= FEW:
        return sorted(rules)
    ours = await context.ledger.recent_intents(0)
    named = {order.symbol for intent in ours for order in intent.orders if order.venue is venue.name}
    return sorted((named | {position.symbol for position in account.positions}) & rules.keys())


async def _traded(venue: Venue, account: Account, rules: SymbolRules, since_ms: int) -> Traded:
    fills = await venue.fills(rules.symbol, since_ms=0)
    held = sum((row.wallet for row in account.balances if row.asset == rules.base_asset), ZERO)
    marks = {position.symbol: position.mark_price for position in account.positions}
    mark = marks.get(rules.symbol) or (await venue.mark_price(rules.symbol)).mark if fills else ZERO
    return traded(rules, fills, since_ms, held, mark)


def _summed(rows: list[Traded], unit: str) -> SpotSums:
    mine = [row for row in rows if row.rules.quote_asset == unit]
    elsewhere: dict[str, Decimal] = {}
    for row in rows:
        for asset, value in row.other_fees.items():
            elsewhere[asset] = elsewhere.get(asset, ZERO) + value
        if row.rules.quote_asset != unit:
            quote = row.rules.quote_asset
            elsewhere[quote] = elsewhere.get(quote, ZERO) + row.realized + row.fees
    return SpotSums(
        realized=sum((row.realized for row in mine), ZERO),
        fees=sum((row.fees for row in mine), ZERO),
        unrealized=sum((row.unrealized for row in mine), ZERO),
        elsewhere=tuple(AssetSum(asset=a, amount=elsewhere[a]) for a in sorted(elsewhere) if elsewhere[a]),
        uncosted=tuple(_uncosted(mine)),
        symbols=tuple(row.rules.symbol for row in rows),
    )


def _uncosted(rows: Iterable[Traded]) -> Iterable[Uncosted]:
    for row in rows:
        if row.sold_without_cost or row.held_without_cost:
            yield Uncosted(asset=row.rules.base_asset, sold=row.sold_without_cost, held=row.held_without_cost)
