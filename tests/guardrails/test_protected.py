"""The gate on conditional, protected, paired and replaced orders: what is bound, shown and scored."""

from decimal import Decimal

import pytest

from agent.turn import review_json
from evals.situation import SPOT, held_position
from guardrails.gate import review
from policies.facts import Facts
from policies.verdict import Change, Outcome, Rule, Verdict
from tools.catalogue import call
from tools.terms import Grouping, VenueName
from tools.text import Text
from tools.venues.orders import OrderRef


def codes(result):
    return {verdict.rule: verdict.code for verdict in result.verdicts}


def replace(**args):
    return call("replace_order", {"symbol": "BTCUSDT", "order_id": "1", "dry_run": False, **args})


def test_an_attached_stop_is_bound_with_its_price(make_facts, order):
    result = review(order(price="64000", stop_loss_pct="2", take_profit_pct="4"), make_facts())
    assert result.outcome == "allow"
    assert result.effects.grouping is Grouping.PROTECTED
    assert [str(each.type) for each in result.effects.orders] == [
        "LIMIT",
        "STOP_MARKET",
        "TAKE_PROFIT_MARKET",
    ]
    assert result.effects.params["stop_loss_price"] == "62720"
    assert result.effects.params["stop_loss_pct"] is None
    rows = {row.path: (row.before, row.after) for row in result.diff}
    assert rows["stop_loss_price"] == (None, "62720")
    assert rows["stop_loss_pct"] == ("2", None)
    moved = review(order(price="64000", stop_loss_pct="3", take_profit_pct="4"), make_facts())
    assert moved.approval.digest != result.approval.digest


def test_the_preview_says_what_is_at_stake(make_facts, order):
    made = order(price="64000", stop_loss_price="63000", take_profit_price="66000")
    preview = review(made, make_facts()).preview
    # 0.001 BTC; maker fee of the entry, taker fee of the exit
    assert preview.loss_at_stop == Decimal("1") + Decimal("0.0128") + Decimal("0.0315")
    assert preview.gain_at_target == Decimal("2") - Decimal("0.0128") - Decimal("0.033")
    assert preview.reward_risk == (preview.gain_at_target / preview.loss_at_stop).quantize(Decimal("0.01"))
    assert [note.en.split(",")[0] for note in preview.notes] == [
        "Protection is placed after the fill",
        "If the price is already past the stop when it is placed",
    ]
    assert "piyasa fiyatından kapatılır" in preview.notes[1].tr


def test_the_stake_of_a_short_is_mirrored(make_facts, order):
    made = order(side="SELL", price="66000", stop_loss_price="67000")
    preview = review(made, make_facts()).preview
    assert preview.loss_at_stop == Decimal("1") + Decimal("0.0132") + Decimal("0.0335")
    assert (preview.gain_at_target, preview.reward_risk) == (None, None)


def test_an_order_by_itself_has_no_notes(make_facts, order):
    result = review(order(), make_facts())
    assert (result.preview.notes, result.preview.loss_at_stop) == ((), None)
    assert (result.effects.grouping, result.effects.replaces) == (Grouping.SINGLE, None)


def test_a_review_speaks_one_language(make_facts, order):
    result = review(order(stop_loss_pct="2"), make_facts())
    assert review_json(result, "tr")["preview"]["notes"][0].startswith("Koruma emirleri")
    assert review_json(result, "en")["preview"]["notes"][0].startswith("Protection is placed")


def test_a_conditional_order_is_previewed_at_its_trigger(make_facts, order):
    preview = review(order(type="STOP_MARKET", stop_price="66000"), make_facts()).preview
    assert (preview.fill_price, preview.takes_liquidity) == (Decimal(66000), True)
    assert preview.slippage_bps is None
    assert preview.notional == Decimal(66)


def test_the_whole_offer_of_a_far_stop_passes(make_facts, order):
    result = review(order(stop_loss_pct="30"), make_facts())
    assert result.outcome == "ask"
    offered = {change.path: change.value for change in result.would_pass}
    assert offered == {"stop_loss_price": "58500.1", "stop_loss_pct": None}
    assert review(order(stop_loss_price="58500.1"), make_facts()).outcome == "allow"


def test_a_stop_that_cannot_be_priced_denies_the_order(make_facts, order):
    result = review(order(stop_loss_pct="2"), make_facts(ask=""))
    assert (result.outcome, result.effects.orders) == ("deny", ())


def test_an_approved_stop_keeps_its_price_while_the_market_moves(make_facts, order):
    first = review(order(stop_loss_pct="2"), make_facts())
    again = review(call("place_order", first.effects.params), make_facts(mark="65100", ask="65100.1"))
    assert again.effects.digest() == first.effects.digest()


def test_a_replacement_binds_the_order_it_replaces(make_facts, working):
    result = review(replace(price="63000"), make_facts(replaced=working(quantity="0.001")))
    assert result.outcome == "allow"
    assert result.effects.grouping is Grouping.REPLACE
    assert result.effects.replaces == OrderRef(symbol="BTCUSDT", order_id="1")
    assert result.approval.kind == "click"
    assert result.preview.position_after == Decimal("0.001")


def test_a_partly_filled_replacement_previews_what_is_left(make_facts, working):
    old = working(quantity="0.001", executed_quantity="0.0004")
    result = review(replace(quantity="0.0015"), make_facts(replaced=old, position="0.0004"))
    assert result.outcome == "allow"
    assert result.preview.position_after == Decimal("0.0015")


