"""ParamDiff: every parameter that differs from what was asked, where it came from and why."""

from collections.abc import Sequence

from pydantic import JsonValue

from policies.verdict import Change
from tools.call import Origin, Source, ToolCall
from tools.frozen import Frozen
from tools.text import Text

_SHOWN_DEFAULTS = ("venue", "dry_run", "percent", "time_in_force", "scope", "side")
_REASONS = {
    "venue": Text(en="Default venue.", tr="Varsayılan borsa."),
    "dry_run": Text(en="Simulated unless said otherwise.", tr="Aksi söylenmedikçe simülasyondur."),
    "percent": Text(en="All of it unless said otherwise.", tr="Aksi söylenmedikçe tamamı."),
    "time_in_force": Text(
        en="A limit order works until cancelled.", tr="Limit emir iptal edilene kadar bekler."
    ),
    "scope": Text(en="Everything unless said otherwise.", tr="Aksi söylenmedikçe her şey."),
    "side": Text(en="Default side.", tr="Varsayılan yön."),
}
_MEMORY = Text(en="Remembered from before.", tr="Önceden hatırlandı.")
_HUMAN = Text(en="Edited on the card.", tr="Kartta düzenlendi.")


class ParamDiff(Frozen):
    """One changed parameter."""

    path: str
    before: str | None
    """As asked; None when it was not given."""
    after: str | None
    """As it will be used; None when it was dropped."""
    source: Source
    reason: Text


def build(asked: ToolCall, final: ToolCall, changes: Sequence[Change]) -> tuple[ParamDiff, ...]:
    """The rows that lead from the call as understood to the call as executed.

    Applied in order to the asked parameters and the tool's defaults, they give the final parameters.
    """
    before, after = asked.effective(), final.effective()
    rows = [
        _understood(origin, before) for origin in asked.origins if origin.path in before and _told(origin)
    ]
    for path, value in after.items():
        if before[path] != value:
            rows.append(_changed(path, before[path], value, changes))
        elif path in _SHOWN_DEFAULTS and asked.source_of(path) is Source.DEFAULT and value is not None:
            rows.append(_row(path, None, value, Source.DEFAULT, _REASONS[path]))
    return tuple(rows)


def text_of(value: JsonValue) -> str | None:
    """A parameter as the diff shows it."""
    if value is None:
        return None
    if isinstance(value, dict):
        return ", ".join(f"{name} {text_of(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(str(text_of(item)) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(origin: Origin) -> bool:
    return origin.note is not None or origin.source in (Source.MEMORY, Source.HUMAN)


def _understood(origin: Origin, before: dict[str, JsonValue]) -> ParamDiff:
    reason = _HUMAN if origin.source is Source.HUMAN else _MEMORY
    if origin.note is not None:
        reason = Text(en=origin.note, tr=origin.note)
    typed = origin.typed if origin.typed is not None else origin.words
    return _row(
        origin.path, typed if origin.note is not None else None, before[origin.path], origin.source, reason
    )


def _changed(path: str, before: JsonValue, after: JsonValue, changes: Sequence[Change]) -> ParamDiff:
    reasons = [change.reason for change in changes if change.path == path]
    if not reasons:
        return _row(path, before, after, Source.DEFAULT, _REASONS.get(path, _REASONS["venue"]))
    unique = tuple(dict.fromkeys((reason.en, reason.tr) for reason in reasons))
    reason = Text(en=" ".join(en for en, _ in unique), tr=" ".join(tr for _, tr in unique))
    return _row(path, before, after, Source.AUTOFIX, reason)


def _row(path: str, before: JsonValue, after: JsonValue, source: Source, reason: Text) -> ParamDiff:
    return ParamDiff(path=path, before=text_of(before), after=text_of(after), source=source, reason=reason)
