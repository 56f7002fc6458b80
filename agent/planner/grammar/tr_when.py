"""Waiting for a price in Turkish, folded: `düşerse`, `yukarı kırınca`, `3600 olduğunda`, one line per way."""


def _when(*verbs: tuple[str, str]) -> str:
    """Endings of a condition: çıkarsa, çıkınca, çıktığında, çıktığı an, çıkar çıkmaz."""
    return "|".join(
        rf"{aorist}s[ae]|{stem}[iu]nc[ae]|{stem}[dt][iu]g[iu](?:nd[ae]| an(?:da)?| zaman)"
        rf"|{aorist} {stem}m[ae]z"
        for stem, aorist in verbs
    )


_SINKS = _when(("dus", "duser"), ("in", "iner"), ("gerile", "geriler"), ("sark", "sarkar")) + (
    r"|dusse|inse|gerilerken|kaybederse|kaybedince"
)
_CLIMBS = _when(("cik", "cikar"), ("yuksel", "yukselir"), ("tirman", "tirmanir")) + r"|ciksa"
_CROSSES = _when(("gec", "gecer"), ("kir", "kirar"), ("ol", "olur"), ("kapat", "kapatir"), ("gel", "gelir"))
_UNDER = r"(?:alt(?:ina|inda|i|a)|asagi(?:ya|yi)?)"
_OVER = r"(?:ust(?:une|unde|u|e)|uzeri(?:ne|nde)|yukari(?:ya|yi)?)"
_PASSES = _when(("gec", "gecer"), ("as", "asar"))

WORDS: dict[str, str] = {
    "falls": (
        rf"(?:{_UNDER} )?(?:{_SINKS})|{_UNDER} (?:{_CROSSES})|(?:kirarsa|gecerse|kirinca) asagi"
    ),
    "rises": (
        rf"(?:{_OVER} )?(?:{_CLIMBS}|{_PASSES})|{_OVER} (?:{_CROSSES}|atarsa|atinca)"
        r"|(?:kirarsa|gecerse|kirinca) yukari"
    ),
    "reaches": _when(
        ("gel", "gelir"), ("ulas", "ulasir"), ("ol", "olur"), ("gor", "gorur"), ("deg", "deger"),
        ("dokun", "dokunur"), ("vur", "vurur"), ("kir", "kirar"),
    ) + r"|gelse",
}  # fmt: skip
"""Concepts of a trigger."""
