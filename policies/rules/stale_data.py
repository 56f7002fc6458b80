"""stale_data: no new risk on a market or account that is old, missing or makes no sense."""

from decimal import Decimal

from policies.facts import Facts, MarketFacts
from policies.reading import age_ms, reduces, trades, without_market
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.terms import Side
from tools.text import Text
from tools.trade.confirm_canary import ConfirmCanaryParams
from tools.venues.market import Book

_VOICE = Voice("stale_data")
_LIMITS = ("stale_market_ms", "stale_account_ms", "stale_rules_ms", "max_clock_offset_ms")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny opening on missing, stale, future, empty, crossed or too wide data."""
    without_symbol = isinstance(call.params, ConfirmCanaryParams) and facts.canary is None
    if not trades(call) or without_symbol:
        return None
    if reduces(call, facts):
        return _VOICE.allow("only reduces risk", "yalnızca riski azaltıyor")
    if without_market(call):
        return _account_alone(facts)
    missing = next((name for name in _LIMITS if facts.limits.value(name) is None), None)
    if missing is not None:
        return _VOICE.no_limit(missing)
    return _present(facts) or _clock(facts) or _ages(facts) or _book(facts) or _fresh()


def _account_alone(facts: Facts) -> Verdict:
    limit = facts.limits.value("stale_account_ms")
    offset = facts.limits.value("max_clock_offset_ms")
    if limit is None or offset is None:
        return _VOICE.no_limit("stale_account_ms" if limit is None else "max_clock_offset_ms")
    if facts.account is None:
        return _missing(facts)
    age = age_ms(facts.account.account.time_ms, facts)
    stale = None if -offset <= age <= limit else _stale("account", "Hesap verisi", age, limit)
    return _clock(facts) or stale or _fresh()


def _missing(facts: Facts) -> Verdict:
    why = facts.unavailable or "no market or account data"
    return _VOICE.deny(
        "missing",
        f"Market or account data is missing ({why}); nothing is opened without it.",
        f"Piyasa ya da hesap verisi yok ({facts.unavailable or 'veri gelmedi'}); bunlar olmadan "
        "pozisyon açılmaz.",
    )


def _stale(en: str, tr: str, age: int, limit: Decimal | None) -> Verdict:
    return _VOICE.deny(
        "stale",
        f"The {en} data is {age} ms old, at most {limit} ms is accepted.",
        f"{tr} {age} ms önceye ait; en çok {limit} ms kabul edilir.",
        limit=str(limit),
        actual=str(age),
    )


def _fresh() -> Verdict:
    return _VOICE.allow("market and account are fresh", "piyasa ve hesap verisi güncel")


def _present(facts: Facts) -> Verdict | None:
    market = facts.market
    gone = facts.account is None or market is None
    if gone or market is None or market.mark is None or market.book is None or market.rules is None:
        return _missing(facts)
    return None


def _clock(facts: Facts) -> Verdict | None:
    limit = facts.limits.value("max_clock_offset_ms")
    if limit is None or abs(facts.clock_offset_ms) <= limit:
        return None
    return _VOICE.deny(
        "clock_offset",
        f"The clock is {facts.clock_offset_ms} ms off the venue's, at most {limit} ms is accepted.",
        f"Saat, borsanınkinden {facts.clock_offset_ms} ms sapıyor; en çok {limit} ms kabul edilir.",
        limit=str(limit),
        actual=str(facts.clock_offset_ms),
    )


def _ages(facts: Facts) -> Verdict | None:
    market, account = facts.market, facts.account
    if (
        market is None
        or market.mark is None
        or market.book is None
        or market.rules is None
        or account is None
    ):
        return None
    times = (
        ("market", "Piyasa verisi", "stale_market_ms", min(market.mark.time_ms, market.book.time_ms)),
        ("account", "Hesap verisi", "stale_account_ms", account.account.time_ms),
        ("filters", "Borsa kuralları", "stale_rules_ms", market.rules.fetched_ms),
    )
    offset = facts.limits.value("max_clock_offset_ms") or Decimal(0)
    for en, tr, name, time_ms in times:
        age, limit = age_ms(time_ms, facts), facts.limits.value(name)
        if limit is None or not -offset <= age <= limit:
            return _stale(en, tr, age, limit)
    return None


def _book(facts: Facts) -> Verdict | None:
    market = facts.market
    spread = _spread_bps(market)
    limit = facts.limits.value("max_spread_bps", market.symbol if market else None)
    if limit is None:
        return _VOICE.no_limit("max_spread_bps")
    if spread is None:
        return _VOICE.deny("empty_book", "One side of the book is empty.", "Emir defterinin bir tarafı boş.")
    if spread <= 0:
        return _VOICE.deny(
            "crossed_book", "The book is crossed.", "Emir defteri çakışık (alış satışın üstünde)."
        )
    if spread > limit:
        return _VOICE.deny(
            "wide_spread",
            f"The spread is {spread:.1f} bps, at most {limit} bps is accepted.",
            f"Makas {spread:.1f} baz puan; en çok {limit} baz puan kabul edilir.",
            limit=str(limit),
            actual=f"{spread:.1f}",
        )
    return None


def _spread_bps(market: MarketFacts | None) -> Decimal | None:
    book: Book | None = market.book if market is not None else None
    if book is None:
        return None
    ask, bid = book.best(Side.BUY), book.best(Side.SELL)
    return None if ask is None or bid is None else (ask - bid) / (ask + bid) * 20_000


RULE = Rule(
    name="stale_data",
    summary=Text(
        en="Opens nothing on old, missing or crossed data, or with a clock that is off",
        tr="Eski, eksik ya da tutarsız veriyle veya sapan saatle yeni risk açmaz",
    ),
    why="FIA 3.1 market data reasonability. A book of 2.5 s ago, a crossed book and a missing account deny.",
    judge=judge,
    limit="stale_market_ms",
)
