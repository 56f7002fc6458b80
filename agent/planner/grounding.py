"""Grounding: every parameter a model fills in must be found in the user's own words.

A value that equals the tool's default needs no words. A number must stand beside a word that gives it
that role, so a size and a price cannot change places. What is not found is invented, and is asked for.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from agent.planner.grammar.fold import clean, fold
from agent.planner.heard import Heard, Numeral, hear
from agent.planner.proposal import Surroundings
from agent.planner.roles import Role, role_of
from tools.call import ToolCall
from tools.terms import OrderType, VenueName
from tools.text import Language

_BUY = re.compile(
    r"\b(buy\w*|bought|long\w*|purchase|get|grab|scoop|accumulate|al|alim|alis|alayim|alalim|alin|alsana|topla)\b"
)
_SELL = re.compile(r"\b(sell\w*|sold|short\w*|dump|offload|unload|sat|satis|satayim|satalim|satin|satsana)\b")
_LIVE = re.compile(
    r"\b(live|for real|on (the )?testnet|gercek\w*|canli\w*|testnet(te|e)|testnet'?(te|e|de))\b"
)
_UNLIVE = re.compile(
    r"\b(not|no|don't|dont|never|without|isn't)\s+(\w+\s+)?(live|for real|on (the )?testnet)"
    r"|\b(gercek|canli|testnet)\w*\s+(degil|olmasin|olmadan)"
    r"|\b(gercek\w*|canli\w*)\s+(zamanli\s+)?(fiyat|veri|grafik|data|price)\w*|\blive\s+(price|data|chart|market|quote)s?"
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|```.*?```", re.DOTALL)
_TYPES: Mapping[OrderType, str] = {
    OrderType.STOP: r"stop\w*|zarar\w*|tetik\w*|trigger\w*",
    OrderType.STOP_MARKET: r"stop\w*|zarar\w*|tetik\w*|trigger\w*|sl",
    OrderType.TAKE_PROFIT: r"profit\w*|tp|kar|hedef\w*|target\w*",
    OrderType.TAKE_PROFIT_MARKET: r"profit\w*|tp|kar|hedef\w*|target\w*",
    OrderType.TRAILING_STOP_MARKET: r"trail\w*|takip\w*|izleyen|iz suren",
    OrderType.LIMIT_MAKER: r"maker|post\W?only|pasif",
}
_FLAGS: Mapping[str, str] = {
    "reduce_only": r"reduc\w*|close|closing|stop\w*|profit\w*|azalt\w*|kapat\w*|tp|sl",
    "close_position": r"close|whole|all|entire|kapat\w*|tum\w*|hepsi\w*",
    "post_only": r"post\w*|maker|pasif",
}
_SETTINGS: Mapping[str, str] = {
    "ISOLATED": r"isolated|izole\w*",
    "CROSSED": r"cross\w*|capraz\w*",
    "HEDGE": r"hedg\w*|cift yon\w*|dual\w*|one\W?way|tek yon\w*",
    "ONE_WAY": r"one\W?way|tek yon\w*|hedg\w*|cift yon\w*|dual\w*",
    "day": r"today|daily|day|bugun\w*|gun\w*",
    "week": r"week\w*|7 days|hafta\w*|7 gun\w*",
    "month": r"month\w*|30 days|ay|ayin|ayki|aylik|30 gun\w*",
    "all": r"all|total|overall|ever|lifetime|toplam\w*|tum\w*|hepsi|bugune kadar",
}
"""Words of a setting's value or of a period; switching one position mode off means the other."""
_COINS: Mapping[str, str] = {
    "BTC": "bitcoin",
    "ETH": "ethereum|ether",
    "SOL": "solana",
    "XRP": "ripple",
    "ADA": "cardano",
    "DOGE": "dogecoin",
    "AVAX": "avalanche",
    "BNB": "binance coin",
}


def invented(call: ToolCall, text: str, language: Language, surroundings: Surroundings) -> tuple[str, ...]:
    """Names of the parameters of `call` that the user's words do not carry."""
    heard = hear(text, language, _coin_words(surroundings))
    args = call.params.model_dump(exclude_defaults=True)
    known = {"venue": getattr(call.params, "venue", VenueName.BINANCE_FUTURES), **args}
    return tuple(
        name for name, value in args.items() if not _grounded(name, value, known, heard, surroundings)
    )


def symbols_named(text: str, surroundings: Surroundings) -> frozenset[str]:
    """Base assets of the known instruments that the text names."""
    folded = fold(clean(text))
    return frozenset(each.base for each in surroundings.instruments if _coin_named(each.base, folded))


def both_sides_named(text: str) -> bool:
    """Whether words of buying and of selling both occur."""
    folded = _sideless(fold(clean(text)))
    return bool(_BUY.search(folded)) and bool(_SELL.search(folded))


