"""TWAP: an order that is spread over time, into place_twap.

What says how long and in how many slices is read here; the rest is read as any other order, and has to
be one at the market.
"""

import re
from decimal import Decimal

from agent.planner.grammar import guards
from agent.planner.grammar.apart import COUNT, Part, Plain, whole, without
from agent.planner.grammar.numbers import readings
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots
from agent.planner.proposal import Answer
from tools.call import Origin

_NAMED = re.compile(
    r"(?<![a-z0-9])\(?(?:twap(?:'?[a-z]{1,3})?(?: (?:order|emr\w*|ile|olarak|algo\w*|seklinde|yap\w*))*"
    r"|time[ -]weighted(?: average)?(?: price)?(?: order)?|zamana (?:yay\w*|bol\w*))(?![a-z0-9])\)?:?",
    re.ASCII,
)
_LOOSE = re.compile(
    r"(?<![a-z0-9])(?:dca(?:'?[a-z]{1,3})?(?: (?:order|emr\w*|ile|olarak|yap\w*))*:?"
    r"|dollar[ -]cost[ -]averag(?:e|ing)|(?:parca parca|kademe kademe|azar azar)|kademeli(?: olarak)?"
    r"|gradually|little by little|evenly|spread(?: out)?|split|scale in(?:to)?)(?![a-z0-9])",
    re.ASCII,
)
"""Words that say so only with a time beside them."""
_INTO = re.compile(r"(?<![a-z])(?:dca|dollar[ -]cost[ -]averag(?:e|ing))(?= (?:\S+ ){0,3}?into )", re.ASCII)
_TIME = (
    r"(?:(?P<minutes>minutes?|mins?|m|dakika|dk)|(?P<hours>hours?|hrs?|h|saat|sa)|(?P<days>days?|gun))"
    r"(?:l[iu]k)?(?:'?(?:[dt][ae]n?|y?[ae]|[iu]n))?"
)
_SPREAD = r"(?:over|within|during|across|throughout|through|for|in|spread (?:over|across|out over))"
_DURATION = re.compile(
    rf"(?<![a-z0-9.,$%])(?:(?P<said>{_SPREAD}) (?:the )?(?:next |course of |a period of |about )*)?"
    rf"(?:(?P<half>half an |yarim )|(?P<count>{COUNT}|an?|one|(?<=next )(?=hour|half))(?P<more> bucuk"
    rf"| and a half)? ?-?){_TIME}"
    r"(?P<after>(?: (?:icinde|icine|boyunca|suresince|suresine|surede|yay\w*|bol\w*|window|period))*)"
    r"(?![a-z0-9])",
    re.ASCII,
)
_OFTEN = re.compile(r"(?<![a-z])(?:every|each|her|(?:dakika|saat) ?basi)(?![a-z])", re.ASCII)
_PIECES = (
    r"(?:slices?|parts?|pieces?|chunks?|clips?|tranches?|portions?|orders?|buys|sells|installments?|times"
    r"|parca|dilim|bolum|taksit|kademe|sefer|emir|emr|islem|alim|satim|satis)[a-z]*"
)
_EQUAL = r"(?:equal(?:ly)?(?: sized)?|even|esit|child|small(?:er)?|ayri)"
_SLICES = re.compile(
    rf"(?<![a-z0-9.,$%])(?:(?:in(?:to)?|using|with|as|by|split(?: it)?|divided|cut|sliced) )*"
    rf"(?P<count>{COUNT}) ?-?(?:{_EQUAL} )*{_PIECES}(?![a-z0-9])"
    r"(?: (?:halinde|olarak|seklinde|ile|bol\w*|ayir\w*|esit))*",
    re.ASCII,
)
_COUNTED = re.compile(rf"(?<![a-z])slices ?[=:]? ?(?P<count>{COUNT})(?!\w|[.,]\d)", re.ASCII)
_KEPT = frozenset({"venue", "symbol", "side", "quantity", "notional", "dry_run"})
_IN_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}


