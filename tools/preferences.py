"""Preferences: the few values a person wants used where an order does not say; typed, so none is a text."""

import json
from typing import Literal

from pydantic import ValidationError

from tools.frozen import Frozen
from tools.ledger.ledger import Ledger
from tools.money import PositiveAmount, plain
from tools.terms import MarginType
from tools.text import Text
from tools.trade.place_order import Leverage

PreferenceName = Literal["leverage", "margin_type", "stop_loss_pct", "take_profit_pct"]


class Preferences(Frozen):
    """What is remembered for one person; None where nothing is."""

    leverage: Leverage | None = None
    margin_type: MarginType | None = None
    stop_loss_pct: PositiveAmount | None = None
    take_profit_pct: PositiveAmount | None = None


async def read(ledger: Ledger, person: str) -> Preferences:
    """What is remembered for a person; a document that is none is nothing."""
    document = await ledger.plan(_key(person))
    try:
        return Preferences() if document is None else Preferences.model_validate_json(document)
    except ValidationError:
        return Preferences()


async def keep(ledger: Ledger, person: str, preferences: Preferences) -> None:
    """Remember exactly these."""
    document = preferences.model_dump(mode="json", exclude_none=True)
    await ledger.save_plan(_key(person), json.dumps(document))


def say(preferences: Preferences) -> Text:
    """All of them in one sentence part; empty when there are none."""
    said = [text for text in (_leverage(preferences), _margin(preferences), *_levels(preferences)) if text]
    return Text(en=", ".join(text.en for text in said), tr=", ".join(text.tr for text in said))


def _key(person: str) -> str:
    return f"preferences/{person}"


def _leverage(preferences: Preferences) -> Text | None:
    times = preferences.leverage
    return None if times is None else Text(en=f"leverage {times}x", tr=f"kaldıraç {times}x")


def _margin(preferences: Preferences) -> Text | None:
    if preferences.margin_type is None:
        return None
    isolated = preferences.margin_type is MarginType.ISOLATED
    return Text(
        en="isolated margin" if isolated else "crossed margin",
        tr="izole teminat" if isolated else "çapraz teminat",
    )


def _levels(preferences: Preferences) -> tuple[Text, ...]:
    stop, target = preferences.stop_loss_pct, preferences.take_profit_pct
    said = [] if stop is None else [Text(en=f"stop loss {plain(stop)} %", tr=f"%{plain(stop)} zarar durdur")]
    if target is not None:
        said.append(Text(en=f"take profit {plain(target)} %", tr=f"%{plain(target)} kâr al"))
    return tuple(said)
