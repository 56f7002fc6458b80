"""Each kind of order but the attached ones, from the sentence to the venue's ledger and the receipt."""

from decimal import Decimal

import pytest

from tools.receipt import IntentState, LegRole
from tools.terms import OrderStatus

ENTRY = {"en": "buy 0.001 btc on testnet", "tr": "testnette 0.001 btc al"}
SIZE = Decimal("0.001")
CONDITIONAL = [
    ("en", "sell 0.001 btc stop market 64000 reduce only on testnet", "STOP_MARKET", "63900"),
    ("tr", "testnette 64000'e düşerse 0.001 btc sat, sadece azalt", "STOP_MARKET", "63900"),
    ("en", "sell 0.001 btc stop 64000 limit 63900 on testnet", "STOP", "63950"),
    ("tr", "testnette 0.001 btc sat stop 64000 limit 63900", "STOP", "63950"),
]


async def _held_is_nothing_and_nothing_is_owed(desk):
    assert await desk.held() == 0
    assert await desk.app.ledger.unfinished() == ()
    assert (await desk.app.ledger.verify_audit()).ok


@pytest.mark.parametrize(("language", "said", "kind", "price"), CONDITIONAL)
async def test_a_conditional_order_waits_and_then_fills(desk, language, said, kind, price):
    await desk.say(ENTRY[language])

    decided = await desk.say(said)

    (algo,) = await desk.algos()
    assert decided.receipt.status is OrderStatus.SUBMITTED
    assert (algo["orderType"], algo["algoStatus"], Decimal(algo["quantity"])) == (kind, "NEW", SIZE)
    assert algo["clientAlgoId"] == decided.receipt.client_order_id
    assert str(algo["algoId"]) == decided.receipt.order_id
    await desk.move_price("BTCUSDT", price)
    receipt = await desk.look_again(decided)
    assert receipt.status is OrderStatus.FILLED
    assert sum(fill.quantity for fill in receipt.fills) == SIZE
    await _held_is_nothing_and_nothing_is_owed(desk)


async def test_a_take_profit_waits_for_a_better_price(desk):
    await desk.say(ENTRY["en"])
    receipt = await desk.carry_out(
        "place_order",
        symbol="BTCUSDT",
        side="SELL",
        type="TAKE_PROFIT_MARKET",
        quantity="0.001",
        stop_price="66000",
        reduce_only=True,
        dry_run=False,
    )
    assert [algo["orderType"] for algo in await desk.algos()] == ["TAKE_PROFIT_MARKET"]

    await desk.move_price("BTCUSDT", "66100")

    await desk.open()
    settled = await desk.app.sessions.receipt(receipt.receipt_id)
    assert settled.status is OrderStatus.FILLED
    assert settled.fills[0].price > 66000
    await _held_is_nothing_and_nothing_is_owed(desk)


@pytest.mark.parametrize(
    "said",
    ["trailing stop 1% on my btc long on testnet", "testnette btc longuma %1 takip eden stop koy"],
)
async def test_a_trailing_stop_follows_the_price_up(desk, said):
    await desk.say(ENTRY["en"])

    decided = await desk.say(said)

    (algo,) = await desk.algos()
    assert (algo["orderType"], Decimal(algo["callbackRate"])) == ("TRAILING_STOP_MARKET", 1)
    await desk.move_price("BTCUSDT", "67000")
    assert (await desk.look_again(decided)).status is OrderStatus.SUBMITTED
    await desk.move_price("BTCUSDT", "66300")
    receipt = await desk.look_again(decided)
    assert receipt.status is OrderStatus.FILLED
    assert receipt.fills[0].price > 65000
    await _held_is_nothing_and_nothing_is_owed(desk)


async def test_a_stop_for_the_whole_position_closes_what_is_held_then(desk):
    await desk.say(ENTRY["en"])
    receipt = await desk.carry_out(
        "place_order",
        symbol="BTCUSDT",
        side="SELL",
        type="STOP_MARKET",
        stop_price="64000",
        close_position=True,
        dry_run=False,
    )
    assert (await desk.algos())[0]["closePosition"] is True
    desk.clock.advance_ms(10_000)
    await desk.say("testnette 0.0009 btc al")

    await desk.move_price("BTCUSDT", "63900")

    await desk.open()
    settled = await desk.app.sessions.receipt(receipt.receipt_id)
    assert settled.status is OrderStatus.FILLED
    assert sum(fill.quantity for fill in settled.fills) == Decimal("0.0019")
    await _held_is_nothing_and_nothing_is_owed(desk)