def read(scene: Scene, plain: Plain) -> Outcome | None:
    """The order over time the clause asks for; None when it asks for none.

    Raises:
        Unclear: duration or slices are missing, or the order is none at the market.
    """
    named, loose = _NAMED.search(scene.folded), _LOOSE.search(scene.folded)
    slices = [*_COUNTED.finditer(scene.folded)] or [*_SLICES.finditer(scene.folded)]
    times = [m for m in _DURATION.finditer(scene.folded) if not _inside(m, slices)]
    spread = bool(slices) and any(m["said"] or m["after"] or scene.language == "tr" for m in times)
    acts = scene.has("buy", "sell") or _INTO.search(scene.folded)
    if not named and not (times and acts and (loose or spread)):
        return None
    rest = without(scene, [*_words(scene), *slices, *times])
    said = plain(rest)
    if not isinstance(said, Step):
        return _bare(rest, said)
    if said.tool != "place_order" or not _at_market(said):
        raise Unclear(
            "A TWAP is an order at the market, spread over time. Which side, symbol and size, and nothing "
            "else?",
            "TWAP, zamana yayılan bir piyasa emridir. Yalnızca yön, sembol ve miktar ne olsun?",
        )
    slots = Slots(scene)
    if _OFTEN.search(scene.folded):
        raise _missing_slices()
    _duration(slots, times, bool(slices))
    _slices(slots, slices)
    kept = {path: value for path, value in said.args.items() if path in _KEPT}
    origins = tuple(_typed(origin, scene) for origin in said.origins if origin.path in _KEPT)
    return Step("place_twap", kept | slots.args, (*origins, *slots.origins), said.note)


def alone(scene: Scene, plain: Plain) -> Outcome | None:
    """The same for an utterance that is still whole: with one verb there is only one order in it."""
    return read(scene, plain) if len(scene.all("buy", "sell")) <= 1 else None


def _words(scene: Scene) -> list[Part]:
    """The words that name it; `dca … into` is a purchase."""
    into = _INTO.search(scene.folded)
    buys = into is not None and not scene.has("buy", "sell")
    found = [*_NAMED.finditer(scene.folded), *_LOOSE.finditer(scene.folded)]
    return [Part(*m.span(), "buy" if buys and into and m.start() == into.start() else "") for m in found]


def _typed(origin: Origin, scene: Scene) -> Origin:
    into = _INTO.search(scene.folded)
    if origin.path != "side" or into is None or scene.has("buy", "sell"):
        return origin
    return origin.model_copy(update={"words": scene.words(*into.span())})


def _bare(rest: Scene, said: Outcome) -> Outcome:
    """Nothing beside its name: what it needs is asked."""
    if isinstance(said, Answer) and len(rest.tokens) <= 1 and not guards.doubtful(rest):
        raise Unclear(
            "A TWAP of what? Side, symbol, size, how long and in how many slices, e.g. “twap buy 0.5 BTC "
            "over "
            "30 minutes in 6 slices”.",
            "Neyin TWAP'ı? Yön, sembol, miktar, süre ve parça sayısı: örneğin “30 dakikada 6 parçada 0.5 "
            "BTC al”.",
        )
    return said


def _at_market(said: Step) -> bool:
    return said.args.get("type") == "MARKET" and set(said.args) <= _KEPT | {"type"}


def _inside(match: re.Match[str], others: list[re.Match[str]]) -> bool:
    return any(match.start() < other.end() and other.start() < match.end() for other in others)


def _duration(slots: Slots, times: list[re.Match[str]], sliced: bool) -> None:
    minutes = _minutes(times[0]) if len(times) == 1 else None
    if minutes is not None:
        slots.put("duration_minutes", minutes, slots.scene.words(*times[0].span()))
    elif sliced or times:
        raise Unclear("Over how many minutes?", "Kaç dakikaya yayılsın?")
    else:
        raise Unclear("Over how many minutes, and in how many slices?", "Kaç dakikaya yayılsın, kaç parçada?")


def _minutes(match: re.Match[str]) -> int | None:
    times = next(_IN_MINUTES[unit] for unit in _IN_MINUTES if match[unit])
    value = Decimal("0.5") if match["half"] else _number(match["count"])
    if value is None:
        return None
    minutes = (value + (Decimal("0.5") if match["more"] else 0)) * times
    return int(minutes) if minutes == int(minutes) and minutes >= 1 else None


def _number(text: str) -> Decimal | None:
    if text in ("", "a", "an"):
        return Decimal(1)
    if not text[0].isdigit():
        found = whole(text)
        return None if found is None else Decimal(found)
    values = readings(text)
    return values[0] if len(values) == 1 else None


def _slices(slots: Slots, found: list[re.Match[str]]) -> None:
    count = whole(found[0]["count"]) if len(found) == 1 else None
    if count is None or count < 2:
        raise _missing_slices()
    slots.put("slices", count, slots.scene.words(*found[0].span()))


def _missing_slices() -> Unclear:
    return Unclear("In how many slices?", "Kaç parçada?")
