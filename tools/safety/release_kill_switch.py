"""release_kill_switch: allow trading again in one scope, with an approval and a reason.

Only the scope that is named: what another person halted, or a check of the product latched, has a reason
of its own and stays until it is released by name.
"""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.ledger.ledger import TradingStateRow
from tools.safety.latches import latched, say_latched
from tools.safety.restarting import activate
from tools.safety.scope import Scope, scope_words
from tools.spec import Tool, ToolContext
from tools.text import Text


class ReleaseKillSwitchParams(Params):
    """What to release, and why."""

    scope: Scope = "all"
    reason: str
    """Goes on the record."""


class ReleaseKillSwitchResult(Result):
    """What trades again."""

    scope: str
    latched: tuple[TradingStateRow, ...] = ()
    """What does not trade yet, each with its own reason."""


async def run(params: ReleaseKillSwitchParams, context: ToolContext) -> ReleaseKillSwitchResult:
    """Set the scope ACTIVE.

    Raises:
        VenueRejected: a circuit breaker had latched it, and the venue gave no equity to count from.
    """
    await activate(params.scope, params.reason, context)
    rest = latched(await context.ledger.trading_states())
    return ReleaseKillSwitchResult(scope=params.scope, latched=rest)


def say(result: ReleaseKillSwitchResult) -> Text:
    """What trades again, and what does not yet."""
    scope = scope_words(result.scope)
    rest = say_latched(result.latched, shown=1)
    more_en = f" Still latched: {rest.en}." if rest.en else ""
    more_tr = f" Hâlâ kilitli: {rest.tr}." if rest.tr else ""
    return Text(
        en=f"Trading is allowed again ({scope.en}). Cancelled orders do not come back.{more_en}",
        tr=f"İşlem yeniden serbest ({scope.tr}). İptal edilen emirler geri gelmez.{more_tr}",
    )


TOOL = Tool(
    name="release_kill_switch",
    effect=Effect.CONTROL,
    summary=Text(
        en="Allow trading again after a halt; needs a reason and an approval",
        tr="Durdurmadan sonra işleme yeniden izin verir; gerekçe ve onay ister",
    ),
    params=ReleaseKillSwitchParams,
    result=ReleaseKillSwitchResult,
    run=run,
    say=say,
)
