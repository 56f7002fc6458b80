"""A change of the symbol list is worked out from the venue, exact, and never larger than the rule says."""

from decimal import Decimal

import pytest

from guardrails.gate import review
from policies.rules import symbol_sync
from tools.catalogue import call
from tools.market.list_symbols import ListedSymbol, ListSymbolsResult
from tools.terms import Mode, VenueName


def traded(symbol: str, last: str, volume: str = "1000000", least: str = "5") -> ListedSymbol:
    return ListedSymbol(
        symbol=symbol,
        base=symbol.removesuffix("USDT"),
        last=Decimal(last),
        change_percent=Decimal(0),
        quote_volume=Decimal(volume),
        min_notional=Decimal(least),
    )


@pytest.fixture
def facts(make_facts):
    def make(*extra: ListedSymbol, without: str = ""):
        known = make_facts()
        listed = [
            traded(symbol, "10") for symbol in known.limits.symbols if symbol not in ("BTCUSDT", without)
        ]
        listing = ListSymbolsResult(
            venue=VenueName.BINANCE_FUTURES,
            mode=Mode.LOCAL_TESTNET,
            account="a",
            time_ms=known.now_ms,
            quote="USDT",
            symbols=(traded("BTCUSDT", "65000"), *listed, *extra),
        )
        return known.model_copy(update={"listing": listing})

    return make


def test_what_is_traded_and_not_listed_is_added_with_a_position_worth_what_bitcoins_may_be(facts):
    seen = review(call("sync_symbols", {}), facts(traded("PEPEUSDT", "0.0125")))

    assert seen.outcome == "allow"
    assert seen.effects.params["add"] == {"PEPEUSDT": "520000"}  # 0.1 x 65,000 / 0.0125
    assert seen.effects.params["remove"] == []
    assert {row.path: row.after for row in seen.diff}["add"] == "PEPEUSDT 520000"
    assert seen.approval.required


def test_what_is_listed_and_no_longer_traded_is_removed(facts):
    seen = review(call("sync_symbols", {}), facts(without="DOGEUSDT"))

    assert (seen.effects.params["add"], seen.effects.params["remove"]) == ({}, ["DOGEUSDT"])


def test_the_least_volume_decides_both_ways(facts):
    known = facts(traded("PEPEUSDT", "1", "2000000"), traded("WIFUSDT", "1", "1999999"), without="DOGEUSDT")
    seen = review(call("sync_symbols", {"min_volume": "2000000"}), known)

    assert set(seen.effects.params["add"]) == {"PEPEUSDT"}
    assert set(seen.effects.params["remove"]) == set(known.limits.symbols)


def test_a_symbol_whose_smallest_order_is_over_the_limit_is_not_added(facts):
    seen = review(call("sync_symbols", {}), facts(traded("PEPEUSDT", "1", least="101")))

    assert [(v.code, v.outcome) for v in seen.verdicts] == [("nothing_to_change", "deny")]


@pytest.mark.parametrize(
    ("add", "code"),
    [({"NOPEUSDT": "1"}, "not_traded"), ({"PEPEUSDT": "520001"}, "position_too_large")],
)
def test_a_list_that_is_named_must_be_traded_and_within_the_rule(facts, add, code):
    asked = call("sync_symbols", {"add": add, "remove": []})
    seen = review(asked, facts(traded("PEPEUSDT", "0.0125")))

    assert seen.outcome == "deny"
    assert [v.code for v in seen.verdicts if v.rule == "symbol_sync"] == [code]


def test_a_price_that_moved_since_does_not_stop_what_was_approved(facts):
    approved = call("sync_symbols", {"add": {"PEPEUSDT": "520000"}, "remove": []})
    later = facts(traded("PEPEUSDT", "0.02")).model_copy(update={"phase": "dispatch"})

    assert review(approved, later).effects.params["add"] == {"PEPEUSDT": "520000"}
    assert review(approved, later).outcome == "allow"


def test_without_the_venues_list_nothing_is_changed(make_facts):
    assert symbol_sync.judge(call("sync_symbols", {}), make_facts()).code == "unknown"
    assert symbol_sync.judge(call("get_health", {}), make_facts()) is None
