"""Settings: the margin type of a symbol and the position mode of the account."""

import re

from agent.planner.grammar.concepts import Tag
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, symbol

_MARGIN = {"isolated": "ISOLATED", "crossed": "CROSSED"}
_MODE = {"hedge_mode": "HEDGE", "one_way": "ONE_WAY"}
_OTHER_MODE = {"HEDGE": "ONE_WAY", "ONE_WAY": "HEDGE"}
_COMMAND = re.compile(
    r"(?<![a-z])(?:to|al|alalim|alin|gec|gecelim|gecin|gecir\w*|cevir\w*|ac|acalim|aktif et|enable"
    r"|(?<=mode )o(?:n|ff)|activate|enter|turn|switch|disable|deactivate|exit|leave"
    r"|(?:please|pls|lutfen)(?!.*\?))(?![a-z])",
    re.ASCII,
)
_OFF = re.compile(
    r"(?<![a-z])(?:(?:turn|switch)(?: \w+){0,3} off|(?:turn|switch) off|disable|deactivate|exit|leave|off"
    r"|close|kapat\w*|cik\w*|devre disi\w*|kaldir\w*)(?![a-z])",
    re.ASCII,
)


def about_margin(scene: Scene) -> bool:
    """Whether the clause speaks of isolated or crossed margin."""
    return scene.has("isolated", "crossed", "margin_type")


def about_mode(scene: Scene) -> bool:
    """Whether the clause speaks of one-way or hedge mode."""
    return scene.has("hedge_mode", "one_way", "position_mode")


def margin_type(scene: Scene) -> Step:
    """set_margin_type.

    Raises:
        Unclear: symbol or type is missing, or the words ask for an order or a leverage as well.
    """
    if scene.has("buy", "sell", "close", "cancel", "leverage") or scene.numbers:
        raise Unclear(
            "The margin type is set by itself, before the order. Shall I set it first?",
            "Teminat tipi emirden önce, tek başına ayarlanır. Önce onu mu ayarlayayım?",
        )
    slots = Slots(scene)
    symbol(scene, slots)
    said = _one(scene, _MARGIN, "Isolated or crossed margin?", "İzole mi, çapraz mı?", _nothing_else(scene))
    slots.put("margin_type", _MARGIN[said.concept], scene.words(said.start, said.end))
    return slots.step("set_margin_type")


def position_mode(scene: Scene) -> Step:
    """set_position_mode; switching one of the two off means the other.

    Raises:
        Unclear: the mode is missing, or the words ask for something else as well.
    """
    if scene.has("buy", "sell", "cancel", "leverage") or scene.numbers:
        raise Unclear(
            "The position mode is set by itself, for the whole account. Shall I set it first?",
            "Pozisyon modu tüm hesap için, tek başına ayarlanır. Önce onu mu ayarlayayım?",
        )
    slots = Slots(scene)
    said = _one(scene, _MODE, "One-way or hedge mode?", "Tek yönlü mü, hedge modu mu?")
    mode = _MODE[said.concept]
    off = _OFF.search(scene.folded) is not None
    slots.put("mode", _OTHER_MODE[mode] if off else mode, scene.words(said.start, said.end))
    return slots.step("set_position_mode")


def _nothing_else(scene: Scene) -> bool:
    """`isolated margin on avax`: the setting and its coin, and no word that asks or tells."""
    margin = any(re.search("mar[gj]|teminat", scene.folded[t.start : t.end]) for t in scene.all(*_MARGIN))
    said = {tag.concept for tag in scene.tags} <= {*_MARGIN, "margin_type", "futures", "polite"}
    return margin and said and bool(scene.coins) and "?" not in scene.text


def _one(scene: Scene, wanted: dict[str, str], en: str, tr: str, commanded: bool = False) -> Tag:
    said = scene.all(*wanted)
    if len({tag.concept for tag in said}) != 1:
        raise Unclear(en, tr)
    if commanded:
        return said[0]
    if not scene.has("set", "run", "close", "release") and not _COMMAND.search(scene.folded):
        raise Unclear(
            f"Shall I change it? Then say “set … to {wanted[said[0].concept].lower().replace('_', '-')}”.",
            "Değiştireyim mi? Öyleyse “… yap” diye yazın.",
        )
    return said[0]


_SO_MANY_TIMES = re.compile(r" kat(?:ina|ini|i)(?![a-z])", re.ASCII)
"""`pozisyonu iki katına çıkar` doubles it; only `5 kata` is a leverage."""
_OWN_LEVERAGE = re.compile(r"\bmy\b|kaldirac\w*m\b|\bkac\b|ne kadar", re.ASCII)


def asks_leverage(scene: Scene) -> bool:
    """Whether it asks which leverage a symbol has."""
    own = scene.coins or _OWN_LEVERAGE.search(scene.folded)
    asked = scene.has("leverage") and not scene.numbers and scene.has("show", "price")
    return bool(own) and asked and not scene.has("set", "buy", "sell")


def sets_leverage(scene: Scene) -> bool:
    """Whether a leverage is to be set, and no order placed."""
    if scene.has("set") and scene.coins and [n.unit for n in scene.numbers] == ["times"]:
        grows = _SO_MANY_TIMES.search(scene.folded) is not None and not scene.has("leverage")
        return not (grows or scene.has("buy", "sell", "stop", "take"))
    said = scene.has("leverage") and not scene.has("buy", "sell", "stop", "take")
    return said and bool(scene.numbers or scene.has("set"))
