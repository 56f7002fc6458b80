"""`/futures/data` and what stands behind the contracts: real numbers of the venue, or nothing."""

from decimal import Decimal

import pytest

from tools.testnet.liquidation import INSURANCE
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

BTC = {"symbol": "BTCUSDT"}
FIVE = BTC | {"period": "5m"}
MINUTES_5 = 5 * 60_000
OTHERS = (("b" * 64, "s" * 64), ("c" * 64, "t" * 64))
RATIOS = ("globalLongShortAccountRatio", "topLongShortAccountRatio", "topLongShortPositionRatio")


@pytest.fixture
def venue(clock):
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, *OTHERS))
    yield venue
    venue.close()


def trade(venue, key, side, quantity):
    given = BTC | {"side": side, "type": "MARKET", "quantity": quantity}
    venue.place(venue.account_of(key), read_order(given, venue.instruments, venue.now_ms()))


async def ask(trader, path, **params):
    return (await trader.http.get(f"/futures/data/{path}", params=params)).json()


async def test_open_interest_history_is_replayed_from_the_fills(trader, venue, clock):
    clock.advance_ms(MINUTES_5 - clock.now_ms() % MINUTES_5)
    start = clock.now_ms()
    trade(venue, DEFAULT_KEY_PAIR[0], "BUY", "0.03")
    clock.advance_ms(MINUTES_5)
    trade(venue, OTHERS[0][0], "SELL", "0.05")
    clock.advance_ms(MINUTES_5)
    trade(venue, DEFAULT_KEY_PAIR[0], "SELL", "0.02")
    rows = await ask(trader, "openInterestHist", **FIVE)
    told = [(row["timestamp"], Decimal(row["sumOpenInterest"])) for row in rows]
    # 0.03 long; the provider bought 0.02 more than it sold; one long left, the provider long the rest
    expected = [Decimal("0.03"), Decimal("0.05"), Decimal("0.05")]
    assert told[-3:] == [(start + n * MINUTES_5, held) for n, held in enumerate(expected)]
    assert all(held == 0 for at, held in told[:-3])
    now = (await trader.http.get("/fapi/v1/openInterest", params=BTC)).json()
    assert Decimal(now["openInterest"]) == told[-1][1]
    value = Decimal(rows[-1]["sumOpenInterestValue"])
    assert value == told[-1][1] * venue.mark("BTCUSDT")


async def test_ratios_count_accounts_and_positions(trader, venue):
    trade(venue, DEFAULT_KEY_PAIR[0], "BUY", "0.03")
    trade(venue, OTHERS[0][0], "BUY", "0.01")
    assert await ask(trader, RATIOS[1], **FIVE) == []
    trade(venue, OTHERS[1][0], "SELL", "0.02")
    found = {path: (await ask(trader, path, **FIVE))[-1] for path in RATIOS}
    shown = [(row["longShortRatio"], row["longAccount"], row["shortAccount"]) for row in found.values()]
    # everybody: two clients long, one and the provider short; clients: two to one; positions: 0.04 to 0.02
    assert shown == [
        ("1.0000", "0.5000", "0.5000"),
        ("2.0000", "0.6667", "0.3333"),
        ("2.0000", "0.6667", "0.3333"),
    ]


async def test_taker_volume_is_that_of_the_klines(trader, clock):
    clock.advance_ms(3 * MINUTES_5)
    rows = await ask(trader, "takerlongshortRatio", **FIVE, limit=2)
    bars = (await trader.http.get("/fapi/v1/klines", params=BTC | {"interval": "5m", "limit": 2})).json()
    for row, bar in zip(rows, bars, strict=True):
        assert row["timestamp"] == bar[0]
        assert Decimal(row["buyVol"]) == Decimal(bar[9])
        assert Decimal(row["buyVol"]) + Decimal(row["sellVol"]) == Decimal(bar[5])


async def test_there_is_no_basis_and_no_quarter(trader):
    pair = {"pair": "BTCUSDT", "period": "5m"}
    (row,) = await ask(trader, "basis", **pair, contractType="PERPETUAL", limit=1)
    assert (row["basis"], row["basisRate"]) == ("0.00000000", "0.0000")
    assert Decimal(row["indexPrice"]) == Decimal(row["futuresPrice"]) == trader.venue.mark("BTCUSDT")
    assert await ask(trader, "basis", **pair, contractType="CURRENT_QUARTER") == []
    assert await ask(trader, "delivery-price", pair="BTCUSDT") == []


async def test_windows_begin_with_the_venue(trader, clock):
    opened = clock.now_ms() // MINUTES_5 * MINUTES_5
    clock.advance_ms(4 * MINUTES_5)
    every = await ask(trader, "takerlongshortRatio", **FIVE, limit=500)
    assert [row["timestamp"] for row in every] == [opened + n * MINUTES_5 for n in range(5)]
    assert await ask(trader, "takerlongshortRatio", **FIVE, startTime=opened + 1, limit=2) == every[1:3]
    until = opened + 2 * MINUTES_5
    assert await ask(trader, "takerlongshortRatio", **FIVE, endTime=until, limit=2) == every[1:3]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (BTC, -1102),
        (BTC | {"period": "3m"}, -1130),
        (FIVE | {"limit": "501"}, -1130),
        ({"symbol": "NOPE", "period": "5m"}, -1121),
    ],
)
async def test_bad_questions_are_refused(trader, params, code):
    for path in (*RATIOS, "openInterestHist", "takerlongshortRatio"):
        assert (await ask(trader, path, **params))["code"] == code


async def test_the_insurance_fund_shows_what_it_took(trader, venue):
    before = venue.records.accounts[INSURANCE].wallet
    await trader.send("POST", "v1/leverage", **BTC, leverage=100)
    await trader.order("BUY", "1")
    await trader.move("64600")
    fund = (await trader.http.get("/fapi/v1/insuranceBalance", params=BTC)).json()
    everything = (await trader.http.get("/fapi/v1/insuranceBalance")).json()
    assert everything == [fund]
    assert fund["symbols"] == sorted(venue.instruments)
    assert Decimal(fund["assets"][0]["marginBalance"]) == venue.records.accounts[INSURANCE].wallet
    await trader.move("60200")
    fund = (await trader.http.get("/fapi/v1/insuranceBalance", params=BTC)).json()
    assert Decimal(fund["assets"][0]["marginBalance"]) != before


@pytest.mark.parametrize(
    ("path", "rows"),
    [("symbolAdlRisk", 20), ("assetIndex", 1), ("indexInfo", 0)],
)
async def test_lists_without_a_symbol(trader, path, rows):
    assert len((await trader.http.get(f"/fapi/v1/{path}")).json()) == rows
    assert (await trader.http.get(f"/fapi/v1/{path}?symbol=NOPE")).json()["code"] == -1121


async def test_the_rpi_book_is_the_book(trader):
    books = [(await trader.http.get(f"/fapi/v1/{path}", params=BTC)).json() for path in ("depth", "rpiDepth")]
    assert books[0] == books[1]
