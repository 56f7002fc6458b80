"""Conditional orders: what is accepted, when it triggers, what becomes of it."""

from decimal import Decimal

import pytest

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.algo_desk import MAX_OPEN
from tools.testnet.algo_request import read_algo
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

STOP = {"type": "STOP_MARKET", "side": "SELL", "quantity": "0.01", "triggerPrice": "64000"}
PLACE_KEYS = {
    *("algoId", "clientAlgoId", "algoType", "orderType", "symbol", "side", "positionSide", "timeInForce"),
    *("quantity", "algoStatus", "triggerPrice", "price", "icebergQuantity", "selfTradePreventionMode"),
    *("workingType", "priceMatch", "closePosition", "priceProtect", "reduceOnly", "activatePrice"),
    *("callbackRate", "createTime", "updateTime", "triggerTime", "goodTillDate"),
}


async def place(trader, **params):
    given = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT"}
    return (await trader.send("POST", "v1/algoOrder", **(given | params))).json()


async def state(trader, placed):
    return await trader.get("v1/algoOrder", algoId=placed["algoId"])


def statuses(venue):
    seen = []
    venue.listeners.append(
        lambda _, event: seen.append(event["o"]["X"] if event["e"] == "ALGO_UPDATE" else event["e"])
    )
    return seen


async def test_a_stop_waits_triggers_and_becomes_an_ordinary_order(trader):
    seen = statuses(trader.venue)
    await trader.order("BUY", "0.01")
    placed = await place(trader, **STOP, clientAlgoId="guard", reduceOnly="true")
    assert set(placed) == PLACE_KEYS
    assert (placed["algoStatus"], placed["triggerPrice"], placed["icebergQuantity"]) == (
        "NEW",
        "64000.00",
        None,
    )
    assert await trader.get("v1/openOrders") == []
    (waiting,) = await trader.get("v1/openAlgoOrders", symbol="BTCUSDT")
    assert (waiting["algoId"], waiting["actualOrderId"]) == (placed["algoId"], "")
    await trader.move("64010")
    assert (await state(trader, placed))["algoStatus"] == "NEW"
    seen.clear()
    await trader.move("63990")
    done = await state(trader, placed)
    assert done["algoStatus"] == "FINISHED"
    (kept,) = (await trader.http.get("/testnet/ledger")).json()["algoOrders"]
    assert (kept["clientAlgoId"], kept["actualOrderId"], kept["market"]) == (
        "guard",
        done["actualOrderId"],
        "futures",
    )
    order = await trader.get("v1/order", symbol="BTCUSDT", origClientOrderId="guard")
    assert (str(order["orderId"]), order["status"], order["type"]) == (
        done["actualOrderId"],
        "FILLED",
        "MARKET",
    )
    assert (done["actualPrice"], done["actualQty"]) == (order["avgPrice"], order["executedQty"])
    assert await trader.get("v3/positionRisk") == []
    assert await trader.get("v1/openAlgoOrders") == []
    assert seen == [
        *("TRIGGERING", "TRADE_LITE", "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE"),
        *("TRIGGERED", "FINISHED"),
    ]


@pytest.mark.parametrize(
    ("kind", "side", "trigger", "near", "through"),
    [
        ("STOP_MARKET", "BUY", "66000", "65990", "66010"),
        ("STOP_MARKET", "SELL", "64000", "64010", "63990"),
        ("TAKE_PROFIT_MARKET", "BUY", "64000", "64010", "63990"),
        ("TAKE_PROFIT_MARKET", "SELL", "66000", "65990", "66010"),
    ],
)
@pytest.mark.parametrize("working", ["MARK_PRICE", "CONTRACT_PRICE"])
async def test_directions(trader, kind, side, trigger, near, through, working):
    placed = await place(
        trader, type=kind, side=side, quantity="0.01", triggerPrice=trigger, workingType=working
    )
    await trader.move(near)
    assert (await state(trader, placed))["algoStatus"] == "NEW"
    await trader.move(through)
    assert (await state(trader, placed))["algoStatus"] == "FINISHED"


async def test_the_two_prices_are_told_apart(trader):
    """A sweep of the book moves the last price, not the mark."""
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=125)
    both = [
        await place(
            trader, type="STOP_MARKET", side="BUY", quantity="0.001", triggerPrice="65004", workingType=w
        )
        for w in ("CONTRACT_PRICE", "MARK_PRICE")
    ]
    await trader.order("BUY", "4")
    assert trader.venue.market("BTCUSDT").last.price > 65004
    found = [(await state(trader, one))["algoStatus"] for one in both]
    assert found == ["FINISHED", "NEW"]


