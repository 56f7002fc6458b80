"""A venue that does not let us in is halted: by what it says to an order, to a cancel or to a look."""

import asyncio

import pytest

from tools.errors import Banned, RateLimited, VenueRejected, VenueUnavailable
from tools.executor import access
from tools.executor.desk import Desk as Parts
from tools.ledger.ledger import TradingStateRow
from tools.receipt import IntentState
from tools.safety.latches import ACCESS, automatic
from tools.terms import VenueName
from tools.venues.orders import Rejected

FUTURES = VenueName.BINANCE_FUTURES
SCOPE = f"venue:{FUTURES}"


class Locked:
    """A venue that does not know our key any more."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    async def account(self):
        raise VenueRejected("-1022", "Signature for this request is not valid.")

    async def cancel(self, symbol, **ids):
        raise VenueRejected("-1022", "Signature for this request is not valid.")


@pytest.fixture
def parts(desk):
    return Parts(desk.context(), {}, desk.recheck, desk.lease)


async def latch(desk, state, actor="desk"):
    row = TradingStateRow(scope=SCOPE, state=state, reason="x", actor=actor, time_ms=1)
    await desk.ledger.set_trading_state(row)


async def state(desk):
    return [(row.scope, row.state, row.actor) for row in await desk.ledger.trading_states()]


@pytest.mark.parametrize("code", ["-1022", "-2014", "-2015", "418"])
async def test_an_order_that_the_door_refuses_halts_the_venue(desk, market, code):
    desk.venue.script.append(Rejected(code=code, message="no"))
    receipt = await desk.executor().execute(await desk.approved(market))
    assert receipt.state is IntentState.REJECTED
    assert await state(desk) == [(SCOPE, "HALTED", ACCESS)]
    (row,) = await desk.ledger.trading_states()
    assert code in row.reason
    assert automatic(row), "health says so too"


@pytest.mark.parametrize("code", ["-2019", "-1003", "local_rate_limit"])
async def test_an_order_that_is_refused_for_itself_halts_nothing(desk, market, code):
    desk.venue.script.append(Rejected(code=code, message="no"))
    await desk.executor().execute(await desk.approved(market))
    assert await state(desk) == []


async def test_a_cancel_with_a_bad_signature_halts_the_venue(desk):
    desk.venue = Locked(desk.venue)
    params = {"venue": FUTURES, "symbol": "BTCUSDT", "client_order_id": "spk-1", "order_id": None}
    assert (await desk.execute(tool="cancel_order", params=params)).state is IntentState.REJECTED
    assert await state(desk) == [(SCOPE, "HALTED", ACCESS)]


@pytest.mark.parametrize(
    ("said", "halts"),
    [
        (VenueRejected("-1022", "Signature for this request is not valid."), True),
        (Banned(1_000, 2_000), True),
        (RateLimited(1_000), False),
        (VenueRejected("-2015", "Invalid API-key, IP, or permissions for action."), False),
        (VenueUnavailable("HTTP 503"), False),
    ],
)
async def test_a_look_that_the_door_refuses(desk, parts, said, halts):
    await access.note(parts, FUTURES, said)
    assert bool(await state(desk)) is halts


async def test_a_ban_halts_once_and_the_next_one_again(desk, parts):
    await access.note(parts, FUTURES, Banned(9_000, 10_000))
    await latch(desk, "ACTIVE")
    await access.note(parts, FUTURES, Banned(8_000, 10_000))
    assert await state(desk) == [(SCOPE, "ACTIVE", "desk")], "who releases has looked"
    await access.note(parts, FUTURES, Banned(8_000, 30_000))
    assert await state(desk) == [(SCOPE, "HALTED", ACCESS)]


async def test_a_halt_is_stronger_than_reducing_and_keeps_its_reason(desk, parts):
    await latch(desk, "REDUCING")
    await access.note(parts, FUTURES, Banned(9_000, 10_000))
    assert await state(desk) == [(SCOPE, "HALTED", ACCESS)]
    await latch(desk, "HALTED")
    await access.note(parts, FUTURES, Banned(9_000, 20_000))
    assert await state(desk) == [(SCOPE, "HALTED", "desk")]


async def test_the_executor_notices_while_it_watches(desk):
    desk.venue = Locked(desk.venue)
    watching = asyncio.ensure_future(desk.executor().watch())
    for _ in range(10_000):
        if await state(desk):
            break
        await asyncio.sleep(0)
    assert await state(desk) == [(SCOPE, "HALTED", ACCESS)]
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
