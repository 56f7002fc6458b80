"""The words of Turkish, folded to ASCII, as regular expressions; one line per concept.

Turkish says who and how in the ending of the verb: `al` is a command, `alsam` a doubt, `alma` a refusal,
`aldi` news. `tr_endings` writes the endings out once.
"""

from agent.planner.grammar import tr_halts, tr_when
from agent.planner.grammar.tr_endings import command, doubt, refusal
from agent.planner.grammar.tr_plain import FILLERS, LANGUAGE_HINTS

__all__ = ["FILLERS", "LANGUAGE_HINTS", "WORDS"]

_PUTTING = (
    ("koy", "koyar"), ("gir", "girer"), ("ver", "verir"), ("ac", "acar"), ("bas", "basar"), ("gec", "gecer"),
    ("kur", "kurar"), ("birak", "birakir"),
)  # fmt: skip
_PUT = (
    r"(?:"
    + "|".join(
        (
            *(command(stem, aorist) for stem, aorist in _PUTTING),
            command("ekle", "ekler", "ekley"),
            command("koru", "korur", "koruy"),
        )
    )
    + r"|yap)"
)

_CHANGES = (
    ("yukselt", "yukseltir"), ("dusur", "dusurur"), ("cikar", "cikarir"), ("indir", "indirir"),
    ("arttir", "arttirir"), ("artir", "artirir"), ("azalt", "azaltir"),
)  # fmt: skip
"""Verbs of making a number larger or smaller, with their aorist."""
_STREAM = (
    r"(?:(?:canli|anlik|veri|piyasa|fiyat|market|hesap) )*(?:akis(?:i|in|ini|lar|lari|larin|larini)?"
    r"|stream(?:'?[iu]|in|ini|ler|leri|lerini)?|ws(?:'?[iuy]+)?|web ?soc?ket(?:'?[iu]|ini|ler|leri)?"
    r"|yayin(?:i|ini|lari|larini)?)(?: baglantisi(?:ni)?)?"
)

_TAKE = command("al", "alir")
_SHORT_IT = "(?:sh?ort|long)la"
_OPEN = "|".join(
    (command("ac", "acar"), command("gir", "girer"), command("bas", "basar"), command("gec", "gecer"))
)

