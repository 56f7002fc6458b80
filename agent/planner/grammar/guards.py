"""Guards: what is refused whatever stands round it, what is only talk, and what is quoted from elsewhere."""

import re
from typing import NamedTuple

from agent.planner.grammar.scene import Scene
from tools.text import Text

_W = r"(?:[\w'&-]+ ){0,4}"
_NOT_ORDER = r"(?! (?:order|buy|sell|at|\d))"
_CONTROLS = (
    r"(?:guard ?rails?|safety|security|safeguards?|polic(?:y|ies)|limits?|rules?|checks?|protections?"
    r"|risk (?:controls?|limits?|checks?|management)"
    r"|max[_ ]notional|price[_ ]collar|collar|daily[_ ]loss(?: limit)?|drawdown|restrictions|gate"
    r"|validation)"
)
_TR_CONTROLS = (
    r"(?:fiyat (?:band|koridor|tasma|yaka)"
    r"|guard ?rail|guvenli[kg]|koruma|politika|kural|kontrol|kisit|limitler|limitleri|limiti|risk limit"
    r"|sinirlamalar|sinirlari|emniyet|filtre|max[_ ]notional|zarar limit|gunluk limit)[\w']*"
)
_TR_OFF = (
    r"(?:kapat|kaldir(?!a+[cg])|devre disi|devreden cikar|yok say|atla|es gec|asip|as$|bypass|pas gec"
    r"|iptal et|sil|gormezden gel|umursama|bos ver|bosver|takma|uygulama|etkisiz|gevset"
    r"|close|cancel|disable|remove|skip|ignore|turn off)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z0-9])(?:{p})(?![a-z0-9])" for p in patterns), re.ASCII)


