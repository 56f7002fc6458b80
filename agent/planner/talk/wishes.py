"""Wishes: what somebody wants of what was said before, by whole phrases of both languages."""

import re
from collections.abc import Iterable

from agent.planner.grammar import en
from agent.planner.grammar.word_list import words

_POLITE = re.compile(
    r"(?<![a-z])(?:please|pls|lutfen|kanka|hocam|abi|ok|okay|tamam|peki|then|now|hadi|haydi|simdi|well"
    r"|thanks|thank you|tesekkurler|sagol)(?![a-z])[,.!]*|[.!?]+$",
    re.ASCII,
)
_NO = re.compile(
    r"no|nope|nah|no thanks|never ?mind|forget (?:it|that|about it)|drop (?:it|that)|leave it|skip it"
    r"|don'?t|don'?t do (?:it|that)|do not do (?:it|that)|scratch that|none(?: of (?:them|those))?"
    r"|reject(?: (?:it|that|them|both|all))?|no,? (?:cancel|forget|drop) (?:it|that)"
    r"|hayir|yok|vazgec\w*|bos ?ver|kalsin|istemiyorum|gerek yok|olmasin|unut(?: gitsin| onu)?"
    r"|hicbiri(?:ni)?|reddet|hepsini reddet|gonderme|yapma"
    r"|(?:hayir|yok),? (?:yok,? )?(?:dur|bekle|vazgec\w*|kalsin|istemiyorum|gerek yok|iptal(?: et)?|bosver)",
    re.ASCII,
)
_THAT = (
    r"(?:that|it|this|them|those|both|all(?: of (?:them|those|it))?|that one|the last one|my last one"
    r"|(?:that|this|the|my)(?: last)? (?:order|proposal|card|trade))"
)
_ONU = (
    r"(?:onu|bunu|sunu|onlari|bunlari|hepsini|ikisini(?: de)?|son(?:uncuyu| emri| oneriyi)|oneriyi|emri"
    r"|emrimi|karti|o emri|bu emri|o oneriyi|bu oneriyi)"
)
_TAKE_BACK = re.compile(
    rf"(?:cancel|undo|withdraw|revoke|take back|delete|remove|pull)(?: {_THAT})?|take (?:it|that) back"
    rf"|{_ONU} (?:iptal(?: et\w*| edelim)?|geri (?:al|cek)\w*|sil|kaldir)|iptal(?: et)?(?: {_ONU})?"
    r"|geri (?:al|cek)",
    re.ASCII,
)
_OLDER = re.compile(
    r"(?:now )?(?:cancel|remove|delete|pull|kill|drop) (?:the |my )?(?:old|older|previous|first|earlier)"
    r"(?: (?:one|stop|order|target|sl|tp))?"
    r"|(?:eski(?:si|sini|yi| stop\w*(?:'?\w+)?| emr\w+| olan\w*)|oncekini|onceki(?: stop\w*| emr\w+))"
    r" (?:iptal(?: et\w*| edelim)?|kaldir\w*|sil\w*)",
    re.ASCII,
)
_DECLINES = re.compile(
    r"\S+(?: (?:olani?|olandan|emrinden|onerisinden))? vazgec\w*|\S+ olani? (?:istemiyorum|kalsin)"
    r"|(?:drop|skip|i don'?t want) the \S+ one",
    re.ASCII,
)
_YES_TO_ALL = re.compile(
    r"(?:ikisini|hepsini|onlari|bunlari|ucunu)(?: de| da)? onayla\w*"
    r"|(?:approve|confirm) (?:both|all|them)(?: all)?",
    re.ASCII,
)
_NTH = re.compile(
    r"(?:cancel|drop|remove|withdraw) (?:the )?(?:(?P<first>first)|second|last)(?: one| proposal| card)?"
    r"|(?:(?P<ilk>ilkini|birincisini|birinciyi)|ikincisini|ikinciyi|sonuncusunu|sonuncuyu|sonrakini)"
    r" (?:iptal(?: et\w*)?|geri al\w*|kaldir\w*|sil\w*|vazgec\w*)",
    re.ASCII,
)
_ONE = re.compile(r"(?<![a-z])(?:one|[dn]?[iu]nki\w*|olan[iu]?)(?![a-z])", re.ASCII)
_ALL = re.compile(
    r"(?<![a-z])(?:all|both|them|those|none|hicbiri\w*|hepsi(?:ni)?|ikisini|onlari|bunlari)(?![a-z])",
    re.ASCII,
)
_RECAP = re.compile(
    r"what (?:did|have) (?:i|we|you) (?:just )?(?:do|done|buy|bought|sell|sold|propose\w*|order\w*)"
    r"(?: so far)?"
    r"|what (?:just )?happened(?: (?:to|with) (?:it|that|my (?:last )?(?:order|proposal)s?))?"
    r"|did (?:it|that|my (?:last )?order) (?:go through|fill|work|execute|get filled)"
    r"|(?:is|was) (?:it|that) (?:filled|done|sent|executed|approved|gone|in|placed|through)(?: yet)?"
    r"|(?:what(?:'s| is)|anything) (?:still )?(?:waiting|pending)(?: for me)?"
    r"|(?:az once|demin|son olarak) ne(?:yi)? (?:yap|al|sat|oner)\w*"
    r"|ne oldu(?: (?:ona|buna|emrime|son emrime))?"
    r"|(?:ona|buna|(?:son )?(?:emrime|emre|islemime|oneriye|onerime)) ne oldu"
    r"|(?:emir|emrim|o|son emrim)? ?(?:gerceklesti|doldu|gitti|onaylandi|gonderildi) m[iu]"
    r"|(?:onay |karar )?bekleyen(?: (?:oneri|kart|onay)\w*)?(?: ne(?:ler)?| bir sey)?(?: var(?: mi)?)?"
    r"|ne bekliyor"
    r"|(?:and |what about )(?:the )?other(?: one)?|(?:peki )?(?:ya )?(?:digeri|oburu|oteki)(?: ne oldu)?",
    re.ASCII,
)
_FILLED = re.compile(
    r"(?<![a-z])(?:fill|filled|in|placed|go through|through|work|executed?|sent|gone|done"
    r"|gerceklesti|doldu|gitti|gonderildi)(?![a-z])",
    re.ASCII,
)
_LIVE = re.compile(
    r"(?:(?:do|make|run|place|send|propose|now|and|then) )*(?:(?:it|that|this) )?(?:(?:go|be) )?"
    r"(?:live|for real|on (?:the )?testnet)(?: (?:now|then|too|instead))?"
    r"|(?:(?:onu|bunu|aynisini|simdi|o zaman) )*(?:testnett?e|gercek(?:ten|i)?|canli)"
    r"(?: (?:yap\w*|oner\w*|olsun|gonder\w*|ver|dene))?",
    re.ASCII,
)
_SAME = re.compile(
    r"(?:(?:the|do|and|now|propose|make|place) )*(?:the )?same(?: (?:again|thing|order|trade|one))*(?: |$)"
    r"|(?:and|what about|how about)(?: for)? \S+$|(?:do|propose|repeat|place|try)? ?(?:it|that) again"
    r"|repeat (?:it|that)|again$"
    r"|(?:.* )?(?:ayni(?:si|sini|sindan|yi|ni|s)?)(?: |$)|(?:peki )?ya \S+$|\S+ icin de(?: \S+)?$"
    r"|(?:again|tekrar)(?:,? (?:but|ama))?(?: (?:for|with))? \S+(?: icin)?$"
    r"|(?:onu |bunu )?(?:tekrar|yeniden|bir daha)(?: (?:oner|yap|dene|ver)\w*)?$",
    re.ASCII,
)
_CHANGE = re.compile(
    r"(?<![a-z])(?:make|change|set|move|raise|lower|bring|put|turn|switch|use|with) "
    r"(?:it|that|this|the|its|my)?"
    r"|(?<![a-z])(?:instead|rather|actually|add|is enough)(?![a-z])"
    r"|^(?:no|nope|sorry|wait|hayir|yok|aslinda|pardon|dur)[, ]"
    r"|(?<![a-z])(?:yap\w{0,5}|olsun|cek\w{0,5}|degistir\w*|yeter(?:li)?|yetsin|dusur\w*|yukselt\w*|cikar\w*|indir\w*|guncelle\w*"
    r"|ekle\w*|koy\w{0,4}|yerine|aslinda)(?![a-z])",
    re.ASCII,
)
_POINTS = re.compile(
    r"(?<![a-z])(?:it|its|that|this|them|one|onu|onun|ona|ondan|onda|bunu|bunun|buna|bundan|yarisini|yarisi"
    r"|tamamini|hepsini|ceyregini|(?:the|my) (?:stop|position|order|target)|stop'?u\w*|stopu\w*"
    r"|(?:tp|sl)'?[yiu]\w*|hedefi\w*"
    r"|pozisyon\w*|kaldirac\w*)(?![a-z])"
    r"|(?<![a-z])(?:move|set|put|pull|raise|lower|tighten|drag|bring) (?:stop|sl|target|tp)(?![a-z])",
    re.ASCII,
)
_RESTATES = re.compile(
    r"^(?:no|nope|sorry|wait|actually|hayir|yok|aslinda|pardon|dur)[,. ]+"
    r"|(?<![a-z])(?:instead|onun yerine)(?![a-z])",
    re.ASCII,
)


