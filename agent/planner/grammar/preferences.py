"""Preferences: a clause that sets, drops or asks for a remembered default."""

import re

from agent.planner.grammar.orders import whole_times
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.roles import Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots
from agent.planner.proposal import Clarify
from tools.text import Text

_LASTING = re.compile(
    r"(?<![a-z])(?:default|by default|always|from now on|remember|i (?:always |usually )?prefer"
    r"|prefer(?:red|ences?)?|defaults"
    r"|varsayilan\w*|her zaman|hep|daima|bundan (?:sonra|boyle)"
    r"|hatirla\w*|aklinda (?:tut|olsun)\w*|tercih\w*)(?![a-z])",
    re.ASCII,
)
_FORGET = re.compile(
    r"(?<![a-z])(?:forget|drop|clear|delete|remove|unut\w*|sil\w{0,4}|kaldir(?!ac)\w{0,4}|temizle\w*)(?![a-z])",
    re.ASCII,
)
_ASKS = re.compile(
    r"(?:what (?:do|did) you remember(?: about me| of me)?"
    r"|(?:show |list |what are )?my (?:preferences|defaults|settings)"
    r"|what(?:'s| is) my default \w+"
    r"|(?:benim )?(?:hakkimda|benimle ilgili) ne(?:ler|yi)? (?:hatirl|bil)\w+"
    r"|tercihlerim(?:i)?(?: ne(?:ler|dir)?| goster| listele)?"
    r"|varsayilanlarim(?: ne(?:ler)?| goster)?|varsayilan kaldiracim (?:ne|kac))\W*",
    re.ASCII,
)
_NAMED = {
    "leverage": re.compile(r"leverage|kaldirac", re.ASCII),
    "margin_type": re.compile(r"margin|isolated|cross|teminat|izole|capraz", re.ASCII),
    "stop_loss_pct": re.compile(r"stop|zarar", re.ASCII),
    "take_profit_pct": re.compile(r"take profit|target|tp|kar al|hedef", re.ASCII),
}
_EVERYTHING = re.compile(
    r"preferences|defaults|everything|all|tercihlerim\w*|varsayilanlar\w*|her ?sey\w*|hepsi\w*", re.ASCII
)
SPOKEN = tuple(p.pattern for p in (_LASTING, _FORGET, _ASKS, _EVERYTHING, *_NAMED.values()))
"""The words looked for here, so that a mistyped one can be known."""
_WHICH = Text(
    en="I can remember a leverage, isolated or crossed margin, a stop and a target in percent. Which one?",
    tr="Kaldıracı, izole ya da çapraz teminatı, yüzde olarak stop ve hedefi hatırlayabilirim. Hangisi?",
)


def read(scene: Scene) -> Outcome | None:
    """The call, a question, or None where the words are of no preference."""
    if _ASKS.fullmatch(scene.folded):
        return Step("get_preferences", {})
    lasting = _LASTING.search(scene.folded)
    if (
        lasting is None
        or scene.coins
        or scene.has("buy", "sell", "close", "cancel", "kill", "release", "backtest")
    ):
        return None
    if scene.has("negated", "question") or "?" in scene.text:
        return None
    if _FORGET.search(scene.folded):
        return _forgotten(scene)
    try:
        return _set(scene)
    except Unclear as unclear:
        return Clarify(question=unclear.question)


def _forgotten(scene: Scene) -> Outcome | None:
    named = [name for name, pattern in _NAMED.items() if pattern.search(scene.folded)]
    if len(named) > 1:
        return Clarify(question=_WHICH)
    if not named:
        return Step("forget_preference", {}) if _EVERYTHING.search(scene.folded) else None
    slots = Slots(scene)
    slots.put("name", named[0], scene.text)
    return slots.step("forget_preference")


def _set(scene: Scene) -> Outcome | None:
    slots = Slots(scene)
    for concept, margin in (("isolated", "ISOLATED"), ("crossed", "CROSSED")):
        for tag in scene.all(concept)[:1]:
            slots.put("margin_type", margin, scene.words(tag.start, tag.end))
    for number in scene.numbers:
        words = scene.words(number.start, number.end)
        if number.unit == "percent" and scene.has("stop") is not scene.has("take"):
            slots.put("stop_loss_pct" if scene.has("stop") else "take_profit_pct", number.value, words)
        elif number.unit == "times" or (number.unit == "none" and scene.has("leverage")):
            slots.put("leverage", whole_times(Role("leverage", number), scene), words)
        else:
            return Clarify(question=_WHICH)
    if slots.args and len(scene.unexplained) <= _OWN_WORDS:
        return slots.step("set_preference")
    return Clarify(question=_WHICH) if scene.has("leverage") and not scene.unexplained else None


_OWN_WORDS = 3
"""Words of lasting and politeness that no table has."""
