"""V-080 to V-099: settings of the account, its income record, and the market at large."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.terms import MarginType, OrderType, PositionMode, Side


@pytest.mark.needs("margin")
async def test_v080_income_is_what_the_fills_say_to_the_last_digit(stage):
    order = await stage.placed(kind=OrderType.MARKET, notional="1000")
    close = await stage.request(
        kind=OrderType.MARKET, side=Side.SELL, quantity=order.quantity, reduce_only=True
    )
    await stage.place(close)
    since_ms = stage.clock.now_ms() - 60_000
    rows = await stage.venue.income(since_ms=since_ms)
    fills = await stage.venue.fills(stage.symbol)
    booked = {kind: sum(r.amount for r in rows if r.kind == kind) for kind in ("REALIZED_PNL", "COMMISSION")}
    assert booked["REALIZED_PNL"] == sum(fill.realized_pnl for fill in fills) != 0
    assert booked["COMMISSION"] == -sum(fill.commission for fill in fills) < 0


@pytest.mark.needs("margin")
async def test_v081_income_is_in_order_timed_and_named_once(stage):
    for side in (Side.BUY, Side.SELL, Side.SELL):
        await stage.placed(kind=OrderType.MARKET, side=side)
        stage.clock.advance_ms(1_000)
    rows = await stage.venue.income(since_ms=stage.clock.now_ms() - 60_000)
    assert [row.time_ms for row in rows] == sorted(row.time_ms for row in rows)
    assert len({(row.kind, row.income_id) for row in rows}) == len(rows) >= 3
    assert {row.asset for row in rows} == {"USDT"}
    assert {row.symbol for row in rows} == {stage.symbol}


@pytest.mark.needs("margin")
async def test_v082_income_keeps_to_its_symbol_and_time(stage):
    await stage.placed(kind=OrderType.MARKET)
    stage.clock.advance_ms(10_000)
    now_ms = stage.clock.now_ms()
    assert await stage.venue.income(symbol="ETHUSDT", since_ms=now_ms - 60_000) == ()
    assert await stage.venue.income(symbol=stage.symbol, since_ms=now_ms - 60_000) != ()
    assert await stage.venue.income(since_ms=now_ms - 5_000) == ()


async def test_v083_day_tickers_cover_the_rules(stage):
    tickers = {ticker.symbol: ticker for ticker in await stage.venue.day_tickers()}
    assert {rules.symbol for rules in await stage.venue.all_rules()} <= set(tickers)
    mark = (await stage.venue.mark_price(stage.symbol)).mark
    ticker = tickers[stage.symbol]
    assert abs(ticker.last / mark - 1) < Decimal("0.01")
    assert ticker.quote_volume > ticker.volume > 0
    assert abs(ticker.time_ms - stage.clock.now_ms()) < 5_000


@pytest.mark.needs("margin")
async def test_v084_margin_type_is_refused_while_a_position_is_held(stage):
    await stage.placed(kind=OrderType.MARKET)
    with pytest.raises(VenueRejected) as caught:
        await stage.venue.set_margin_type(stage.symbol, MarginType.ISOLATED)
    assert caught.value.code == "-4048"
    assert (await stage.venue.symbol_config(stage.symbol)).margin_type is MarginType.CROSSED


@pytest.mark.needs("margin")
async def test_v085_margin_type_is_refused_while_an_order_works(stage):
    order = await stage.placed()
    with pytest.raises(VenueRejected) as caught:
        await stage.venue.set_margin_type(stage.symbol, MarginType.ISOLATED)
    assert caught.value.code == "-4047"
    await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    await stage.venue.set_margin_type(stage.symbol, MarginType.ISOLATED)
    assert (await stage.venue.symbol_config(stage.symbol)).margin_type is MarginType.ISOLATED


@pytest.mark.needs("margin")
async def test_v086_the_position_mode_is_told_and_setting_it_again_is_done(stage):
    assert await stage.venue.position_mode() is PositionMode.ONE_WAY
    await stage.venue.set_position_mode(PositionMode.ONE_WAY)
    assert await stage.venue.position_mode() is PositionMode.ONE_WAY


@pytest.mark.needs("margin")
async def test_v087_the_position_mode_is_set_and_set_back(stage):
    for mode in (PositionMode.HEDGE, PositionMode.ONE_WAY):
        await stage.venue.set_position_mode(mode)
        assert await stage.venue.position_mode() is mode


@pytest.mark.needs("margin")
@pytest.mark.parametrize(("kind", "code"), [(OrderType.LIMIT, "-4067"), (OrderType.MARKET, "-4068")])
async def test_v088_the_position_mode_stays_while_an_order_works_or_a_position_is_held(stage, kind, code):
    await stage.placed(kind=kind)
    with pytest.raises(VenueRejected) as caught:
        await stage.venue.set_position_mode(PositionMode.HEDGE)
    assert caught.value.code == code
    assert await stage.venue.position_mode() is PositionMode.ONE_WAY
