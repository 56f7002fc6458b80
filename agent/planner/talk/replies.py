"""Replies: what is said about the conversation itself."""

from collections.abc import Collection, Iterable

from agent.planner.talk.describe import STANDINGS, describe, listed
from agent.planner.thread import Earlier
from tools.clock import to_datetime
from tools.terms import OrderStatus
from tools.text import Text
from tools.wording import BECAME

_WORKING = (OrderStatus.PENDING, OrderStatus.SUBMITTED, OrderStatus.PARTIALLY_FILLED)
NOTHING = Text(en="", tr="")
"""What came of taking something back is said once it has been done."""
FROM_HERE = Text(en="the order of this conversation", tr="bu konuşmadaki emir")
DROPPED = Text(en="All right, I dropped that question.", tr="Tamam, o soruyu kapattım.")
NOTHING_OPEN = Text(
    en="Nothing here waits for a decision, so there is nothing to take back.",
    tr="Karar bekleyen bir şey yok; geri alınacak bir şey de yok.",
)
ONLY_SIMULATED = Text(
    en="That was only simulated: nothing was sent, so there is nothing to take back.",
    tr="O yalnızca simülasyondu: hiçbir şey gönderilmedi, geri alınacak bir şey yok.",
)
WHICH_ORDER = Text(
    en="Which order shall be cancelled? “my orders” lists them with their ids.",
    tr="Hangi emir iptal edilsin? “emirlerim” hepsini numarasıyla listeler.",
)
NOTHING_WAITS = Text(en="Nothing waits for your decision here.", tr="Burada kararınızı bekleyen bir şey yok.")
NOTHING_SAID = Text(
    en="Nothing has been proposed in this conversation yet.", tr="Bu konuşmada henüz bir şey önerilmedi."
)
WHAT_IS_THAT = Text(
    en="I don't know what you mean: nothing in this conversation fits. Say it with symbol and size.",
    tr="Neyi kastettiğinizi anlayamadım: bu konuşmada buna uyan bir şey yok. Sembol ve miktarla yazın.",
)
ALREADY_SENT = Text(
    en="That one was already sent and cannot be changed any more. Say a new order instead.",
    tr="O emir gönderildi, artık değiştirilemez. Yerine yeni bir emir yazın.",
)
NOT_SIMULATED = Text(
    en="Which order shall go to the testnet? Nothing in this conversation was only simulated.",
    tr="Testnete hangi emir gitsin? Bu konuşmada yalnızca simüle edilmiş bir emir yok.",
)
OLD_STOP = Text(
    en="The stop that works now stays beside the new one; cancel it once the new one works.",
    tr="Şu an bekleyen stop yenisinin yanında kalır; yenisi çalışınca onu iptal edin.",
)


def pointed(waiting: tuple[Earlier, ...]) -> Text:
    """A yes never approves; it is told which card to go to."""
    names = listed(waiting)
    if len(waiting) == 1:
        until = _time(waiting[0].expires_ms)
        return Text(
            en=f"A yes in the chat approves nothing. Approve or reject it on its card: {names.en} "
            f"(until {until} UTC).",
            tr=f"Sohbette yazılan onay hiçbir şeyi onaylamaz. Kartından onaylayın ya da reddedin: "
            f"{names.tr} ({until} UTC'ye kadar).",
        )
    return Text(
        en=f"A yes in the chat approves nothing, and {len(waiting)} proposals wait: {names.en}. Decide each "
        "one on its card.",
        tr=f"Sohbette yazılan onay hiçbir şeyi onaylamaz ve bekleyen {len(waiting)} öneri var: {names.tr}. "
        "Her birine kendi kartından karar verin.",
    )


def no_card(last: Earlier) -> Text:
    """A yes where there is nothing to approve any more, or not yet."""
    name, advice = describe(last.tool, last.args), NO_CARD[last.standing]
    return Text(en=f"{advice.en.format(name=name.en)}", tr=f"{advice.tr.format(name=name.tr)}")


NO_CARD = {
    "simulated": Text(
        en="That was a simulation, so there is no card to approve: {name}. Say “on testnet” to get one.",
        tr="Bu bir simülasyondu, onaylanacak kart yok: {name}. Kart için “testnette” yazın.",
    ),
    "expired": Text(
        en="Its card has expired and nothing was sent: {name}. Say “again” to get a new card.",
        tr="Kartının süresi doldu, hiçbir şey gönderilmedi: {name}. Yeni kart için “tekrar öner” yazın.",
    ),
    "rejected": Text(
        en="It was taken back and nothing was sent: {name}. Say “again” to get a new card.",
        tr="Geri alındı, hiçbir şey gönderilmedi: {name}. Yeni kart için “tekrar öner” yazın.",
    ),
}
"""What a yes hears, by where the last proposal stands."""


