"""Latches: scopes that do not trade, why and since when, and the words that release each."""

from collections.abc import Iterable, Mapping

from tools.clock import to_datetime
from tools.ledger.ledger import TradingState, TradingStateRow
from tools.reconciliation import ACTOR
from tools.safety.scope import scope_words
from tools.terms import VenueName
from tools.text import Text
from tools.wording import clipped

BREAKER = "policy:breaker"
"""Who latches a venue whose account lost the limit of the day."""
ACCESS = "executor:access"
"""Who halts a venue that refuses our key or has banned our address."""
WATCHDOG = "watchdog"
"""Who halts when the executor is silent, or record and venue differ."""

_REASON_LENGTH = 100
_SHORT: Mapping[str, str] = {
    VenueName.BINANCE_FUTURES: "futures",
    VenueName.BINANCE_SPOT: "spot",
    VenueName.BTCTURK_SPOT: "btcturk",
}
_STATES = {
    "HALTED": Text(en="HALTED", tr="DURDURULDU"),
    "REDUCING": Text(en="only reducing", tr="yalnızca azaltma"),
}


def latched(rows: Iterable[TradingStateRow]) -> tuple[TradingStateRow, ...]:
    """The rows that stop something, what is halted first."""
    return tuple(sorted((row for row in rows if row.state != "ACTIVE"), key=lambda row: row.state))


def strictest(rows: Iterable[TradingStateRow]) -> TradingState:
    """The state of the scope that is stopped most; ACTIVE when all trade."""
    return next((row.state for row in latched(rows)), "ACTIVE")


def automatic(row: TradingStateRow) -> bool:
    """Whether the product latched it by itself, so that something is wrong that a person may not know of."""
    return row.state != "ACTIVE" and row.actor in (BREAKER, ACTOR, ACCESS, WATCHDOG)


def tripped(row: TradingStateRow) -> VenueName | None:
    """The venue whose circuit breaker latched this row; None when a person or another check did."""
    kind, _, name = row.scope.partition(":")
    if row.state == "ACTIVE" or row.actor != BREAKER or kind != "venue":
        return None
    return VenueName(name)


def describe(row: TradingStateRow) -> Text:
    """What is latched, by whom, since when and why; the reason as it was recorded."""
    scope, state = scope_words(row.scope), _STATES[row.state]
    since = to_datetime(row.time_ms).strftime("%Y-%m-%d %H:%M UTC")
    actor, reason = clipped(row.actor, 40), clipped(row.reason, _REASON_LENGTH)
    return Text(
        en=f"{scope.en}: {state.en} since {since} by {actor} ({reason})",
        tr=f"{scope.tr}: {state.tr}, {since} tarihinden beri, {actor} ({reason})",
    )


def release_words(row: TradingStateRow) -> Text:
    """What a person writes to release exactly this row."""
    venue = tripped(row)
    if venue is None:
        return words_for(row.scope)
    return Text(
        en=f"reset the circuit breaker on {_SHORT[venue]} because …",
        tr=f"{_SHORT[venue]} devre kesicisini sıfırla, sebep: …",
    )


def words_for(scope: str) -> Text:
    """What a person writes to release a halt of this scope."""
    kind, _, value = scope.partition(":")
    if kind == "all":
        return Text(en="resume trading because …", tr="işlemleri yeniden aç, sebep: …")
    name = clipped(scope, 50) if kind == "strategy" else _SHORT.get(value, value)
    return Text(
        en=f"release the kill switch for {name} because …",
        tr=f"{name} için kill switch'i kaldır, sebep: …",
    )


def say_latched(rows: Iterable[TradingStateRow], *, shown: int) -> Text:
    """The first latches with the words that release them, and how many more there are; empty without any."""
    held = latched(rows)
    more = len(held) - shown
    words = [(scope_words(row.scope), release_words(row)) for row in held[:shown]]
    en = [f"{scope.en} (write “{said.en}”)" for scope, said in words]
    tr = [f"{scope.tr} (“{said.tr}” yazın)" for scope, said in words]
    if more > 0:
        en.append(f"{more} more, see /risk")
        tr.append(f"{more} tane daha, bkz. /risk")
    return Text(en=", ".join(en), tr=", ".join(tr))