async def test_a_stop_limit_rests_and_finishes_with_its_order(trader):
    placed = await place(
        trader,
        type="STOP",
        side="BUY",
        quantity="0.01",
        triggerPrice="65500",
        price="65400",
        timeInForce="GTC",
    )
    await trader.move("65510")
    assert (await state(trader, placed))["algoStatus"] == "TRIGGERED"
    (resting,) = await trader.get("v1/openOrders")
    assert (resting["clientOrderId"], resting["price"]) == (placed["clientAlgoId"], "65400.00")
    await trader.move("65390")
    assert (await state(trader, placed))["algoStatus"] == "FINISHED"


async def test_a_trailing_stop_follows_the_price(trader):
    trailing = {"type": "TRAILING_STOP_MARKET", "side": "SELL", "quantity": "0.01", "callbackRate": "1"}
    placed = await place(trader, **trailing, activatePrice="66000", workingType="MARK_PRICE")
    assert (placed["activatePrice"], placed["callbackRate"]) == ("66000.00", "1")
    await trader.move("64000")
    assert (await state(trader, placed))["algoStatus"] == "NEW"
    await trader.move("66100")
    await trader.move("67000")
    await trader.move("66400")
    (waiting,) = await trader.get("v1/openAlgoOrders")
    assert waiting["isActivated"] is True
    await trader.move("66320")
    assert (await state(trader, placed))["algoStatus"] == "FINISHED"


async def test_close_position_takes_the_whole_position_of_the_moment(trader):
    await trader.order("BUY", "0.01")
    placed = await place(trader, type="STOP_MARKET", side="SELL", triggerPrice="64000", closePosition="true")
    await trader.order("BUY", "0.02")
    await trader.move("63990")
    done = await state(trader, placed)
    assert (done["algoStatus"], done["actualQty"]) == ("FINISHED", "0.0300")
    order = await trader.get("v1/order", symbol="BTCUSDT", orderId=done["actualOrderId"])
    assert (order["closePosition"], order["reduceOnly"]) == (True, True)


async def test_a_gte_order_dies_with_its_position(trader):
    await trader.order("BUY", "0.01")
    placed = await place(
        trader,
        **{"type": "STOP_MARKET", "side": "SELL", "triggerPrice": "64000", "closePosition": "true"},
        timeInForce="GTE_GTC",
    )
    await trader.order("SELL", "0.01", reduceOnly="true")
    assert (await state(trader, placed))["algoStatus"] == "EXPIRED"


async def test_what_the_engine_refuses_at_the_trigger_is_rejected(trader):
    reasons = []
    trader.venue.listeners.append(lambda _, event: reasons.append(event["o"].get("rm")))
    placed = await place(trader, **STOP, reduceOnly="true")
    await trader.move("63990")
    assert (await state(trader, placed))["algoStatus"] == "REJECTED"
    assert reasons[-1] == "ReduceOnly Order is rejected."
    poor = await place(trader, **(STOP | {"quantity": "5", "triggerPrice": "63000"}))
    await trader.move("62990")
    assert (await state(trader, poor))["algoStatus"] == "REJECTED"
    assert reasons[-1] == "Margin is insufficient."


CLOSE = {"type": "STOP_MARKET", "side": "SELL", "triggerPrice": "64000", "closePosition": "true"}
TRAIL = {"type": "TRAILING_STOP_MARKET", "side": "SELL", "quantity": "0.01", "callbackRate": "1"}
REFUSALS = [
    (STOP | {"algoType": "VP"}, -1130),
    (STOP | {"algoType": ""}, -1102),
    (STOP | {"type": "LIMIT"}, -1116),
    (STOP | {"symbol": "NOPEUSDT"}, -1121),
    (STOP | {"triggerPrice": ""}, -1102),
    (STOP | {"triggerPrice": "-5"}, -4006),
    (STOP | {"triggerPrice": "64000.05"}, -4014),
    (STOP | {"triggerPrice": "65100"}, -2021),
    (STOP | {"type": "TAKE_PROFIT_MARKET", "triggerPrice": "64900"}, -2021),
    (STOP | {"quantity": "0"}, -4003),
    (STOP | {"quantity": "0.00015"}, -1111),
    (STOP | {"type": "STOP"}, -1102),
    (STOP | {"type": "STOP", "price": "64000.05"}, -4014),
    (STOP | {"workingType": "LAST"}, -1130),
    (STOP | {"timeInForce": "DAY"}, -1115),
    (STOP | {"clientAlgoId": "x" * 37}, -4015),
    (STOP | {"positionSide": "LONG"}, -4061),
    (STOP | {"priceMatch": "QUEUE"}, -5038),
    (CLOSE | {"quantity": "0.01"}, -4137),
    (CLOSE | {"reduceOnly": "true"}, -1106),
    (TRAIL | {"closePosition": "true"}, -4136),
    (TRAIL | {"callbackRate": "0.05"}, -2007),
    (TRAIL | {"callbackRate": "20.1"}, -2007),
    (TRAIL | {"activatePrice": "64000"}, -2021),
    (TRAIL | {"activatePrice": "-1"}, -4135),
]


