"""get_preferences: what is remembered for the person who asks."""

from tools import preferences
from tools.call import Effect
from tools.frozen import Params, Result
from tools.preferences import Preferences
from tools.spec import Tool, ToolContext
from tools.text import Text


class GetPreferencesParams(Params):
    """Nothing to choose."""


class GetPreferencesResult(Result):
    """Everything that is remembered."""

    preferences: Preferences


async def run(params: GetPreferencesParams, context: ToolContext) -> GetPreferencesResult:
    """Read them."""
    return GetPreferencesResult(preferences=await preferences.read(context.ledger, context.actor))


def say(result: GetPreferencesResult) -> Text:
    """All of them, and how to change one."""
    known = preferences.say(result.preferences)
    if not known.en:
        return Text(
            en="I remember no preference of yours. “Default leverage 3” or “always isolated” sets one.",
            tr="Kayıtlı tercihiniz yok. “Varsayılan kaldıracım 3 olsun” ya da “hep izole kullan” diye yazın.",
        )
    return Text(
        en=f"Your preferences: {known.en}. “Forget my default leverage” drops one.",
        tr=f"Tercihleriniz: {known.tr}. Birini silmek için “kaldıraç tercihimi unut” yazın.",
    )


TOOL = Tool(
    name="get_preferences",
    effect=Effect.READ,
    summary=Text(en="What is remembered for you", tr="Sizin için hatırlananlar"),
    params=GetPreferencesParams,
    result=GetPreferencesResult,
    run=run,
    say=say,
)
