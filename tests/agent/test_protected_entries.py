"""An entry with attached stops, from the sentence to the settled receipt, on the testnet's own ledger."""

from decimal import Decimal

import pytest

from tools.receipt import IntentState, LegRole
from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.orders import OrderRequest, SendStamp

SAID = {
    "en": "buy $60 of BTC on testnet with a 2% stop and a 4% take profit",
    "tr": "testnette 60 dolarlık BTC al, %2 stop, %4 kâr al",
}
SIZE = Decimal("0.0009")


def _sizes(algos):
    return [(algo["orderType"], Decimal(algo["quantity"]), algo["reduceOnly"]) for algo in algos]


def _by_role(receipt):
    return {leg.role: leg for leg in receipt.legs}


async def _nothing_is_owed(desk):
    assert await desk.app.ledger.unfinished() == ()
    assert (await desk.app.ledger.verify_audit()).ok


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_a_fill_gets_its_stop_and_its_target(desk, language):
    decided = await desk.say(SAID[language])

    receipt = decided.receipt
    stop, target = receipt.legs
    assert (receipt.status, receipt.unprotected_quantity) == (OrderStatus.FILLED, 0)
    assert (stop.role, target.role) == (LegRole.STOP_LOSS, LegRole.TAKE_PROFIT)
    assert (stop.stop_price, target.stop_price) == (Decimal("63700.1"), Decimal("67600.1"))
    assert _sizes(await desk.algos()) == [("STOP_MARKET", SIZE, True), ("TAKE_PROFIT_MARKET", SIZE, True)]
    assert [algo["clientAlgoId"] for algo in await desk.algos()] == [
        stop.client_order_id,
        target.client_order_id,
    ]
    assert [Decimal(algo["triggerPrice"]) for algo in await desk.algos()] == [
        stop.stop_price,
        target.stop_price,
    ]
    assert await desk.held() == SIZE


@pytest.mark.parametrize(
    ("price", "filled", "cancelled"),
    [
        ("63600", LegRole.STOP_LOSS, LegRole.TAKE_PROFIT),
        ("67700", LegRole.TAKE_PROFIT, LegRole.STOP_LOSS),
    ],
)
async def test_one_fills_and_the_other_is_cancelled(desk, price, filled, cancelled):
    decided = await desk.say(SAID["en"])
    await desk.move_price("BTCUSDT", price)

    receipt = await desk.look_again(decided)

    legs = _by_role(receipt)
    assert (legs[filled].status, legs[filled].executed_quantity) == (OrderStatus.FILLED, SIZE)
    assert legs[cancelled].status is OrderStatus.CANCELLED
    assert receipt.unprotected_quantity == 0
    assert await desk.held() == 0
    assert sorted(algo["algoStatus"] for algo in await desk.algos()) == ["CANCELED", "FINISHED"]
    await _nothing_is_owed(desk)


async def test_a_short_is_protected_from_above(desk):
    decided = await desk.say("testnette 60 dolarlık BTC sat, %2 stop koy")

    (stop,) = decided.receipt.legs
    (algo,) = await desk.algos()
    assert (algo["side"], Decimal(algo["triggerPrice"])) == ("BUY", stop.stop_price)
    assert stop.stop_price > 65000
    await desk.move_price("BTCUSDT", "66500")
    receipt = await desk.look_again(decided)
    assert receipt.legs[0].status is OrderStatus.FILLED
    assert await desk.held() == 0
    await _nothing_is_owed(desk)


async def _thin_out(desk, leave):
    """Somebody else takes the best ask but for a little."""
    depth = (await desk.testnet.get("/fapi/v1/depth", params={"symbol": "BTCUSDT", "limit": 5})).json()
    price, size = depth["asks"][0]
    taker = OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.MARKET,
        quantity=Decimal(size) - leave,
    )
    stamp = SendStamp(timestamp_ms=await desk.venue.server_time_ms())
    assert (await desk.venue.place(taker, "somebody-else", stamp)).kind == "acked"
    return price


