"""Plain words of Turkish, folded: the ones that change nothing, and the ones that tell the language."""

from agent.planner.grammar.word_list import words

FILLERS = words(
    """
    a abi ac acaba hizlica hizli cabuk acik acilan adet  ama an anda artik bana baska bekleyen ben bence bende
    beni benim benimki bi bile binance bir   birde borsa bu bugun canim coin da daha
    dan de den dolar dolarlik dostum e ek elimdeki emir emri fakat gir giris guncel hadi haydi hemen
    hesabim hesap hesapta hesaptan hey hocaa hocam i icin icinde icinden id'li idli ile islem kadar
    kaldiracla kaldiracli kanka kardes kat ki koy kral kripto lik luk lutfen max merhaba mevcut mi
    nin no nolu numarali o olacak olan olarak olmak olsun parite paritesi peki piyasa pozisyon reis
    sadece sana sekilde seklinde selam sende simdi  su suan tamam tane tekrar tum u usdt usta
     uzere uzeri uzerinde uzerinden var ve ver x ya yaa yap ye yeni yerine yi yine yu adedi
    kismi kismina kismini mal mali malimi mallari biraz geri buyuk
    yonunde yonlu yonde itibaren bracket braket mumkunse yani sevinirim
    edelim eder et etsene eyvallah gitsin gunaydin kes sagol tanesi tesekkur tesekkurler varsa onu bunu sunu
    """
)
"""Words that change nothing in a command."""

LANGUAGE_HINTS = words(
    """
    abi ac adet al alalim alir alma alsam bakiye bakiyem bana benim bin bir bu butun calistir canli
    hedef kes zarar degil dolar dolarlik donuk durdur durum durumu emir emirler emirleri emirlerim emri et
    evet fiyat fiyati gercek geriye gir goster hayir hemen hepsini icin ile iptal kac kadar kaldirac
    kanarya kanka kapat koy kural kurallar lik limitten lutfen merhaba mi milyon misin modunu mu musun
    nasil ne neden nedir onayliyorum ozeti piyasadan portfoy pozisyon pozisyonlar pozisyonlarim
    pozisyonum pozisyonumu risk riskim saglik sat satalim satar satma satsam selam simdi sistem stop
    strateji su tamam tercihimi unut tesekkurler test testnette tum var ve yap yarim yarisini yok
    """
)
"""Words that tell the language."""
