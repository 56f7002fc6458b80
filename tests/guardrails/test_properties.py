"""Properties of the gate over generated orders and worlds."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.diff import text_of
from guardrails.gate import review
from policies.pricing import conservative_price
from policies.verdict import Outcome
from tools.canonical import digest
from tools.catalogue import call
from tools.errors import InvalidCall

pytestmark = pytest.mark.slow

STRICTNESS = {"allow": 0, "ask": 1, "deny": 2}
QUIET = settings(max_examples=60, derandomize=True)

quantities = st.decimals("0.0001", "0.5", places=7).map(lambda value: format(value, "f"))
prices = st.decimals("30000", "90000", places=3).map(lambda value: format(value, "f"))
sides = st.sampled_from(["BUY", "SELL"])


shares = st.decimals("0.1", "30", places=1).map(lambda value: format(value, "f"))


@st.composite
def conditional(draw):
    kind = draw(st.sampled_from(["STOP_MARKET", "TAKE_PROFIT_MARKET", "STOP", "TRAILING_STOP_MARKET"]))
    if kind == "TRAILING_STOP_MARKET":
        return {"type": kind, "callback_rate": draw(shares)}
    limited = {"price": draw(prices)} if kind == "STOP" else {}
    return {"type": kind, "stop_price": draw(prices), **limited}


def attached():
    return st.one_of(
        st.just({}),
        st.just({}),
        shares.map(lambda share: {"stop_loss_pct": share}),
        prices.map(lambda price: {"stop_loss_price": price}),
        shares.map(lambda share: {"take_profit_pct": share, "stop_loss_pct": "1.5"}),
    )


@st.composite
def orders(draw):
    args = {"symbol": "BTCUSDT", "side": draw(sides), "dry_run": draw(st.booleans())}
    args |= draw(
        st.sampled_from(
            [{"quantity": draw(quantities)}, {"notional": format(Decimal(draw(quantities)) * 9000, "f")}]
        )
    )
    args |= draw(
        st.sampled_from([{"type": "MARKET"}, {"type": "LIMIT", "price": draw(prices)}, draw(conditional())])
    )
    args |= draw(st.sampled_from([{}, {"reduce_only": True}, {"leverage": draw(st.integers(1, 125))}]))
    if args["type"] == "LIMIT":
        args |= draw(
            st.sampled_from([{}, {"post_only": True}, {"time_in_force": "IOC"}, {"type": "LIMIT_MAKER"}])
        )
    return args | draw(attached())


@st.composite
def worlds(draw):
    return {
        "position": draw(st.sampled_from(["0", "0.01", "-0.02", "0.09"])),
        "leverage": draw(st.sampled_from([1, 3, 20])),
        "state": draw(st.sampled_from([None, None, "HALTED"])),
        "profile": draw(st.sampled_from(["canary", "testnet"])),
        "hedge": draw(st.sampled_from([False, False, True])),
    }


@QUIET
@given(args=orders(), world=worlds(), smaller=st.integers(1, 99))
def test_more_is_never_more_allowed_nor_less_risky(make_facts, args, world, smaller):
    args = {key: value for key, value in args.items() if key != "notional"} | {
        "quantity": args.get("quantity", "0.2")
    }
    facts = make_facts(**world)
    less = args | {"quantity": format(Decimal(args["quantity"]) * smaller / 100, ".18f")}
    large, small = review(call("place_order", args), facts), review(call("place_order", less), facts)
    denied = [v.rule for v in small.verdicts if v.outcome is Outcome.DENY and v.rule != "gate"]
    assert set(denied) <= {v.rule for v in large.verdicts if v.outcome is Outcome.DENY}
    if small.effects.orders and large.effects.orders:
        assert large.risk.score >= small.risk.score


@QUIET
@given(args=orders(), world=worlds(), leverage=st.integers(1, 12), more=st.integers(0, 8))
def test_more_leverage_is_never_less_risky(make_facts, args, world, leverage, more):
    facts = make_facts(**world)
    low = review(call("place_order", args | {"leverage": leverage}), facts)
    high = review(call("place_order", args | {"leverage": min(125, leverage + more)}), facts)
    assert high.risk.score >= low.risk.score
    points = {factor.name: factor.points for factor in high.risk.factors}
    assert all(points.get(factor.name, 0) >= factor.points for factor in low.risk.factors)
    assert STRICTNESS[high.outcome] >= STRICTNESS[low.outcome]


@QUIET
@given(args=orders(), world=worlds())
def test_fixes_only_narrow(make_facts, args, world):
    facts = make_facts(**world)
    result = review(call("place_order", args), facts)
    for sent in result.effects.orders[:1]:
        if "quantity" in args:
            assert sent.quantity <= Decimal(args["quantity"])
        else:
            assert sent.quantity * conservative_price(sent, facts.market) <= Decimal(args["notional"])
        if "price" in args:
            better = sent.price <= Decimal(args["price"])
            assert better if args["side"] == "BUY" else sent.price >= Decimal(args["price"])
        assert sent.leverage is None or sent.leverage <= args.get("leverage", world["leverage"])
        assert sent.reduce_only >= args.get("reduce_only", False)
        assert sent.side == args["side"]


@QUIET
@given(args=orders(), world=worlds())
def test_protection_only_closes_what_the_entry_opens(make_facts, args, world):
    facts = make_facts(**world)
    result = review(call("place_order", args), facts)
    entry, *legs = result.effects.orders or (None,)
    asked = sum(any(name.startswith(kind) for name in args) for kind in ("stop_loss", "take_profit"))
    assert entry is None or len(legs) == asked
    for leg in legs:
        assert leg.reduce_only
        assert (leg.side, leg.quantity) == (entry.side.opposite, entry.quantity)
        assert leg.position_side is entry.position_side
        if result.outcome == "allow" and leg.type == "STOP_MARKET":
            losing = leg.stop_price < facts.market.mark.mark if entry.side == "BUY" else True
            assert losing
            assert result.preview.loss_at_stop > 0


@QUIET
@given(price=prices, share=shares, side=sides)
def test_a_distance_never_grows_by_rounding(make_facts, price, share, side):
    args = {"symbol": "BTCUSDT", "side": side, "type": "LIMIT", "price": price, "quantity": "0.001"}
    result = review(call("place_order", args | {"stop_loss_pct": share}), make_facts())
    if result.outcome == "allow":
        entry, stop = result.effects.orders
        assert abs(entry.price - stop.stop_price) <= entry.price * Decimal(share) / 100


@QUIET
@given(args=orders(), world=worlds())
def test_the_final_call_needs_no_further_repair(make_facts, args, world):
    facts = make_facts(**world)
    first = review(call("place_order", args), facts)
    second = review(call("place_order", first.effects.params), facts)
    assert second.diff == ()
    assert second.effects == first.effects
    assert second.outcome == first.outcome


@QUIET
@given(args=orders(), world=worlds())
def test_the_diff_leads_from_asked_to_final(make_facts, args, world):
    made = call("place_order", args)
    result = review(made, make_facts(**world))
    rebuilt = {path: text_of(value) for path, value in made.effective().items()}
    for row in result.diff:
        assert row.before is None or row.before == rebuilt[row.path]
        rebuilt[row.path] = row.after
    assert rebuilt == {path: text_of(value) for path, value in result.effects.params.items()}


@QUIET
@given(args=orders())
def test_the_digest_knows_no_key_order_but_every_value(make_facts, args):
    facts = make_facts()
    result = review(call("place_order", args), facts)
    turned = review(call("place_order", dict(reversed(args.items()))), facts)
    assert turned.approval.digest == result.approval.digest
    for path in result.effects.params:
        other = result.effects.model_copy(update={"params": result.effects.params | {path: "other"}})
        assert digest(other) != result.approval.digest


@given(
    path=st.sampled_from(["quantity", "notional", "price", "leverage"]),
    value=st.sampled_from(
        ["NaN", "Infinity", "-Infinity", "-1", "0", "-0", "1e3", "1E-9", "٣", "1_000", " 1", "", "0x1"]
    ),
)
def test_what_is_not_a_plain_positive_number_is_no_call(path, value):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "price": "1", "quantity": "1", path: value}
    if path == "notional":
        del args["quantity"]
    with pytest.raises(InvalidCall):
        call("place_order", args)


@QUIET
@given(args=orders(), world=worlds(), gone=st.sampled_from(["market", "account", "mark", "book", "rules"]))
def test_what_is_not_known_never_opens(make_facts, args, world, gone):
    facts = make_facts(**world)
    if gone in ("market", "account"):
        facts = facts.model_copy(update={gone: None})
    else:
        facts = facts.model_copy(update={"market": facts.market.model_copy(update={gone: None})})
    result = review(call("place_order", args), facts)
    if not args.get("reduce_only"):
        assert result.outcome == "deny"


@QUIET
@given(args=orders(), world=worlds())
def test_what_is_offered_passes_the_whole_gate(make_facts, args, world):
    facts = make_facts(**world)
    result = review(call("place_order", args), facts)
    offered = {change.path: change.value for change in result.would_pass}
    if offered:
        assert result.outcome != "allow"
        kept = {key: value for key, value in args.items() if "quantity" not in offered or key != "notional"}
        assert review(call("place_order", kept | offered), facts).outcome == "allow"
