"""release_kill_switch: allow trading again, with an approval and a reason."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.ledger.ledger import TradingStateRow
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


async def run(params: ReleaseKillSwitchParams, context: ToolContext) -> ReleaseKillSwitchResult:
    """Set the scope ACTIVE."""
    await context.ledger.set_trading_state(
        TradingStateRow(
            scope=params.scope,
            state="ACTIVE",
            reason=params.reason,
            actor=context.actor,
            time_ms=context.clock.now_ms(),
        )
    )
    return ReleaseKillSwitchResult(scope=params.scope)


def say(result: ReleaseKillSwitchResult) -> Text:
    """What trades again."""
    scope = scope_words(result.scope)
    return Text(
        en=f"Trading is allowed again ({scope.en}). Cancelled orders do not come back.",
        tr=f"İşlem yeniden serbest ({scope.tr}). İptal edilen emirler geri gelmez.",
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
