"""Conditional orders in the picture: they wait, leave, and become another order under the same name."""

import pytest

from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.orders import OrderRequest, SendStamp
from tools.venues.stream_events import FillUpdate, OrderUpdate, OtherUpdate


@pytest.fixture
async def stop(live):
    """Places a stop; its trigger is 2 % below the mark."""

    async def place(name, quantity="0.01", **changes):
        mark = (await live.venue.mark_price("BTCUSDT")).mark
        fields = {
            "venue": VenueName.BINANCE_FUTURES,
            "symbol": "BTCUSDT",
            "side": Side.SELL,
            "type": OrderType.STOP_MARKET,
            "quantity": quantity,
            "stop_price": (mark * 98 / 100).quantize(mark.__class__("0.1")),
        }
        request = OrderRequest.model_validate({**fields, **changes})
        outcome = await live.venue.place(request, name, SendStamp(timestamp_ms=live.clock.now_ms()))
        assert outcome.kind == "acked", outcome
        return outcome.order

    return place


async def fall(live):
    mark = (await live.venue.mark_price("BTCUSDT")).mark
    body = {"symbol": "BTCUSDT", "price": str((mark * 97 / 100).quantize(mark.__class__("0.1")))}
    (await live.control.post("/testnet/market", json=body)).raise_for_status()


async def test_a_waiting_order_is_told_and_in_the_picture_until_it_is_cancelled(live, stop):
    await live.start()
    order = await stop("spk-a")
    await live.until(lambda: live.streams.account().orders != ())
    (told,) = live.told(OrderUpdate)
    assert (told.order, told.execution) == (order, "NEW")
    await live.agrees()
    await live.venue.cancel("BTCUSDT", client_order_id="spk-a")
    await live.until(lambda: live.streams.account().orders == ())
    assert live.last_states()["spk-a"].status is OrderStatus.CANCELLED
    assert live.told(OrderUpdate)[-1].execution == "CANCELED"
    assert live.feed("user").refused == 0


async def test_a_triggered_order_gives_way_to_the_order_it_became(live, stop):
    await live.start()
    await live.order("entry")
    order = await stop("spk-a", reduce_only=True)
    await fall(live)
    await live.until(lambda: any(e.body["o"]["X"] == "FINISHED" for e in live.told(OtherUpdate)), 100)
    await live.agrees()
    last = live.last_states()["spk-a"]
    assert (last.status, last.order_id != order.order_id) == (OrderStatus.FILLED, True)
    assert [e.client_order_id for e in live.told(FillUpdate)].count("spk-a") >= 1
    assert (live.feed("user").late, live.feed("user").refused) == (0, 0)


async def test_a_triggered_limit_order_works_under_its_new_id_only(live, stop):
    await live.start()
    mark = (await live.venue.mark_price("BTCUSDT")).mark
    order = await stop("spk-a", type=OrderType.STOP, price=mark.quantize(mark.__class__("0.1")))
    await fall(live)
    await live.until(lambda: [o.order_id for o in live.streams.account().orders] != [order.order_id], 100)
    await live.until(lambda: len(live.streams.account().orders) == 1, 100)
    assert live.streams.account().orders[0].client_order_id == "spk-a"
    await live.agrees()


async def test_what_triggered_unheard_is_found_by_asking(live, stop):
    await live.start()
    await live.order("entry")
    await stop("spk-a", reduce_only=True)
    await live.until(lambda: len(live.streams.account().orders) == 1)
    live.wire.alter = lambda route, frame: [] if route == "private" else [frame]
    await fall(live)
    await live.settle()
    live.wire.alter = lambda route, frame: [frame]
    await live.wire.cut()
    await live.until(lambda: live.connects()["private"] == 2, 100)
    await live.until(lambda: live.streams.account().orders == (), 100)
    await live.agrees()
    assert live.last_states()["spk-a"].status is OrderStatus.FILLED
