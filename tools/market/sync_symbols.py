"""sync_symbols: bring the list of symbols that may be traded up to date with the venue."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.errors import InvalidCall
from tools.frozen import Params, Result
from tools.ledger.ledger import LimitChange
from tools.market.list_symbols import Quote
from tools.money import Amount, PositiveAmount
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text
from tools.wording import plural

LISTED = "symbol_allowlist"
"""Name under which a limit change lists a symbol (1) or takes it off (0)."""
MOST = 500
"""Symbols one change may name."""


class SyncSymbolsParams(Params):
    """Which symbols belong on the list; what that adds and removes is worked out, shown and approved."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    quote: Quote = "USDT"
    """Asset the prices are in."""
    min_volume: PositiveAmount | None = None
    """Least value traded in the last 24 hours, in the quote asset; left out: no matter how much."""
    add: Annotated[dict[Symbol, PositiveAmount], Field(max_length=MOST)] | None = None
    """Symbols to list, each with its largest position in the base asset; left out: worked out."""
    remove: Annotated[tuple[Symbol, ...], Field(max_length=MOST)] | None = None
    """Symbols to take off; what is held there can still be closed. Left out: worked out."""


class SyncSymbolsResult(Result):
    """What was changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


async def run(params: SyncSymbolsParams, context: ToolContext) -> SyncSymbolsResult:
    """Put exactly the approved change in force, all of it or nothing.

    Raises:
        InvalidCall: the change was not worked out, so nobody can have approved it.
        LedgerError: the record cannot be written; nothing was changed.
    """
    if params.add is None or params.remove is None:
        raise InvalidCall("add and remove are not worked out yet", "add ve remove henüz hesaplanmadı")
    profile = (await context.policy.in_force()).profile

    def change(limit: str, symbol: str, value: Amount) -> LimitChange:
        return LimitChange(
            profile=profile,
            limit=limit,
            symbol=symbol,
            value=value,
            actor=context.actor,
            reason="sync_symbols",
            time_ms=context.clock.now_ms(),
        )

    changes = [change(LISTED, symbol, Decimal(1)) for symbol in params.add]
    changes += [change("max_position", symbol, most) for symbol, most in params.add.items()]
    changes += [change(LISTED, symbol, Decimal(0)) for symbol in params.remove]
    await context.ledger.change_limits(tuple(changes))
    return SyncSymbolsResult(added=tuple(params.add), removed=params.remove)


def say(result: SyncSymbolsResult) -> Text:
    """How many symbols came and went."""
    added, removed = len(result.added), len(result.removed)
    return Text(
        en=f"{plural(added, 'symbol')} added to the list, {removed} taken off; cards shown before "
        "have to be proposed again.",
        tr=f"Listeye {added} sembol eklendi, {removed} sembol çıkarıldı; önceki kartlar yeniden önerilmeli.",
    )


TOOL = Tool(
    name="sync_symbols",
    effect=Effect.CONTROL,
    summary=Text(
        en="Update the list of symbols that may be traded from the venue, as a shown and approved change",
        tr="İşleme açık sembol listesini borsadan günceller; değişiklik gösterilir ve onaylanır",
    ),
    params=SyncSymbolsParams,
    result=SyncSymbolsResult,
    run=run,
    say=say,
)