@pytest.mark.parametrize(("params", "code"), REFUSALS)
async def test_refusals(trader, params, code):
    assert (await place(trader, **params))["code"] == code
    assert await trader.get("v1/openAlgoOrders") == []


async def test_one_closing_order_of_a_kind_and_direction(trader):
    await place(trader, **CLOSE)
    assert (await place(trader, **CLOSE))["code"] == -4130
    profit = await place(trader, **(CLOSE | {"type": "TAKE_PROFIT_MARKET", "triggerPrice": "66000"}))
    assert profit["algoStatus"] == "NEW"


async def test_ids_are_unique_while_open_and_two_hundred_are_enough(trader):
    first = await place(trader, **STOP, clientAlgoId="one")
    assert (await place(trader, **STOP, clientAlgoId="one"))["code"] == -4116
    cancelled = await trader.send("DELETE", "v1/algoOrder", clientAlgoId="one", symbol="BTCUSDT")
    assert cancelled.json() == {
        **{"algoId": first["algoId"], "clientAlgoId": "one"},
        **{"code": "200", "msg": "success"},
    }
    again = await trader.send("DELETE", "v1/algoOrder", clientAlgoId="one")
    assert again.json() == {"code": -2011, "msg": "Unknown order sent."}
    assert (await trader.send("GET", "v1/algoOrder", algoId=9)).json()["code"] == -2013
    for _ in range(MAX_OPEN):
        assert (await place(trader, **STOP))["algoStatus"] == "NEW"
    assert (await place(trader, **STOP))["code"] == -4045
    everything = (await trader.send("DELETE", "v1/algoOpenOrders", symbol="BTCUSDT")).json()
    assert everything["code"] == 200
    assert await trader.get("v1/openAlgoOrders") == []
    rows = await trader.get("v1/allAlgoOrders", symbol="BTCUSDT", limit=3)
    assert [row["algoStatus"] for row in rows] == ["CANCELED"] * 3


def test_production_does_not_hold_triggers_against_the_tick(clock):
    venue = build_venue("prod", clock=clock)
    given = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT"} | STOP | {"triggerPrice": "64000.05"}
    request = read_algo(given, venue.instruments, venue.profile, clock.now_ms())
    assert request.trigger_price == Decimal("64000.05")


async def test_conditional_orders_survive_a_restart(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    key = DEFAULT_KEY_PAIR[0]
    given = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT"} | STOP
    request = read_algo(given, venue.instruments, venue.profile, clock.now_ms())
    placed = venue.place_algo(venue.account_of(key), request)
    venue.close()
    again = build_venue(state=tmp_path, clock=clock)
    assert again.algos.open_of(again.account_of(key)) == [placed]
    again.move_price(again.instruments["BTCUSDT"], Decimal("63990"))
    (order,) = again.records.orders.values()
    assert (order.client_order_id, order.side, order.status) == (placed.client_algo_id, Side.SELL, "FILLED")
    again.close()


async def test_price_protection_holds_a_trigger_back(venue):
    """Protected: no trigger while mark and last are more than five percent apart."""
    market, account = venue.market("BTCUSDT"), venue.account_of(DEFAULT_KEY_PAIR[0])
    given = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "priceProtect": "true"} | STOP
    request = read_algo(given, venue.instruments, venue.profile, venue.now_ms())
    algo = venue.place_algo(account, request)
    market.trade(Decimal("61000"), Decimal("0.01"), venue.now_ms(), buyer_maker=True)
    venue.algos.look(market, venue.now_ms())
    assert algo.status == "NEW"
    market.trade(Decimal("63000"), Decimal("0.01"), venue.now_ms(), buyer_maker=True)
    venue.algos.look(market, venue.now_ms())
    assert algo.status == "TRIGGERED"


async def test_prices_from_before_an_order_do_not_trigger_it(trader):
    first = await place(trader, **STOP)
    await trader.send("DELETE", "v1/algoOrder", algoId=first["algoId"])
    await trader.move("63000")
    await trader.move("65000")
    later = await place(trader, **STOP)
    await trader.move("64900")
    assert (await state(trader, later))["algoStatus"] == "NEW"
