"""reset_circuit_breaker: let a venue trade again whose account had lost the day's limit."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.ledger.ledger import TradingStateRow
from tools.money import Amount
from tools.safety.latches import latched, say_latched, tripped
from tools.safety.restarting import activate
from tools.spec import Tool, ToolContext
from tools.terms import VenueName
from tools.text import Text
from tools.wording import amount


class ResetCircuitBreakerParams(Params):
    """Why, and whose breaker."""

    reason: str
    """Goes on the record."""
    venue: VenueName | None = None
    """Left out: the one that is latched."""


class ResetCircuitBreakerResult(Result):
    """What trades again."""

    venue: VenueName | None
    """None when no circuit breaker was latched, so nothing was changed."""
    equity: Amount | None = None
    """The rest of the day's loss is counted from here, in USDT."""
    latched: tuple[TradingStateRow, ...] = ()
    """What does not trade yet, each with its own reason."""


async def run(params: ResetCircuitBreakerParams, context: ToolContext) -> ResetCircuitBreakerResult:
    """Set the venue ACTIVE and count its loss from now on.

    Raises:
        VenueRejected: the venue gave no equity to count from; nothing was changed.
    """
    rows = await context.ledger.trading_states()
    mine = next((row for row in rows if params.venue is not None and tripped(row) is params.venue), None)
    if mine is None:
        return ResetCircuitBreakerResult(venue=None, latched=latched(rows))
    marks = await activate(mine.scope, params.reason, context)
    rest = latched(await context.ledger.trading_states())
    equity = None if marks is None else marks.reset_equity
    return ResetCircuitBreakerResult(venue=params.venue, equity=equity, latched=rest)


def say(result: ResetCircuitBreakerResult) -> Text:
    """Where trading goes on, from which equity the loss is counted, and what does not trade yet."""
    rest = say_latched(result.latched, shown=1)
    more_en = f" Still latched: {rest.en}." if rest.en else ""
    more_tr = f" Hâlâ kilitli: {rest.tr}." if rest.tr else ""
    if result.venue is None or result.equity is None:
        return Text(
            en=f"No circuit breaker was latched; nothing was changed.{more_en}",
            tr=f"Kilitli devre kesici yoktu; hiçbir şey değişmedi.{more_tr}",
        )
    venue, equity = result.venue, amount(result.equity)
    return Text(
        en=f"The circuit breaker of {venue} is reset; today's loss counts from {equity} USDT on.{more_en}",
        tr=f"{venue} devre kesicisi sıfırlandı; bugünkü kayıp {equity} USDT'den itibaren sayılır.{more_tr}",
    )


TOOL = Tool(
    name="reset_circuit_breaker",
    effect=Effect.CONTROL,
    summary=Text(
        en="Let a venue trade again that the day's loss had stopped; needs a reason and an approval",
        tr="Günlük kaybın durdurduğu borsada işleme yeniden izin verir; gerekçe ve onay ister",
    ),
    params=ResetCircuitBreakerParams,
    result=ResetCircuitBreakerResult,
    run=run,
    say=say,
)
