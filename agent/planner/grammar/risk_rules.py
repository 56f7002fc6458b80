"""Risk rules: a limit that shall have another number, into set_risk_rule; its reason is kept as typed."""

import re
from decimal import Decimal
from typing import NamedTuple

from agent.planner.grammar import replies
from agent.planner.grammar.apart import Part, Plain, as_typed, no_command, strange, without
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, two_ways
from agent.planner.grammar.spelling import look
from agent.planner.proposal import Clarify

_MAX = r"(?:max(?:imum)?|maks|maksimum|azami|en (?:fazla|cok|buyuk|yuksek))[ _-]?"
_CAP = r"(?:(?<=cap )|(?<=limit )|(?<=cap my )|(?<=cap the )|(?<=limit my )|(?<=limit the ))"
_RULES = {
    "max_daily_loss": (
        rf"(?:{_MAX})?(?:daily[ _-]loss(?:es)?|gunluk (?:{_MAX})?(?:zarar|kayip|kayb)\w*)|daily (?:limit"
        rf"|stop)"
        r"|gunluk (?:limit|sinir)\w*|loss (?:limit )?per day"
    ),
    "max_open_orders": (
        rf"(?:{_MAX}|{_CAP}|number of )(?:number of )?open[ _-]orders|open[ _-]orders? (?=limit|cap)"
        rf"|{_MAX}acik emi?r\w*(?: say\w*)?|acik emi?r\w* (?:say|limit|sinir)\w*"
    ),
    "max_order_rate": (
        rf"(?:{_MAX})?order[ _-]rate|(?:{_MAX})?orders (?:per|a) minute|dakika(?:da|daki| basina) emi?r\w*"
        r"|emir hizi\w*"
    ),
    "max_pending_approvals": (rf"(?:{_MAX})?pending[ _-]approvals|(?:{_MAX})?bekleyen onay\w*(?: say\w*)?"),
    "max_margin_use": rf"(?:{_MAX})?margin[ _-](?:use|usage)|(?:{_MAX})?(?:teminat|marjin) kullanim\w*",
    "min_liquidation_distance": (
        r"(?:min(?:imum)?[ _-])?liquidation[ _-]distance|(?:min(?:imum)? |asgari )?(?:likidasyon|tasfiye) "
        r"(?:mesafe|uzaklik)\w*"
    ),
    "price_collar": r"price[ _-]?(?:collar|band)|collar|fiyat (?:band|yaka|koridor|tasma)\w*",
    "max_drawdown": rf"(?:{_MAX})?draw ?down\w*",
    "max_exposure": rf"(?:{_MAX})exposure|exposure (?:limit|cap)|{_CAP}exposure|(?:{_MAX})?maruziyet\w*",
    "max_leverage": (
        rf"{_MAX}(?:leverage|kaldirac\w*)|leverage (?:limit|rule|cap)|{_CAP}leverage|kaldirac (?:limit"
        rf"|sinir|kural|tavan)\w*"
    ),
    "max_position": (
        rf"{_MAX}(?:position(?: size)?|poz\w*)|position (?:size )?(?:limit|cap)|{_CAP}positions?(?: size)?"
        rf"|pozisyon (?:limit|sinir)\w*"
    ),
    "max_notional": (
        rf"(?:{_MAX})?notional(?: limit)?|(?:order|trade) (?:size |value )?(?:limit|cap)|{_CAP}(?:order"
        rf"|trade) (?:size|value)|per[ -](?:order|trade)"
        rf" limit|{_MAX}(?:order|trade)(?: size| value)?|(?:emir|islem)(?: basina"
        rf"| basi)?(?: \w+)? (?:limit|sinir)\w*"
        rf"|{_MAX}(?:emi?r|islem)(?:in|i|e)?(?: (?:tutar|buyuklu)\w*)?"
    ),
}
_NOUN = r"(?:'?[a-z]{1,4}(?= ))?(?: (?:limit|cap|rule|value|setting|deger|kural|sinir|ayar|oran|seviye)\w*)*"
_PATTERNS = {
    name: re.compile(rf"(?<![a-z0-9])(?:{pattern}){_NOUN}(?![a-z0-9])", re.ASCII)
    for name, pattern in _RULES.items()
}
_SUM = r"\$?\d[\d.,]*k?(?: ?(?:\$|usdt?|usd|dollars?|dolar\w*))?(?:'?[a-z]{1,3})?"
_PER_ORDER = re.compile(
    rf"(?P<noun>limits?) (?:of |to |at )?{_SUM} (?P<per>(?:per|for each|for every|on each) (?:order|trade))",
    re.ASCII,
)
_BARE = re.compile(
    rf"^(?:please )?(?:set|change|raise|lower|increase|decrease|update|make|reduce) (?:an? |the |my )?limit"
    rf" (?:of |to |at |by )?{_SUM}(?![\w.])"
    rf"|^(?:lutfen )?limit(?:i|imi|imizi)? {_SUM} (?:yap|olsun|ayarla|cek|yukselt|dusur|cikar|indir)",
    re.ASCII,
)
_SETS = re.compile(
    r"(?<![a-z])(?:set|change|raise|lower|increase|decrease|update|make|reduce|limit|cap|put|bump|drop|bring"
    r"|adjust|tighten|loosen|cut|move|keep"
    r"|(?:yap|ol|ayarla|cek|yukselt|dusur|cikar|indir|degistir|guncelle|sinirla|azalt|art?tir|getir|koy|kis"
    r"|sabitle|sikilastir)(?:sin|alim|elim|in|iniz|ir misin|ar misin|er misin|olsun)?)(?![a-z])",
    re.ASCII,
)
_WHY = re.compile(
    r"(?:^|[\s,;:.(-]+)(?:because(?: of)?|due to|since|as(?= (?:i|we|the|it)\b)|reason(?: is|:)"
    r"|with (?:the )?reason"
    r"|cuz|cause|cunku|sebep|sebebi|sebebim|gerekce\w*|neden(?=:)) ?[:=-]? ?(?P<said>.+)$",
    re.ASCII | re.DOTALL,
)
_ASIDE = re.compile(
    r"(?:[,;:]|(?<= )-) ?(?P<tail>[^,;:].*)$| for (?P<purpose>[^,]+)$|\((?P<aside>[^)]+)\)\W*$",
    re.ASCII | re.DOTALL,
)
"""What follows the number is a reason too, unless it says nothing or wants something of its own."""
_BEFORE = re.compile(
    r"^(?P<before>.+?) (?:nedeniyle|yuzunden|sebebiyle|dolayi(?:siyla)?|gerekcesiyle|diye|oldug\w* icin"
    r"|icin)(?![a-z]),? ?",
    re.ASCII,
)
_ASKED = re.compile(
    r"(?<![a-z])(?:what|why|how|which|explain|am i|are we|ne|neden|niye|nedir|kac|hangi)(?![a-z])", re.ASCII
)
_STANDING = frozenset({"polite", "live", "dry", "all", "spot", "futures", "btcturk"})
_DEEDS = ("buy", "sell", "close", "cancel", "kill", "release", "backtest", "canary")
_QUOTE = ("max_notional", "max_exposure", "max_daily_loss")
_FRACTION = ("max_drawdown", "max_margin_use")
_PERCENT = ("price_collar", "min_liquidation_distance")
_EXAMPLE = {
    **dict.fromkeys(_QUOTE, ("200 USDT", "200 USDT")),
    **dict.fromkeys(_FRACTION, ("10%", "%10")),
    **dict.fromkeys(_PERCENT, ("2%", "%2")),
    "max_leverage": ("3x", "3x"),
    "max_position": ("0.1", "0.1"),
    "max_open_orders": ("10", "10"),
    "max_order_rate": ("10", "10"),
    "max_pending_approvals": ("10", "10"),
}


