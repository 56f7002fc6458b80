"""forget_preference: forget one remembered value, or all of them."""

from tools import preferences
from tools.call import Effect
from tools.frozen import Params, Result
from tools.preferences import PreferenceName, Preferences
from tools.spec import Tool, ToolContext
from tools.text import Text


class ForgetPreferenceParams(Params):
    """Which one."""

    name: PreferenceName | None = None
    """Left out: all of them."""


class ForgetPreferenceResult(Result):
    """What is still remembered."""

    preferences: Preferences


async def run(params: ForgetPreferenceParams, context: ToolContext) -> ForgetPreferenceResult:
    """Forget it for the person who approved that."""
    known = await preferences.read(context.ledger, context.actor)
    left = Preferences() if params.name is None else known.model_copy(update={params.name: None})
    await preferences.keep(context.ledger, context.actor, left)
    return ForgetPreferenceResult(preferences=left)


def say(result: ForgetPreferenceResult) -> Text:
    """What is left."""
    known = preferences.say(result.preferences)
    if not known.en:
        return Text(en="Forgotten. No preference is left.", tr="Unuttum. Kayıtlı tercihiniz kalmadı.")
    return Text(
        en=f"Forgotten. Still remembered: {known.en}.", tr=f"Unuttum. Kalan tercihleriniz: {known.tr}."
    )


TOOL = Tool(
    name="forget_preference",
    effect=Effect.CONTROL,
    summary=Text(en="Forget one preference or all of them", tr="Bir tercihi ya da tüm tercihleri unutur"),
    params=ForgetPreferenceParams,
    result=ForgetPreferenceResult,
    run=run,
    say=say,
)
