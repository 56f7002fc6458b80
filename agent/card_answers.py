"""Card answers: what a card said, in a sentence, with the time it was said."""

import re
from collections.abc import Callable, Mapping, Sequence

from agent.asked import Kind
from agent.labels import label, values
from agent.planner.talk.describe import describe
from agent.planner.thread import Changed, Earlier, Stakes
from tools.clock import to_datetime
from tools.terms import MarginType
from tools.text import Language, Text
from tools.wording import amount, percent, price, quote

WELCOME = Text(en="You're welcome.", tr="Rica ederim.")
FEES = Text(
    en="The card of an order shows its fee before you approve it; “pnl” shows the fees paid.",
    tr="Emrin komisyonu, siz onaylamadan önce kartında yazar; ödenen komisyonlar için “kâr zarar” yazın.",
)
OFFERED = Text(en="said before to pass", tr="geçeceği söylenen değer")
_THANKS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\W*(?:(?:ok|okay|great|perfect|nice|cool|got it|many)\W+)*"
        r"(?:thanks|thank you|thx|ty|cheers)(?: (?:a lot|so much|very much|mate|man|buddy))?\W*",
        re.ASCII,
    ),
    "tr": re.compile(
        r"\W*(?:(?:ok|tamam|super|harika|cok|anladim|guzel)\W+)*"
        r"(?:tesekkur(?:ler| ederim)?|sag ?ol(?:un)?|eyvallah|elin\w* saglik)(?: (?:kanka|hocam|abi))?\W*",
        re.ASCII,
    ),
}


def thanks(folded: str) -> Language | None:
    """The language somebody says thanks in; None where nobody does."""
    return next((language for language, words in _THANKS.items() if words.fullmatch(folded)), None)


def why(found: Sequence[Earlier]) -> Text:
    """Why calls were denied, or what was asked first, and what would pass."""
    lines = [_objected(each) for each in found]
    return _joined([*lines, _judged(found)])


def passing(found: Sequence[Earlier]) -> Text:
    """With which values calls would pass."""
    return _joined([*(_passing(each) for each in found), _judged(found)])


def changed(row: Changed, each: Earlier) -> Text:
    """Why a parameter has the value it has."""
    name, call = label(row.path), describe(each.tool, each.args)
    return Text(
        en=f"{name.en} {row.after} in “{call.en}”: {row.reason.en}",
        tr=f"“{call.tr}” için {name.tr} {row.after}: {row.reason.tr}",
    )


def staked(kind: Kind, found: Sequence[tuple[Earlier, Stakes]]) -> Text:
    """Loss, margin, liquidation price or fee of what waits or was simulated last."""
    lines = []
    for each, stakes in found:
        name, line = describe(each.tool, each.args), _STAKES[kind](stakes, quote(each.symbol or ""))
        lines.append(Text(en=f"{name.en}: {line.en}", tr=f"{name.tr}: {line.tr}"))
    at = _time([each for each, _ in found])
    return _joined(
        [*lines, Text(en=f"As of {at} UTC, from its card.", tr=f"{at} UTC itibarıyla, kartındaki değerler.")]
    )


def _objected(each: Earlier) -> Text:
    name = describe(each.tool, each.args)
    en, tr = (" ".join(text.say(language) for text in each.card.objections) for language in _BOTH)
    offer = _passing(each)
    return Text(en=f"{name.en}: {en} {offer.en}", tr=f"{name.tr}: {tr} {offer.tr}")


_BOTH: tuple[Language, Language] = ("en", "tr")


def _passing(each: Earlier) -> Text:
    if not each.card.passing:
        return Text(en="No value was found with which it would pass.", tr="Geçeceği bir değer bulunamadı.")
    new = values(each.card.passing)
    return Text(
        en=f"This would pass: {new.en}. “Do that” proposes it.",
        tr=f"Şununla geçer: {new.tr}. Önermem için “onu yap” yazın.",
    )


