"""Exports: rows of the record or of the market as a file, into export_data."""

import re

from agent.planner.grammar import replies
from agent.planner.grammar.apart import Plain, no_command, strange, without
from agent.planner.grammar.backtests import dates
from agent.planner.grammar.outcome import Outcome, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots
from agent.planner.proposal import Clarify

_END = r"(?:'?[a-z]{1,9})?"
_DATASETS = {
    "audit": (
        r"audit(?:[ _-](?:logs?|trail|records?|entries|rows|data))?|denetim (?:kay[iu]?[td]|gunlu|log|iz)\w*"
        r"|denetim\w*"
    ),
    "backtests": r"back ?tests?(?: (?:results?|runs?|sonuc\w*|kay[iu]?[td]\w*))?|(?:gecmis )?test sonuc\w*",
    "candles": r"candles?|candlesticks?|ohlcv?|klines?|price history|mum(?: veri\w*|lar\w*)?|fiyat gecmis\w*",
    "pnl": rf"pnl{_END}|p&l|profits? (?:and|&|or) loss(?:es)?|kar ?(?:/|-|ve)? ?zarar\w*",
    "fills": rf"fills?|executions?|dolum{_END}|gerceklesme\w*",
    "orders": r"orders?(?: (?:history|list|records?))?|(?:emirler|emirlerim|emir)(?:in|i|imi"
    r"|ini)?(?: gecmis\w*)?",
    "trades": (
        r"trades?(?: (?:history|log|records?))?|trading history|(?:islem|alim satim)(?:ler|lerim|lerimiz"
        r"|ler[iu]n)?"
        r"(?:i|imi|ini|in)?(?: (?:gecmis|kay[iu]?[td])\w*)?"
    ),
}
_DATA = {
    name: re.compile(rf"(?<![a-z0-9])(?:{words})(?: (?:data|rows|veri\w*|list\w*))?(?![a-z0-9])", re.ASCII)
    for name, words in _DATASETS.items()
}
_FORMAT = re.compile(
    r"(?<![a-z0-9])(?:(?:as|in|into|to|an?|bir|using|with) )*\.?(?P<format>csv|jsonl|json lines|parquet)"
    r"(?:'?[a-z]{1,3})?(?: (?:files?|format|dosya|bicim|format|formatinda|olarak|seklinde|halinde)[a-z]*)*"
    r"(?![a-z0-9])",
    re.ASCII,
)
_OTHER_FORMAT = re.compile(r"(?<![a-z0-9])(?:excel|xlsx?|json|pdf|tsv|xml|txt|html)(?![a-z0-9])", re.ASCII)
_EXPORT = re.compile(
    r"(?<![a-z0-9])(?:export(?: et\w*| al\w*)?|download|disa aktar\w*|disari aktar\w*"
    r"|indir\w{0,6})(?![a-z0-9])",
    re.ASCII,
)
_GIVE = re.compile(
    r"(?<![a-z0-9])(?:(?:give|send|get|save|write|store|hand|let|show|prepare|make|create|generate)(?: me"
    r"| out)?"
    r"|(?:ver|al|aktar|kaydet|cikar|yaz|gonder|hazirla|olustur|dok|yedekle|at|cek|getir|yap)"
    r"(?:in|iniz|sene|elim|alim|ir misin|er misin|ar misin|ebilir misin)?)(?![a-z0-9])",
    re.ASCII,
)
_LATELY = re.compile(
    r"(?<![a-z])(?:today|yesterday|this (?:week|month|year)|bugun\w*|dun\w*|bu (?:hafta|ay|yil"
    r"|sene)\w*)(?![a-z])",
    re.ASCII,
)
_ROUND = re.compile(
    r"(?<![a-z])(?:history|all|of|tum|butun|hepsi\w*|ay[iu]n\w*|yil[iu]n\w*|tarih\w*|aras\w*|between"
    r"|everything)(?![a-z])",
    re.ASCII,
)
_ALONE = 2
"""Words beside `export` when nothing says what."""
_FORMATS = "csv, jsonl, parquet"
_ACTS = ("buy", "sell", "close", "cancel", "set", "leverage", "canary", "stop", "take")


def read(scene: Scene, plain: Plain) -> Outcome | None:
    """The export the clause asks for; None when it asks for none.

    Raises:
        Unclear: what, in which format or of which days is missing or reads two ways.
    """
    exports, formats = [*_EXPORT.finditer(scene.folded)], [*_FORMAT.finditer(scene.folded)]
    data = _named(scene)
    if not exports and not (formats and data):
        return None
    given = [*_GIVE.finditer(scene.folded)] if formats or not exports else []
    rest = without(scene, [*exports, *formats, *given, *(match for _, match in data)])
    rest = without(rest, _ROUND.finditer(rest.folded))
    if rest.has(*_ACTS) or (not data and (strange(rest) or len(rest.tokens) > _ALONE)):
        return None
    if said := no_command(rest):
        return said
    slots = Slots(scene)
    _dataset(slots, data)
    _format(slots, formats)
    _days(slots, rest)
    return _but(rest) or slots.step("export_data")


def begins(scene: Scene) -> bool:
    """Whether it asks for an export by itself."""
    given = _FORMAT.search(scene.folded) and _GIVE.search(scene.folded)
    return bool(_EXPORT.search(scene.folded) or (given and _named(scene)))


def _named(scene: Scene) -> list[tuple[str, re.Match[str]]]:
    """What is to be exported; of two that overlap the longer one."""
    found = [(name, match) for name, pattern in _DATA.items() for match in pattern.finditer(scene.folded)]
    found.sort(key=lambda each: each[1].start() - each[1].end())
    kept: list[tuple[str, re.Match[str]]] = []
    for name, match in found:
        if all(match.end() <= other.start() or match.start() >= other.end() for _, other in kept):
            kept.append((name, match))
    return kept


def _dataset(slots: Slots, data: list[tuple[str, re.Match[str]]]) -> None:
    if len({name for name, _ in data}) != 1:
        names = ", ".join(_DATASETS)
        raise Unclear(f"Export what? One of {names}.", f"Ne dışa aktarılsın? Biri: {names}.")
    slots.put("dataset", data[0][0], slots.scene.words(*data[0][1].span()))


def _format(slots: Slots, formats: list[re.Match[str]]) -> None:
    named = {match["format"].replace("json lines", "jsonl") for match in formats}
    if len(named) != 1:
        raise Unclear(f"In which format? {_FORMATS}.", f"Hangi biçimde? {_FORMATS}.")
    slots.put("format", named.pop(), slots.scene.words(*formats[0].span("format")))


def _days(slots: Slots, rest: Scene) -> None:
    if _LATELY.search(rest.folded):
        raise Unclear(
            "Which days exactly? Write them as 2024-01-31.", "Hangi günler? 2024-01-31 biçiminde yazın."
        )
    dates(rest, slots)


def _but(rest: Scene) -> Outcome | None:
    """What an export cannot do: a part of the rows, another format, words nobody understands."""
    if rest.coins:
        raise Unclear(
            "An export holds every symbol. Shall I export all of them?",
            "Dışa aktarım bütün sembolleri içerir. Hepsi aktarılsın mı?",
        )
    if other := _OTHER_FORMAT.search(rest.folded):
        word = rest.words(*other.span())
        raise Unclear(f"Not as {word}: which of {_FORMATS}?", f"{word} olmaz: hangisi, {_FORMATS}?")
    number = rest.words(rest.numbers[0].start, rest.numbers[0].end) if rest.numbers else None
    left = number or strange(rest)
    return None if left is None else Clarify(question=replies.not_understood(left), lost=True)