def still_asked(question: str) -> Text:
    """A yes where something else was asked."""
    return Text(en=f"“Yes” does not answer that. {question}", tr=f"“Evet” bu soruyu yanıtlamıyor. {question}")


def gone(each: Earlier) -> Text:
    """An order that was sent and works no more."""
    name, coin = describe(each.tool, each.args), (each.symbol or "").removesuffix("USDT")
    return Text(
        en=f"That order no longer works at the venue, so nothing is left to cancel: {name.en}. If it filled, "
        f"“close {coin}” closes the position.",
        tr=f"O emir borsada artık beklemiyor, iptal edilecek bir şey yok: {name.tr}. Gerçekleştiyse "
        f"pozisyonu “{coin} kapat” ile kapatabilirsiniz.",
    )


def none_to_change(coin: str) -> tuple[str, str]:
    """A value is given for an order of a coin, and there is none."""
    return (
        f"No {coin} order here can be changed any more. Say the whole order: which side, how much?",
        f"Burada artık değiştirilebilecek {coin} emri yok. Emri tümüyle yazın: alış mı, satış mı, ne kadar?",
    )


def none_of(coin: str) -> Text:
    """The one order of a coin was meant, and there is none."""
    return Text(
        en=f"No {coin} order works at the venue and no {coin} proposal waits: there is nothing to cancel.",
        tr=f"Borsada bekleyen {coin} emri de karar bekleyen {coin} önerisi de yok: iptal edilecek şey yok.",
    )


def which_to_take_back(found: tuple[Earlier, ...]) -> Text:
    """Several could be taken back."""
    names = listed(found)
    return Text(
        en=f"Which one: {names.en}? Name the symbol, or say “all of them”.",
        tr=f"Hangisi: {names.tr}? Sembolü yazın ya da “hepsini” deyin.",
    )


def recap(found: Iterable[Earlier], open_ids: Collection[str] = ()) -> Text:
    """What became of the last calls, newest last; `open_ids` are the orders that work now."""
    lines = [(describe(each.tool, each.args), _standing(each, open_ids)) for each in found]
    return Text(
        en="\n".join(f"- {name.en}: {standing.en}" for name, standing in lines),
        tr="\n".join(f"- {name.tr}: {standing.tr}" for name, standing in lines),
    )


def how_much(base: Earlier, coin: str) -> Text:
    """The same for another coin: its quantity means something else there."""
    name = describe(base.tool, base.args)
    return Text(
        en=f"How much {coin}? What was said before was: {name.en}.",
        tr=f"Ne kadar {coin}? Daha önce söylenen: {name.tr}.",
    )


def which_prices(base: Earlier, coin: str) -> Text:
    """The same for another coin: prices do not carry over."""
    name = describe(base.tool, base.args)
    return Text(
        en=f"Prices do not carry over to {coin}; say the whole order. What was said before was: {name.en}.",
        tr=f"Fiyatlar {coin} için geçerli değil; emri tümüyle yazın. Daha önce söylenen: {name.tr}.",
    )


def _standing(each: Earlier, open_ids: Collection[str]) -> Text:
    if each.standing == "pending":
        until = _time(each.expires_ms)
        said = STANDINGS["pending"]
        return Text(en=f"{said.en} until {until} UTC", tr=f"{said.tr} ({until} UTC'ye kadar)")
    if each.standing == "approved" and each.status in _WORKING and not {*each.order_ids} & {*open_ids}:
        # The record may not have heard of its end yet; the venue's list has.
        return Text(
            en=f"sent, no longer working at the venue (order {each.order_ids[0]})",
            tr=f"gönderildi, borsada artık beklemiyor (emir no {each.order_ids[0]})",
        )
    if each.standing == "approved" and each.status is not None:
        became, number = BECAME[each.status], each.order_ids[0] if each.order_ids else None
        return Text(
            en=f"sent, {became.en}" + (f" (order {number})" if number else ""),
            tr=f"gönderildi, {became.tr}" + (f" (emir no {number})" if number else ""),
        )
    return STANDINGS[each.standing]


def _time(time_ms: int | None) -> str:
    return to_datetime(time_ms or 0).strftime("%H:%M:%S")
