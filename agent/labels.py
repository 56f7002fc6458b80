"""Labels: parameters by the words a trader uses, in both languages."""

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from guardrails.diff import text_of
from tools.text import Text

_LABELS = {
    "quantity": Text(en="quantity", tr="miktar"),
    "notional": Text(en="order value", tr="emir tutarı"),
    "price": Text(en="limit price", tr="limit fiyatı"),
    "stop_price": Text(en="trigger", tr="tetik"),
    "stop_limit_price": Text(en="limit behind the trigger", tr="tetik sonrası limit"),
    "stop_loss_price": Text(en="stop loss", tr="zarar durdur"),
    "stop_loss_pct": Text(en="stop loss %", tr="zarar durdur %"),
    "take_profit_price": Text(en="take profit", tr="kâr al"),
    "take_profit_pct": Text(en="take profit %", tr="kâr al %"),
    "callback_rate": Text(en="trailing distance %", tr="izleme uzaklığı %"),
    "leverage": Text(en="leverage", tr="kaldıraç"),
    "percent": Text(en="percent", tr="yüzde"),
    "side": Text(en="side", tr="yön"),
}


def label(path: str) -> Text:
    """What a parameter is called; its own name where traders have no other."""
    return _LABELS.get(path, Text(en=path, tr=path))


def values(changes: Mapping[str, JsonValue]) -> Text:
    """Parameters with their new values in one sentence part."""
    said = [(label(path), text_of(value)) for path, value in changes.items()]
    return Text(
        en=_joined((name.en, value or "none") for name, value in said),
        tr=_joined((name.tr, value or "yok") for name, value in said),
    )


def _joined(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs)
