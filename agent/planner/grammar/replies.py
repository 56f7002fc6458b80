"""Replies: what is said when there is nothing to propose."""

from tools.text import Text

HELP = Text(
    en=(
        "I plan testnet trades. Try: “buy 60 USDT of BTC on testnet”, “close half of my ETH”, “BTC price”, "
        "“what did I make this week”, “BTC chart”, “backtest sma on BTC”, “kill switch”."
    ),
    tr=(
        "Testnet işlemleri planlarım. Örnekler: “testnette 60 dolarlık BTC al”, “ETH'nin yarısını kapat”, "
        "“BTC fiyatı”, “bu hafta ne kazandım”, “btc grafiği”, “BTC'de sma backtest yap”, “acil durdur”."
    ),
)
ASSENT = Text(
    en="A yes in the chat approves nothing. Approve or reject on the approval card.",
    tr="Sohbette yazılan onay hiçbir şeyi onaylamaz. Onay kartından onaylayın ya da reddedin.",
)
ADVICE = Text(
    en="I give no trading advice and placed nothing. To trade, say it as an order, e.g. “buy 0.001 BTC”.",
    tr="Yatırım tavsiyesi vermem ve hiçbir emir vermedim. İşlem için emir olarak yazın, örn. “0.001 BTC al”.",
)
SETTINGS = Text(
    en=(
        "Isolated margin risks only a position's own margin, crossed the whole balance. One-way mode holds "
        "one position per symbol, hedge mode a long and a short apart. To change: “set BTC to isolated”, "
        "“switch to hedge mode”."
    ),
    tr=(
        "İzole teminatta pozisyon yalnızca kendi teminatını, çaprazda tüm bakiyeyi riske atar. Tek yönlü mod "
        "sembol başına bir pozisyon, hedge modu long ve short'u ayrı tutar. Değiştirmek için: “BTC'yi izole "
        "yap”, “hedge moduna geç”."
    ),
)
NEGATED = Text(en="Understood: nothing is done.", tr="Anlaşıldı: hiçbir şey yapılmadı.")
TOLD = Text(
    en="That tells what happened or what somebody says; I placed nothing. To trade, say it as an order.",
    tr="Bu, olanı ya da birinin dediğini anlatıyor; hiçbir emir vermedim. İşlem için emir olarak yazın.",
)
DRAFT = Text(
    en="This came from a quoted or pasted text, which I do not trust: it is only a draft, simulated.",
    tr="Bu, alıntılanmış ya da yapıştırılmış bir metinden geldi; ona güvenmem: yalnızca taslak, simülasyon.",
)
QUOTE_ONLY = Text(
    en=(
        "That is a quoted or pasted text, which I do not trust; I placed nothing. Say it as your own order "
        "if you want it."
    ),
    tr=(
        "Bu, alıntılanmış ya da yapıştırılmış bir metin; ona güvenmem ve hiçbir emir vermedim. İstiyorsanız "
        "kendi emriniz olarak yazın."
    ),
)
STOP = Text(
    en="Stop what: all trading (kill switch), or the orders of one symbol?",
    tr="Neyi durdurayım: tüm işlemleri mi (acil durdurma), bir sembolün emirlerini mi?",
)
HALT = Text(
    en="Shall trading stop or start? Write “kill switch: …” or “release kill switch: …” with your reason.",
    tr="İşlemler dursun mu, açılsın mı? Gerekçesiyle “acil durdur: …” ya da “kill switch'i kaldır: …” yazın.",
)
OF_BALANCE = Text(
    en="I cannot size an order by your balance here. How much exactly, in coins or USDT?",
    tr="Bakiyeye göre bu miktarı burada hesaplayamıyorum. Tam olarak ne kadar: kaç coin ya da kaç USDT?",
)
MEASURED = Text(
    en="I can measure from the market or the account only for a new order. Which number exactly?",
    tr="Piyasaya ya da hesaba göre ölçüyü yalnızca yeni emirde hesaplarım. Tam olarak hangi sayı?",
)
TOO_LONG = Text(
    en="That number has too many digits. How much exactly?",
    tr="Bu sayının çok fazla basamağı var. Tam olarak ne kadar?",
)
WHY_DENIED = Text(
    en=(
        "Its card names the rule that denied it, the limit, your value and what would pass. “explain max "
        "notional” tells more of a rule, “risk status” what is left of each limit."
    ),
    tr=(
        "Kartında reddeden kural, limit, sizin değeriniz ve neyin geçeceği yazar. Bir kural için "
        "“max_notional kuralını açıkla”, limitlerde kalan pay için “risk durumum” yazın."
    ),
)
WHICH_ONE = Text(
    en="You took something back: which size and coin shall it be?",
    tr="Bir değeri geri aldınız: miktar ve coin tam olarak ne olsun?",
)
TOO_MANY = Text(
    en="That is too much at once. Which step first?", tr="Bu bir kerede çok fazla. Önce hangi adım?"
)
SCHEDULE = Text(
    en="I cannot wait or schedule. Shall it happen now? Then say it without the time.",
    tr="Bekleyemem, zamanlayamam. Şimdi mi olsun? Öyleyse zamanı çıkarıp yazın.",
)


def not_understood(word: str) -> Text:
    """A command with a word nobody accounts for."""
    return Text(
        en=f"I don't understand “{word}” here. Can you say the order without it?",
        tr=f"Buradaki “{word}” sözünü anlamadım. Emri onsuz yazar mısınız?",
    )


def lost_step(words: str) -> Text:
    """One step of several that was not understood."""
    return Text(
        en=f"I don't understand “{words}”. What should that step be?",
        tr=f"“{words}” kısmını anlamadım. O adım ne olsun?",
    )


def odd_character(char: str) -> Text:
    """A character that makes one text look like another."""
    return Text(
        en=(
            f"The text has a character I do not read (U+{ord(char):04X}). Please type it again in "
            f"plain letters and digits."
        ),
        tr=(
            f"Metinde okumadığım bir karakter var (U+{ord(char):04X}). Lütfen düz harf ve rakamlarla "
            f"yeniden yazın."
        ),
    )
