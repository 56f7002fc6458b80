"""set_preference: remember a value to use where an order does not say."""

from pydantic import model_validator

from tools import preferences
from tools.call import Effect
from tools.frozen import Params, Result
from tools.money import PositiveAmount
from tools.preferences import Preferences
from tools.spec import Tool, ToolContext
from tools.terms import MarginType
from tools.text import Text
from tools.trade.place_order import Leverage


class SetPreferenceParams(Params):
    """At least one value; what is left out stays as it was."""

    leverage: Leverage | None = None
    """Of new futures orders that name none."""
    margin_type: MarginType | None = None
    """Wanted on every symbol; an order does not change it, so the answer reminds of it."""
    stop_loss_pct: PositiveAmount | None = None
    """Distance of the stop loss from the entry, in percent, of new futures orders that name none."""
    take_profit_pct: PositiveAmount | None = None
    """Distance of the take profit from the entry, in percent, of new futures orders that name none."""

    @model_validator(mode="after")
    def _something(self) -> "SetPreferenceParams":
        if all(value is None for value in self.model_dump().values()):
            raise ValueError("give at least one preference")
        return self


class SetPreferenceResult(Result):
    """All that is remembered now."""

    preferences: Preferences


async def run(params: SetPreferenceParams, context: ToolContext) -> SetPreferenceResult:
    """Remember it for the person who approved it, and for nobody else."""
    known = await preferences.read(context.ledger, context.actor)
    wanted = known.model_copy(update=params.model_dump(exclude_none=True))
    await preferences.keep(context.ledger, context.actor, wanted)
    return SetPreferenceResult(preferences=wanted)


def say(result: SetPreferenceResult) -> Text:
    """All that is remembered now."""
    known = preferences.say(result.preferences)
    return Text(
        en=f"Remembered. Your preferences: {known.en}. They fill in what an order leaves open, and its card "
        "shows them.",
        tr=f"Aklımda. Tercihleriniz: {known.tr}. Emirde belirtilmeyeni bunlarla tamamlarım, kartta "
        "gösterilir.",
    )


TOOL = Tool(
    name="set_preference",
    effect=Effect.CONTROL,
    summary=Text(
        en="Remember a default for orders that do not say: leverage, margin type, stop or target distance",
        tr="Emirde belirtilmediğinde kullanılacak değeri hatırlar: kaldıraç, teminat tipi, stop ya da hedef",
    ),
    params=SetPreferenceParams,
    result=SetPreferenceResult,
    run=run,
    say=say,
)
