"""Symbols: tickers, names and nicknames in both languages, with Turkish endings and quotes."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from agent.planner.proposal import Instrument

NAMES: dict[str, str] = {
    "BTC": "btc bitcoin xbt bitkoin corn",
    "ETH": "eth ethereum ether",
    "SOL": "solana sol",
    "BNB": "bnb",
    "XRP": "xrp ripple",
    "ADA": "cardano ada",
    "AVAX": "avax avalanche",
    "DOGE": "doge dogecoin",
    "LINK": "chainlink link",
    "DOT": "polkadot dot",
    "LTC": "ltc litecoin",
    "BCH": "bch bitcoincash",
    "TRX": "trx tron",
    "UNI": "uniswap uni",
    "ATOM": "cosmos atom",
    "NEAR": "near",
    "APT": "aptos apt",
    "ETC": "etc",
    "XLM": "xlm stellar",
    "AAVE": "aave",
    "SHIB": "shib shiba",
    "PEPE": "pepe",
    "MATIC": "matic polygon",
    "ARB": "arb arbitrum",
    "OP": "optimism",
    "SUI": "sui",
    "TON": "toncoin",
    "FIL": "fil filecoin",
    "INJ": "inj injective",
    "WIF": "wif",
    "BONK": "bonk",
    "FLOKI": "floki",
    "XMR": "xmr monero",
    "ALGO": "algo algorand",
}
_COMMON_WORDS = frozenset(
    [
        "sol",
        "ada",
        "link",
        "dot",
        "uni",
        "atom",
        "near",
        "apt",
        "etc",
        "corn",
        "cosmos",
        "stellar",
        "polygon",
        "optimism",
        "fil",
    ]
)
"""Names that are also ordinary words: they count in capitals, as a pair, beside a size, or where noted."""
TRADED_WORDS = {"en": frozenset({"SOL", "ADA", "UNI"}), "tr": frozenset({"SOL", "ADA", "ATOM", "DOT"})}
"""Of those, the ones that beside words of trading mean the coin, by language."""
_QUOTES = ("usdt", "usd", "try", "tl", "usdc", "busd", "eur", "btc", "perp")
_ENDING = (
    r"(?:'?(?:s|[yn]?[iu]|[yn]?[ae]|n?[iu]n|[dt][ae](?:n|ki)?|l[iu]k|l[ae]|[iu]m[iu]?|[iu]m[iu]n"
    r"|[iu]m[dt]?[ae]n?|[iu]n[iu]|s[iu]n[iu]|l[ae]r(?:[iu]m?[iu]?|[iu]m[iu]n|[iu]n(?:[iu]n?)?)?|y?l[ae]|c[iu]))"
)


_PLAIN_ENDING = re.compile(r"[dt][ae](?:n|ki)?|[iu]m[iu]?|[iu]m[iu]n|y?l[ae]", re.ASCII)
"""Endings an ordinary word may have without an apostrophe and still be the coin: `linkten çık`."""


_SHORTEST_ENDED = 3
"""Letters of a name that takes an ending without an apostrophe: `opne` is not OP with one."""


class Coin(NamedTuple):
    """A coin or pair the text names."""

    base: str
    quote: str | None
    start: int
    end: int
    common: bool = False
    """Whether the word also means something else."""


def coins(text: str, folded: str, instruments: Iterable[Instrument]) -> tuple[Coin, ...]:
    """Every coin of the text, known to the venue or not."""
    listed = frozenset(i.base for i in instruments)
    names = _names(listed)
    found: list[Coin] = []
    for match in _pattern(listed).finditer(folded):
        name, quote = match["name"], match["quote"]
        written = text[match.start("name") : match.end("name")]
        ordinary = name in _COMMON_WORDS and not quote and not written.isupper()
        ending = match["ending"] or ""
        joined = ordinary and ending and not ending.startswith("'")
        if joined and not (
            _PLAIN_ENDING.fullmatch(ending) or (name == "sol" and ending.startswith(("u", "lar")))
        ):
            continue
        if len(name) < _SHORTEST_ENDED and ending and not ending.startswith("'"):
            continue
        found.append(
            Coin(names[name], _quote(quote), match.start(), match.end(), ordinary and (joined or not ending))
        )
    return tuple(found)


def _quote(text: str | None) -> str | None:
    return {"tl": "TRY", "usd": "USDT", "perp": "USDT", None: None}.get(text, (text or "").upper())


@cache
def _names(listed: frozenset[str]) -> dict[str, str]:
    names = {name: base for base, words in NAMES.items() for name in words.split()}
    return {base.lower(): base for base in listed} | {b.lower(): b for b in NAMES} | names


@cache
def _pattern(listed: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _names(listed)), key=len, reverse=True))
    quotes = "|".join(_QUOTES)
    return re.compile(
        (
            rf"(?:(?<![a-z0-9'_-])|(?<=\d)(?<![a-z]\d))[#$]?(?P<name>{names})(?:[/\-_ "
            rf"]?(?P<quote>{quotes})(?:\.p|-perp)?(?![a-z]{{2}}(?<!'))|)"
            rf"(?P<ending>{_ENDING})?(?![a-z0-9])"
        ),
        re.ASCII,
    )


_ABOUT_COIN = re.compile(
    r"(?:^|\s)(?:on|for|my|in|of|buy|sell|long|short|exit|close|flatten|stream) $", re.ASCII
)
_COIN_FOR = re.compile(
    r" (?:icin|emi?r\w*|poz\w*|fiyat\w*|kaldirac\w*|\d+ ?x\b|positions?|orders?|price|charts?|candles?"
    r"|grafi\w+|mum\w*"
    r"|(?:\d+ ?(?:m|h|d|dakika|dk|saat)|gun|saat)(?:l[iu]k)? (?:charts?|candles?|grafi\w+|mum\w*)"
    r"|\d[\d.,]*(?:'?[a-z]{1,3})? (?:ol[ud]|dus|in[ei]|cik|gel|kir)\w*|\d[\d.,]*'?[dt][ae]n"
    r"|al|sat|kapat|shortla|longla|cik\w*)\b",
    re.ASCII,
)


def traded(coin: Coin, folded: str) -> bool:
    """Whether the words next to an ordinary word make it the coin: `orders on link`, `link için emrim`."""
    if coin.base == "NEAR" and re.match(r" [@$]?\d", folded[coin.end :], re.ASCII):
        return False
    ended = _PLAIN_ENDING.search(folded[coin.start + len(coin.base) : coin.end])
    return bool(ended or _ABOUT_COIN.search(folded, 0, coin.start) or _COIN_FOR.match(folded, coin.end))


def aliases(instruments: Iterable[Instrument]) -> dict[str, str]:
    """Every single-word name of the listed coins, for typo correction."""
    listed = {i.base for i in instruments}
    return {name: base for name, base in _names(frozenset(listed)).items() if base in listed}


def one_edit(word: str, known: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns `word` into `known`.

    Example:
        >>> one_edit("bct", "btc"), one_edit("bitcon", "bitcoin"), one_edit("eth", "btc")
        (True, True, False)
    """
    if word == known or abs(len(word) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    rest, other = word[start:], known[start:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == other
    return swapped or rest[1:] == other or rest == other[1:] or rest[1:] == other[1:]


def correction(word: str, known: Iterable[str]) -> str | None:
    """The single known word one edit away, or None when there is none or more than one."""
    near = {candidate for candidate in known if len(candidate) > 2 and one_edit(word, candidate)}
    return near.pop() if len(near) == 1 else None