async def test_what_a_limit_entry_fills_is_protected_piece_by_piece(desk):
    await desk.open(settings=desk.settings.model_copy(update={"policy_profile": "testnet"}))
    price = await _thin_out(desk, Decimal("0.0005"))
    others = await desk.held()

    decided = await desk.say(f"buy 0.0009 btc at {price} on testnet, 2% stop")

    receipt = decided.receipt
    assert receipt.status is OrderStatus.PARTIALLY_FILLED
    assert [leg.quantity for leg in receipt.legs] == [Decimal("0.0005")]
    assert receipt.unprotected_quantity == 0
    await desk.move_price("BTCUSDT", "64990")
    receipt = await desk.look_again(decided)
    assert receipt.status is OrderStatus.FILLED
    assert [leg.quantity for leg in receipt.legs] == [Decimal("0.0005"), Decimal("0.0004")]
    assert receipt.unprotected_quantity == 0
    assert sum(Decimal(algo["quantity"]) for algo in await desk.algos()) == SIZE
    assert len({algo["triggerPrice"] for algo in await desk.algos()}) == 1
    await desk.move_price("BTCUSDT", "63000")
    receipt = await desk.look_again(decided)
    assert {leg.status for leg in receipt.legs} == {OrderStatus.FILLED}
    assert await desk.held() == others
    await _nothing_is_owed(desk)


async def test_cancelling_a_part_filled_entry_leaves_its_protection(desk):
    await desk.open(settings=desk.settings.model_copy(update={"policy_profile": "testnet"}))
    price = await _thin_out(desk, Decimal("0.0005"))
    decided = await desk.say(f"testnette {price} fiyatından 0.0009 btc al, %2 stop koy")

    await desk.carry_out("cancel_order", symbol="BTCUSDT", client_order_id=decided.receipt.client_order_id)

    receipt = await desk.look_again(decided)
    assert receipt.status is OrderStatus.CANCELLED
    assert [leg.quantity for leg in receipt.legs] == [Decimal("0.0005")]
    assert receipt.legs[0].status is OrderStatus.SUBMITTED
    assert receipt.unprotected_quantity == 0


async def test_a_stop_already_passed_closes_at_the_market(desk):
    """The entry rests; it fills and the price falls through its stop before anybody looks."""
    decided = await desk.say("buy 0.001 btc at 64900 on testnet, stop 64800")
    assert decided.receipt.legs == ()
    await desk.move_price("BTCUSDT", "64700")

    receipt = await desk.look_again(decided)

    legs = _by_role(receipt)
    assert (legs[LegRole.STOP_LOSS].state, legs[LegRole.STOP_LOSS].code) == (IntentState.REJECTED, "-2021")
    assert legs[LegRole.CLOSE].executed_quantity == Decimal("0.001")
    assert receipt.unprotected_quantity == 0
    assert await desk.held() == 0
    await _nothing_is_owed(desk)


async def test_a_stop_the_venue_will_not_take_is_said_out_loud(desk):
    await desk.fault(fault="status", path="/algoOrder", method="POST", count=100)

    decided = await desk.say(SAID["en"])

    assert decided.receipt.unprotected_quantity == SIZE
    assert "not protected yet" in decided.receipt.message.en
    await desk.testnet.delete("/testnet/faults")
    receipt = await desk.look_again(decided)
    assert receipt.unprotected_quantity == 0


async def test_a_cancelled_stop_is_not_put_back(desk):
    decided = await desk.say("testnette 60 dolarlık BTC al, %2 stop koy")
    (stop,) = decided.receipt.legs

    await desk.carry_out("cancel_order", symbol="BTCUSDT", client_order_id=stop.client_order_id)

    receipt = await desk.look_again(decided)
    assert receipt.legs[0].status is OrderStatus.CANCELLED
    assert receipt.unprotected_quantity == SIZE
    assert len(await desk.algos()) == 1


async def test_closing_by_hand_takes_the_protection_away(desk):
    decided = await desk.say(SAID["tr"])

    await desk.say("testnette btc pozisyonunu kapat")
    desk.clock.advance_ms(15_000)

    receipt = await desk.look_again(decided)
    assert {leg.status for leg in receipt.legs} == {OrderStatus.CANCELLED}
    assert await desk.held() == 0
    await _nothing_is_owed(desk)
