"""Ordinary words a letter away from a word of trading: they are meant as they stand, never a typo."""

import re

from agent.planner.grammar.word_list import words
from tools.text import Language

_WORDS = words(
    """
    the self used use must file one line pass code same you given its width passed while match they such
    date these kind get full don model none part top read log how step rows tree chunk point still
    handle them numbers host form uses tests our changes loop closed sort cases skip most null future
    own were main raises raised small nested link center old hide levels dot might core role very places
    border lists fail times replaced needs sets takes three sent low hash whose shown changed seen warn
    across sample wait head due yet exist rest checks disabled cell gives users makes stable thing best
    edge join dest fails chat shows let bind bits basic theme steps updated speed simply started updates
    mini save fast shell won marks starts taken quoted hour letter strip mid bars alt home tail lock
    emit typed others bases seed states sizes world released happen void flow star come executed deleted
    wide looks sides slides dirs years reports four covers mat black holds logs hit older moved care among
    clean hand slow light marked onto dark thus ending placed leaves modes causes fold mount lead
    reasons avoids replaces scaled powers exits systems sends deal held ever upload clone slot loads
    equals hints wall enables newer wire caused removes wish reach crash late turns weak trial tall thin
    seek alone lot pow haven valued finding race fills months thread spread slower thrown crop shorter
    wants sees monkey rare hack simpler buttons roles fake quota five likes ticket fits mess spelling
    tan male paste contact dull orange pack chance heck took teal tells charge joins bugs thought tight
    begins sorts taker opens gone mint finds lives fin peek finer meet continues learn zones peach
    sunset gather stage warned deletes totals clears life forge fires increases pin nest offers lack
    lived trap went bright bother gate gave lowers poll trips freed reduces boom edits plug spent losing
    cheater killed card ten fired pink promoted plane thinks tie hole fed costs picks ideal east shot
    pig lie increased cold stars dock sits dollar eight told shrinks national wake cake bake folding
    stuck thick north enters alerts begun spell accounts ship wild lone mine pins ring squared rice west
    grade poor bread aave book bot bike cage case came corn dips doge done dots ether fade fell film
    fund friends gift gold had hair happens her his hits kilo leave liquidated longs love lunch meets
    mints move movie mower night nine park pen per rain rains rates risky rome sale shirt shop sick
    sings ties slip sold stock shock texted then there think tickets till town trader traders train
    trail user wanting way week weeks whale whole wont would year yours tomorrow tonight monday tuesday
    wednesday thursday friday saturday sunday later never ago before after beside besides lesson listen
    water winter summer spring coat goat boat boot boots bell belt bull bear bulls bears ball balls call
    calls bill pay pays bay boy boys buyer buyers seller sellers sells buys shorts cancels canceller
    closer closest stops stopper shelf smell spill mail mall cells tell doll dell hell yell bone zone
    tone song lung lunge shore sport storm snort shout shoot bough bout dough march watch patch catch
    """
)
_TURKISH = words(
    """
    aksam alan alana alanda alani alarm ali alma almak alsin altmis ama anki ara artti atti ayin ayinda
    ayri balik bagla banka bas basti ben bilet bilir binde bir biri biraz bit bot cay cik cikis cok cuzdan
    dede dedi deki demek den dert dil dis disi diz dondu dort dost dun dunku durak duvar dustu eder
    ederim ekim ekle ekmek eksi elma eli elle ema erik eski etme evde film fil fon fiyaka gece gecer
    geciyor gecen gelin gel gemi gidilir gitti gol gozle gram gunu hakkinda hala hali halk harca hava havlu
    her hisse indi iste istiyor kaca kafa kahve kal kale kalem kalin kalir kan kap kapi kapak kapali kar
    kari karim kas kasa kasap kat katil kayit kara kart kati kedi kere kesim kilit kilo kim kis kisilik
    veya kitap kol konu korku koy kosu kurt kuru kus kuzu limon mal mali masa mas mavi mevsim mum muz ofis
    okul olsa olsan ona onun onuyla oran orani orta para parasi park pazar pilot piyaz piyano rahat
    rakip ray renk resim risk sabah sabit sadik saha sahil salon salsa sana sapka saray sari sarki satir
    satirlar sati sayi saz secim sen ses sesi sey seyir seyim sinif sinirli sira sirali soba sofra sokak
    solda sona sonu sor soru su surer sut tabak tahta takim tane tam tarla tas tatil tatli temel ters
    top topu torba tren turk tuz ucak ucu ucuz umut uzak uzum vadesi vali var verdi vergi vurdu yagis
    yakin yakit yakis yapi yaprak yarim yarin yas yasa yastik yatak yaz yazi yazin yazik yemek yerim yol
    yorgan yuk yumurta yuz yuzden yuzme zaman zar zaten zor salla salli sal sel sol bakan bakar bakkal
    basket bardak bez bos bosluk satici satilik alici alinti kapici kapan kapsam iptaller api yerinde
    keyfim acik acim acili kadar kader kumar pasta posta gecmis edip edince kimse kisa kimi durum durus
    dusun dusme akil akis aksi aslan satranc almanca almanya almanya'da alaca alay alaka
    """
)
_VERB_FORM = re.compile(
    r"(?:al|sat|kapat|ac|koy|gir|cik|ver|yap|sil|kaldir|degistir|durdur|baslat|calistir|gonder|iptal ed|ed)"
    r"(?:m[ae]d[ae]n|[ae]r[ae]k|[iu]p|s[iu]n(?:l[ae]r)?|[dt][iu](?:k|m|n|l[ae]r|gi\w+)?|[ae]n(?:l[ae]r)?[iae]?"
    r"|[iu]nc[ae]|[iau]rken|[iu]yor(?:um|sun|uz|lar)?|m[iu]s(?:l[ae]r|t[iu])?|[ae]c[ae][kg](?:l[ae]r|[iu]m|i)?"
    r"|m[ae](?:k|y[iae]|m[iu]z|m|n[iu]n?|s[iu])?|s[ae]|[iu]nd[iu]|[iu]ld[iu]|[iu]l[iu]r|[iu]n[iu]r)",
    re.ASCII,
)
"""Other forms of the verbs, which say something else: `almadan`, `satarken`, `kapatsın`."""


def everyday(word: str, language: Language) -> bool:
    """Whether a folded word is an everyday one of this language."""
    return word in {"en": _WORDS, "tr": _TURKISH}[language]


def ordinary(word: str, language: Language) -> bool:
    """Whether a folded word is to be read as it stands."""
    if word in _WORDS:
        return True
    return language == "tr" and (word in _TURKISH or _VERB_FORM.fullmatch(word) is not None)
