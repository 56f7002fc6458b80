"""symbol_sync: a change of the list names every symbol and its largest position."""

from decimal import ROUND_DOWN, Context, Decimal

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.market.list_symbols import ListedSymbol
from tools.market.sync_symbols import SyncSymbolsParams
from tools.money import plain
from tools.text import Text

_VOICE = Voice("symbol_sync")
_TWO_DIGITS = Context(prec=2, rounding=ROUND_DOWN)
_UNIT = "BTC"
"""The asset whose position limit says what a position of any symbol may be worth."""


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Work out what to add and remove; a change that is named already is checked against the venue."""
    params = call.params
    if not isinstance(params, SyncSymbolsParams):
        return None
    if facts.listing is None or facts.listing.quote != params.quote:
        return _VOICE.unknown(
            "What the venue trades is not known right now.", "Borsanın sembol listesi şu anda bilinmiyor."
        )
    if params.add is None or params.remove is None:
        return _worked_out(params, facts, facts.listing.symbols)
    return _checked(params.add, facts, facts.listing.symbols)


def _worked_out(params: SyncSymbolsParams, facts: Facts, traded: tuple[ListedSymbol, ...]) -> Verdict:
    enough = [row for row in traded if row.quote_volume >= (params.min_volume or 0)]
    sizes = {row.symbol: _largest(row, traded, facts) for row in enough if _fits(row, facts)}
    listed = {symbol for symbol in facts.limits.symbols if symbol.endswith(params.quote)}
    add = {s: plain(size) for s, size in sizes.items() if s not in listed and size is not None}
    remove = sorted(listed - {row.symbol for row in enough})
    if not add and not remove and params.add is None and params.remove is None:
        return _VOICE.deny(
            "nothing_to_change", "The list is up to date; nothing to change.", "Liste güncel; değişiklik yok."
        )
    changes = []
    if params.add is None:
        changes.append(change("add", dict(add), *_why_add(params)))
    if params.remove is None:
        changes.append(change("remove", list(remove), *_why_remove(params)))
    return _VOICE.fix("worked_out", changes)


def _fits(row: ListedSymbol, facts: Facts) -> bool:
    most = facts.limits.value("max_notional", row.symbol)
    return most is not None and row.min_notional <= most


def _largest(row: ListedSymbol, traded: tuple[ListedSymbol, ...], facts: Facts) -> Decimal | None:
    """As much of the asset as the position limit of bitcoin is worth, to two digits."""
    unit = next((other for other in traded if other.base == _UNIT), None)
    most = None if unit is None else facts.limits.value("max_position", unit.symbol)
    if unit is None or most is None or row.last <= 0:
        return None
    return _TWO_DIGITS.divide(most * unit.last, row.last)


def _checked(add: dict[str, Decimal], facts: Facts, traded: tuple[ListedSymbol, ...]) -> Verdict:
    by_symbol = {row.symbol: row for row in traded}
    missing = sorted(add.keys() - by_symbol.keys())
    if missing:
        names = ", ".join(missing)
        return _VOICE.deny(
            "not_traded", f"The venue does not trade {names}.", f"Borsada işlem görmüyor: {names}."
        )
    for symbol, most in add.items():
        largest = _largest(by_symbol[symbol], traded, facts)
        if facts.phase == "review" and (largest is None or most > largest):
            return _too_large(symbol, most, largest)
    return _VOICE.allow("every symbol is traded at the venue", "bütün semboller borsada işlem görüyor")


def _too_large(symbol: str, most: Decimal, largest: Decimal | None) -> Verdict:
    limit = "?" if largest is None else plain(largest)
    return _VOICE.deny(
        "position_too_large",
        f"A position of {plain(most)} {symbol} would be worth more than the position limit of bitcoin.",
        f"{plain(most)} {symbol} pozisyonu, bitcoin pozisyon limitinden daha değerli olurdu.",
        limit=limit,
        actual=plain(most),
    )


def _why_add(params: SyncSymbolsParams) -> tuple[str, str]:
    volume = "" if params.min_volume is None else plain(params.min_volume)
    return (
        f"Traded at the venue{volume and f' for at least {volume} {params.quote} in 24 h'}, not on the list; "
        "the largest position is worth what bitcoin's may be.",
        f"Borsada işlem görüyor{volume and f' (24 saatte en az {volume} {params.quote})'}, listede yok; en "
        "büyük pozisyon, bitcoin için izin verilen değer kadardır.",
    )


def _why_remove(params: SyncSymbolsParams) -> tuple[str, str]:
    if params.min_volume is None:
        return "On the list, but not traded at the venue.", "Listede, ama borsada işlem görmüyor."
    return (
        f"On the list, but traded for less than {plain(params.min_volume)} {params.quote} in 24 h.",
        f"Listede, ama 24 saatlik hacmi {plain(params.min_volume)} {params.quote} altında.",
    )


RULE = Rule(
    name="symbol_sync",
    summary=Text(
        en="A change of the symbol list names every symbol and its largest position",
        tr="Sembol listesi değişikliği her sembolü ve en büyük pozisyonunu adıyla gösterir",
    ),
    why="What a person approves is the exact list, not a search that may find something else a minute "
    "later. PEPEUSDT without a position limit of its own would get bitcoin's number.",
    judge=judge,
)
