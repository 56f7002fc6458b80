"""Releasing: what a release lets trade again, and what stays latched beside it."""

from typing import NamedTuple

from policies.facts import Facts
from tools.call import ToolCall
from tools.ledger.ledger import TradingStateRow
from tools.money import plain
from tools.safety.latches import describe, latched, release_words, tripped
from tools.safety.release_kill_switch import ReleaseKillSwitchParams
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerParams
from tools.text import Text

_SHOWN = 4


class Release(NamedTuple):
    """The latches in force, as a release sorts them."""

    freed: tuple[TradingStateRow, ...]
    """What the call releases."""
    kept: tuple[TradingStateRow, ...]
    """What stays as it is."""


def release_of(call: ToolCall, facts: Facts) -> Release | None:
    """What the call releases; None for a call that releases nothing by its kind."""
    params, rows = call.params, latched(facts.trading)
    if isinstance(params, ReleaseKillSwitchParams):
        freed = [row for row in rows if row.scope == params.scope]
    elif isinstance(params, ResetCircuitBreakerParams):
        freed = [row for row in rows if tripped(row) and params.venue in (None, tripped(row))]
    else:
        return None
    return Release(tuple(freed), tuple(row for row in rows if row not in freed))


def told(release: Release, facts: Facts) -> Text:
    """Each latch with why and since when: released, or kept with the words that release it."""
    freed = [_freed(row, facts) for row in release.freed]
    kept = told_kept(release.kept)
    return Text(
        en=" ".join([*(each.en for each in freed), kept.en]).strip(),
        tr=" ".join([*(each.tr for each in freed), kept.tr]).strip(),
    )


def told_kept(rows: tuple[TradingStateRow, ...]) -> Text:
    """Latches with the words that release each."""
    kept = [_kept(row) for row in rows[:_SHOWN]]
    more = len(rows) - _SHOWN
    if more > 0:
        kept.append(Text(en=f"{more} more: see /risk.", tr=f"{more} kilit daha: bkz. /risk."))
    return Text(en=" ".join(each.en for each in kept), tr=" ".join(each.tr for each in kept))


def _freed(row: TradingStateRow, facts: Facts) -> Text:
    what, anew = describe(row), Text(en="", tr="")
    limit = facts.limits.value("max_daily_loss")
    if tripped(row) and limit is not None:
        most = f"{plain(limit)} USDT"
        anew = Text(
            en=f" The loss is then counted anew: another {most} today latches it again.",
            tr=f" Kayıp sıfırdan sayılır: bugün {most} daha kaybedilirse yeniden kilitlenir.",
        )
    return Text(en=f"Releases {what.en}.{anew.en}", tr=f"Açılır: {what.tr}.{anew.tr}")


def _kept(row: TradingStateRow) -> Text:
    what, words = describe(row), release_words(row)
    return Text(
        en=f"Stays latched: {what.en}; to release it, write “{words.en}”.",
        tr=f"Kilitli kalır: {what.tr}; açmak için “{words.tr}” yazın.",
    )
