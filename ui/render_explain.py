"""An explanation for people: words, rules and parameters, and what is said like it, on 80 columns."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.explain import Explanation, Reading
from tools.text import Language
from tools.text import Text as Said
from ui.render import safe
from ui.render_words import word

_READ = Said(
    en="Words, what recognised them, and what they gave", tr="Sözcükler, onları tanıyan kural ve verdikleri"
)
_WORDS = Said(en="words", tr="sözcükler")
_RULE = Said(en="rule", tr="kural")
_GAVE = Said(en="parameter", tr="parametre")
_SOURCE = Said(en="source", tr="kaynak")
_NEAREST = Said(en="Nearest known utterances", tr="Bilinen en yakın cümleler")
_DISTANCE = Said(en="distance", tr="uzaklık")
_TOOL = Said(en="tool", tr="araç")
_RULES = {
    "unread": Said(en="not understood", tr="anlaşılmadı"),
    "inferred": Said(en="follows", tr="sonuç"),
}
_READ_AS = Said(en="Read as", tr="Şöyle okundu")
_MARGIN = Said(
    en="Margin to the nearest of another tool: {margin}.",
    tr="Başka bir aracın en yakın cümlesine fark: {margin}.",
)
_AGREES = Said(en="The nearest one is of the proposed tool.", tr="En yakını, önerilen aracın cümlesi.")
_DIFFERS = Said(
    en="The nearest one is of another tool; the grammar decides, not the distance.",
    tr="En yakını başka bir aracın cümlesi; uzaklık değil, dil bilgisi karar verir.",
)


def show_explanation(console: Console, explained: Explanation, language: Language, said: str) -> None:
    """Print an explanation; `said` is what was typed."""
    if explained.text != said.strip():
        console.print(Text(f"{_READ_AS.say(language)}: {safe(explained.text)}"))
    console.print(Text(f"\n{_READ.say(language)}", style="bold"))
    console.print(_readings(explained.readings, language))
    if explained.nearest:
        console.print(Text(f"\n{_NEAREST.say(language)}", style="bold"))
        console.print(_nearest(explained, language))
        console.print(Text(_closing(explained, language)))


def _readings(readings: tuple[Reading, ...], language: Language) -> Table:
    table = Table(box=None, padding=(0, 1))
    table.add_column(_WORDS.say(language), overflow="fold", max_width=22)
    table.add_column(_RULE.say(language), overflow="fold", max_width=16)
    table.add_column(_GAVE.say(language), overflow="fold")
    table.add_column(_SOURCE.say(language), no_wrap=True)
    for row in readings:
        rule = _RULES[row.rule].say(language) if row.rule in _RULES else row.rule or "–"
        if row.parameter is None:
            table.add_row(Text(safe(row.words or "–")), Text(rule, style="dim"), "", "")
            continue
        name = row.parameter.partition(".")[2]
        note = f" ({row.note})" if row.note else ""
        source = word(str(row.source), language)
        value = str(row.value).lower() if isinstance(row.value, bool) else str(row.value)
        gave = Text(safe(f"{name} = {value}{note}"))
        table.add_row(Text(safe(row.words or "–")), Text(rule, style="dim"), gave, source)
    return table


def _nearest(explained: Explanation, language: Language) -> Table:
    table = Table(box=None, padding=(0, 1))
    table.add_column(_DISTANCE.say(language), justify="right", no_wrap=True)
    table.add_column(_TOOL.say(language), no_wrap=True)
    table.add_column("", overflow="fold")
    for each in explained.nearest:
        table.add_row(f"{each.distance:.3f}", each.tool, Text(f"“{safe(each.text)}”"))
    return table


def _closing(explained: Explanation, language: Language) -> str:
    parts = (
        [] if explained.margin is None else [_MARGIN.say(language).format(margin=f"{explained.margin:.3f}")]
    )
    if explained.agrees is not None:
        parts.append((_AGREES if explained.agrees else _DIFFERS).say(language))
    return " ".join(parts)
