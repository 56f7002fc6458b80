"""A spot market: pairs, balances, and what it has no word for."""

from decimal import Decimal

import pytest

from evals.situation import FUTURES, SPOT
from policies import RULES
from policies.exposure import committed
from policies.liquidation import liquidation_distance
from policies.orders import grouping_of, orders_of
from policies.reading import opening, reduces
from policies.verdict import Outcome
from tools.catalogue import call
from tools.terms import Grouping, OrderType, Side, VenueName
from tools.testnet.profile import PROFILES, ProfileName
from tools.testnet.spot.instrument import first_deposit, listed_spot
from tools.venues.accounts import Balance

BY_NAME = {rule.name: rule for rule in RULES}
SELLING = {"side": "SELL", "quantity": "0.001", "price": "70000", "stop_price": "60000"}
BUYING = {"side": "BUY", "quantity": "0.001", "price": "60000", "stop_price": "70000"}


def judged(rule, made, facts):
    return BY_NAME[rule].judge(made, facts)


def oco(**args):
    return call("place_oco", {"symbol": "BTCUSDT", "dry_run": False, **SELLING, **args})


@pytest.fixture
def spot(make_facts):
    def make(coins="0.01", money="500", **world):
        facts = make_facts(position=coins, venue=VenueName.BINANCE_SPOT, capabilities=SPOT, **world)
        balances = tuple(
            Balance(asset=asset, wallet=Decimal(free), available=Decimal(free))
            for asset, free in (("BTC", coins), ("USDT", money))
        )
        account = facts.account.account.model_copy(update={"balances": balances})
        return facts.model_copy(update={"account": facts.account.model_copy(update={"account": account})})

    return make


def test_a_pair_is_a_limit_and_a_stop(spot):
    limit, stop = orders_of(oco(), spot())
    assert (limit.type, limit.price, limit.post_only) == (OrderType.LIMIT, Decimal(70000), True)
    assert (stop.type, stop.stop_price, stop.price) == (OrderType.STOP_MARKET, Decimal(60000), None)
    assert grouping_of(oco()) is Grouping.OCO
    _, limited = orders_of(oco(stop_limit_price="59900"), spot())
    assert (limited.type, limited.price) == (OrderType.STOP, Decimal(59900))
    assert {limit.side, stop.side, limited.side} == {Side.SELL}


def test_a_pair_without_a_venue_is_of_the_spot_market():
    assert oco().params.venue is VenueName.BINANCE_SPOT


def test_a_pair_on_futures_is_denied_with_what_would_work(make_facts):
    verdict = judged("capability", oco(venue="binance-futures"), make_facts(capabilities=FUTURES))
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, "not_available")
    assert "stop_loss_price" in verdict.reason.en
    assert "stop_loss_price" in verdict.reason.tr


@pytest.mark.parametrize(
    ("args", "would_pass"),
    [
        ({"leverage": 3}, {"leverage": None}),
        ({"reduce_only": True}, {"reduce_only": False}),
        ({"stop_loss_pct": "2"}, {}),
        ({"position_side": "LONG"}, {}),
        ({"type": "STOP_MARKET", "stop_price": "66000", "close_position": True}, {}),
    ],
)
def test_what_needs_margin_is_denied_by_name(spot, order, args, would_pass):
    verdict = judged("capability", order(venue="binance-spot", **args), spot())
    path = "close_position" if "close_position" in args else next(iter(args))
    assert (verdict.code, verdict.reason.en.split()[0]) == ("not_available", path)
    assert {c.path: c.value for c in verdict.would_pass} == would_pass


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("set_leverage", {"symbol": "BTCUSDT", "leverage": 2}),
        ("set_margin_type", {"symbol": "BTCUSDT", "margin_type": "ISOLATED"}),
        ("set_position_mode", {"mode": "HEDGE"}),
    ],
)
def test_settings_of_margin_need_a_venue_with_margin(make_facts, name, args):
    facts = make_facts(capabilities=SPOT)
    assert judged("capability", call(name, args), facts).code == "not_available"
    assert judged("capability", call(name, args), make_facts()).outcome is Outcome.ALLOW


def test_hedge_mode_needs_a_venue_that_has_it(make_facts):
    plain = make_facts(capabilities=FUTURES.model_copy(update={"hedge": False}))
    hedge = call("set_position_mode", {"mode": "HEDGE"})
    assert judged("capability", hedge, plain).code == "not_available"
    one_way = call("set_position_mode", {"mode": "ONE_WAY"})
    assert judged("capability", one_way, plain).outcome is Outcome.ALLOW