def bare(folded: str) -> str:
    """The folded text without politeness and closing marks."""
    return " ".join(_POLITE.sub(" ", folded).split()).strip(" ,")


def no(folded: str) -> bool:
    """Whether it is nothing but a no."""
    return _NO.fullmatch(bare(folded)) is not None


def declines(folded: str) -> bool:
    """Whether something is not wanted any more: `sol olanı vazgeç`."""
    return _DECLINES.fullmatch(bare(folded)) is not None


def assents_to_all(folded: str) -> bool:
    """Whether it is a yes to more than one: `ikisini de onayla`."""
    return _YES_TO_ALL.fullmatch(bare(folded)) is not None


def takes_back_nth(folded: str) -> int | None:
    """Which of the proposals in their order is taken back: 0 the first, -1 the last; None for other words."""
    found = _NTH.fullmatch(bare(folded))
    return None if found is None else 0 if found["first"] or found["ilk"] else -1


def takes_back(folded: str) -> bool:
    """Whether it takes something back without naming it: `cancel that`."""
    return _TAKE_BACK.fullmatch(bare(folded)) is not None


def everything(folded: str) -> bool:
    """Whether all of what is meant is meant: `cancel both`."""
    return _ALL.search(folded) is not None


def recaps(folded: str) -> bool:
    """Whether it asks what became of what was proposed."""
    return _RECAP.fullmatch(bare(folded)) is not None


