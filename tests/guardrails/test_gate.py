"""The gate as a whole: repaired, explained, previewed, and closed when anything is wrong."""

from decimal import Decimal

import pytest

from guardrails.gate import review
from guardrails.preview import preview
from policies import RULES
from policies.facts import Facts
from policies.verdict import Change, Outcome, Rule, Verdict
from tools.call import Origin, Source
from tools.catalogue import call
from tools.terms import OrderType
from tools.text import Text
from tools.venues.capabilities import Capabilities


def rule(name, judge):
    return Rule(name=name, summary=Text(en="x", tr="x"), why="test", judge=judge)


def fixing(path, value):
    text = Text(en="x", tr="x")

    def judge(made, facts):
        change = Change(path=path, value=value, reason=text)
        return Verdict(rule="fixer", outcome=Outcome.FIX, code="x", reason=text, changes=(change,))

    return rule("fixer", judge)


def codes(result):
    return {verdict.rule: verdict.code for verdict in result.verdicts}


def test_the_main_job(make_facts, order):
    result = review(order(notional="60"), make_facts(leverage=20))
    assert result.outcome == "allow"
    assert result.asked["notional"] == "60"
    assert result.effects.params["quantity"] == "0.0009"
    assert result.effects.params["notional"] is None
    (sent,) = result.effects.orders
    assert (sent.quantity, sent.leverage) == (Decimal("0.0009"), 3)
    rows = {row.path: (row.before, row.after, row.source) for row in result.diff}
    assert rows["quantity"] == (None, "0.0009", Source.AUTOFIX)
    assert rows["leverage"] == (None, "3", Source.AUTOFIX)
    assert rows["venue"] == (None, "binance-futures", Source.DEFAULT)
    assert result.approval.digest == result.effects.digest()
    assert codes(result)["order_size"] == "sized"
    assert [v.rule for v in result.verdicts] == [r.name for r in RULES if r.name in codes(result)]


def test_the_preview_does_the_sums(make_facts, order):
    preview = review(order(), make_facts(leverage=3)).preview
    assert preview.notional == Decimal("65.0001")
    assert preview.fee == Decimal("0.03250005")
    assert preview.margin == Decimal("21.6667")
    assert preview.position_after == Decimal("0.001")
    assert preview.headroom["max_notional"] == "34.9999"
    assert preview.liquidation_price is None
    assert preview.margin_type == "CROSSED"
    isolated = review(order(), make_facts(leverage=3, margin="ISOLATED")).preview
    assert 0 < isolated.liquidation_price < isolated.fill_price
    assert preview.slippage_bps > 0


def test_the_preview_knows_the_account(make_facts, order):
    world = {"equity": "4980", "position": "0.001", "entry": "60000", "high": "6000"}
    preview = review(order(), make_facts(**world, margin="ISOLATED")).preview
    assert preview.headroom["max_daily_loss"] == "30"
    assert preview.headroom["max_drawdown"] == "-0.02"
    assert preview.exposure_after == Decimal("130.0002")
    assert preview.position_after == Decimal("0.002")
    entry = Decimal("62500.05")
    assert preview.liquidation_price == (entry * 2 / 3 / Decimal("0.996")).quantize(Decimal("0.00000001"))


def test_crossed_liquidation_stands_on_the_wallet(make_facts, order):
    world = {"equity": "100", "opening": "100", "high": "100", "position": "0.001", "entry": "60000"}
    preview = review(order(quantity="0.002"), make_facts(**world)).preview
    # wallet 100, long 0.003 at (60,000 + 2 x 65,000.1) / 3, maintenance 0.4 %
    loss = Decimal("0.003") * (Decimal("190000.2") / 3) - 100
    at = loss / (Decimal("0.003") * Decimal("0.996"))
    assert preview.liquidation_price == at.quantize(Decimal("0.00000001"))


def test_a_denied_card_offers_one_size_that_passes_everything(make_facts, order):
    facts = make_facts()
    result = review(order(quantity="1"), facts)
    offers = {str(c.value) for v in result.verdicts for c in v.would_pass if c.path == "quantity"}
    assert len(offers) > 1
    assert {c.path: c.value for c in result.would_pass} == {"quantity": "0.0015"}
    assert review(order(quantity="0.0015"), facts).outcome == "allow"
    assert review(order(), facts).would_pass == ()