def test_a_type_the_venue_lacks_is_named_with_those_it_has(make_facts, order):
    few = FUTURES.model_copy(update={"order_types": frozenset({OrderType.MARKET, OrderType.LIMIT})})
    made = order(side="SELL", type="STOP_MARKET", stop_price="60000")
    verdict = judged("capability", made, make_facts(capabilities=few))
    assert (verdict.code, verdict.actual) == ("not_available", "STOP_MARKET")
    assert "It takes LIMIT, MARKET" in verdict.reason.en
    assert judged("capability", order(type="LIMIT_MAKER", price="60000"), make_facts(capabilities=few))


def test_a_maker_order_is_a_post_only_limit_on_spot_too(spot, order):
    made = order(venue="binance-spot", type="LIMIT_MAKER", price="60000")
    changes = {c.path: c.value for c in judged("capability", made, spot()).changes}
    assert changes == {"type": "LIMIT", "post_only": True}
    (sent,) = orders_of(made, spot())
    assert (sent.type, sent.post_only) == (OrderType.LIMIT, True)


def test_replacing_needs_a_venue_that_can(make_facts):
    cannot = make_facts(capabilities=FUTURES.model_copy(update={"replace": False}))
    made = call("replace_order", {"symbol": "BTCUSDT", "order_id": "1", "price": "1"})
    verdict = judged("capability", made, cannot)
    assert verdict.code == "not_available"
    assert "Cancel the order" in verdict.reason.en
    assert "iptal edip" in verdict.reason.tr


def test_a_spot_sell_needs_the_coins(spot, order):
    verdict = judged("spot_balance", order(venue="binance-spot", side="SELL", quantity="0.02"), spot())
    assert (verdict.outcome, verdict.code) == (Outcome.DENY, "not_enough")
    assert {c.path: c.value for c in verdict.would_pass} == {"quantity": "0.01"}
    assert "borç vermez" in verdict.reason.tr
    assert judged("spot_balance", order(venue="binance-spot", side="SELL"), spot()).outcome is Outcome.ALLOW


def test_a_spot_buy_needs_the_money(spot, order):
    assert judged("spot_balance", order(venue="binance-spot"), spot(money="65.01")).outcome is Outcome.ALLOW
    assert judged("spot_balance", order(venue="binance-spot"), spot(money="65")).code == "not_enough"


def test_a_replaced_order_frees_what_it_held_back(spot, working):
    old = working(side="SELL", quantity="0.004", price="66000")
    made = call(
        "replace_order", {"venue": "binance-spot", "symbol": "BTCUSDT", "order_id": "1", "price": "67000"}
    )
    assert judged("spot_balance", made, spot(coins="0", replaced=old)).outcome is Outcome.ALLOW
    partly = old.model_copy(update={"executed_quantity": Decimal("0.001")})
    assert judged("replacement", made, spot(replaced=partly)).code == "partly_filled"


def test_the_balance_is_no_matter_of_futures(make_facts, order):
    assert judged("spot_balance", order(), make_facts()) is None


def test_selling_what_is_there_only_reduces(spot, order):
    sell = order(venue="binance-spot", side="SELL")
    assert reduces(sell, spot())
    assert reduces(sell, spot(coins="0.001"))
    assert not reduces(sell, spot(coins="0.0005"))
    assert not reduces(order(venue="binance-spot"), spot())
    assert reduces(oco(), spot())
    (closing,) = orders_of(call("close_position", {"venue": "binance-spot", "symbol": "BTCUSDT"}), spot())
    assert not closing.reduce_only


def test_of_a_pair_the_dearer_order_is_judged(spot):
    assert opening(oco(**BUYING), spot()).stop_price == Decimal(70000)


@pytest.mark.parametrize(
    ("args", "rule", "code"),
    [
        ({"stop_price": "66000"}, "trigger_price", "would_trigger"),
        ({"price": "64000"}, "venue_filters", "would_take"),
        ({**BUYING, "stop_price": "64000"}, "trigger_price", "would_trigger"),
        ({**BUYING, "price": "66000"}, "venue_filters", "would_take"),
    ],
)
def test_a_pair_lies_on_both_sides_of_the_market(spot, args, rule, code):
    assert judged(rule, oco(**args), spot()).code == code
    assert judged(rule, oco(**(BUYING if args.get("side") == "BUY" else {})), spot()).outcome is Outcome.ALLOW


def test_a_pair_comes_to_tick_and_step(spot):
    made = oco(quantity="0.00105", price="70000.01", stop_price="60000.09", stop_limit_price="59900.01")
    changes = {c.path: c.value for c in judged("venue_filters", made, spot(**multiplied())).changes}
    assert changes == {
        "quantity": "0.001",
        "price": "70000.1",
        "stop_price": "60000",
        "stop_limit_price": "59900.1",
    }