REFUSED: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        _any(
            (
                r"(?:(?<=^)|(?<=[,.;!:\"'] )|(?<=[\"'])|(?<=and )|(?<=then )|(?<=please )|(?<=pls )"
                r"|(?<=you )|(?<=me )|(?<=to )|(?<=just )|(?<=also )|(?<= i ))withdraw(?! (?:\w+ "
                r"){0,4}orders?)"
            ),
            (
                r"(?:make|do|process|request|start|initiate) an? withdrawal|cash out|withdraw (?:\w+ "
                r")*(?:btc|usdt|eth|funds|money|balance|coins|everything|all)"
            ),
            (
                rf"(?:transfer|send|move|wire) {_W}(?:\d[\d.,]*|btc|usdt|eth|funds?|money|balance"
                rf"|coins|everything|crypto|bitcoin|profits?) {_W}to {_W}(?:wallet|address|account"
                rf"|bank|iban|friend|binance|coinbase|0x\w+|bc1\w+|him|her|them|\w+@\w+|spot|futures"
                rf"|ledger|metamask|trustwallet)"
            ),
            rf"transfer {_W}(?:\d[\d.,]*|btc|usdt|eth|funds?|money|balance|coins|crypto|bitcoin)\w*",
            (
                r"(?:para|bakiye\w*|usdt\w*|btc\w*|eth\w*|coin\w*|hepsini|tumunu|kar\w*|dolar|lira|tl"
                r"|\d)(?:'?[a-z]{1,4})?(?: \w+){0,3} (?:hesab\w+|cuzdan\w+|adres\w+|iban[\w']*|banka\w*"
                r"|metamask\w*|ledger\w*|0x\w+) (?:\w+ )?(?:gonder|yolla|cek|aktar|at|transfer et"
                r"|havale et)\w*"
            ),
            (
                r"(?:para(?:mi|yi)?|bakiye(?:mi|yi)?|kar(?:imi|i)|usdt'?(?:mi|yi|leri|lerimi)|nakit) "
                r"?(?:cek|cekelim|cekmek istiyorum|ceker misin|cekimi? yap)|para cekme\w*(?: "
                r"talimat\w*| islem\w*)?|cekim (?:yap|talimati|islemi|talebi)\w*|(?:transfer|havale"
                r"|eft|virman)(?:i)? (?:et|yap|gonder|baslat|eder|edelim|edin|yapar)\w*|(?:cuzdan"
                r"|iban|banka|adres|hesab|ledger|metamask)[\w']* (?:\S+ ){0,3}(?:aktar|yolla|gonder|cek)\w*"
                r"|(?:\d[\d.,]* ?(?:usdt|btc|eth|dolar|\$)(?!'?y?[ae] )'?\w*) (?:cek|aktar)"
            ),
        ),
        Text(
            en="I cannot withdraw or transfer funds; this product only trades on testnets.",
            tr="Para çekemem ve transfer yapamam; bu ürün yalnızca testnette işlem yapar.",
        ),
    ),
    (
        _any(
            (
                r"real[ -]money|real (?:cash|funds|account|exchange|binance|market account)|main ?net"
                r"|production|prod|live (?:account|exchange|money|funds)|non[ -]?testnet|(?:off|leave"
                r"|not (?:on )?(?:the )?) ?testnet|actual (?:money|account)"
            ),
            (
                r"gercek para\w*|ana ?ag\w*|gercek (?:binance |borsa )?(?:hesap|hesab|borsa|bakiye)\w*"
                r"|canli (?:hesap"
                r"|hesab|para)\w*|uretim(?: ortam\w*| hesab\w*)|prod(?:'?[dt][ae]n?|uksiyon\w*)|test "
                r"?net(?:te)? degil(?: de)?|canliya gec\w*|gercek(?:ten)? parayla|mainnet\S*"
            ),
        ),
        Text(
            en="There is no production and no real-money trading here; I can do it on the testnet.",
            tr="Burada üretim ya da gerçek parayla işlem yok; aynı işlemi testnette yapabilirim.",
        ),
    ),
    (
        _any(
            (
                rf"(?:disable|turn off|switch off|bypass|ignore|skip|remove|override|circumvent|get "
                rf"around|work around|drop|lift|delete|suspend|deactivate|shut off|forget|disregard"
                rf"|without|no|evade|break|violate|exceed|loosen|relax|stop (?:enforcing|checking)) "
                rf"{_W}{_CONTROLS}{_NOT_ORDER}"
            ),
            (
                rf"(?:turn|switch|shut) {_W}{_CONTROLS} off|unlimited (?:leverage|orders?|size)"
                rf"|ignore {_W}(?:instructions|prompt)|limits? off|jailbreak|developer mode"
                rf"|{_CONTROLS} (?:off|disabled)"
            ),
            (
                r"(?:disable|(?:turn|switch|shut) off|bypass|ignore|skip|remove|override|deactivate|suspend)"
                r" (?:the |my |all )?(?:circuit )?breakers?|(?:turn|switch) (?:the )?(?:circuit )?breakers?"
                r" off"
                r"|devre kesici\w* (?:close|disable|kapat|kaldir|devre disi|devreden cikar|iptal et"
                r"|sil|yok say|atla)\w*"
            ),
            (
                rf"{_TR_CONTROLS}(?: (?!em[ir]|acik)[\w']+){{0,3}}? {_TR_OFF}\w*|kuralsiz|limitsiz"
                rf"|sinirsiz|kontrolsuz|korumasiz|{_TR_OFF}\w* {_TR_CONTROLS}|(?:onceki "
                rf")?talimatlari (?:unut|yok say)\w*"
            ),
        ),
        Text(
            en=(
                "I cannot switch off or get around limits and guardrails. Setting a limit to another "
                "number is a reviewed change."
            ),
            tr=(
                "Limitleri ve güvenlik kurallarını kapatamam ya da aşamam. Bir limiti başka bir "
                "sayıya çekmek incelemeden geçer."
            ),
        ),
    ),
    (
        _any(
            (
                r"(?:skip|bypass|without|no|no need (?:for|of)|forget|avoid|ignore|disable|don'?t "
                r"(?:ask|wait)(?: me)?(?: for)?|do not (?:ask|wait)(?: me)?(?: for)?|need no|not "
                r"need) (?:\w+ ){0,3}(?:approvals?|approving|confirm(?:ation|ing)?|permission"
                r"|asking(?: me)?)"
            ),
            (
                r"(?:auto|self)[ -]?(?:approve|confirm|approval)\w*|approve (?:it|this|that|them|the "
                r"(?!canary)|my|all|any|order|everything|every|yourself|automatically|for me|on my "
                r"behalf|and|both|\d|\w{4,}-)[\w -]*|pre-?approved?|(?:you|i) approve (?:it|on)[\w ]*"
                r"|mark (?:\w+ ){0,3}approved|confirm (?:the |my |this )?(?:pending )?(?:orders?"
                r"|trade)s?(?: for me)?|don'?t ask(?: me)?|no questions asked|give (?:the |your "
                r")?approval|treat (?:\w+ ){1,4}approv\w+"
            ),
            (
                r"onaysiz|onay(?:im|imi|i|ima)? (?:\w+ ){0,2}?(?:sormadan|beklemeden|vermeden"
                r"|verilmeden|istemeden"
                r"|almadan|olmadan|gerekmeden|gerekmeksizin|atla|atlayarak|gec(?!ti)\w*|kaldir"
                r"|bekleme|isteme|sorma|gerekmesin|aranmasin)|onaylamadan|onaya (?:dusmeden|gerek yok"
                r"|sunmadan)|bana sormadan|sormadan(?: yap| al| sat)?"
            ),
            (
                r"(?:emr?i\w*|islem\w*|hepsini|bunu|sunu|onu|sen|kendin|kendi kendine|otomatik|benim "
                r"(?:yerime|adima)|yerime|adima|tumunu|bekleyen\w*|siparisi) (?:\w+ "
                r"){0,2}(?:onayla\w*|onay ver)|onayla (?:sen|gitsin|hepsini|gec)|onaylanmis (?:say"
                r"|kabul et)\w*|onay\w* (?:\w+ ){0,3}(?:sen|siz|kendin|kendiniz|yerime|adima)(?: \w+)? ver\w*"
            ),
        ),
        Text(
            en="I can neither give nor skip an approval: only you can, on the card.",
            tr="Onay veremem ve onayı atlayamam: onu yalnızca siz, kart üzerinde verirsiniz.",
        ),
    ),
    (
        _any(
            (
                rf"(?:show|print|give|reveal|what(?:'?s| is| are)|tell|dump|send|list|display|echo"
                rf"|cat|leak|read|share|output|paste|get|see|expose|i want|i need) {_W}(?:(?:api"
                rf"|secret|private|approval|signing|hmac|access|venue|groq|binance)[ _-]?(?:api "
                rf")?(?:keys?|secrets?|tokens?)|keys|secrets?|\.env|env(?:ironment)?(?: variables?| "
                rf"vars?| file)?|credentials?|passwords?|seed phrase|tokens|system prompt)"
            ),
            (
                r"(?:api|gizli|ozel|imza|onay|binance|groq)[ _-]?(?:anahtar|key|secret|sifre"
                r"|token)[\w']*(?: \w+){0,3} (?:goster|ver|yaz|soyle|ne|nedir|paylas|at|dok|listele"
                r"|gonder|oku)\w*|(?:anahtar|sifre|parola|ortam degisken|\.env|secret|env dosya|token"
                r"|sistem prompt)[\w']*(?: \w+){0,3} (?:goster|ver|yaz|soyle|ne|nedir|paylas|at|dok"
                r"|listele(?!d|yor)|gonder|oku)\w*"
            ),
        ),
        Text(
            en="I cannot show keys, secrets or the environment.",
            tr=("Anahtarları, sırları ya da ortam değişkenlerini gösteremem."),
        ),
    ),
    (
        _any(
            (
                rf"(?:delete|erase|edit|clear|wipe|modify|remove|alter|change|purge|tamper(?: with)?"
                rf"|rewrite|hide|falsify|fake|truncate|forge|clean(?: up)?|scrub|drop|backdate) "
                rf"{_W}(?:audit\w*|records?|logs?|history|ledger|trail|receipts?|evidence|trace"
                rf"|entries)(?: \w+)?"
            ),
            (
                r"(?:denetim|kayit(?!l)|kayd|kayitlar|log|gecmis|audit|defter|makbuz|iz(?!ole)|kanit|islem "
                r"gecmis)\w*(?: [\w']+){0,3}? (?:sil|degistir|duzenle|temizle|kaldir(?!a+[cg])|yok et|gizle"
                r"|oyna|yoket|ucur)\w*"
            ),
        ),
        Text(
            en="The record cannot be deleted or edited, by anybody.",
            tr="Kayıt silinemez ve değiştirilemez; bunu kimse yapamaz.",
        ),
    ),
)