def live_said(text: str) -> bool:
    """Whether the user, outside quotes and without a no, says that the order is for the testnet."""
    folded = fold(_QUOTED.sub(" ", clean(text)))
    return bool(_LIVE.search(folded)) and not _UNLIVE.search(folded)


def _grounded(
    name: str, value: object, args: Mapping[str, object], heard: Heard, surroundings: Surroundings
) -> bool:
    if name == "symbol":
        return _symbol(str(value), args, heard, surroundings)
    if name in ("order_id", "client_order_id", "canary_id"):
        return _identifier(str(value), heard, surroundings)
    check = _CHECKS.get(name)
    if check is not None:
        return check(value, heard)
    if isinstance(value, bool) and name in _FLAGS:
        return not value or _says(_FLAGS[name], heard)
    return _spoken(name, value, heard)


def _symbol(value: str, args: Mapping[str, object], heard: Heard, surroundings: Surroundings) -> bool:
    if _says(re.escape(fold(value)), heard):
        return True
    venue = args.get("venue", VenueName.BINANCE_FUTURES)
    quote = "TRY" if venue == VenueName.BTCTURK_SPOT else "USDT"
    listed = {
        each.base: each.quote
        for each in surroundings.instruments
        if each.symbol == value and each.venue == venue
    }
    if any(
        _coin_named(base, heard.folded) and (q == quote or _says(fold(q), heard))
        for base, q in listed.items()
    ):
        return True
    in_play = {each.symbol for each in surroundings.positions} | {each.symbol for each in surroundings.orders}
    return in_play == {value} and "side" not in args and not symbols_named(heard.text, surroundings)


def _coin_words(surroundings: Surroundings) -> frozenset[str]:
    words = {word for each in surroundings.instruments for word in (each.base, each.symbol)}
    named = {name for names in _COINS.values() for name in names.split("|")}
    return frozenset(word.casefold() for word in words) | named


def _coin_named(base: str, folded: str) -> bool:
    names = re.escape(base.casefold()) + (f"|{_COINS[base]}" if base in _COINS else "")
    return re.search(rf"(?<![a-z])({names})(?![a-z])", folded) is not None


def _identifier(value: str, heard: Heard, surroundings: Surroundings) -> bool:
    if re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", heard.text):
        return True
    return len(surroundings.orders) == 1 and value in (
        surroundings.orders[0].order_id,
        surroundings.orders[0].client_order_id,
    )


def _side(value: object, heard: Heard) -> bool:
    folded = _sideless(heard.folded)
    wanted, other = (_BUY, _SELL) if value == "BUY" else (_SELL, _BUY)
    return bool(wanted.search(folded)) and not other.search(folded)


def _sideless(folded: str) -> str:
    return re.sub(r"\bsatin (?=al)", "", folded)


def _type(value: object, heard: Heard) -> bool:
    if value == OrderType.MARKET:
        return not _says("limit", heard)
    return value == OrderType.LIMIT or _says(_TYPES[OrderType(str(value))], heard)


def _venue(value: object, heard: Heard) -> bool:
    return _says("spot" if value == VenueName.BINANCE_SPOT else r"btc\s?turk", heard)


def _position_side(value: object, heard: Heard) -> bool:
    return _says(fold(str(value)), heard)


def _time_in_force(value: object, heard: Heard) -> bool:
    return str(value) == "GTC" or _says(fold(str(value)), heard)


def _dry_run(value: object, heard: Heard) -> bool:
    return value is True or live_said(heard.text)


def _setting(value: object, heard: Heard) -> bool:
    return _says(_SETTINGS[str(value)], heard)


def _reason(value: object, heard: Heard) -> bool:
    return " ".join(fold(str(value)).split()) in " ".join(heard.folded.split())


def _says(pattern: str, heard: Heard) -> bool:
    return re.search(rf"(?<![a-z0-9])({pattern})(?![a-z0-9])", heard.folded) is not None


def _spoken(name: str, value: object, heard: Heard) -> bool:
    if isinstance(value, Mapping):
        return all(_spoken(str(key), each, heard) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return all(_spoken(name, each, heard) for each in value)
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return any(_means(numeral, Decimal(value), role_of(name), heard) for numeral in heard.numerals)
    parts = re.findall(r"[a-z]{2,}|[0-9]+", fold(str(value)))
    return any(part in heard.words for part in parts)


def _means(numeral: Numeral, value: Decimal, role: Role | None, heard: Heard) -> bool:
    if numeral.ambiguous:
        return False
    if numeral.share and role is Role.PERCENT:
        return value in {100 * each for each in numeral.values}
    return value in numeral.values and (role is None or role.fits(numeral, heard))


_CHECKS: Mapping[str, Callable[[object, Heard], bool]] = {
    "side": _side,
    "type": _type,
    "venue": _venue,
    "position_side": _position_side,
    "time_in_force": _time_in_force,
    "dry_run": _dry_run,
    "reason": _reason,
    "margin_type": _setting,
    "mode": _setting,
    "period": _setting,
}
