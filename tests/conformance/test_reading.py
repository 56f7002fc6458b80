"""V-001 to V-019: what every venue must answer before an order is thought of."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.terms import MarginType, OrderType, Side


async def test_v001_says_which_venue_mode_and_account_it_is(stage):
    assert stage.venue.name == stage.name
    assert stage.venue.mode == "local_testnet"
    kind, _, account = stage.venue.account_name.partition(":")
    key = account.partition("/")[0]
    assert kind == "local-testnet"
    assert 0 < len(key) <= 9


async def test_v002_server_time_is_the_venues(stage):
    await stage.fault(fault="clock_skew", ms=1_500)
    assert await stage.venue.server_time_ms() == stage.clock.now_ms() + 1_500


async def test_v003_clock_offset_is_measured_and_follows(stage):
    assert await stage.venue.clock_offset_ms() == 0
    await stage.fault(fault="clock_skew", ms=1_500)
    assert await stage.venue.clock_offset_ms() == 0
    stage.clock.advance_ms(60_000)
    assert await stage.venue.clock_offset_ms() == 1_500


async def test_v004_rules_are_complete_and_usable(stage):
    rules = await stage.venue.rules(stage.symbol)
    assert (rules.symbol, rules.status, rules.quote_asset) == (stage.symbol, "TRADING", "USDT")
    assert {OrderType.LIMIT, OrderType.MARKET} <= set(rules.order_types)
    assert 0 < rules.min_quantity <= rules.max_quantity
    assert rules.min_price < rules.max_price
    assert rules.price_multiplier_down < 1 < rules.price_multiplier_up
    assert (0 < rules.maintenance_margin_rate < 1) is stage.venue.capabilities.margin
    assert rules.min_notional > 0


async def test_v005_a_symbol_the_venue_does_not_have_has_no_rules(stage):
    assert await stage.venue.rules("NOSUCHUSDT") is None


async def test_v006_all_rules_name_each_symbol_once(stage):
    symbols = [rules.symbol for rules in await stage.venue.all_rules()]
    assert stage.symbol in symbols
    assert len(symbols) == len(set(symbols)) >= 10


async def test_v007_the_book_is_ordered_uncrossed_and_timed(stage):
    book = await stage.venue.book(stage.symbol, 10)
    bids, asks = [level.price for level in book.bids], [level.price for level in book.asks]
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]
    assert 0 < len(bids) <= 10
    assert abs(book.time_ms - stage.clock.now_ms()) < 5_000


async def test_v008_a_book_of_any_depth(stage):
    assert len((await stage.venue.book(stage.symbol, 1)).bids) == 1


async def test_v009_the_mark_price_is_timed_and_near_the_book(stage):
    mark = await stage.venue.mark_price(stage.symbol)
    best = (await stage.venue.book(stage.symbol)).best(Side.BUY)
    assert mark.symbol == stage.symbol
    assert abs(mark.mark / best - 1) < Decimal("0.01")
    assert abs(mark.time_ms - stage.clock.now_ms()) < 5_000


async def test_v010_mark_prices_cover_the_rules(stage):
    priced = {mark.symbol for mark in await stage.venue.mark_prices()}
    assert {rules.symbol for rules in await stage.venue.all_rules()} <= priced


@pytest.mark.parametrize("interval", ["1m", "5m", "15m", "30m", "1h", "4h", "1d"])
async def test_v011_candles_are_whole_and_in_order(stage, interval):
    candles = await stage.venue.candles(stage.symbol, interval, 20)
    times = [candle.open_ms for candle in candles]
    assert len(candles) == 20
    assert times == sorted(set(times))
    assert all(c.low <= min(c.open, c.close) <= max(c.open, c.close) <= c.high for c in candles)


async def test_v012_an_account_adds_up(stage):
    account = await stage.venue.account()
    assert account.equity == account.wallet + account.unrealized_pnl > 0
    assert account.time_ms == stage.clock.now_ms()
    assert "USDT" in {balance.asset for balance in account.balances}
    assert account.unpriced == ()
    assert all(b.wallet >= b.available + b.locked for b in account.balances)


@pytest.mark.needs("margin")
async def test_v017_without_trades_there_is_no_position(stage):
    assert (await stage.venue.account()).positions == ()


@pytest.mark.needs("margin")
async def test_v013_leverage_is_set_and_read_back(stage):
    assert await stage.venue.set_leverage(stage.symbol, 3) == 3
    assert (await stage.venue.symbol_config(stage.symbol)).leverage == 3


@pytest.mark.needs("margin")
async def test_v014_leverage_out_of_range_is_refused(stage):
    with pytest.raises(VenueRejected):
        await stage.venue.set_leverage(stage.symbol, 999)


@pytest.mark.needs("margin")
async def test_v015_margin_type_is_set_twice_and_read_back(stage):
    for _ in range(2):
        await stage.venue.set_margin_type(stage.symbol, MarginType.ISOLATED)
    assert (await stage.venue.symbol_config(stage.symbol)).margin_type is MarginType.ISOLATED


async def test_v016_reads_of_an_unknown_symbol_are_refused_with_the_venues_code(stage):
    for read in (stage.venue.mark_price, stage.venue.book, stage.venue.symbol_config):
        with pytest.raises(VenueRejected) as caught:
            await read("NOSUCHUSDT")
        assert caught.value.code in ("-1121", "wrong_instrument")