@pytest.mark.parametrize(("args", "outcome"), [({"price": "63000"}, "allow"), ({"price": "64500"}, "deny")])
def test_while_halted_an_order_is_only_lowered(make_facts, working, args, outcome):
    facts = make_facts(state="HALTED", replaced=working(quantity="0.001"))
    assert review(replace(**args), facts).outcome == outcome


def test_replacing_what_is_unknown_asks(make_facts):
    result = review(replace(price="63000"), make_facts())
    assert (result.outcome, codes(result)["replacement"]) == ("ask", "unknown_order")


@pytest.mark.parametrize("world", [{"state": "HALTED"}, {"age_ms": 60_000}, {"equity": "4000"}])
def test_protecting_a_position_always_works(make_facts, order, world):
    facts = make_facts(position="0.001", leverage=20, **world)
    stop = order(side="SELL", type="STOP_MARKET", stop_price="60000", close_position=True)
    result = review(stop, facts)
    assert (result.outcome, result.approval.kind) == ("allow", "click")


def test_a_pair_on_spot_is_bound_as_one(make_facts):
    made = call(
        "place_oco",
        {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.001", "price": "66000", "stop_price": "64000"},
    )
    facts = make_facts(venue=VenueName.BINANCE_SPOT, capabilities=SPOT, position="0.01")
    result = review(made, facts)
    assert codes(result)["spot_balance"] == "not_enough"
    assert result.effects.grouping is Grouping.OCO
    assert [str(each.type) for each in result.effects.orders] == ["LIMIT", "STOP_MARKET"]
    assert result.preview.liquidation_price is None


@pytest.mark.parametrize(("name", "args"), [("cancel_order", {"order_id": "1"}), ("cancel_all_orders", {})])
@pytest.mark.parametrize(
    ("stop", "position", "bared"),
    [
        ({"side": "SELL", "type": "STOP_MARKET"}, "0.01", True),
        ({"side": "SELL", "type": "TRAILING_STOP_MARKET"}, "0.01", True),
        ({"side": "BUY", "type": "STOP_MARKET"}, "-0.01", True),
        ({"side": "BUY", "type": "STOP_MARKET"}, "0.01", False),
        ({"side": "SELL", "type": "TAKE_PROFIT_MARKET"}, "0.01", False),
        ({"side": "SELL", "type": "STOP_MARKET"}, "0", False),
        ({"side": "SELL", "type": "LIMIT"}, "0.01", False),
    ],
)
def test_cancelling_a_protective_stop_is_allowed_and_scored(
    make_facts, working, name, args, stop, position, bared
):
    facts = make_facts(position=position, open_orders=(working(**stop),))
    result = review(call(name, {"symbol": "BTCUSDT", **args}), facts)
    assert (result.outcome, result.approval.kind) == ("allow", "click")
    assert [factor.name for factor in result.risk.factors] == (["unprotected"] if bared else [])
    assert all("korumasız" in factor.why.tr for factor in result.risk.factors)


def test_the_side_of_a_hedge_account_is_a_row(make_facts, order):
    result = review(order(), make_facts(hedge=True))
    (row,) = [row for row in result.diff if row.path == "position_side"]
    assert (row.before, row.after) == ("BOTH", "LONG")
    assert "hedge mode" in row.reason.en
    assert "hedge modunda" in row.reason.tr
    held = make_facts(hedge=True, positions=(held_position(quantity="0.02", side="LONG"),))
    closing = review(order(side="SELL"), held)
    assert closing.effects.params["reduce_only"] is True
    assert closing.preview.position_after == Decimal("0.019")


def test_facts_of_a_replacement_survive_the_checkpoint(make_facts, working):
    facts = make_facts(replaced=working(), hedge=True)
    assert Facts.model_validate_json(facts.model_dump_json()) == facts


def fixing(path, value):
    text = Text(en="x", tr="x")

    def judge(made, facts):
        change = Change(path=path, value=value, reason=text)
        return Verdict(rule="fixer", outcome=Outcome.FIX, code="x", reason=text, changes=(change,))

    return Rule(name="fixer", summary=text, why="test", judge=judge)


@pytest.mark.parametrize(
    ("args", "path", "value"),
    [
        ({"price": "64000", "stop_loss_price": "63000"}, "stop_loss_price", "62999.9"),
        ({"price": "64000", "stop_loss_price": "63000"}, "stop_loss_price", "63050"),
        ({"price": "64000", "stop_loss_price": "63000"}, "stop_loss_price", None),
        ({"price": "64000", "take_profit_price": "66000"}, "take_profit_price", "66000.1"),
        ({"type": "STOP_MARKET", "stop_price": "66000"}, "stop_price", "65999.9"),
        ({"type": "STOP_MARKET", "stop_price": "66000"}, "stop_price", "66050"),
        ({"type": "STOP_MARKET", "stop_price": "66000"}, "stop_price", None),
    ],
)
def test_no_fix_moves_a_trigger_by_a_tick_or_drops_it(make_facts, order, args, path, value):
    result = review(order(**args), make_facts(), (fixing(path, value),))
    assert (result.outcome, codes(result)) == ("deny", {"fixer": "fix_widens"})


def test_no_fix_raises_what_is_replaced_or_paired(make_facts, working):
    facts = make_facts(replaced=working(quantity="0.001"))
    for path, value in (("quantity", "0.002"), ("price", "63001"), ("order_id", "2")):
        assert (
            review(replace(price="63000", quantity="0.001"), facts, (fixing(path, value),)).outcome == "deny"
        )
    args = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.001", "price": "66000", "stop_price": "64000"}
    for path, value in (("quantity", "0.002"), ("price", "65999"), ("stop_price", "64000.1")):
        assert review(call("place_oco", args), facts, (fixing(path, value),)).outcome == "deny"
