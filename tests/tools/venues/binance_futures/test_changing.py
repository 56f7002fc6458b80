"""Changes on the wire: of an order in one step, and of the position mode."""

import httpx
import pytest

from tools.clock import SteppingClock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import PositionMode
from tools.venues.orders import OrderRef, SendStamp

STAMP = SendStamp(timestamp_ms=1_750_000_000_123)
ORDER = "/fapi/v1/order"
MODE = "/fapi/v1/positionSide/dual"
CONFIG = "/fapi/v1/accountConfig"


@pytest.fixture
def clock():
    return SteppingClock()


@pytest.fixture
def change(venue, request_of):
    async def send(**changes):
        target = OrderRef(symbol="BTCUSDT", client_order_id="spk-a")
        return await venue.replace(target, request_of(**changes), "spk-new", STAMP)

    return send


async def test_a_change_names_the_order_and_all_its_terms(change, script, order_body):
    script.on(ORDER, order_body())
    assert (await change()).kind == "acked"
    assert script.seen[0].method == "PUT"
    assert script.sent(0) == {
        "symbol": "BTCUSDT",
        "origClientOrderId": "spk-a",
        "side": "BUY",
        "quantity": "0.002",
        "price": "50000.1",
    }


@pytest.mark.parametrize("changes", [{"price": "50001"}, {"origQty": "0.003"}, {"clientOrderId": "spk-b"}])
async def test_an_answer_with_other_terms_acknowledges_no_change(change, script, order_body, changes):
    script.on(ORDER, order_body(**changes))
    assert (await change()).kind == "unknown"


@pytest.mark.parametrize(
    "answer", [httpx.ReadTimeout("late"), (503, b""), (400, {"code": -1007, "msg": "?"})]
)
async def test_a_change_is_never_sent_twice(change, script, answer):
    script.on(ORDER, answer)
    assert (await change()).kind == "unknown"
    assert script.asked() == [("PUT", ORDER)]


NOTHING = (400, {"code": -5027, "msg": "No need to modify the order."})


@pytest.mark.parametrize(("status", "kind"), [("NEW", "acked"), ("FILLED", "rejected")])
async def test_nothing_to_change_is_the_order_as_it_is_if_it_works(change, on, order_body, status, kind):
    on("PUT", ORDER, NOTHING)
    on("GET", ORDER, order_body(status=status))
    assert (await change()).kind == kind


async def test_nothing_to_change_without_the_order_is_unknown(change, on):
    on("PUT", ORDER, NOTHING)
    on("GET", ORDER, (403, b"firewall"))
    assert (await change()).kind == "unknown"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "STOP_MARKET", "price": None, "stop_price": "1"}, "not_supported"),
        ({"type": "MARKET", "price": None}, "not_supported"),
        ({"price": None}, "-1102"),
        ({"venue": "binance-spot"}, "wrong_venue"),
    ],
)
async def test_changes_that_cannot_be_said_do_not_leave(change, script, changes, code):
    outcome = await change(**changes)
    assert (outcome.kind, outcome.code, script.seen) == ("rejected", code, [])


async def test_the_position_mode_is_remembered_for_ten_minutes(venue, script, clock):
    script.on(CONFIG, {"dualSidePosition": True})
    for _ in range(3):
        assert await venue.position_mode() is PositionMode.HEDGE
    assert len(script.requests(CONFIG)) == 1
    clock.advance_ms(600_000)
    await venue.position_mode()
    assert len(script.requests(CONFIG)) == 2


async def test_a_mode_that_was_set_is_known(venue, on, script):
    on("POST", MODE, {"code": 200, "msg": "success"})
    await venue.set_position_mode(PositionMode.HEDGE)
    assert await venue.position_mode() is PositionMode.HEDGE
    assert script.asked() == [("POST", MODE)]


@pytest.mark.parametrize("answer", [(400, {"code": -4067, "msg": "open orders"}), (403, b"firewall")])
async def test_a_mode_that_was_not_set_is_asked_for(venue, on, answer):
    on("GET", CONFIG, {"dualSidePosition": False})
    on("POST", MODE, answer)
    with pytest.raises((VenueRejected, VenueUnavailable)):
        await venue.set_position_mode(PositionMode.HEDGE)
    assert await venue.position_mode() is PositionMode.ONE_WAY


async def test_an_order_refused_for_its_side_makes_the_mode_be_asked_again(venue, script, request_of):
    script.on(CONFIG, {"dualSidePosition": False}, {"dualSidePosition": True})
    script.on(ORDER, (400, {"code": -4061, "msg": "Order's position side does not match user's setting."}))
    assert await venue.position_mode() is PositionMode.ONE_WAY
    await venue.place(request_of(), "spk-a", STAMP)
    assert await venue.position_mode() is PositionMode.HEDGE