@pytest.mark.parametrize(
    "said",
    [
        "buy 0.001 btc if it breaks above 66000 on testnet",
        "testnette 64000'den 0.001 btc al",
        "buy 0.001 btc stop limit 66000 at 66100 on testnet",
        "testnette 0.001 btc sat %1,5 trailing stop 66000'den",
    ],
)
async def test_each_is_cancelled(desk, said):
    decided = await desk.say(said)
    assert decided.receipt.status is OrderStatus.SUBMITTED

    done = await desk.carry_out(
        "cancel_order", symbol="BTCUSDT", client_order_id=decided.receipt.client_order_id
    )

    assert done.state is IntentState.ACKED
    receipt = await desk.look_again(decided)
    assert receipt.status is OrderStatus.CANCELLED
    statuses = [algo["algoStatus"] for algo in await desk.algos()]
    statuses += [order["status"] for order in await desk.orders()]
    assert statuses == ["CANCELED"]
    await _held_is_nothing_and_nothing_is_owed(desk)


async def test_cancelling_everything_takes_both_kinds(desk):
    await desk.say("testnette 64000'den 0.001 btc al")
    await desk.say("buy 0.001 btc if it breaks above 66000 on testnet")

    await desk.carry_out("cancel_all_orders", symbol="BTCUSDT")

    await desk.open()
    assert [algo["algoStatus"] for algo in await desk.algos()] == ["CANCELED"]
    assert [order["status"] for order in await desk.orders()] == ["CANCELED"]
    await _held_is_nothing_and_nothing_is_owed(desk)


@pytest.mark.parametrize(
    ("said", "price"),
    [
        ("move my btc order to 64500 on testnet", "64500"),
        ("testnette btc emrimi 63500'e çek", "63500"),
    ],
)
async def test_a_working_order_gets_another_price(desk, said, price):
    first = await desk.say("testnette 64000'den 0.001 btc al")

    decided = await desk.say(said)

    (order,) = await desk.orders()
    assert (order["status"], Decimal(order["price"]), Decimal(order["origQty"])) == (
        "NEW",
        Decimal(price),
        SIZE,
    )
    assert decided.receipt.state is IntentState.ACKED
    assert decided.receipt.order_id == str(order["orderId"]) == first.receipt.order_id
    await desk.move_price("BTCUSDT", str(int(price) - 100))
    await desk.open()
    assert await desk.app.ledger.unfinished() == ()
    assert (await desk.app.sessions.receipt(first.receipt.receipt_id)).status is OrderStatus.FILLED
    assert await desk.held() == SIZE


@pytest.mark.parametrize("quantity", ["0.0012", "0.0008"])
async def test_a_working_order_gets_another_size(desk, quantity):
    first = await desk.say("testnette 64000'den 0.001 btc al")

    receipt = await desk.carry_out(
        "replace_order",
        symbol="BTCUSDT",
        client_order_id=first.receipt.client_order_id,
        quantity=quantity,
        dry_run=False,
    )

    (order,) = await desk.orders()
    assert (order["status"], Decimal(order["origQty"])) == ("NEW", Decimal(quantity))
    assert receipt.state is IntentState.ACKED


