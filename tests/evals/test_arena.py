"""The arena: fresh each time, judged from outside, restarted without losing the venue."""

from evals.arena import arena
from evals.gate import _carry_out

ORDER = {
    "tool": "place_order",
    "args": {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.001", "dry_run": False},
}


async def test_orders_are_the_venues_own():
    async with arena() as place:
        assert await place.orders() == []
        await _carry_out(place, ORDER)
        assert [order["origQty"] for order in await place.orders()] == ["0.0010"]
    async with arena() as place:
        assert await place.orders() == []


async def test_a_restart_keeps_home_and_venue():
    async with arena() as place:
        await _carry_out(place, ORDER)
        before = await place.app.sessions.approvals()

        await place.restart(without="checkpoints.db")

        assert await place.app.sessions.approvals() == before
        assert len(await place.orders()) == 1
