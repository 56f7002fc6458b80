"""Money is conserved, the state survives, and prices are a function of seed and time."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.errors import ConfigError
from tools.terms import Side
from tools.testnet.order_request import OrderRequest
from tools.testnet.problem import Problem
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.venue import Venue

PAIRS = (DEFAULT_KEY_PAIR, ("b" * 64, "s" * 64))
HOUR_MS = 3_600_000
START_LEVELS = {
    "BTCUSDT": "65000",
    "ETHUSDT": "3200",
    "SOLUSDT": "150",
    "BNBUSDT": "600",
    "XRPUSDT": "0.60",
    "ADAUSDT": "0.45",
    "AVAXUSDT": "27",
    "DOGEUSDT": "0.15",
}


def request(venue: Venue, side: Side, quantity: Decimal, price: Decimal, tif: str = "GTC") -> OrderRequest:
    return OrderRequest(
        instrument=venue.instruments["BTCUSDT"],
        side=side,
        type="LIMIT" if price else "MARKET",
        time_in_force=tif,
        quantity=quantity,
        price=price,
        reduce_only=False,
        client_order_id=None,
        full_answer=True,
    )


def money(venue: Venue) -> Decimal:
    accounts = venue.records.accounts.values()
    cost = sum(position.cost for account in accounts for position in account.positions.values())
    return sum((account.wallet + account.fees_paid for account in accounts), Decimal(0)) - cost


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from((*PAIRS,)),
        st.sampled_from(Side),
        st.integers(10, 900),
        st.sampled_from((None, -40, -2, 0, 2, 40)),
        st.sampled_from(("GTC", "IOC")),
        st.integers(0, 3000),
        st.sampled_from((None, None, None, "64000", "66000")),
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(ACTIONS)
def test_money_and_positions_are_conserved(actions):
    clock = VirtualClock()
    venue = build_venue(clock=clock, keys=PAIRS)
    before = money(venue)
    for (key, _), side, steps, offset, tif, wait_ms, moved in actions:
        mark = venue.mark("BTCUSDT")
        price = Decimal(0) if offset is None else mark + offset
        with suppress(Problem):
            venue.place(venue.account_of(key), request(venue, side, steps * Decimal("0.0001"), price, tif))
        if moved:
            venue.move_price(venue.instruments["BTCUSDT"], Decimal(moved))
        clock.advance_ms(wait_ms)
        venue.tick()
        accounts = venue.records.accounts.values()
        assert money(venue) == before
        assert sum(account.amount("BTCUSDT") for account in accounts) == 0
    for order in venue.records.orders.values():
        assert 0 <= order.executed <= order.quantity
        filled = sum(fill.quantity for fill in venue.records.fills if fill.order_id == order.order_id)
        assert filled == order.executed


def test_a_fresh_venue_stands_at_the_start_levels(venue):
    for symbol, level in START_LEVELS.items():
        assert venue.mark(symbol) == Decimal(level)
        assert venue.market(symbol).mark == Decimal(level)
    assert len(venue.instruments) >= 16


def test_the_path_follows_the_seed_and_nothing_else():
    def walk(seed: int) -> list[Decimal]:
        clock = VirtualClock()
        venue = build_venue(clock=clock, seed=seed)
        seen = []
        for _ in range(5):
            clock.advance_ms(HOUR_MS)
            seen += [venue.mark("BTCUSDT"), venue.mark("ETHUSDT")]
        return seen

    assert walk(1) == walk(1)
    assert walk(1) != walk(2)


def test_hourly_moves_are_those_of_a_market(venue, clock):
    previous, moves = venue.mark("BTCUSDT"), []
    for _ in range(200):
        clock.advance_ms(HOUR_MS)
        price = venue.mark("BTCUSDT")
        moves.append(abs(price / previous - 1))
        previous = price
    assert max(moves) < Decimal("0.1")
    assert Decimal("0.0005") < sorted(moves)[100] < Decimal("0.02")


def test_the_book_surrounds_the_mark(venue, clock):
    for symbol in venue.instruments:
        clock.advance_ms(250)
        market = venue.market(symbol)
        bids, asks = (market.book.depth(side) for side in Side)
        assert len(bids) >= 20
        assert len(asks) >= 20
        assert bids[0][0] < market.mark_ticks < asks[0][0]
    btc = venue.market("BTCUSDT")
    assert (btc.book.best(Side.SELL) - btc.book.best(Side.BUY)) / btc.mark_ticks <= Decimal("0.0001")


def test_a_moved_price_stays(venue, clock):
    market = venue.move_price(venue.instruments["BTCUSDT"], Decimal("50000"))
    assert (market.mark, market.last.price) == (Decimal(50000), Decimal(50000))
    clock.advance_ms(60_000)
    assert abs(venue.mark("BTCUSDT") / 50000 - 1) < Decimal("0.01")
    assert venue.mark("ETHUSDT") > 3100


def test_an_order_met_between_two_looks_is_filled(venue, clock):
    """The market passes through the order's price and comes back before anybody looks."""
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    ticks = [venue.path.ticks(venue.instruments["BTCUSDT"], clock.now_ms() + n * 60_000) for n in range(60)]
    lowest = min(ticks)
    assert lowest < min(ticks[0], ticks[-1]) - 20
    price = venue.instruments["BTCUSDT"].price(lowest + 10)
    order = venue.place(account, request(venue, Side.BUY, Decimal("0.01"), price))
    clock.advance_ms(60 * 60_000)
    venue.tick()
    assert order.status == "FILLED"