async def test_hedge_mode_holds_both_sides_and_closes_one(desk):
    await desk.say("switch to hedge mode")
    sides = {"LONG": "BUY", "SHORT": "SELL"}
    for side, way in sides.items():
        receipt = await desk.carry_out(
            "place_order",
            symbol="BTCUSDT",
            side=way,
            type="MARKET",
            quantity="0.001",
            position_side=side,
            stop_loss_pct="2",
            dry_run=False,
        )
        assert (receipt.status, receipt.unprotected_quantity) == (OrderStatus.FILLED, 0)
        desk.clock.advance_ms(10_000)
    assert (await desk.held(position_side="LONG"), await desk.held(position_side="SHORT")) == (SIZE, -SIZE)
    assert [(algo["positionSide"], algo["side"]) for algo in await desk.algos()] == [
        ("LONG", "SELL"),
        ("SHORT", "BUY"),
    ]

    await desk.move_price("BTCUSDT", "63600")

    await desk.open()
    assert (await desk.held(position_side="LONG"), await desk.held(position_side="SHORT")) == (0, -SIZE)
    assert [algo["algoStatus"] for algo in await desk.algos()] == ["FINISHED", "NEW"]
    assert await desk.app.ledger.unfinished() != ()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("sell 0.001 btc reduce only on testnet", (0, -SIZE)),
        ("testnette 0.001 btc al, sadece azalt", (SIZE, 0)),
        ("close my btc long on testnet", (0, -SIZE)),
        ("testnette btc shortumu kapat", (SIZE, 0)),
    ],
)
async def test_in_hedge_mode_one_side_is_closed_and_the_other_stays(desk, said, left):
    await desk.say("hedge moduna geç")
    for side, way in {"LONG": "BUY", "SHORT": "SELL"}.items():
        args = {"type": "MARKET", "quantity": "0.001", "position_side": side, "dry_run": False}
        await desk.carry_out("place_order", symbol="BTCUSDT", side=way, **args)
    asked = await desk.ask("close my btc on testnet")
    assert asked.approval_ids == (None,)

    decided = await desk.say(said)

    assert decided.receipt.status is OrderStatus.FILLED
    assert (await desk.held(position_side="LONG"), await desk.held(position_side="SHORT")) == left
    assert await desk.app.ledger.unfinished() == ()


@pytest.fixture
async def holding(desk):
    """A desk that owns the bitcoin it has just bought on spot, and no other."""
    wallet = await desk.testnet.post("/testnet/deposit", json={"asset": "BTC", "amount": "0"})
    given = Decimal(wallet.json()["free"])
    await desk.testnet.post("/testnet/deposit", json={"asset": "BTC", "amount": str(-given)})
    await desk.carry_out(
        "place_order",
        venue="binance-spot",
        symbol="BTCUSDT",
        side="BUY",
        type="MARKET",
        notional="80",
        dry_run=False,
    )
    desk.clock.advance_ms(10_000)
    return desk


def _pair(orders):
    return {order["type"]: order for order in orders if order["side"] == "SELL"}


@pytest.mark.parametrize(
    ("said", "price", "filled"),
    [
        ("oco sell 0.001 btc at 66000 stop 64000 on testnet", "66100", "LIMIT_MAKER"),
        ("testnette oco: 0.001 btc sat 66000'den, stop 64000", "63900", "STOP_LOSS"),
    ],
)
async def test_a_pair_ends_at_either_end(holding, said, price, filled):
    desk = holding
    decided = await desk.say(said)

    (stop,) = decided.receipt.legs
    pair = _pair(await desk.orders())
    assert set(pair) == {"LIMIT_MAKER", "STOP_LOSS"}
    assert pair["LIMIT_MAKER"]["clientOrderId"] == decided.receipt.client_order_id
    assert (stop.role, stop.client_order_id) == (LegRole.STOP, pair["STOP_LOSS"]["clientOrderId"])
    assert decided.receipt.unprotected_quantity is None
    await desk.move_price("BTCUSDT", price)
    receipt = await desk.look_again(decided)
    after = _pair(await desk.orders())
    assert after.pop(filled)["status"] == "FILLED"
    assert next(iter(after.values()))["status"] in ("EXPIRED", "CANCELED")
    ends = {"LIMIT_MAKER": receipt.status, "STOP_LOSS": receipt.legs[0].status}
    assert ends.pop(filled) is OrderStatus.FILLED
    assert not next(iter(ends.values())).working
    assert await desk.app.ledger.unfinished() == ()


async def test_cancelling_one_of_a_pair_ends_both(holding):
    desk = holding
    decided = await desk.say("oco sell 0.001 btc at 66000 stop 64000 on testnet")

    await desk.carry_out(
        "cancel_order",
        venue="binance-spot",
        symbol="BTCUSDT",
        client_order_id=decided.receipt.client_order_id,
    )

    receipt = await desk.look_again(decided)
    assert receipt.status is receipt.legs[0].status is OrderStatus.CANCELLED
    assert {order["status"] for order in _pair(await desk.orders()).values()} == {"CANCELED"}
    assert await desk.app.ledger.unfinished() == ()
