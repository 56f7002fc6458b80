"""F59, F60 and F62 and F65 to F70: fills in pieces, trades by hand, and market data that cannot be right."""

from decimal import Decimal

import pytest

from tools.executor.desk import Desk
from tools.executor.reconcile import Reconciler
from tools.receipt import IntentState
from tools.safety.latches import latched
from tools.terms import OrderStatus, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR

ACKED = IntentState.ACKED
BUY = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
MARK, BOOK = "/fapi/v1/premiumIndex", "/fapi/v1/depth"


async def twenty_pieces_then_a_cancel(floor):
    """F59: each piece is booked once; the cancel takes the rest."""
    # So large an order only under the larger limits; so small a piece only when it reduces.
    await floor.open(settings=floor.settings.model_copy(update={"policy_profile": "testnet"}))
    floor.trade(side="BUY", type="MARKET", quantity="0.003")
    row = await floor.resting(price="64900", quantity="0.003")
    placed = await floor.decide(row)
    await floor.move("64900")
    for _ in range(20):
        floor.trade(side="SELL", type="MARKET", quantity="0.0001", reduceOnly="true")
    turn = await floor.call("cancel_order", symbol="BTCUSDT", client_order_id=placed.receipt.client_order_id)
    await floor.decide(await floor.app.sessions.approval(turn.approval_ids[0]))
    await floor.heal()

    intent = await floor.intent_of(row)
    fills = await floor.ledger.fills(intent.intent_id)
    (order,) = await floor.orders()
    assert intent.status is OrderStatus.CANCELLED
    assert len(fills) == len({fill.trade_id for fill in fills}) == 20
    assert sum(fill.quantity for fill in fills) == Decimal(order["executedQty"]) == Decimal("0.002")


async def a_trade_by_hand(floor):
    """F60: what somebody trades beside the product counts as exposure, and is nobody's order here."""
    before = (await floor.call("place_order", **BUY)).reviews[0].preview
    floor.trade(
        DEFAULT_KEY_PAIR[0], side="BUY", type="MARKET", quantity="0.002", newClientOrderId="web_by_hand"
    )
    floor.by_hand = Decimal("0.002")

    after = (await floor.call("place_order", **BUY)).reviews[0].preview

    assert after.position_after == before.position_after + floor.by_hand
    assert after.exposure_after > before.exposure_after
    await floor.heal()
    assert await floor.ledger.audit(action="order.orphan") == ()


async def closed_by_force(floor):
    """F62: the venue closes the position itself; nothing opens there until a person has looked."""
    bought = (await floor.decide(await floor.pending())).receipt
    floor.clock.advance_ms(1_000)
    reconciler = Reconciler(Desk(floor.app.context, {}, None, None), VenueName.BINANCE_FUTURES, None)
    await reconciler.look()
    await floor.arm(fault="deleverage", symbol="BTCUSDT")
    floor.by_hand = -sum(fill.quantity for fill in bought.fills)
    for _ in range(2):
        await reconciler.look()
    floor.clock.advance_ms(6_000)

    denied = await floor.call("place_order", **BUY)

    assert [v.code for v in denied.reviews[0].verdicts if v.outcome == "deny"] == ["halted"]
    (latch,) = latched(await floor.ledger.trading_states())
    assert (latch.scope, latch.state) == ("venue:binance-futures", "HALTED")
    assert "forced_trade" in latch.reason


def altered(path, change):
    """The data is wrong before the card, and while the card waits: nothing is sent either way."""

    async def scene(floor):
        row = await floor.pending()
        floor.wire.alter[path] = change
        turn = await floor.call("place_order", **BUY)
        assert turn.reviews[0].outcome == "deny", turn.message
        assert turn.approval_ids == (None,)

        await floor.try_to_decide(row)

        assert await floor.state_of(row) is IntentState.REJECTED
        assert await floor.orders() == []

    return scene


async def a_frozen_ticker(floor):
    """F65: the same price and the same time, again and again."""
    mark = (await floor.testnet.get(MARK, params={"symbol": "BTCUSDT"})).json()
    floor.wire.alter[MARK] = lambda body: mark if isinstance(body, dict) else body
    floor.clock.advance_ms(60_000)

    turn = await floor.call("place_order", **BUY)

    assert "ms old" in turn.message
    assert turn.approval_ids == (None,)


async def a_spike(floor):
    """F67: a card made at the top of a spike of one tick is not sent at the bottom."""
    await floor.move("71500")
    row = await floor.pending()
    await floor.move("65000")

    decided = await floor.decide(row)

    assert (decided.reason, await floor.orders()) == ("price_moved", [])


def crossed(book):
    return book | {"bids": [["65100", "5"]], "asks": [["65000", "5"]]}


def away_from_the_mark(book):
    """Bids and asks 3 % above the mark price, which follows the prices of other markets too."""
    return book | {
        side: [[str(Decimal(p) * Decimal("1.03")), q] for p, q in book[side]] for side in ("bids", "asks")
    }


def with_price(price):
    return lambda mark: mark | {"markPrice": price} if isinstance(mark, dict) else mark


def of_another(mark):
    return mark | {"symbol": "ETHUSDT"} if isinstance(mark, dict) else mark


FAULTS = {
    "F59": twenty_pieces_then_a_cancel,
    "F60": a_trade_by_hand,
    "F62": closed_by_force,
    "F65": a_frozen_ticker,
    "F66": altered(BOOK, crossed),
    "F67": a_spike,
    "F68": altered(MARK, with_price("0.00000000")),
    "F68-nan": altered(MARK, with_price("NaN")),
    "F68-negative": altered(MARK, with_price("-65000")),
    "F69": altered(BOOK, away_from_the_mark),
    "F70": altered(MARK, of_another),
}


@pytest.mark.fault
@pytest.mark.parametrize("number", FAULTS)
async def test_fault(floor, number):
    await FAULTS[number](floor)
    await floor.check()
