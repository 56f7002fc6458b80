"""The read tools on spot: the same tools, with what spot has."""

from dataclasses import replace

import httpx
import pytest

from tools.account import get_open_orders, get_order, get_portfolio, get_positions
from tools.errors import VenueRejected
from tools.market import get_candles, get_market, list_symbols
from tools.safety import engage_kill_switch
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.venues.binance_spot.connect import connect
from tools.venues.orders import OrderRequest, SendStamp

SPOT = VenueName.BINANCE_SPOT
URL = "http://127.0.0.1:4010"


@pytest.fixture
async def spot(reading):
    """The context with spot alone."""
    transport = httpx.ASGITransport(create_app(build_venue(clock=reading.clock)))
    venue = connect(URL, *DEFAULT_KEY_PAIR, reading.clock, Mode.LOCAL_TESTNET, transport=transport)
    yield replace(reading.context, venues={SPOT: venue})
    await venue.close()


def sell(price, **changes):
    fields = {
        "venue": SPOT,
        "symbol": "BTCUSDT",
        "side": Side.SELL,
        "type": OrderType.LIMIT,
        "quantity": "0.001",
        "price": price,
    }
    return OrderRequest.model_validate({**fields, **changes})


async def run(tool, context, **args):
    return await tool.run(tool.TOOL.params(venue=SPOT, **args), context)


async def test_portfolio_is_what_is_held_and_what_it_is_worth(spot):
    result = await run(get_portfolio, spot)
    said = get_portfolio.say(result)
    assert result.venue is SPOT
    assert result.equity > result.exposure > 0
    assert "holdings worth" in said.en
    assert "unrealised" not in said.en
    assert "varlığın değeri" in said.tr


async def test_what_is_not_valued_is_said(spot):
    result = (await run(get_portfolio, spot)).model_copy(update={"unpriced": ("AAA", "BBB")})
    said = get_portfolio.say(result)
    assert said.en.endswith(" Not valued: AAA; BBB.")
    assert said.tr.endswith(" Değeri bilinmeyen: AAA; BBB.")


async def test_positions_are_holdings_without_an_invented_entry(spot):
    result = await run(get_positions, spot, symbol="BTCUSDT")
    (position,) = result.positions
    assert position.quantity > 0
    assert " held, worth " in get_positions.say(result).en
    assert " varlık, değeri " in get_positions.say(result).tr


async def test_a_market_without_funding_says_nothing_of_it(spot):
    result = await run(get_market, spot, symbol="BTCUSDT")
    assert result.mark == result.price
    assert "funding" not in get_market.say(result).en
    assert "fonlama" not in get_market.say(result).tr


async def test_candles_and_symbols(spot):
    assert len((await run(get_candles, spot, symbol="BTCUSDT", limit=20)).candles) == 20
    listed = await run(list_symbols, spot)
    assert "BTCUSDT" in {row.symbol for row in listed.symbols}


async def test_an_order_is_listed_found_and_filled(spot, reading):
    venue = spot.venue(SPOT)
    price = (await venue.mark_price("BTCUSDT")).mark.quantize(1)
    stamp = SendStamp(timestamp_ms=reading.clock.now_ms())
    order = (await venue.place(sell(price + 1000), "spk-1", stamp)).order
    assert [o.order_id for o in (await run(get_open_orders, spot)).orders] == [order.order_id]
    await venue.place(sell(None, type=OrderType.MARKET), "spk-2", stamp)
    filled = await run(get_order, spot, symbol="BTCUSDT", client_order_id="spk-2")
    assert sum(fill.quantity for fill in filled.fills) == filled.order.executed_quantity > 0


@pytest.mark.parametrize(("side", "cancelled"), [(Side.BUY, 2), (Side.SELL, 0)])
async def test_the_kill_switch_ends_a_pair_that_buys_once_and_lets_one_protect_that_sells(
    spot, reading, side, cancelled
):
    venue = spot.venue(SPOT)
    mark = (await venue.mark_price("BTCUSDT")).mark.quantize(1)
    better = 1000 if side is Side.SELL else -1000
    stop = sell(None, side=side, type=OrderType.STOP_MARKET, stop_price=mark - better)
    stamp = SendStamp(timestamp_ms=reading.clock.now_ms())
    assert (await venue.place_oco(sell(mark + better, side=side), stop, "spk-1", stamp)).kind == "acked"
    params = engage_kill_switch.TOOL.params(reason="drill")
    result = await engage_kill_switch.run(params, spot)
    assert (result.cancelled, result.failed) == (cancelled, 0)
    assert len(await venue.open_orders()) == 2 - cancelled


async def test_a_symbol_spot_does_not_have(spot):
    with pytest.raises(VenueRejected):
        await run(get_market, spot, symbol="NOSUCHUSDT")
