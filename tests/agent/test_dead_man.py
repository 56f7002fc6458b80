"""The dead-man switch at the testnet: our entry is cancelled when nobody beats any more."""

from agent.settings import Settings
from tools.venues.countdown import Countdown

LIFE_MS = 120_000


async def test_the_venue_cancels_our_entry_when_the_beats_end(desk, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    assert isinstance(desk.venue, Countdown)

    await desk.venue.count_down("BTCUSDT", LIFE_MS)
    desk.clock.advance_ms(LIFE_MS - 1)
    await desk.venue.count_down("BTCUSDT", LIFE_MS)
    desk.clock.advance_ms(LIFE_MS - 1)
    assert [order["status"] for order in await desk.orders()] == ["NEW"]
    desk.clock.advance_ms(1)
    assert [order["status"] for order in await desk.orders()] == ["CANCELED"]


async def test_zero_takes_it_back(desk, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))
    await desk.venue.count_down("BTCUSDT", LIFE_MS)
    await desk.venue.count_down("BTCUSDT", 0)
    desk.clock.advance_ms(2 * LIFE_MS)
    assert [order["status"] for order in await desk.orders()] == ["NEW"]


def test_it_is_off_unless_somebody_wants_it(tmp_path):
    assert Settings(home=tmp_path).dead_man_seconds == 0
