"""Results of read tools as tidy markdown: a table for lists, name and value for the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from agent.turn import ReadResult
from tools.clock import to_datetime
from tools.text import Language, Text
from ui.chat_words import METRICS, PERCENTS, RATIOS, TITLES, WORDS, columns_of

MAX_ROWS = 50

_NOTHING = Text(en="Nothing here.", tr="Burada bir şey yok.")
_MORE = Text(en="… and {count} more", tr="… ve {count} satır daha")

_LONG_LISTS = ("equity", "candles")
"""Drawn as a chart or too long to read."""

_PROVENANCE = ("venue", "mode", "account")
_HIDDEN = frozenset({"time_ms", "as_of_ms", "data_version", *_PROVENANCE})


def answer_markdown(result: ReadResult, language: Language) -> str:
    """One result as markdown, with a heading; amounts appear exactly as the tool gave them."""
    title = TITLES.get(result.tool)
    name = title.say(language) if title else word(result.tool, language)
    heading = " · ".join((f"**{name}**", *_provenance(result.result)))
    body = _body(result.tool, result.result, language)
    return f"{heading}\n\n{body or _NOTHING.say(language)}"


def _body(name: str, data: Mapping[str, JsonValue], language: Language) -> str:
    blocks = [_pairs(_scalars(data), language), _compared(name, data, language)]
    for key, value in data.items():
        if key in _LONG_LISTS or key in _HIDDEN or key in _alike(data):
            continue
        if isinstance(value, list):
            alone = sum(isinstance(other, list) for other in data.values()) == 1
            blocks.append(_list_block(name, "" if alone else key, value, language))
        elif isinstance(value, dict) and value:
            pairs = _scalars({METRICS.get(n, n) if key == "metrics" else n: v for n, v in value.items()})
            blocks.append(f"*{word(key, language)}*\n\n{_pairs(pairs, language)}")
    return "\n\n".join(block for block in blocks if block)


def _alike(data: Mapping[str, JsonValue]) -> dict[str, dict[str, JsonValue]]:
    """Nested values of the same shape, such as the use of several limits."""
    nested = {key: value for key, value in data.items() if isinstance(value, dict) and value}
    shapes = Counter(tuple(value) for value in nested.values())
    return {key: value for key, value in nested.items() if shapes[tuple(value)] > 1}


def _compared(name: str, data: Mapping[str, JsonValue], language: Language) -> str:
    alike = _alike(data)
    rows: list[dict[str, JsonValue]] = [
        {"name": word(key, language), **{n: v for n, v in value.items() if n != "limit_name"}}
        for key, value in alike.items()
    ]
    return _table(name, rows, language) if rows else ""


def _provenance(data: Mapping[str, JsonValue]) -> tuple[str, ...]:
    return tuple(escape(str(data[name])) for name in _PROVENANCE if data.get(name))


def _scalars(data: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        key: value
        for key, value in data.items()
        if value is not None and not isinstance(value, (list, dict)) and key not in _HIDDEN
    }


def _pairs(data: Mapping[str, JsonValue], language: Language) -> str:
    if not data:
        return ""
    rows = [f"| {word(key, language)} | {cell(key, value, language)} |" for key, value in data.items()]
    return "\n".join(["| | |", "|:--|--:|", *rows])


def _list_block(name: str, key: str, values: Sequence[JsonValue], language: Language) -> str:
    head = f"*{word(key, language)}*\n\n" if key else ""
    if not values:
        return ""
    rows = [value for value in values if isinstance(value, dict)]
    if len(rows) != len(values):
        return head + ", ".join(cell(key, value, language) for value in values[:MAX_ROWS])
    return head + _table(name, rows, language)


def _table(name: str, rows: Sequence[Mapping[str, JsonValue]], language: Language) -> str:
    columns = columns_of(name, rows[0])
    lines = [
        "| " + " | ".join(word(column, language) for column in columns) + " |",
        "|" + "|".join(":--" if index == 0 else "--:" for index in range(len(columns))) + "|",
    ]
    for row in rows[:MAX_ROWS]:
        cells = (cell(column, row.get(column), language) for column in columns)
        lines.append("| " + " | ".join(cells) + " |")
    if len(rows) > MAX_ROWS:
        lines.append("\n" + _MORE.say(language).format(count=len(rows) - MAX_ROWS))
    return "\n".join(lines)


def word(name: str, language: Language) -> str:
    """A field name in words."""
    known = WORDS.get(name)
    return known.say(language) if known else name.replace("_", " ")


def cell(key: str, value: JsonValue, language: Language) -> str:
    """One value for a table: amounts exact, statistics shortened, unable to break out of its cell."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return Text(en="yes" if value else "no", tr="evet" if value else "hayır").say(language)
    if key in PERCENTS or key in RATIOS:
        return _shortened(key, str(value))
    if key.endswith("_ms") and isinstance(value, int):
        return to_datetime(value).strftime("%Y-%m-%d %H:%M:%S") if value > 10**11 else f"{value} ms"
    if isinstance(value, dict) and "value" in value and "unit" in value:
        return escape(f"{value['value']} {value['unit']}")
    if isinstance(value, dict):
        return escape(str(value.get(language) or ", ".join(f"{k} {v}" for k, v in value.items())))
    if isinstance(value, list):
        return escape(", ".join(map(str, value)))
    return escape(str(value))


def _shortened(key: str, text: str) -> str:
    """A statistic to the digits that mean something: fractions as percent, ratios to three places."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return escape(text)
    if not value.is_finite():
        return escape(text)
    return f"{value * 100:.2f} %" if key in PERCENTS else f"{value:.3f}"


def escape(text: str) -> str:
    """Text that stays text inside a markdown table cell."""
    for mark in "\\|*_`[]<>!:":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
