"""get_pnl on spot: the venue's trades, matched first in first out, to the last digit."""

from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from tools.account.cost_lots import traded
from tools.account.get_pnl import GetPnlParams, run, say
from tools.errors import VenueRejected
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.venues.binance_spot.connect import connect
from tools.venues.orders import Fill, OrderRequest, SendStamp

SPOT = VenueName.BINANCE_SPOT
URL = "http://127.0.0.1:4010"
DAY_MS = 86_400_000


@pytest.fixture
async def spot(reading):
    """The context with spot alone, and a hand that trades there."""
    transport = httpx.ASGITransport(create_app(build_venue(clock=reading.clock)))
    venue = connect(URL, *DEFAULT_KEY_PAIR, reading.clock, Mode.LOCAL_TESTNET, transport=transport)
    control = httpx.AsyncClient(base_url=URL, transport=transport)
    yield Spot(replace(reading.context, venues={SPOT: venue}), venue, control, reading.clock)
    await control.aclose()
    await venue.close()


class Spot:
    def __init__(self, context, venue, control, clock):
        self.context, self.venue, self.control, self.clock = context, venue, control, clock
        self.sent = 0

    async def trade(self, side, quantity, symbol="BTCUSDT"):
        self.sent += 1
        request = OrderRequest(venue=SPOT, symbol=symbol, side=side, type=OrderType.MARKET, quantity=quantity)
        stamp = SendStamp(timestamp_ms=self.clock.now_ms())
        outcome = await self.venue.place(request, f"spk-{self.sent}", stamp)
        assert outcome.kind == "acked", outcome

    async def move(self, percent):
        mark = (await self.venue.mark_price("BTCUSDT")).mark
        price = (mark * (100 + percent) / 100).quantize(Decimal("0.1"))
        body = {"symbol": "BTCUSDT", "price": str(price)}
        (await self.control.post("/testnet/market", json=body)).raise_for_status()

    async def pnl(self, **params):
        return await run(GetPnlParams(venue=SPOT, **params), self.context)

    async def wallet(self, asset):
        rows = (await self.venue.account()).balances
        return sum((row.wallet for row in rows if row.asset == asset), Decimal(0))


async def test_what_was_bought_and_sold_is_what_the_wallet_moved_by(spot):
    usdt, btc = await spot.wallet("USDT"), await spot.wallet("BTC")
    await spot.trade(Side.BUY, "0.003")
    await spot.move(3)
    bought = await spot.wallet("BTC") - btc
    await spot.trade(Side.SELL, "0.00123")
    pnl = await spot.pnl(symbol="BTCUSDT")
    fills = await spot.venue.fills("BTCUSDT")
    cost = [(fill.quantity, fill.price) for fill in fills if fill.side is Side.BUY]
    sold = [fill for fill in fills if fill.side is Side.SELL]
    assert len(cost) == 1, "one level was enough, so the sums below are all there is"
    ((_, paid),) = cost
    assert pnl.realized == sum(fill.quantity * (fill.price - paid) for fill in sold) > 0
    in_coins = sum(f.commission * f.price for f in fills if f.commission_asset == "BTC")
    in_usdt = sum(f.commission for f in fills if f.commission_asset == "USDT")
    assert in_coins > 0 < in_usdt
    assert pnl.fees == -(in_coins + in_usdt)
    assert (pnl.funding, pnl.other, pnl.net) == (0, 0, pnl.realized + pnl.fees)
    left = bought - Decimal("0.00123")
    mark = (await spot.venue.mark_price("BTCUSDT")).mark
    assert pnl.unrealized == left * (mark - paid) > 0
    moved = await spot.wallet("USDT") - usdt
    assert moved == pnl.net - left * paid


async def test_a_deposit_has_no_cost_and_makes_no_profit(spot):
    held = await spot.wallet("BTC")
    await spot.move(10)
    pnl = await spot.pnl()
    assert (pnl.realized, pnl.fees, pnl.unrealized) == (0, 0, 0)
    assert {row.asset: row.held for row in pnl.uncosted}["BTC"] == held
    await spot.trade(Side.SELL, "0.001")
    pnl = await spot.pnl(symbol="BTCUSDT")
    assert pnl.realized == 0
    assert pnl.fees < 0
    (row,) = pnl.uncosted
    assert (row.asset, row.sold, row.held) == ("BTC", Decimal("0.001"), held - Decimal("0.001"))
    assert "Without a purchase on record, so not counted: BTC." in say(pnl).en
    assert "sayılmayan: BTC." in say(pnl).tr


async def test_the_cost_is_known_from_before_the_period(spot):
    await spot.trade(Side.BUY, "0.001")
    spot.clock.advance_ms(20 * DAY_MS)
    await spot.move(5)
    await spot.trade(Side.SELL, "0.0005")
    today, month = await spot.pnl(symbol="BTCUSDT"), await spot.pnl(symbol="BTCUSDT", period="month")
    assert today.realized == month.realized > 0
    assert month.fees < today.fees < 0


async def test_every_symbol_counts_also_what_is_sold_out(spot):
    await spot.trade(Side.BUY, "2", "SOLUSDT")
    await spot.trade(Side.SELL, "1.998", "SOLUSDT")
    assert (await spot.pnl()).fees == (await spot.pnl(symbol="SOLUSDT")).fees < 0
    assert "SOLUSDT" in (await spot.pnl()).symbols


async def test_it_says_so_without_funding_and_an_unknown_symbol_is_refused(spot):
    said = say(await spot.pnl())
    assert "funding" not in said.en
    assert "Coins bought and held: 0 USDT unrealised." in said.en
    assert "fonlama" not in said.tr
    with pytest.raises(VenueRejected):
        await spot.pnl(symbol="NOSUCHUSDT")


@pytest.fixture
async def rules(spot):
    return await spot.venue.rules("BTCUSDT")


def fill(number, side, quantity, price, fee="0", fee_asset="USDT"):
    return Fill(
        symbol="BTCUSDT", trade_id=str(number), order_id="1", side=side, price=price, quantity=quantity,
        commission=fee, commission_asset=fee_asset, realized_pnl="0", maker=False, time_ms=number,
    )  # fmt: skip


async def test_lots_are_sold_first_in_first_out(rules):
    fills = [
        fill(1, "BUY", "1", "100"),
        fill(2, "BUY", "1", "130"),
        fill(3, "SELL", "1.5", "120", "0.1", "BNB"),
    ]
    sums = traded(rules, fills, since_ms=3, held=Decimal("0.5"), mark=Decimal("140"))
    assert sums.realized == 1 * 20 + Decimal("0.5") * -10
    assert (sums.unrealized, sums.fees, sums.other_fees) == (5, 0, {"BNB": Decimal("-0.1")})


async def test_a_fee_in_the_coin_is_of_the_coins_just_bought(rules):
    fills = [fill(1, "BUY", "1", "100"), fill(2, "BUY", "1", "200", "0.1", "BTC")]
    sums = traded(rules, fills, since_ms=0, held=Decimal("1.9"), mark=Decimal("200"))
    assert (sums.realized, sums.fees, sums.unrealized) == (0, -20, 100)
    assert (sums.held_without_cost, sums.sold_without_cost) == (0, 0)


async def test_what_left_the_account_otherwise_makes_nothing(rules):
    fills = [fill(1, "BUY", "1", "100"), fill(2, "BUY", "1", "200")]
    sums = traded(rules, fills, since_ms=0, held=Decimal("1"), mark=Decimal("200"))
    assert (sums.realized, sums.unrealized, sums.sold_without_cost) == (0, 0, 0)
