"""Several deeds in one breath: each is read, none is lost, what one lacks comes from its neighbour."""

import pytest

from agent.planner.proposal import Clarify


def tools(content):
    return [(made.tool, made.args().get("symbol")) for made in content.calls]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.01 btc al 5 sol sat", [("place_order", "BTCUSDT"), ("place_order", "SOLUSDT")]),
        (
            "eth emirlerini iptal edip 0.1 eth al",
            [("cancel_all_orders", "ETHUSDT"), ("place_order", "ETHUSDT")],
        ),
        (
            "dogeyi kapat emirlerini de iptal et",
            [("close_position", "DOGEUSDT"), ("cancel_all_orders", "DOGEUSDT")],
        ),
        (
            "close doge and cancel its orders",
            [("close_position", "DOGEUSDT"), ("cancel_all_orders", "DOGEUSDT")],
        ),
        ("put bnb on isolated, leverage 3", [("set_margin_type", "BNBUSDT"), ("set_leverage", "BNBUSDT")]),
        ("fiyatı söyle btc eth", [("get_market", "BTCUSDT"), ("get_market", "ETHUSDT")]),
    ],
)
def test_each_deed_is_read(text, expected, plan):
    assert tools(plan(text).content) == expected


@pytest.mark.parametrize(
    "text", ["stop the stream and halt all trading", "yayını durdur ve tüm işlemleri durdur"]
)
def test_a_stream_stopped_beside_a_halt_is_not_lost(text, plan):
    assert [made.tool for made in plan(text).content.calls] == ["stop_stream", "engage_kill_switch"]


@pytest.mark.parametrize(
    "text", ["buy 0.01 btc at 64000 and another 0.01 at 63000", "64000'den 0.01, 63000'den de 0.01 btc al"]
)
def test_one_size_and_price_after_the_other_are_two_orders(text, plan):
    orders = [made.args() for made in plan(text).content.calls]
    assert [(order["quantity"], order["price"]) for order in orders] == [("0.01", "64000"), ("0.01", "63000")]


@pytest.mark.parametrize(
    "text", ["close doge and cancel all orders", "btc alıp kaçtı adam", "0.01 btc al sat"]
)
def test_what_is_not_surely_two_deeds_asks_or_does_nothing(text, plan):
    assert plan(text).content.kind in ("clarify", "answer")


def test_the_same_question_twice_is_asked_once(plan):
    assert [made.tool for made in plan("is everything up? health check").content.calls] == ["get_health"]


@pytest.mark.parametrize(
    ("text", "coins"),
    [
        ("cancel all my sol orders and all my link orders", ["SOLUSDT", "LINKUSDT"]),
        ("sol emirlerini ve link emirlerini iptal et", ["SOLUSDT", "LINKUSDT"]),
        ("close my btc position and eth position", ["BTCUSDT", "ETHUSDT"]),
    ],
)
def test_a_noun_told_for_each_coin_makes_a_list(text, coins, plan):
    assert [made.args()["symbol"] for made in plan(text).content.calls] == coins


def test_different_nouns_make_no_list(plan):
    assert isinstance(plan("close btc position and eth orders").content, Clarify)


@pytest.mark.parametrize(
    "text",
    [
        "backtest grid on sol between 130 and 170 with 20 levels",
        "backtest macd on btc 12 26 9",
        "backtest sma on btc with 5x leverage",
        "btc sma backtest 3 parça",
    ],
)
def test_a_number_no_parameter_of_a_backtest_takes_is_asked_about(text, plan):
    assert isinstance(plan(text).content, Clarify)


def test_a_fee_and_an_equity_beside_parameters_are_all_read(plan):
    (made,) = plan("backtest sma on btc 10/25 capital 5000 with 0.2% fee").content.calls
    said = made.args()
    assert (said["params"], said["initial_equity"]) == ({"fast": 10, "slow": 25}, "5000")
    assert said["commission"] == "0.002"