def asks_filled(folded: str) -> bool:
    """Whether it asks what became of what was sent."""
    return _FILLED.search(folded) is not None


def asks_waiting(folded: str) -> bool:
    """Whether it asks only about what still waits."""
    return re.search(r"(?<![a-z])(?:waiting|pending|bekle\w+|bekliyor)(?![a-z])", folded) is not None


def names_one(folded: str) -> bool:
    """Whether one order is meant, by what it is of: `the ETH one`."""
    return _ONE.search(folded) is not None


def takes_back_older(folded: str) -> bool:
    """Whether it takes back the order that a newer one was to replace: `cancel the old one`."""
    return _OLDER.fullmatch(bare(folded)) is not None


def live(folded: str) -> bool:
    """Whether it wants what was simulated to be proposed for the testnet, and nothing else."""
    return _LIVE.fullmatch(bare(folded)) is not None


def same(folded: str) -> bool:
    """Whether it wants the last thing once more, for another symbol or again."""
    return _SAME.match(bare(folded)) is not None


def changes(folded: str) -> bool:
    """Whether it changes a value of something proposed: `make it 0.02`."""
    return _CHANGE.search(folded) is not None


_OF_CHANGE = words(
    """
    make change move bring put turn switch use add with instead rather actually one ones no nope sorry wait
    target size amount quantity price its both that this hayir yok aslinda pardon dur yap olsun cek degistir
    guncelle ekle koy yerine onu bunu miktari miktar tutari tutar fiyati fiyat hedefi hedef emri oneriyi
    yeter yeterli yetsin is enough
    """
)
"""Words of a change that no word table has."""
_OF_SAME = words(
    """
    same again repeat aynisi aynisini aynisindan aynisinin ayni aynini aynis tekrar yeniden daha bir oner
    dene ver yap et thing order one trade do propose make place the
    """
)
"""Words of a wish for the same that name nothing."""
_SAME_WORD = re.compile(r"(?<![a-z])(?:same|again|repeat|ayni\w*|tekrar|yeniden|bir daha)(?![a-z])", re.ASCII)
_MULTIPLIES = re.compile(
    r"(?<![a-z])(?:double|triple|twice|halve|half|kat(?:in[ae]|i)|yari(?:ya|si\w*)?)(?![a-z])", re.ASCII
)


def multiplies(folded: str) -> bool:
    """Whether it gives a factor in place of a value: `double it`, `iki katına çıkar`."""
    return _MULTIPLIES.search(folded) is not None


def all_of_change(strange: Iterable[str]) -> bool:
    """Whether words nothing else accounts for are at most words of a change, so that it is one."""
    return all(word in _OF_CHANGE for word in strange)


def all_of_same(strange: Iterable[str]) -> bool:
    """Whether words nothing else accounts for only ask for the same, and name no other thing."""
    return all(word in _OF_SAME for word in strange)


def says_same(folded: str) -> bool:
    """Whether the same is asked for in so many words, as in `same for PEPE`, not in `what about fees`."""
    return _SAME_WORD.search(folded) is not None


def restates(folded: str) -> bool:
    """Whether what follows takes the place of what was said before: `no, buy 0.02`."""
    return _RESTATES.search(folded) is not None


def points(folded: str) -> bool:
    """Whether it points at something without naming it: `half of it`, `yarısını`."""
    return _POINTS.search(folded) is not None


_BORROWED = {"a", "an", "at", "i", "long", "short", "limit", "market", "stop", "test"}
"""English words that traders use in Turkish too."""
_PLAIN = {
    "no",
    "same",
    "make",
    "change",
    "again",
    "undo",
    "both",
    "approve",
    "confirm",
    "drop",
    "other",
    "one",
}
_ENGLISH = (en.LANGUAGE_HINTS | _PLAIN) - _BORROWED


def of_no_language(folded: str) -> bool:
    """Whether none of its words is an English one: numbers, symbols and words both languages use."""
    return not _ENGLISH.intersection(re.findall(r"[a-z]+", folded))