WORDS: dict[str, str] = {
    "stream": _STREAM,
    "stream_on": (
        rf"{_STREAM} (?:ac(?:in|alim|ar misin|abilir misin)?|baslasin|devreye al)|dinlemeye basla"
        rf"|abone ol|{_STREAM} (?:dinle|takip et)(?:yelim|r misin)?"
    ),
    "stream_off": (
        rf"{_STREAM} (?:durdur(?:un|alim|ur musun|abilir misin)?|kes(?:in|elim|er misin)?|sonlandir|bitir"
        r"|kapat(?:in|alim|ir misin)?)|abonelikten cik|dinlemeyi (?:birak|kes|durdur)"
    ),
    "stream_state": (
        rf"{_STREAM} (?:(?:su an )?(?:calisiyor|acik|aktif|guncel|saglikli|bagli|kopuk|koptu|geliyor"
        r"|kesildi|durdu) m[iu](?:ydi)?|ne durumda|ne alemde)"
    ),
    "buy": command("al", "alir")
    + r"|almak icin(?= (?:\S+ ){0,3}emi?r)|lazim|satin (?:"
    + command("al", "alir")
    + r")|"
    + command("yatir", "yatirir")
    + r"|(?:(?<=dolar )|(?<=dolarlik )|(?<=usdt )|(?<=usdtlik )|(?<=[$] ))(?:bas|gom)"
    + (
        r"|al[iu]m[iu]?(?: yap(?:alim|ar misin|in(?:iz)?)?)?|al[iu]s(?: emri)?|kap"
        r"|longla(?:s[ae]n[ae]|y[ae]l[iu]m|y[iu]n|r m[iu]s[iu]n)?"
        rf"|long(?: poz(?:isyon)?u?|'?a|)(?: (?:{_OPEN}))|long|topla|al emri|alma emri|alim emri"
        r"|uzun poz(?:isyon)? ac|uzun ac"
    ),
    "sell": command("sat", "satar")
    + (
        r"|satmak icin(?= (?:\S+ ){0,3}emi?r)"
        r"|sat[iu]s[iu]?(?: emri| yap(?:alim|in(?:iz)?)?)?|sh?ortla(?:s[ae]n[ae]|y[ae]l[iu]m|y[iu]n"
        r"|r m[iu]s[iu]n)?"
        rf"|short(?: poz(?:isyon)?u?|'?a|)(?: (?:{_OPEN}))|short"
        r"|bosalt|elden cikar|sat emri|satma emri|kisa poz(?:isyon)? ac|kisa ac|acigasat|aciga sat"
    ),
    "close": command("kapat", "kapatir")
    + r"|"
    + command("realize et", "realize eder", "realize ed")
    + r"|"
    + command("cik", "cikar")
    + r"|kurtulmak istiyorum|flat (?:ol|gec|kal)(?:al[iu]m|elim|mak istiyorum)?"
    + r"|cikar (?:beni|bizi)|cikis yap|pozisyondan cik|kapa|likide et|(?<=yariya )(?:indir"
    r"|dusur|azalt)|sifirla",
    "cancel": command("iptal et", "iptal eder", "iptal ed")
    + r"|iptal(?:i|ini)?|"
    + command("sil", "siler")
    + r"|"
    + command("kaldir", "kaldirir")
    + r"|ucur|kurtul|geri cek|"
    + command("temizle", "temizler"),
    "all": (
        r"ne kadar(?= emir)|her(?= emr?i)|t[uo]m[u]?|tumunu|hepsi(?:ni|n)?|butun|her sey(?:i)?|hersey(?:i)?"
        r"|tamami(?:ni|n)?|komple"
        r"|ne var ne yok|tamamen|tum"
    ),
    "half": r"yari(?:si|sini|sinin|sindan)?|yariya",
    "third": r"ucte bir(?:i|ini|inden)?",
    "quarter": r"ceyreg(?:i|ini|inden)|dortte bir(?:i|ini|inden)?",
    "order": r"emri?(?:m|mi|n|ni|nin|i|in|ini)?|emir|limit emr\w+",
    "orders": r"(?:emir|order)ler"
    + r"(?:i|im|imi|imiz|imizi|in|ini|inin|imin|imizin|(?:im|in)?d[ae]n)?|orderlar\w*|talimatlar\w*",
    "open_orders": (
        r"(?:acik|bekleyen) emr(?:im|imiz)(?= var| ne)"
        r"|(?:acik|bekleyen|aktif|duran|asili) emir(?:ler)?(?:i|im|imi|imiz|imizi)?|emir (?:listesi"
        r"|defterim)|bekleyen neyim var|emir listem"
    ),
    "positions": (
        r"(?:acik )?poz(?:isyon)?(?:lar|larim|larimi|larimiz|lari|larimda)|acik poz(?:isyon)?(?:um"
        r"|lar|larim|larimi)?|(?:acik )?islemlerim|elimde (?:ne|neler) var|acik(?:ta)? (?:bir )?sey\w*"
        r"|acik (?:islem|islemler)\w*"
        r"|(?:long|short) m[iu]y[iu]m(?:,? (?:yoksa )?(?:long|short) m[iu](?:y[iu]m)?)?"
        r"|poz(?:isyon)?um(?:uz)? ne (?:durumda|alemde)"
        r"|poz(?:isyon)?um var mi|poz(?:isyon)?um ne|poz(?:isyon)?um(?= (?:ne|var|nasil|kac))"
    ),
    "position": (
        r"pozisyon[a-z]*|poz[a-z]{0,5}|islem(?:i|imi)(?= (?:kapat|sonlandir|close))|(?:long"
        r"|short)'?(?:a|um|umu"
        r"|u|un|umun|umdan|undan|unu|unun|tan|dan|lar|larim|larimi"
        r"|lari|uma|una)|elimdeki"
    ),
    "portfolio": (
        r"portfoy\w*|portfolyo\w*|bakiye\w*|cuzdan\w*|varlik\w*|ne kadar (?:param|dolarim|usdtm|usdt'?m"
        r"|bakiyem|teminatim)(?: var| kaldi)?|(?:kac )?param (?:ne kadar|var|kac)|param ne|kasa(?:m"
        r"|mda)?(?: ne)?(?: durum(?:u|da)?| kadar)?|hesap (?:ozeti?|durumu?|bakiyesi|bakiyem)|hesabim\w*"
        r"|hesapta ne|kac (?:param|dolarim|usdtm|usdt'?m) (?:var|kaldi)|toplam varlig\w*|serbest marj\w*"
        r"|teminatim\w*|hesap ozetim"
    ),
    "risk": (
        r"(?:futures |vadeli )?risk(?:im|imi|ler|leri|lerim|imiz|i|te)?(?: durum\w*| rapor\w*| "
        r"ozet\w*| seviye\w*)?|limit(?:ler)?(?:im)?e yakin m\w+|limit(?:ler)?(?:im)?e ne kadar (?:var"
        r"|kaldi|yakin\w*)|kalan limit\w*"
        r"|gunluk zarar\w*|(?:kill ?switch|acil durdurma) (?:acik|aktif|devrede) mi|islem durumu"
        r"|(?:islem(?:ler)?|trading|alim satim) (?:durduruldu|durdu|durdurulmus|kapali|acik) m[iu]\w*"
        r"|durdurulmus mu\w*|islem yapabiliyor mu\w*|drawdown\w*|ne kadar riskteyim|riskte miyim"
        r"|limit (?:doluluk|kullanim)\w*|devre kesici(?: durum\w*)?"
        r"|maruziyet\w*|gunluk (?:kayip|kaybim)\w*|ne kadar (?:zarar"
        r"|kayip) hakkim\w*"
    ),
    "health": (
        r"sagli(?:k|gi|kli)(?: kontrol\w*| durum\w*| m[iu]\w*)?|sistem (?:durumu|nasil|calisiyor"
        r"|ayakta|saglikli|iyi|acik)(?: m[iu])?|calisiyor mu(?:sun)?|ayakta m[iu](?:s[iu]n)?|her ?sey "
        r"(?:yolunda|iyi|calisiyor|tamam) m[iu]|iyi misin|saglik raporu|sistemin durumu|sistem "
        r"ayakta mi|orada misin|sunucu (?:durumu|ayakta)"
    ),
    "price": (
        r"(?:guncel |canli |anlik |son |alis[ /-](?:ve )?satis )?"
        r"fiyat(?:i|ini|lar|lari|larini|i ne|im|lara)?(?: bilgisi)?"
        r"|fiyat(?:ina|larina)(?= bak)"
        r"|kac dolar(?=.*(?:\?|$))|kac para|kac usdt|ne kadar(?! emir)|kaca|kactan|kac oldu|kac tl"
        r"|fonlama(?: "
        r"oran\w*)?|funding\w*|spread\w*|makas\w*|alis satis fark\w*|kacta|kac|piyasa verisi|piyasa "
        r"durumu|degeri|kac lira|kur(?:u|un)?"
    ),
    "policy": (
        r"polit(?:ika|ikalar|ikasi|ikalari|ikayi)\w*|kural(?:i|lar|lari|larim|larimiz|ini|larini|im)?"
        r"|limit(?:ler|leri|lerim|lerimiz|im|imi)(?:i)?|ne(?:lere)? izin\w*|kisit\w*|sinir(?:lar"
        r"|larim|im|i|lari)\w*|azami emir\w*|policy|koruma kural\w*|guvenlik kural\w*"
    ),
    "isolated": (
        r"(?:izole|isolated)(?: (?:marj(?:in)?|teminat)(?:[ae]|in[ae])| mod(?:a|una)| ?'?y?[ae])"
        r" (?:al|alalim|cevir|gec|gecir)"
        r"|(?:(?:marj(?:in)?|teminat)\w* )?(?:izole|isolated)(?:'?y[ae])?(?: (?:(?:marj(?:in)?|teminat)\w*"
        r"|mod(?:a|u|una)?))?"
    ),
    "crossed": (
        r"(?:capraz|cross)(?: (?:marj(?:in)?|teminat)(?:[ae]|in[ae])| mod(?:a|una)|'? ?[ae])"
        r" (?:al|alalim|cevir|gec|gecir)"
        r"|(?:capraz|cross)(?:'?[ae])?(?: (?:(?:marj(?:in)?|teminat)\w*|mod(?:a|u|una)?))|capraz(?:a)?"
        r"|cross(?:'?a)?(?= (?:yap|cevir"
        r"|olsun|mi)|$)"
    ),
    "margin_type": r"(?:marj(?:in)?|teminat|margin) (?:tip|mod|tur)\w*|(?:marjin?|teminat)(?:i|ini|ini)",
    "hedge_mode": rf"(?:hedge|cift yon(?:lu)?)(?: (?:poz(?:isyon)? )?mod\w*)? (?:{_TAKE})"
    r"|hedge(?: mod\w*)|(?<=modunu )hedge|hedge(?= (?:olsun|yap))"
    r"|cift yon(?:lu)?(?: (?:poz(?:isyon)? )?mod\w*)?",
    "one_way": rf"tek yon(?:lu)?(?: (?:poz(?:isyon)? )?mod\w*)?(?: (?:{_TAKE}))?",
    "position_mode": r"poz(?:isyon)? mod\w*",
    "pnl": (
        r"pnl(?:'?[a-z]{1,4})?|kar ?(?:/|-|ve|ya da)? ?zarar\w*|(?:ne kadar|kac (?:para|dolar|usdt)) "
        r"(?:kazan\w+|kaybet\w+|kar (?:et|yap)\w+|zarar et\w+)|kazanc(?:im|imi|lar\w*)|kar durum\w*"
        r"|ne (?:kazan|kaybet)[dt]i[mk]|karim(?: ne)?|karda miyim|zararda miyim|ne kadar (?:kar"
        r"|zarar)day[iu][mz]|nasil git(?:ti[mk]|miş|mis)im?|zarar durum\w*"
    ),
    "candles": r"mum grafi[kg]\w*|grafi[kg](?:i|ini|ler|leri|lerini)?|mum(?:lar(?:i|ini)?|u|unu)?",
    "symbols": (
        r"hangi(?: usdt| tl| try)? (?:coin|sembol|parite|cift)\w* (?:var|islem (?:yap|gor)\w+|listele\w*)"
        r"|(?:tum|butun)(?: usdt| tl| try)? (?:coin|sembol|parite|cift)\w* (?:listele|goster|getir"
        r"|say|sirala)"
        r"|(?:sembol|parite|coin|cift)(?:ler|leri|lerini) (?:listele|goster|getir|say|sirala)"
        r"|sembol listesi\w*"
        r"|hangi (?:coin|sembol|parite|cift)\w* (?:al[iu]p sat\w+|al[ae]bil\w+|islem)|islem goren (?:coin"
        r"|sembol|parite)\w*"
    ),
    "leverage": r"kaldira[cg](?:i|im|imi|ini|la|li|imiz|i ni)?|lev|leverage",
    "set": command("ayarla", "ayarlar")
    + r"|"
    + command("degistir", "degistirir")
    + r"|"
    + command("yap", "yapar")
    + r"|"
    + command("cek", "ceker")
    + r"|"
    + "|".join(command(stem, aorist) for stem, aorist in _CHANGES)
    + r"|kucult|(?:geri )?don(?:elim|er misin|sun)?|olsun|cikart|guncelle|kullan|ayarlansin",
    "canary": (
        r"(?:son )?(?:canary|kanarya)(?:'?(?:yi|i|nin|ya|y|si|lik))?"
        r"(?: (?:emri?|testi?|denemesi?|islemi)(?:ni|i)?)?"
    ),
    "confirm": (
        r"onay(?:la|layalim|lar misin|ver|i ver)?|teyit(?: et)?|dogrula|confirm(?:le| et)?|canliya "
        r"al(?= *$)"
    ),
    **tr_halts.WORDS,
    "backtest": (
        r"back ?test(?:i|ini|le|ler|leri|imi)?(?: et| yap| calistir| at| cek| kos| kostur| baslat)?"
        r"|geriye donuk(?: test\w*| dene)?(?: et| yap| calistir)?|gecmis(?: veri)?(?:de|te| veride| "
        r"veriyle| verilerde)? (?:test et|dene|sina)|test et(?=.*$)|gecmise donuk test(?: et| yap)?"
        r"|gecmis(?:te|de) nasil calis\w+"
    ),
    "run": command("calistir", "calistirir")
    + r"|"
    + command("baslat", "baslatir")
    + r"|"
    + _PUT
    + r"|"
    + command("gonder", "gonderir")
    + r"|"
    + command("yolla", "yollar")
    + r"|olustur|kostur|uygula|islem ac|emir gir|patlat|yaz",
    "show": command("goster", "gosterir")
    + r"|"
    + command("listele", "listeler")
    + (
        r"|ne anlama gel\w+|bak|bakalim|bakar misin|getir|ver|nedir|neler|ne|soyle|soyler misin"
        r"|hangi(?:leri)?"
        r"|gor(?:elim|eyim)?|ozet(?:i|ini|le|ler misin)?|nasil|sorgula|kontrol et|var mi|dok"
        r"|acikla(?:r misin)?|anlat(?:ir misin)?|durum(?:u|um|umu)?|raporla|goruntule|kac tane|ne "
        r"alemde|neymis|ogren|nerede"
    ),
    "state": (
        r"durum(?:u|um|un|unu|da|umu)?|ne oldu|gerceklesti mi|doldu mu|bilgi(?:si|leri|sini)?"
        r"|detay(?:i|lari|ini|larini)?|ne durumda|ne asamada|akibeti"
    ),
    "stop": (
        r"stop ?loss?(?:u|um|'?[uiy]+)?|stop(?:u|um|umu|la|lu|luk|'?[aeiuy]+|la'?y?[iu])?|sl"
        r"|zarar(?:i)? ?(?:kes|durdur)(?:i|im)?|zarar durdur\w*|zararkes|stoplos"
        r"|zarar(?:i|imi)(?= \S+ (?:kes|durdur))"
    ),
    "take": (
        r"kar ?al(?:i|im|in|ini|imi|alim)?|kar(?= \d)|tp(?:'?[yi]+)?|tp ?\d?(?=[:= @])|take ?profit(?:i|'?i)?"
        r"|hedef(?:i"
        r"|im|li|fiyat\w*)?(?: ?\d(?=[: ]))?|kar realizasyonu|kar al emri|kari al"
    ),
    "rest": r"(?:geri(?:ye)? )?kalan(?:ina|a|lara|i icin| (?:kismi?na|pozisyona|yarisina|yariya))",
    "pair": (
        r"oco(?: emri)?|biri (?:digerini|oburunu) iptal (?:etsin|eden)"
        r"|hangisi once (?:gelirse|olursa|gerceklesirse)"
        r"|(?:veya|ya da)(?= stop)|(?:olmazsa|yoksa|gelmezse|gerceklesmezse"
        r"|aksi halde)(?= (?:\S+ ){0,3}?stop)"
    ),
    "amend": "|".join((command("duzenle", "duzenler"), command("tasi", "tasir"))),
    "stop_limit": r"stop[ -]?limit(?: fiyati)?",
    "take_type": r"take[ _-]?profit[ _-]market(?: emri)?|kar al market(?: emri)?",
    "whole": r"(?:pozisyon\w* )?(?:(?:tamamini|tumunu|hepsini) )?kapatan|pozisyonu kapatsin",
    "take_limit": r"kar al[ -]?limit(?: emri)?|take profit limit|tp limit",
    "cap": (
        r"en (?:fazla|cok)|azami|maks(?:imum)?(?= \d)|(?:uzerine|ustune) cik(?:madan|masin)"
        r"|(?:fiyati? )?gecme(?:sin|den)"
        r"|asma(?:sin|dan)"
    ),
    "floor": r"en az(?:indan)?|asgari|altina (?:inme(?:den|sin)|dusme(?:den|sin))",
    "stop_type": r"stop (?:alis|alim|satis)(?: emri)?|stop[ -]?market|stop emri|tetik(?:leme)?(?: fiyati)?",
    "trailing": (
        r"takip eden(?: stop)?|iz suren stop|trailing(?: stop)?|izleyen stop|iz suren|geri cekilme(?:si)?"
        r"|geri donus oran\w*"
    ),
    "limit": r"limit(?:ten|le|li|i)?|limit emri?|limit fiyat(?:i)?",
    "market": (
        r"piyasa(?:dan)?(?: fiyati(?:ndan|yla)?| emri(?:yle)?)?|market(?:ten|le)?|guncel fiyattan"
        r"|anlik fiyattan|piyasa emri ile|marketten"
    ),
    "at": r"fiyat(?:tan|i|indan|la|ina)?|seviye(?:si)?(?:nden|ne|den|sine)?|giris(?: fiyati)?|@"
    r"|aktivasyon(?: fiyati)?|aktif ol(?:sun|acak)|aktiflessin|devreye girsin",
    "post_only": (
        r"post ?only|sadece maker|yalnizca maker|maker(?: olarak)?(?: emri)?|maker (?:olsun|kal)"
        r"|piyasa yapici(?: olarak)?"
    ),
    "reduce_only": (
        r"reduce ?only|sadece (?:azalt|azaltan|kapat|pozisyon azalt|poz(?:isyon)?u? azalt)\w*"
        r"|yalnizca (?:azalt|azaltan|pozisyon azalt)\w*|azaltici|pozisyon azaltan"
    ),
    "tif_ioc": r"ioc|hemen gerceklesmezse iptal",
    "tif_fok": r"fok|ya hep ya hic",
    **tr_when.WORDS,
    "relative": (
        r"(?:piyasa(?:nin)?|fiyat(?:in)?|market(?:in)?) (?:alt|ust)\w+|(?<=% )(?:alt|ust)indan"
        r"|altindan|ustunden|asagisindan|yukarisindan|eksi \d+|arti \d+"
    ),
    "spot": r"spot(?:ta|tan|'?[dt][ae]ki|'?[dt][ae]n?| piyasa\w*| hesab\w*)?",
    "futures": r"(?:binance )?(?:vadeli(?:de|den| islem\w*)?|futures(?:'?[dt][ae]n?)?|perp)",
    "btcturk": r"btc ?turk(?:'?[dt][ae]n?)?",
    "live": (
        r"test ag(?:inda|ina)"
        r"|test ?net(?:'?[dt][ae]n?|'?[ey]+| emri| uzerinde(?:n)?| ortaminda)?|gercek(?:ten)?(?: emir"
        r"| olarak| gonder| islem)?|canli(?:ya|da|dan| olarak| emir| gonder| islem)?(?! (?:fiyat|veri"
        r"|yayin|grafik|akis|piyasa|kur))|sahici|simulasyon (?:degil|olmasin)|deneme degil|gercekten "
        r"gonder"
    ),
    "dry": (
        r"dry ?run|simule (?:et|edilmis|olarak|eder misin)|simulasyon(?: olarak| yap|da|la)?"
        r"|deneme(?: emri| amacli| olarak)?|kagit ustunde|prova|sanal|test emri|canli degil|gercek(?:ten)? "
        r"degil|not canli|canli olmasin|gercek olmasin|gonderme(?:den)?"
    ),
    "feed": (
        r"(?:canli|gercek(?: zamanli)?|anlik|guncel)(?: piyasa)? (?:fiyat|veri|kur|piyasa)(?:l[ae]r)?"
        r"(?:[iy]?l[ae]|[dt][ae]n|(?:i|si|ini|sini|iyi|y[iu])? (?:ile|uzerinden|kullanarak|gore))"
    ),
    "hedge_long": r"long (?:bacag\w+|tarafi\w*)",
    "hedge_short": r"short (?:bacag\w+|tarafi\w*)",
    "range": r"aras(?:i|inda|indan|inda)|bolgesi(?:nden|nde)?|araligi\w*|kademeli|parca parca|kademe kademe",
    "negated": r"degil|sakin|asla|hic bir sey|hicbir sey|demedim|demiyorum|istemiyorum|vazgectim|gerek yok"
    + r"|olmasin|lazim degil|"
    + "|".join(
        (
            refusal("al"),
            refusal("sat"),
            refusal("kapat"),
            refusal("iptal et"),
            refusal("ac"),
            refusal("gir"),
            refusal("koy"),
            refusal("calistir"),
            refusal("durdur"),
            refusal("yap"),
            refusal("degistir"),
            refusal("gec"),
            refusal("cevir"),
            refusal("cik"),
            refusal(_SHORT_IT),
            *(refusal(stem) for stem, _ in _CHANGES),
        )
    ),
    "question": "|".join(
        (
            doubt("al", "alir"),
            doubt("sat", "satar"),
            doubt("kapat", "kapatir"),
            doubt("ac", "acar"),
            doubt("gir", "girer"),
            doubt("iptal et", "iptal eder", "iptal ed"),
            doubt("koy", "koyar"),
            doubt("cik", "cikar"),
            doubt(_SHORT_IT, f"{_SHORT_IT}r", f"{_SHORT_IT}y"),
            rf"{_SHORT_IT}y[iu]m m[iu]\w*",
        )
    )
    + (
        r"|ne kadar (?:(?:zarar|kar) ed\w+|kazanir[iu]\w*|kaybeder[iu]\w*)"
        r"|(?:buy|sell|close|cancel|long|short) m[iu]|sence|sizce|ne dersin(?:iz)?|mantikli mi"
        r"|iyi fikir mi|uygun mu|zamani mi|alinir mi|niye"
        r"|neden|nicin|nasil(?: \S+){0,2} (?:al|sat|ac|kapat|yap|iptal|cek|gonder)[a-z]+|olur mu|doğru "
        r"mu|dogru mu|firsat mi|girilir mi|girmeli|yapmali|alan var mi|satan var mi|kim |tavsiye\w*"
        r"|onerir misin|ne kadar riskli|ne zaman|kac gun"
    ),
    "polite": (
        r"lutfen|rica etsem|zahmet olmazsa|(?:bi|bir|sana|size) zahmet|bana|benim icin|hadi|haydi"
        r"|istiyorum|rica (?:ediyorum|ederim)|talep ediyorum|"
        r"yapar misin|eder misin|verir misin|lutfen|acil(?:en)?|hemen|simdi|derhal"
    ),
    "for_size": (
        r"degerinde|tutar(?:inda|i)?|buyuklug(?:unde|u)|lik|luk|karsiligi(?:nda)?|miktar(?:i|ini|imi)?|toplam"
        r"|degeri kadar|civari"
    ),
    "each": r"her birinden|her ikisinden(?: de)?|ikisinden de|ayri ayri",
    "told": (
        r"(?:satin )?(?:al|sat|ac|kapat)(?:[dt][iu]|m[iu]s(?:t[iu])?|[iu]yor|[ae]c[ae]k)(?:l[ae]r|k|m|n)?"
        r"|(?:long|short)(?:ladi|luyor|lamis)\w*"
    ),
    "away": r"(?:alt|ust|asagi|yukari|uzag)(?:ina|inda|sina|sinda)(?= stop| kar al| hedef)",
    "units": r"adet(?:lik)?|tane(?:lik)?|birim|coin|kontrat|lot",
    "because": (
        r"cunku|sebep:?|neden:|gerekce(?:si|m)?:?|sebebi:?|nedeniyle|yuzunden|dolayi|diye"
        r"|gerekcesiyle|sebebiyle|(?<=[dt][iu]g[iu] )icin|oldugundan"
    ),
    "signal": r"sinyal(?:i|ini|ler|leri)?|tuyo",
}