_UNSPACED = re.compile(r"(?<=\d)(?=(?:btc|eth|usdt|usd|dolar|tl)(?![a-z]))", re.ASCII)
_ASSENT = re.compile(
    (
        r"\W*(?:(?:yes|yeah|yep|yup|ya|ok|okay|k|sure|confirm(?:ed)?|i confirm|approved?|i approve"
        r"|do it|go ahead|go|lgtm|y|aye|agreed|correct|right|evet|tamam(?:dir)?|ok(?:ey)?|olur|peki"
        r"|onay(?:la|liyorum|landi|ladim|landi)?|kabul(?: ediyorum)?|e|aynen|yap(?: gitsin)?"
        r"|devam(?: et)?|gonder(?: gitsin)?|please|lutfen|dogru|sounds good|proceed|send it|it'?s "
        r"fine|ship it|hadi|onay veriyorum|teyit ediyorum|confirm it)\W*)+"
    ),
    re.ASCII,
)
_QUOTE = re.compile(
    r"\"([^\"]{4,})\"|(?:(?<=\s)|^)'([^'\n]{6,})'(?=[\s.,!?]|$)|```(.+?)```|^> ?(.+)$",
    re.ASCII | re.DOTALL | re.MULTILINE,
)
_PASTED = re.compile(
    r"(?:signal|sinyal(?:i)?|alert|call|tuyo)\w*(?: \w+){0,5} ?(?:\([^)]*\) ?)?[:>\-\n]+(?P<body>.+)",
    re.ASCII | re.DOTALL,
)
_HEADLINE = re.compile(
    r"\W*(?:breaking(?: news)?|(?:latest |market |crypto )?news(?: ?flash)?|news alert|headlines?|just in"
    r"|son dakika(?: haberi?)?|flas(?: haber)?|haber(?:ler)?|manset|duyuru)\W* ?[:|>!-]\s*(?P<body>.+)",
    re.ASCII | re.DOTALL,
)
_LEVELS = re.compile(
    (
        r"(?<![a-z])(?:entry|entries|giris|tp\d?|targets?|hedef(?:ler)?|sl|stop ?loss|stop|leverage"
        r"|kaldirac)\b ?\d?[:=@ ]"
    ),
    re.ASCII,
)
_DIRECTIVE = re.compile(
    (
        r"(?<![a-z])(?:signal\w*|sinyal\w*|copy|follow|take|execute|do|place|use|run|turn|enter|trade"
        r"|this|uygula\w*|ac|gir|al|yap|kopyala|cevir\w*|dene\w*|su|bunu|take a look|from telegram"
        r"|grup\w*|act on)(?![a-z])"
    ),
    re.ASCII,
)
_REPORT = re.compile(
    (
        r"(?<![a-z])(?:said|says|according|thinks|heard|reports?|goes|tweeted|wrote|told|shouted|headline"
        r"|article|news|he|she|dedi|diyor"
        r"|demis|yazmis|yazdi|haber\w*|manset|baslik|mean\w*|demek|ne anlama|translate|cevir\w*|word"
        r"|sarki|song|title|movie|film|book|kitap)(?![a-z])"
    ),
    re.ASCII,
)
SPOKEN = (*(pattern.pattern for pattern, _ in REFUSED), _REPORT.pattern, _DIRECTIVE.pattern)
"""The words looked for here, so that a mistyped one can be known."""