def _judged(found: Sequence[Earlier]) -> Text:
    at = _time(found)
    return Text(en=f"Checked at {at} UTC.", tr=f"Denetim: {at} UTC.")


def _time(found: Sequence[Earlier]) -> str:
    return to_datetime(min(each.time_ms for each in found)).strftime("%H:%M:%S")


def _joined(lines: Sequence[Text]) -> Text:
    return Text(en="\n".join(line.en for line in lines), tr="\n".join(line.tr for line in lines))


def _loss(stakes: Stakes, asset: str) -> Text:
    if stakes.margin == 0:
        return Text(en="it only reduces, so it adds no risk.", tr="yalnızca azaltır, yeni risk eklemez.")
    if stakes.loss_at_stop is not None:
        lost = amount(stakes.loss_at_stop)
        return Text(
            en=f"about {lost} {asset} at its stop, fees included; more if the price jumps past it.",
            tr=f"stopta yaklaşık {lost} {asset}, komisyonlar dahil; fiyat stopu atlarsa daha fazla.",
        )
    return _without_stop(stakes, asset)


def _without_stop(stakes: Stakes, asset: str) -> Text:
    match stakes.margin_type:
        case MarginType.CROSSED:
            return Text(
                en="it has no stop, and on crossed margin your whole balance stands behind it. “Add a 2% "
                "stop” "
                "bounds that.",
                tr="stopu yok ve çapraz teminatta arkasında bütün bakiyeniz var. “%2 stop ekle” bunu "
                "sınırlar.",
            )
        case MarginType.ISOLATED:
            margin = amount(stakes.margin)
            return Text(
                en=f"it has no stop; on isolated margin about its margin, {margin} {asset}, and fees. "
                "“Add a 2% "
                "stop” makes it less.",
                tr=f"stopu yok; izole teminatta yaklaşık teminatı kadar, {margin} {asset}, ve komisyon. "
                "“%2 stop "
                "ekle” bunu azaltır.",
            )
    worth = amount(stakes.notional)
    return Text(
        en=f"it has no stop; at most what it is worth, {worth} {asset}.",
        tr=f"stopu yok; en fazla emrin tutarı, {worth} {asset}.",
    )


def _margin(stakes: Stakes, asset: str) -> Text:
    margin, worth = amount(stakes.margin), amount(stakes.notional)
    if stakes.margin_type is None:
        return Text(
            en=f"spot needs no margin; it takes its value, {worth} {asset}.",
            tr=f"spotta teminat yok; emrin tutarı kadar, {worth} {asset} gider.",
        )
    return Text(
        en=f"margin {margin} {asset} at {stakes.leverage}x, for an order value of {worth} {asset}.",
        tr=f"{stakes.leverage}x ile {margin} {asset} teminat; emir tutarı {worth} {asset}.",
    )


def _liquidation(stakes: Stakes, asset: str) -> Text:
    if stakes.liquidation_price is not None:
        at = price(stakes.liquidation_price)
        return Text(en=f"liquidation at about {at} {asset}.", tr=f"tasfiye fiyatı yaklaşık {at} {asset}.")
    return Text(
        en="no price liquidates it; the balance covers it.",
        tr="tasfiye fiyatı yok, bakiyeniz onu karşılıyor.",
    )


def _fee(stakes: Stakes, asset: str) -> Text:
    fee, rate = amount(stakes.fee), percent(stakes.fee_rate, 3)
    return Text(
        en=f"about {fee} {asset} to fill it ({rate.en}); closing costs a fee of its own.",
        tr=f"gerçekleşince yaklaşık {fee} {asset} ({rate.tr}); kapatırken ayrıca komisyon ödenir.",
    )


_STAKES: Mapping[Kind, Callable[[Stakes, str], Text]] = {
    "loss": _loss,
    "margin": _margin,
    "liquidation": _liquidation,
    "fee": _fee,
}