def test_a_restart_remembers_everything(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    venue.place(account, request(venue, Side.BUY, Decimal("0.01"), Decimal(0)))
    venue.place(account, request(venue, Side.BUY, Decimal("0.02"), Decimal("64000")))
    venue.set_leverage(account, venue.instruments["ETHUSDT"], 7)
    venue.set_isolated(account, "SOLUSDT", True)
    venue.move_price(venue.instruments["BTCUSDT"], Decimal("64500"))
    clock.advance_ms(10_000)
    venue.tick()
    mark = venue.mark("BTCUSDT")
    venue.close()

    again = build_venue(state=tmp_path, clock=clock)
    back = again.account_of(DEFAULT_KEY_PAIR[0])
    assert back.to_row() == account.to_row()
    assert again.records.orders == venue.records.orders
    assert again.records.fills == venue.records.fills
    assert again.mark("BTCUSDT") == mark
    again.move_price(again.instruments["BTCUSDT"], Decimal("63900"))
    assert back.amount("BTCUSDT") == Decimal("0.03")
    third = again.place(back, request(again, Side.SELL, Decimal("0.01"), Decimal(0)))
    assert third.order_id == max(venue.records.orders) + 1
    assert money(again) == money(build_venue(clock=clock))
    again.close()


def test_a_torn_last_line_is_dropped(tmp_path):
    clock = VirtualClock()
    venue = build_venue(state=tmp_path, clock=clock)
    venue.place(venue.account_of(DEFAULT_KEY_PAIR[0]), request(venue, Side.BUY, Decimal("0.01"), Decimal(0)))
    venue.close()
    with (tmp_path / "venue.jsonl").open("ab") as file:
        file.write(b'{"orders":[{"order_id":40000')
    again = build_venue(state=tmp_path, clock=clock)
    assert len(again.records.orders) == 1
    again.close()


def test_a_state_of_other_making_is_refused(tmp_path):
    venue = build_venue(state=tmp_path, clock=VirtualClock())
    with pytest.raises(ConfigError, match="another testnet"):
        build_venue(state=tmp_path, clock=VirtualClock())
    venue.close()
    with pytest.raises(ConfigError, match="profile"):
        build_venue("prod", state=tmp_path, clock=VirtualClock())


_KILLED = """
import os, signal, sys
from decimal import Decimal
from pathlib import Path
from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.order_request import OrderRequest
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
venue = build_venue(state=Path(sys.argv[1]), clock=VirtualClock())
btc, size = venue.instruments["BTCUSDT"], Decimal("0.01")
one = OrderRequest(btc, Side.BUY, "MARKET", "GTC", size, Decimal(0), False, "k", True)
venue.place(venue.account_of(DEFAULT_KEY_PAIR[0]), one)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_venue_keeps_what_it_accepted(tmp_path):
    root = Path(__file__).parents[3]
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    venue = build_venue(state=tmp_path, clock=VirtualClock())
    (order,) = venue.records.orders.values()
    assert (order.client_order_id, order.status) == ("k", "FILLED")
    assert venue.account_of(DEFAULT_KEY_PAIR[0]).amount("BTCUSDT") == Decimal("0.01")
    assert os.path.getsize(tmp_path / "venue.jsonl") > 0
    venue.close()