_QUOTED_LIVE = re.compile(
    r"\"\W*(?:live|for real|on testnet|canli|gercek|gercekten|testnette)\W*\"", re.ASCII
)


def reports(folded: str) -> bool:
    """Whether the words tell what somebody said or wrote."""
    return _REPORT.search(folded) is not None


class Quoted(NamedTuple):
    """Something pasted or quoted, and whether the words round it ask for it to be done."""

    body: str
    wanted: bool


def refused(folded: str) -> Text | None:
    """Why the whole utterance is refused, or None."""
    spaced = _UNSPACED.sub(" ", folded)
    return next(
        (reason for pattern, reason in REFUSED if pattern.search(folded) or pattern.search(spaced)), None
    )


def assents(folded: str) -> bool:
    """Whether the text is nothing but a yes: it never approves anything."""
    return _ASSENT.fullmatch(folded) is not None


def unquoted(text: str, folded: str) -> str:
    """The text without live words in quotes: those do not count."""
    for match in reversed(list(_QUOTED_LIVE.finditer(folded))):
        text = text[: match.start()] + text[match.end() :]
    return text


def quoted(text: str, folded: str) -> Quoted | None:
    """The pasted or quoted part of a text, when it has one that could be a trade."""
    match = _QUOTE.search(folded)
    if match:
        group = match.lastindex or 0
        outside = folded[: match.start()] + " " + folded[match.end() :]
        wanted = not _REPORT.search(outside) and (not outside.strip() or bool(_DIRECTIVE.search(outside)))
        return Quoted(text[match.start(group) : match.end(group)], wanted)
    headline = _HEADLINE.match(folded)
    if headline:
        return Quoted(text[headline.start("body") : headline.end("body")], False)
    pasted = _PASTED.search(folded)
    if pasted:
        return Quoted(text[pasted.start("body") : pasted.end("body")], True)
    if len(_LEVELS.findall(folded)) >= 3 and ("\n" in folded or folded.count(":") >= 2):
        return Quoted(text, True)
    return None