class _Why(NamedTuple):
    """The reason: the stretch it stands in, and what it says."""

    part: Part
    said: str


def read(scene: Scene, plain: Plain) -> Outcome | None:
    """The new number of a limit the clause asks for; None when it asks for none.

    Raises:
        Unclear: which limit, its number or its reason is missing.
    """
    why = _why(scene, plain)
    head = scene if why is None else without(scene, [why.part])
    found = _rule(head)
    sets = _SETS.search(head.folded) or (why is not None and head.numbers)
    if not sets or not (found or _BARE.search(head.folded)):
        return None
    if _ASKED.search(head.folded) or head.has("buy", "sell", "backtest"):
        return None
    if said := no_command(head):
        return said
    if head.has("close", "cancel"):
        raise Unclear(
            "One thing at a time: the limit, or the rest?", "Tek tek gidelim: önce limit mi, gerisi mi?"
        )
    if found is None:
        raise Unclear(f"Which limit? {', '.join(_RULES)}.", f"Hangi limit? {', '.join(_RULES)}.")
    slots = Slots(head)
    slots.put("rule", found.name, head.words(*found.parts[0][:2]))
    rest = without(head, [*found.parts, *_SETS.finditer(head.folded)])
    _value(slots, rest, found.name)
    if (word := strange(rest)) is not None:
        return Clarify(question=replies.not_understood(word), lost=True)
    if why is None:
        raise Unclear("Why? The reason goes on the record.", "Gerekçesi nedir? Gerekçe kayda geçer.")
    slots.put("reason", why.said, why.said)
    return slots.step("set_risk_rule")


