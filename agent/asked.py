"""Asked: what a question about the conversation wants to know, by whole phrases of both languages."""

import re
from collections.abc import Mapping
from typing import Literal

from tools.text import Language

Kind = Literal[
    "denied",
    "why",
    "passing",
    "take",
    "loss",
    "margin",
    "liquidation",
    "fee",
    "expiry",
    "orders",
    "receipts",
    "memory",
    "forget",
]
"""`denied` names a refusal, `why` does not; `take` wants what was said to pass; `expiry` is a card's;
`orders`, `receipts` and `memory` look at the account, at what was done and at what is remembered, which
`forget` drops."""

_EN: Mapping[Kind, str] = {
    "denied": (
        r"why (?:was|is|did|does|has|were) (?:that|it|this|my (?:last )?order|you|the order"
        r"|they)(?: been| get)?"
        r" (?:refused?|den(?:y|ied)|reject(?:ed)?|block(?:ed)?|declined?|not (?:allowed|accepted"
        r"|go through|pass))"
        r"(?: (?:it|that|my order))?"
        r"|why (?:can'?t|cant|couldn'?t|won'?t) (?:i|you|it|that)(?: (?:do|buy|sell|place|go through|pass))?"
        r"(?: (?:it|that|this))?"
        r"|why (?:refused|denied|rejected)|what(?:'s| is| was| went) wrong(?: with (?:it|that|my order))?"
    ),
    "why": r"why|why not|how come|what(?:'s| is| was) (?:the|your) (?:reason|problem)",
    "passing": (
        r"(?:and |so )?what (?:would|will|does|can|could) (?:work|pass|fit|go through|be (?:ok|okay|fine"
        r"|allowed))"
        r"|(?:and |so )?how (?:much|many|big)(?: (?:can|could|may) i (?:buy|sell|trade|short|long|do"
        r"|go))(?: instead)?"
        r"|what can i (?:do|buy|sell)(?: instead)?"
        r"|what(?:'s| is) the (?:max|maximum|most|biggest|largest)"
        r"(?: (?:size|amount|order|quantity|i can (?:buy|sell|do)))?"
    ),
    "take": (
        r"(?:do|use|take|propose|place|go with|make it|try) (?:that|this)(?: one| size| value"
        r"| amount)?(?: instead)?"
        r"|that one works|with that(?: one| size| value)?|do it (?:like|with) that"
    ),
    "loss": (
        r"(?:and )?(?:how much|what)(?:'s the most| is the most)? (?:can|could|would|might|will|do|am) i"
        r"(?: \w+)? (?:los[ei]\w*|risk(?:ing)?)(?: (?:now|here|at most|on (?:this|that|it)|with (?:this"
        r"|that|it)"
        r"|if (?:it|that) (?:goes wrong|stops(?: out)?)|if i'?m (?:wrong|stopped(?: out)?)))*"
        r"|what(?:'s| is) (?:my|the) (?:max(?:imum)? |worst(?: case)? )?(?:loss|downside)"
        r"(?: (?:here|now|on (?:this|that|it)))?"
        r"|what(?:'s| is) the worst case|how much is at (?:risk|stake)"
    ),
    "margin": (
        r"(?:how much|what|which) margin(?: (?:does|do|will|would|is|should|it|that|this|be|for|the"
        r"|order|need\w*"
        r"|use\w*|take\w*|require\w*|cost\w*|i))*"
    ),
    "liquidation": (
        r"(?:where|when|at what price|what price)(?:'s| is| would| will| do| am| could"
        r"| can)?(?: my)?(?: i| it| that)?"
        r"(?: get| be)? (?:liquidat\w+|liq)(?: price)?|what(?:'s| is) (?:the|my) (?:liquidation"
        r"|liq)(?: price)?"
    ),
    "fee": (
        r"(?:how much|what)(?:'s| is| are| will| would)?(?: the| my)? (?:fees?|commission)"
        r"(?: (?:be|is|on|for|it|that|this|cost|here))*|what (?:does|will|would) (?:it|that"
        r"|this) cost(?: me)?"
    ),
    "expiry": (
        r"(?:how long|until when|when)(?: is| does| will)?(?: (?:the|a|an|my|this|that|it))?(?: approval)?"
        r"(?: cards?)?(?: be)? (?:valid|expires?|last|good|left)"
        r"|how long do i have(?: to (?:approve|decide))?"
    ),
    "forget": (
        r"forget (?:everything|all(?: of it)?)(?: you (?:know|remember)(?: about me)?)?"
        r"|(?:clear|reset|delete) (?:all )?my (?:settings|preferences)"
    ),
    "orders": (
        r"where(?:'s| is| are) (?:my|the) (?:stops?|targets?|tp|sl|orders?|limits?|take profits?"
        r"|stop loss(?:es)?)"
        r"|(?:is|are) (?:my|the) (?:stops?|orders?|targets?|limits?|tp|sl) (?:still )?"
        r"(?:there|open|working|in|in place|on|set|live)|(?:and )?what(?:'s| is) (?:still )?open"
        r"|what(?:'s| is) my (?:stop|target|tp|sl)(?: at)?"
    ),
    "receipts": (
        r"(?:search|find|show|look up|look for|look in|list)(?: me)?(?: in)? my"
        r" (?:receipts?|past trades|trade history|past orders|last trades?)"
        r"(?: (?:for|about|of|on|with|in) .+)?"
        r"|(?:find|show)(?: me)? (?:the |my )?(?:last )?receipt(?: (?:for|of|about) .+)?"
        r"|(?:when|(?:at |for )?(?:what|which) price) did i (?:last )?(?:buy|sell|close|short|long)"
        r"(?: (?:my |the )?(?:last )?\w+)(?: (?:at|for|last))?|what was my last (?:\w+ )?(?:trade|order)"
    ),
    "memory": (
        r"what (?:did|have) i (?:set|save\w*|told you(?: to remember)?"
        r"|tell you(?: to remember)?)(?: so far)?"
    ),
}
_TR: Mapping[Kind, str] = {
    "denied": (
        r"(?:(?:bu|o|bunu|onu|emri?m?|bu emri?|o emri?) )?(?:neden|niye|nicin)(?: (?:bu|o|bunu|onu|emri?m?))?"
        r" (?:red\w+|olma(?:di|z)|olmuyor(?:mus)?|gecme(?:di|z)|gecmiyor|kabul (?:edilmedi|etmedin)"
        r"|engellen\w+"
        r"|izin (?:yok|verilmi\w+|vermi\w+|vermedin|verilmedi)|alamiyorum|satamiyorum|acamiyorum)"
        r"|(?:sorun|problem) ne(?:ydi|dir)?|nesi yanlis"
    ),
    "why": r"neden|niye|nicin|neden ki|sebebi? ne(?:ydi)?|neden boyle",
    "passing": (
        r"ne (?:gecer(?:di)?|uygun(?: olur)?|olursa (?:gecer|olur)|olsa (?:gecer|olur)\w*"
        r"|olsaydi (?:gecer|olur)\w*"
        r"|yapsam (?:gecer|olur)\w*|yaparsam (?:gecer|olur))|nasil (?:gecer|olur)(?:di)?"
        r"|(?:en fazla |en cok )?(?:kac|ne kadar|kac tane|kacini|ne kadarini)(?: (?:coin|btc|eth|sol"
        r"|usdt|dolarlik))?"
        r" (?:al\w*bilir\w*|sat\w*bilir\w*|ac\w*bilir\w*|olabilir|olur|gecer)(?:di)?|hangisi gecer"
    ),
    "take": (
        r"(?:onu|bunu|onunla|bununla|o kadar|oyle|boyle) (?:yap|oner|dene|kullan|olsun|al|sat)(?:alim|sin)?"
        r"|o (?:olsun|zaman onu yap)"
    ),
    "loss": (
        r"(?:en fazla |en cok |bunda |burada |bundan |stop olursa(?:m)? |patlarsa(?:m)? )*"
        r"(?:ne kadar|kac(?: para| dolar| usdt)?|ne)(?: para)? (?:kaybeder\w*|kaybede\w+|zarar eder\w*"
        r"|zarar ede\w+"
        r"|riske (?:at\w+|gir\w+|ed\w+)|yanar)"
        r"|(?:en fazla |en cok |maks(?:imum)? )?(?:zararim|kaybim|zarar"
        r"|kayip)(?: en fazla)? (?:ne(?: kadar)?|kac)"
        r"(?: olur| olabilir)?|en kotu(?: ihtimalle)? ne (?:olur|kaybederim)"
    ),
    "margin": (
        r"(?:bu |buna |bunun icin |ona )?(?:ne kadar|kac(?: dolar| usdt)?) (?:teminat|marjin|margin)"
        r"(?: (?:gider|gidecek|lazim|ister|istiyor|gerek\w*|kullanir|tutar|baglanir|yatar|olur|yer))?"
        r"|(?:teminat|marjin|margin)i? (?:ne kadar|kac|ne)(?: (?:olur|gider|tutar))?"
    ),
    "liquidation": (
        r"(?:nerede|nerde|kacta|kactan|hangi fiyat(?:ta|tan)?) (?:likit|lik|tasfiye|likide)\w*(?: (?:ol"
        r"|ed)\w+)?"
        r"|(?:likit|lik|tasfiye|likidasyon)\w*(?: fiyat\w*)? (?:ne(?:rede)?|nerde|kac(?:ta)?)(?: olur\w*)?"
    ),
    "fee": (
        r"(?:komisyon|ucret|masraf)\w* (?:ne(?: kadar)?|kac)(?: (?:olur|tutar|keser|gider|alir))?"
        r"|(?:ne kadar|kac(?: dolar| usdt)?) (?:komisyon|ucret|masraf)"
        r"(?: (?:oder\w*|gider|keser\w*|olur|alir\w*|cikar|var))?"
    ),
    "expiry": (
        r"(?:onay )?kart\w*(?: suresi)? (?:ne kadar(?: sure)?|kac (?:saniye|dakika)|ne zaman(?:a kadar)?)"
        r"(?: gecerli| surer| dol\w+| bekler)?|ne kadar (?:sure|vakt|zaman)\w* (?:var|kaldi)"
        r"|ne zamana kadar (?:gecerli|onay\w*)"
    ),
    "forget": (
        r"(?:her ?seyi|hepsini|hakkimda bildiklerini|tercihlerimi(?:n hepsini)?) (?:unut|sil|sifirla)"
    ),
    "orders": (
        r"(?:btc |eth |sol )?(?:stop|tp|sl|hedef|emi?r|limit)\w*(?:'\w+)? (?:nerede|nerde|ne durumda"
        r"|ne alemde"
        r"|duruyor mu|bekliyor mu|yerinde mi|aktif mi|kacta)|(?:hala )?(?:ne|neler) acik"
        r"|acikta ne(?:ler)? var"
    ),
    "receipts": (
        r"makbuzlarim(?:da|i)?(?: .+)? ?(?:ara|bul|goster|listele)\w*"
        r"|(?:en )?son (?:\w+ )?(?:islemim|islemlerim|makbuzum|makbuzlarim)(?: ne(?:ydi)?| hangisi(?:ydi)?"
        r"| goster)?|(?:en son )?\w+(?:'?[yn]?[iu])? (?:en son )?(?:ne zaman|kactan|kaca|hangi fiyattan)"
        r" (?:en son )?(?:al|sat|kapat)(?:mis)?[td][iu]m"
    ),
    "memory": (
        r"ne(?:yi|ler|leri)? (?:ayarla|kaydet|sakla)(?:mis|t|d)\w*|sana ne(?:yi|leri)? (?:soyle\w+"
        r"|ogrettim)"
    ),
}
_KINDS: Mapping[Language, Mapping[Kind, re.Pattern[str]]] = {
    "en": {kind: re.compile(phrases, re.ASCII) for kind, phrases in _EN.items()},
    "tr": {kind: re.compile(phrases, re.ASCII) for kind, phrases in _TR.items()},
}
_VALUE = re.compile(
    r"(?:(?P<en>why|how come)|neden|niye|nicin)(?: (?:is|it|that|the|only|just|did|you|use|a|sadece"
    r"|yalnizca|leverage"
    r"|quantity|size|price|stop|kaldirac\w*|miktar\w*|fiyat\w*|at|of))*"
    r" (?P<value>\d+(?:[.,]\d+)?)(?: ?(?:x|kat|btc|eth|sol|usdt|dolar))?(?: (?:leverage|kaldirac|oldu|now))?",
    re.ASCII,
)


def asked(bare: str) -> tuple[Kind, Language] | None:
    """What is asked, and in which language; None for anything else.

    Args:
        bare: the whole utterance, folded, without politeness and closing marks.
    """
    for language, kinds in _KINDS.items():
        for kind, phrases in kinds.items():
            if phrases.fullmatch(bare):
                return kind, language
    return None


def asked_value(bare: str) -> tuple[str, Language] | None:
    """The number whose reason is asked for: `why 3x`; None for anything else."""
    found = _VALUE.fullmatch(bare)
    if found is None:
        return None
    return found["value"].replace(",", "."), "en" if found["en"] else "tr"
