"""Halting and releasing in Turkish, folded; each verb with the endings people ask with."""

_ASKED = (
    r"(?:y?[iu]n(?:[iu]z)?|y?[ae]l[iu]m|[ae]?r m[iu]s[iu]n(?:[iu]z)?|[iu]r m[iu]s[iu]n(?:[iu]z)?"
    r"|y?[ae]bil[iu]r m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz])|(?:[iu]?[ln])s[iu]n"
    r"|m[ae]n[iu]z[iu] (?:istiyorum|rica ed\w+)|m[ae]k istiyorum)?"
)
"""Nothing, or an ending that asks for it: durdur, durdurun, durdurur musunuz, durdurulsun."""
_ALL = (
    r"(?:her sey(?:i)?|hersey(?:i)?|(?:tum |butun )?(?:islem(?:ler)?(?:i|ini|imi)?|alim satim(?:i|ini|lari)?"
    r"|trad(?:e|ing)(?:'?[iy]+)?|ticaret(?:i)?|emir gonderimi(?:ni)?))"
)
_AGAIN = r"(?:tekrar|yeniden|geri)"
_TRADING = r"(?:islem(?:ler)?(?:i|e|imi)?|trad(?:e|ing)(?:'?[iey]+)?|alim satim(?:i|a)?)"
_STARTS = rf"(?:(?:ac|baslat|basla|izin ver){_ASKED}|devam e[td]{_ASKED})"

WORDS: dict[str, str] = {
    "kill": (
        r"(?:kill ?switch(?:'?[iey]+)?|acil(?: durum)? (?:durdurma|durdurucu|fren|stop|sal?ter)\w*"
        r"|sigortayi(?= (?:indir|cek|kapat)))"
        rf"(?: (?:(?:ac|calistir|bas|cek|tetikle|indir|etkinlestir|aktiflestir|yap){_ASKED}"
        rf"|(?:aktif|aktive) e[td]{_ASKED}|devreye al{_ASKED}))?"
        rf"|acil (?:durdur{_ASKED}|dur)"
        rf"|{_ALL}(?: hemen| acilen| derhal)? (?:(?:durdur|duraklat|dondur|kes){_ASKED}|askiya al{_ASKED})"
        r"|panik(?: butonu(?:na bas)?| modu| dugmesi(?:ne bas)?)?|durdur her seyi|islemi durdur"
        r"|durdur butun islemleri|salteri indir|fisi cek"
    ),
    "release": (
        r"(?:kill ?switch(?:'?[iey]+)?|acil(?: durum)? durdurma(?:yi)?|durdurma(?:yi|sini)?"
        r"|halt(?:'?i)?|kilidi?)"
        rf" (?:(?:kaldir|kapat|birak|serbest birak|sifirla|geri al|coz|devreden cikar){_ASKED}"
        rf"|iptal e[td]{_ASKED}|ac(?= tekrar))"
        rf"|{_TRADING} {_AGAIN} {_STARTS}|{_AGAIN} {_TRADING} {_STARTS}"
        rf"|islemlere devam(?: e[td]{_ASKED})?|durdurmayi kaldir{_ASKED}|trading'?e devam(?: e[td]{_ASKED})?"
        r"|(?:devre kesici|sigorta|circuit breaker'?)[a-z]*"
        rf" (?:(?:sifirla|resetle|yeniden kur|serbest birak){_ASKED}|reset at{_ASKED})"
    ),
}
"""The two concepts of the kill switch and the circuit breaker."""