def test_nothing_is_offered_where_nothing_passes(make_facts, order):
    assert review(order(quantity="1"), make_facts(state="HALTED")).would_pass == ()


def test_what_is_not_available_is_said_once(make_facts, order):
    result = review(order(venue="binance-spot", quantity="9"), make_facts(state="HALTED"))
    assert set(codes(result)) == {"trading_state", "environment_lock", "capability"}
    told = {v.rule: v.reason for v in result.verdicts}
    assert told["capability"].en == "binance-spot is not connected here."
    assert told["trading_state"].tr.startswith("Tüm işlemler durduruldu")


def test_numbers_of_verdicts_are_short(make_facts, order):
    result = review(order(), make_facts(equity="4999", high="7001.123"))
    (drawdown,) = [v for v in result.verdicts if v.rule == "max_drawdown"]
    assert drawdown.actual == "0.2859717"


def test_many_times_the_limit_is_not_told_in_percent(make_facts, order):
    factors = {f.name: f.why for f in review(order(quantity="1"), make_facts()).risk.factors}
    assert (factors["size"].en, factors["size"].tr) == (
        "651 times the order limit.",
        "Emir limitinin 651 katı.",
    )
    assert factors["concentration"].tr == "Pozisyon öz varlığın 14 katı."


def test_a_resting_order_pays_maker_fee(make_facts, order):
    preview = review(order(price="64000", quantity="0.001"), make_facts()).preview
    assert not preview.takes_liquidity
    assert (preview.fill_price, preview.fee_rate) == (Decimal(64000), Decimal("0.0002"))


def test_the_contracts_example_of_a_denial(make_facts, order):
    result = review(order(quantity="0.01"), make_facts(ask="64000", bid="63999", mark="64000"))
    assert result.outcome == "deny"
    (verdict,) = [v for v in result.verdicts if v.outcome is Outcome.DENY]
    assert verdict.rule == "max_notional"
    assert {c.path: c.value for c in verdict.would_pass} == {"quantity": "0.0015"}
    assert (
        review(order(quantity="0.0015"), make_facts(ask="64000", bid="63999", mark="64000")).outcome
        == "allow"
    )


def test_reads_pass_without_facts_of_the_venue(make_facts):
    made = call("run_canary", {})
    assert review(made, make_facts()).approval.kind == "none"
    assert review(made, make_facts(market=None)).outcome == "deny"


def test_what_was_understood_differently_is_a_row(make_facts, order):
    made = order()
    origin = Origin(path="symbol", source=Source.USER, typed="BTCUSD", note="read as BTCUSDT")
    result = review(made.model_copy(update={"origins": (origin,)}), make_facts())
    (row,) = [row for row in result.diff if row.path == "symbol"]
    assert (row.before, row.after, row.reason.en) == ("BTCUSD", "BTCUSDT", "read as BTCUSDT")


def test_memory_is_named_as_the_source(make_facts, order):
    origin = Origin(path="symbol", source=Source.MEMORY)
    result = review(order().model_copy(update={"origins": (origin,)}), make_facts())
    assert [row.source for row in result.diff if row.path == "symbol"] == [Source.MEMORY]


def test_a_limit_order_shows_how_long_it_works(make_facts, order):
    result = review(order(price="64000"), make_facts())
    (row,) = [row for row in result.diff if row.path == "time_in_force"]
    assert (row.before, row.after, row.source) == (None, "GTC", Source.DEFAULT)
    assert result.effects.params["time_in_force"] == "GTC"


def test_a_rule_that_raises_denies(make_facts, order):
    def broken(made, facts):
        raise ZeroDivisionError

    result = review(order(), make_facts(), (*RULES, rule("broken", broken)))
    assert result.outcome == "deny"
    assert codes(result)["broken"] == "rule_failed"