_POLITE_QUESTION = re.compile(
    (
        r"(?:can|could|would|will) (?:you|u)|(?:can|could|may) i (?:get|have)|m[iu]s[iu]n(?:[iu]z)?"
        r"|[ae]bil[iu]r m[iu]y[iu][mz]|please|pls|lutfen|ok\?|okay\?"
        r"|tamam m[iu]|olur mu"
    ),
    re.ASCII,
)


def doubtful(scene: Scene) -> bool:
    """Whether the clause asks about acting instead of asking for it."""
    if scene.has("question") or (_DEFINED.search(scene.folded) and not scene.coins and not scene.numbers):
        return True
    return "?" in scene.text and not _POLITE_QUESTION.search(scene.folded)


_OTHER_VALUE = re.compile(r"^ degil\b(?! ?[.!]?$)", re.ASCII)


def corrected(scene: Scene) -> bool:
    """Whether a size or a coin is taken back for another one in the same breath: `0.1 değil 0.01 btc al`."""
    ends = [n.end for n in scene.numbers] + [c.end for c in scene.coins]
    return any(_OTHER_VALUE.search(scene.folded[end:]) for end in ends)


_HEARSAY = re.compile(
    r"(?<![a-z])(?:al|sat|kapat|long|short)\w* (?:diyor|dedi|demis|deniyor|yazmis|yaziyor|oneriyor)"
    r"(?:l[ae]r)?(?![a-z])"
    r"|(?<![a-z])\w{2,}s[iu]n(?:l[ae]r)? (?:diye|dedi|demis|diyor|isten|deniyor|denil|iste[dn]i|istiyor)\w*"
    r"|(?<![a-z])(?:i'?m|i am|we'?re|we are) (?:already |still |currently |now )?(?:long|short)(?![a-z])",
    re.ASCII,
)
_DEFINED = re.compile(r"(?<![a-z])(?:nedir|ne demek|ne ise yarar|nasil calis[iu]r)\W*$", re.ASCII)
"""Asks what something is; with a coin or a number it may ask for a figure."""


def told(scene: Scene) -> bool:
    """Whether the only verb is one of telling (`aldı`, `açıyor`), with `long` or `short` as a noun."""
    verbs = {scene.folded[t.start : t.end] for t in scene.tags if t.concept in ("buy", "sell", "close")}
    named = verbs <= {"long", "short"}
    told = named and (scene.has("told") or _HOLDS.search(scene.folded))
    return bool(told or _HEARSAY.search(scene.folded))


_HOLDS = re.compile(
    r"(?<![a-z])(?:i|we)(?:'ve got| have(?: got)?| hold| own| got) (?:an? )?(?:[\d.,]+ ?)?\w+ (?:long"
    r"|short)(?![a-z])"
    r"|(?<![a-z])(?:long|short)(?:'?um)?(?: poz\w*)? var(?:ken|di)?(?![a-z])",
    re.ASCII,
)
"""What is held, with the side as a noun."""


def asks_politely(folded: str) -> bool:
    """Whether its question mark asks for something to be done: `can you buy …?`."""
    return _POLITE_QUESTION.search(folded) is not None


def negated(scene: Scene) -> bool:
    """Whether the clause says not to."""
    return scene.has("negated")