def begins(scene: Scene) -> bool:
    """Whether it sets a limit by itself."""
    return bool(_SETS.search(scene.folded) and _rule(scene) and scene.numbers)


class _Named(NamedTuple):
    """A rule, and the stretches that name it."""

    name: str
    parts: tuple[Part, ...]


def _rule(scene: Scene) -> _Named | None:
    if per := _PER_ORDER.search(scene.folded):
        return _Named("max_notional", (Part(*per.span("noun")), Part(*per.span("per"))))
    for name, pattern in _PATTERNS.items():
        if match := pattern.search(scene.folded):
            return _Named(name, (Part(*match.span()),))
    return None


def _why(scene: Scene, plain: Plain) -> _Why | None:
    """The reason, as it was typed."""
    ends = [n.end for n in scene.numbers[:1]] or [m.end() for m in _SETS.finditer(scene.folded)][:1]
    after = ends[0] if ends else 0
    if match := _WHY.search(scene.folded, after):
        return _Why(Part(*match.span()), _said(scene, *match.span("said")))
    if match := _ASIDE.search(scene.folded, after):
        said = _said(scene, *match.span(match.lastgroup or 0))
        if _says_something(said, scene, plain):
            return _Why(Part(*match.span()), said)
    rule = _rule(scene)
    before = _BEFORE.search(scene.folded)
    if rule and before and before.end() <= rule.parts[0].start and not _is_coin(scene, before):
        return _Why(Part(*before.span()), _said(scene, *before.span("before")))
    return None


def _said(scene: Scene, start: int, end: int) -> str:
    return as_typed(scene, scene.words(start, end).strip(" .!\"')"))


def _is_coin(scene: Scene, before: re.Match[str]) -> bool:
    return any(coin.end >= before.end("before") > coin.start for coin in scene.coins)


def _says_something(said: str, scene: Scene, plain: Plain) -> bool:
    """Whether the words are more than a please, and no wish of their own."""
    tail = look(said, scene.language, scene.speech, scene.surroundings, scene.today)
    if _SETS.search(tail.folded) and _rule(tail):
        return False
    told = tail.unexplained or any(tag.concept not in _STANDING for tag in tail.tags)
    return bool(told) and not (tail.has(*_DEEDS) and isinstance(plain(tail), Step | Clarify))


def _value(slots: Slots, rest: Scene, rule: str) -> None:
    number = rest.numbers[0] if len(rest.numbers) == 1 else None
    value = None if number is None else _in_unit(number, rest, rule)
    named = {coin.base for coin in rest.coins} - ({number.coin} if number else set())
    if named:
        raise Unclear(
            f"A limit holds for every symbol, not for {', '.join(sorted(named))} alone. Set it for all?",
            f"Limit yalnızca {', '.join(sorted(named))} için değil, her sembol içindir. Hepsi için mi "
            f"ayarlansın?",
        )
    if number is None or value is None:
        example = _EXAMPLE[rule]
        raise Unclear(f"To which number? For example {example[0]}.", f"Kaç olsun? Örneğin {example[1]}.")
    slots.put("value", value, rest.words(number.start, number.end))


def _in_unit(number: Number, rest: Scene, rule: str) -> Decimal | None:
    """The number in the unit of its rule; None where it has another one."""
    if len(number.readings) > 1:
        raise two_ways(number, rest)
    if not number.readings or number.value <= 0:
        return None
    value, unit = number.value, number.unit
    if rule in _FRACTION:
        return value / 100 if unit == "percent" else value if unit == "none" and value < 1 else None
    if rule in _PERCENT:
        return value if unit in ("percent", "none") else None
    if rule in _QUOTE:
        return value if unit in ("quote", "none") else None
    if rule == "max_position":
        return value if unit in ("coin", "none") else None
    whole = value == int(value)
    return value if whole and unit in (("times", "none") if rule == "max_leverage" else ("none",)) else None
