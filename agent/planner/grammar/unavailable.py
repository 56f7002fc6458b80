"""Tools of the contract this version may not have yet: recognised, so that no wrong tool takes their place.

An entry says nothing any more once the catalogue has the tool and a reader of its own.
"""

import re

_SUM = r"\$?\d[\d.,]*k?(?: ?(?:\$|usdt?|usd|dollars?|dolar\w*))?(?:'?[a-z]{1,3})?"

WORDS: dict[str, str] = {
    "get_metrics": r"metrics|metrik\w*|prometheus",
    "get_audit_log": (
        r"audit(?: log| trail| records?)?|denetim (?:kayit|kayd|gunlu|log|iz)\w*|islem kayitlari\w*|(?:last"
        r"|recent) (?:actions|events)|son (?:olaylar|eylemler)"
    ),
    "compare_fills": (
        r"compare (?:\w+ ){0,4}fills|(?:paper|kagit) ve testnet \w+|paper (?:vs|versus|against) testnet"
        r"|(?:dolum|gerceklesme)\w* (?:karsilastir|kiyasla)\w*|paper ile testnet\w*|fill ratio|fills paper"
    ),
    "place_twap": (
        r"twap|time weighted|dca|\d+ (?:equal )?(?:parts|slices|buys|sells|chunks|clips)"
        r"|\d+ (?:esit )?parca\w*|zamana yay\w*|\d+ (?:dakika|saat)(?:ye|e)? (?:yayarak|bolerek|yay)"
    ),
    "place_iceberg": r"iceberg|buzdagi|visible (?:quantity|size)",
    "set_risk_rule": (
        r"(?:limit|cap) (?:the |my )?(?:max|daily|leverage|drawdown)\w*(?: \w+){0,2} (?:to|at) \d\S*"
        r"|max_\w+(?: \w+)? \d\S* (?:yap|olsun|ayarla|cek)|"
        r"(?:set|change|raise|lower|increase|decrease|update|make|reduce) (?:the |my "
        r")?(?:max(?:imum)?[ _](?:notional|position|exposure|daily[ _]loss|drawdown|leverage|open[ "
        r"_]orders|order(?: size)?)|daily[ _](?:loss )?limit|price[ _]collar|min[ _]liquidation\w*"
        r"|(?:order|position|exposure|leverage|notional|loss|drawdown|risk) limit)"
        rf"|(?:order |position |risk )?limits? (?:of |to |at )?{_SUM} (?:per|for each|for every|on each)"
        r" (?:order|trade|position|day)"
        rf"|^(?:please )?(?:set|change|raise|lower|increase|decrease|update|make|reduce) (?:an? |the |my )?"
        rf"limit (?:of |to |at |by )?{_SUM}\W*$|^(?:lutfen )?limit(?:i|imi|imizi)? {_SUM} (?:yap|olsun|ayarla"
        r"|cek|yukselt|dusur|cikar)\w*"
        r"|(?:maksimum|max|azami|gunluk|emir|islem|pozisyon|zarar|risk)(?:[ _]\w+)? (?:limit\w*|emir\w*"
        r"|zarar\w*|kaldirac\w*|notional\w*) ?(?:\S+ )?(?:\d\S* )(?:\w+ )?(?:yap|olsun|ayarla|cek"
        r"|yukselt|dusur|cikar)"
    ),
    "generate_strategy": (
        r"(?:generate|write|create|design|build|make|come up with)(?: me)?(?: an?)?(?: new)? (?:\w+ "
        r"){0,4}strategy|grid (?:\S+ )+levels|\d+ (?:kademeli|seviyeli) grid"
        r"|strateji(?:si)? (?:olustur|uret|yaz|tasarla|kur|hazirla|yap)\w*"
    ),
    "run_walk_forward": r"walk[ -]?forward|ileri yuruyen|ileriye donuk",
    "optimize_strategy": (
        r"optimi[sz](?:e|ation|ing)|optimize et|optimizasyon\w*|optimi[sz]e\w*|en iyi parametre\w*"
        r"|best parameters|grid search|parametre tara\w*"
    ),
    "promote_strategy": (
        r"promote|(?:stratejiyi|stratejisini|strateji) (?:\S+ ){0,3}(?:terfi|yukselt|tasi|al)\w*"
    ),
    "export_data": (
        r"export|download|disa aktar\w*|(?:csv|parquet|jsonl)(?:'?[a-z]{1,3})?(?: olarak)?(?: "
        r"(?:indir|ver|al|aktar|kaydet)\w*)?"
    ),
}

_PATTERNS = {
    name: re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])", re.ASCII) for name, words in WORDS.items()
}


def named(folded: str) -> str | None:
    """The tool of the contract a text asks for among those the grammar has no reader for yet."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.search(folded)), None)


_WHOLE = ("generate_strategy", "compare_fills")
"""What these tools are asked in may hold a whole rule, or an `and` that is no second step."""


def whole(folded: str) -> str | None:
    """The tool a text asks for as a whole, before it is cut into steps."""
    return next((name for name in _WHOLE if _PATTERNS[name].search(folded)), None)
