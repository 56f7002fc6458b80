"""Bilingual concepts: words of English and Turkish that mean the same to a trader, as folded word beginnings.

A longer beginning wins over a shorter one; a beginning of three letters or fewer must be the whole word.
"""

from functools import cache

CONCEPTS: dict[str, str] = {
    "buy": "buy bought purchase long acquire grab scoop al alim alis alayim alalim satinal topla",
    "sell": "sell sold short dump offload sat satis satayim satalim bosalt",
    "close": "close closing exit flatten unwind kapat kapa cik cikis",
    "cancel": "cancel remove delete pull iptal geri vazgec sil",
    "order": "order emir emri emirler",
    "open": "open working pending resting acik bekleyen",
    "all": "all every everything entire whole tum butun hepsi tamam",
    "position": "position exposure holding own pozisyon tutuyor",
    "portfolio": "portfolio balance account wallet equity funds portfoy bakiye hesap cuzdan varlik param",
    "price": "price quote trading cost fiyat kac kactan kur",
    "market": "market spread bid ask orderbook funding piyasa makas derinlik fonlama",
    "limit": "limit cap ceiling threshold tavan sinir",
    "risk": "risk drawdown exposure headroom margin marjin teminat",
    "policy": "policy policies rule guardrail politika kural kurali kurallar",
    "why": "why reason explain meaning mean neden nicin acikla anlat nedir demek",
    "refused": "refuse reject denied deny blocked reddet reddedil engel izinver",
    "health": "health healthy alive online status running saglik calis ayakta durum durumu",
    "system": "system venue connection service exchange connected sistem baglanti servis borsa",
    "kill": "kill halt emergency panic freeze stopall acil durdur dondur panik dur",
    "release": "release resume unfreeze unhalt reenable again devam coz kaldir yeniden",
    "switch": "switch anahtar salter",
    "canary": "canary kanarya",
    "confirm": "confirm real promote onayla teyit gercek",
    "leverage": "leverage multiplier kaldirac kat",
    "stop": "stop stoploss zarar zararkes",
    "profit": "profit takeprofit gain target kar kazanc hedef",
    "loss": "loss lose losing lost kayip kaybet",
    "pnl": "pnl earned performance getiri kazandim",
    "backtest": "backtest simulate historical history gecmis geriyedonuk",
    "test": "test try dene sina",
    "strategy": "strategy crossover sma ema rsi macd bollinger grid strateji kesisim ortalama",
    "average": "moving average hareketli",
    "optimize": "optimize optimise tune sweep optimize eniyile",
    "testnet": "testnet sandbox demo",
    "live": "live real canli gercek",
    "dry_run": "dry simulation paper simulasyon deneme kagit",
    "approve": "approve approval permit consent onay izin",
    "audit": "audit log record journal chain evidence denetim kayit defter kanit",
    "receipt": "receipt makbuz fis",
    "id": "id identifier number numara kimlik",
    "half": "half yarim yari",
    "percent": "percent percentage yuzde",
    "quantity": "quantity amount size lot miktar adet buyukluk",
    "notional": "notional worth dollar dolar usdt usd",
    "start": "start begin launch run basla baslat calistir",
    "install": "install setup configure configuration setting kur kurulum ayar yapilandir",
    "key": "key secret token credential sifre",
    "fallback": "fallback offline degrade cevrimdisi yedek",
    "planner": "planner groq model language planlayici",
    "executor": "executor execute execution dispatch yurutucu",
    "ledger": "ledger database sqlite postgres veritaban",
    "recover": "recover restart crash resume kurtar cok yenidenbaslat",
    "unknown": "unknown uncertain ambiguous belirsiz bilinmeyen",
    "tool": "tool toolkit arac",
    "bitcoin": "bitcoin btc",
    "ethereum": "ethereum ether eth",
    "solana": "solana sol",
    "ripple": "ripple xrp",
    "show": "show list display what which see view goster listele ne hangi bak gor",
    "change": "change set adjust raise lower edit degistir ayarla yukselt dusur yap",
    "reduce": "reduce reduceonly shrink azalt kucult",
    "post_only": "postonly maker pasif",
    "hello": "hello hi hey thanks merhaba selam tesekkur",
}

NAMES = tuple(CONCEPTS)
WEAK = frozenset({"show", "change", "all", "open", "why", "start", "test", "hello"})
"""Concepts so common that they say little about what a text is on."""

_LONGEST = 14


@cache
def concept_of(word: str) -> str | None:
    """The concept a folded word belongs to, or None.

    Example:
        >>> concept_of("pozisyonlarimi"), concept_of("positions")
        ('position', 'position')
    """
    beginnings = _beginnings()
    if word in beginnings:
        return beginnings[word]
    for length in range(min(len(word), _LONGEST), 3, -1):
        found = beginnings.get(word[:length])
        if found:
            return found
    return None


@cache
def _beginnings() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in CONCEPTS.items():
        for word in words.split():
            found.setdefault(word, name)
            if word.endswith("e") and len(word) > 5:
                found.setdefault(word[:-1], name)  # "releas" of "releasing"
    return found