def test_a_pair_that_works_counts_once(spot, working, request_of):
    pair = tuple(working(order_id=name, list_id="5", quantity="0.002") for name in ("1", "2"))
    assert committed(request_of(), spot(open_orders=pair)).buys == Decimal("0.002")
    apart = tuple(each.model_copy(update={"list_id": None}) for each in pair)
    assert committed(request_of(), spot(open_orders=apart)).buys == Decimal("0.004")


def test_nothing_liquidates_a_spot_market(spot, order, request_of):
    assert judged("min_liquidation_distance", order(venue="binance-spot"), spot()) is None
    assert liquidation_distance(request_of(), spot()) == 1


def test_a_fresh_spot_account_is_within_the_canary_limits_and_survives_a_fall_of_a_tenth(make_facts):
    pairs, limits = listed_spot(PROFILES[ProfileName.DEMO]), make_facts().limits
    held = first_deposit(pairs)
    assert held.keys() == {"USDT", *(pair.base for pair in pairs.values())}
    worth = {symbol: held[pair.base] * pair.start for symbol, pair in pairs.items()}
    assert 0 < sum(worth.values()) / 10 < limits.value("max_daily_loss")
    assert all(held[pair.base] <= limits.value("max_position", symbol) for symbol, pair in pairs.items())
    assert all(value == 0 or value > pairs[symbol].min_notional for symbol, value in worth.items())


def multiplied(**rules):
    return {"rules": {"price_multiplier_up": "5", "price_multiplier_down": "0.2", **rules}}


@pytest.mark.parametrize(
    ("args", "rules", "nearest"),
    [
        ({"price": "12000"}, {"buy_multiplier_down": "0.2"}, "13000"),
        ({"side": "SELL", "price": "330000"}, {"sell_multiplier_up": "5"}, "325000"),
        ({"price": "330000"}, {}, "325000"),
        ({"side": "SELL", "price": "12000"}, {}, "13000"),
        ({"type": "STOP", "price": "330000", "stop_price": "70000"}, {}, "325000"),
    ],
)
def test_a_spot_price_is_bound_on_both_sides(spot, order, args, rules, nearest):
    made = order(venue="binance-spot", **{"type": "LIMIT", **args})
    verdict = judged("venue_filters", made, spot(**multiplied(**rules)))
    assert (verdict.code, {c.path: c.value for c in verdict.would_pass}) == (
        "price_range",
        {"price": nearest},
    )


def test_a_side_the_venue_does_not_bind_is_free(spot, order):
    for args in ({"price": "12000"}, {"side": "SELL", "price": "330000"}):
        made = order(venue="binance-spot", quantity="0.01", **args)
        assert judged("venue_filters", made, spot(**multiplied())).outcome is Outcome.ALLOW


def test_the_largest_value_binds_orders_with_a_price(spot, order):
    world = spot(rules={"max_notional": "600"})
    verdict = judged("venue_filters", order(venue="binance-spot", quantity="0.0101", price="60000"), world)
    assert (verdict.code, verdict.limit, verdict.actual) == ("too_dear", "600", "606")
    assert {c.path: c.value for c in verdict.would_pass} == {"quantity": "0.01"}
    for fits in (order(quantity="0.01", price="60000"), order(quantity="0.02")):
        assert judged("venue_filters", fits, world).outcome is Outcome.ALLOW


def test_margin_use_is_the_share_of_the_quote_balance(spot, order):
    buying = order(venue="binance-spot", quantity="0.001", price="60000")
    verdict = judged("max_margin_use", buying, spot(money="100", leverage=1))
    assert (verdict.outcome, verdict.code, verdict.actual) == (Outcome.DENY, "too_much", "0.6")
    assert verdict.reason.en == "60 % of the USDT balance would be used, at most 50 % is accepted."
    assert verdict.reason.tr == "USDT bakiyesinin %60 kadarı kullanılmış olur; en çok %50 kabul edilir."
    fits = judged("max_margin_use", buying, spot(money="120", leverage=1))
    assert fits.reason.en == "50 % of the USDT balance used, at most 50 %"
    none = judged("max_margin_use", buying, spot(money="0", leverage=1))
    assert (none.code, none.reason.en) == ("no_balance", "The account holds no USDT.")
    for said in (verdict.reason, fits.reason, none.reason):
        assert "margin" not in said.en.lower()
        assert "equity" not in said.en.lower()
        assert "teminat" not in said.tr.lower()


def test_what_working_orders_lock_is_used_too(spot, order):
    facts = spot(money="100", leverage=1)
    locked = Balance(asset="USDT", wallet=Decimal(200), available=Decimal(100), locked=Decimal(100))
    account = facts.account.account.model_copy(update={"balances": (locked,)})
    facts = facts.model_copy(update={"account": facts.account.model_copy(update={"account": account})})
    verdict = judged("max_margin_use", order(venue="binance-spot", quantity="0.001", price="20000"), facts)
    assert (verdict.outcome, verdict.actual) == (Outcome.DENY, "0.6")