@pytest.mark.parametrize("rules", [(), (rule("silent", lambda made, facts: None),)])
def test_silence_denies(make_facts, order, rules):
    result = review(order(), make_facts(), rules)
    assert (result.outcome, codes(result)) == ("deny", {"gate": "no_rule"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("quantity", "0.002"),
        ("leverage", 50),
        ("side", "SELL"),
        ("symbol", "ETHUSDT"),
        ("reduce_only", "nonsense"),
        ("dry_run", False),
        ("no_such", "1"),
    ],
)
def test_a_fix_that_widens_is_a_denial(make_facts, order, path, value):
    made = order(dry_run=True)
    result = review(made, make_facts(), (fixing(path, value),))
    assert (result.outcome, codes(result)) == ("deny", {"fixer": "fix_widens"})
    assert result.effects.params == made.effective()


def test_of_two_fixes_the_narrower_stays(make_facts, order):
    def once(name, value):
        def judge(made, facts):
            if made.params.quantity == Decimal("0.001"):
                return fixing("quantity", value).judge(made, facts).model_copy(update={"rule": name})
            return None

        return rule(name, judge)

    result = review(order(), make_facts(), (once("one", "0.0005"), once("two", "0.0008")))
    assert result.effects.params["quantity"] == "0.0005"


def test_fixes_that_never_rest_deny(make_facts, order):
    def shrink(made, facts):
        return fixing("quantity", str(made.params.quantity / 2)).judge(made, facts)

    result = review(order(quantity="0.0016"), make_facts(), (rule("fixer", shrink),))
    assert result.outcome == "deny"
    assert codes(result)["gate"] == "unstable"


def test_one_fix_may_call_for_another(make_facts, order):
    made = order(
        side="SELL",
        type="LIMIT_MAKER",
        price="65000.21",
        position_side="LONG",
        quantity="0.0234567",
        leverage=20,
    )
    result = review(made, make_facts(position="0.01"))
    assert result.outcome == "allow"
    (sent,) = result.effects.orders
    assert (sent.quantity, sent.price) == (Decimal("0.01"), Decimal("65000.3"))
    assert (sent.reduce_only, sent.post_only, sent.leverage) == (True, True, None)
    assert {"fitted", "rounded", "beyond_flat", "not_needed"} <= set(codes(result).values())


def test_free_text_is_not_bound(make_facts):
    one = review(call("release_kill_switch", {"reason": "a"}), make_facts())
    two = review(call("release_kill_switch", {"reason": "b"}), make_facts())
    assert "reason" not in one.effects.params
    assert one.approval.digest == two.approval.digest
    assert one.approval.kind == "click"


def test_facts_survive_the_checkpoint(make_facts, order):
    facts = make_facts(position="0.01")
    again = Facts.model_validate_json(facts.model_dump_json())
    assert review(order(), again) == review(order(), facts)


@pytest.mark.parametrize(
    "world", [{"state": "HALTED"}, {"equity": "4000"}, {"age_ms": 60_000}, {"account_age_ms": 99_999}]
)
@pytest.mark.parametrize(
    "made",
    [
        ("cancel_order", {"symbol": "BTCUSDT", "order_id": "1"}),
        ("cancel_all_orders", {"symbol": "BTCUSDT"}),
        ("close_position", {"symbol": "BTCUSDT", "dry_run": False}),
        ("close_position", {"symbol": "BTCUSDT", "percent": "33", "dry_run": False}),
        ("engage_kill_switch", {}),
        (
            "place_order",
            {
                "symbol": "BTCUSDT",
                "side": "SELL",
                "type": "MARKET",
                "quantity": "0.5",
                "reduce_only": True,
                "dry_run": False,
            },
        ),
    ],
    ids=lambda made: made[0],
)
def test_reducing_always_works(make_facts, world, made):
    result = review(call(*made), make_facts(position="0.5", leverage=20, **world))
    assert result.outcome == "allow"
    assert result.approval.kind in ("none", "click")
    assert review(call("run_canary", {}), make_facts(position="0.5", **world)).outcome == "deny"


def test_a_spot_order_costs_the_spot_fee(make_facts, order):
    spot = make_facts().model_copy(
        update={"capabilities": Capabilities(order_types=frozenset(OrderType), oco=True, replace=True)}
    )
    seen = [preview(order(), facts) for facts in (spot, make_facts())]
    assert [p.fee_rate for p in seen] == [Decimal("0.001"), Decimal("0.0005")]
