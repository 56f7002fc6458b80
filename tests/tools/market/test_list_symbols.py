from decimal import Decimal

from tools.market.list_symbols import ListSymbolsParams, run


async def test_every_trading_symbol_of_the_quote_by_volume(reading):
    result = await run(ListSymbolsParams(), reading.context)
    rules = {rule.symbol: rule for rule in await reading.venue.all_rules()}
    expected = {name for name, rule in rules.items() if rule.quote_asset == "USDT"}
    assert {row.symbol for row in result.symbols} == expected
    volumes = [row.quote_volume for row in result.symbols]
    assert volumes == sorted(volumes, reverse=True)
    assert volumes[-1] > 0
    assert all(row.min_notional == rules[row.symbol].min_notional for row in result.symbols)
    assert all(row.symbol == f"{row.base}USDT" for row in result.symbols)


async def test_the_least_volume_is_included_and_less_is_not(reading):
    every = (await run(ListSymbolsParams(), reading.context)).symbols
    least = every[2].quote_volume
    kept = (await run(ListSymbolsParams(min_volume=least), reading.context)).symbols
    assert kept == every[:3]
    above = await run(ListSymbolsParams(min_volume=every[0].quote_volume + 1), reading.context)
    assert above.symbols == ()


async def test_halted_symbols_and_other_quotes_are_left_out(reading, monkeypatch):
    rules = await reading.venue.all_rules()
    changed = (
        rules[0].model_copy(update={"status": "BREAK"}),
        rules[1].model_copy(update={"quote_asset": "USDC"}),
        *rules[2:],
    )

    async def all_rules():
        return changed

    monkeypatch.setattr(reading.venue, "all_rules", all_rules)
    usdt = await run(ListSymbolsParams(), reading.context)
    assert not {rules[0].symbol, rules[1].symbol} & {row.symbol for row in usdt.symbols}
    usdc = await run(ListSymbolsParams(quote="USDC"), reading.context)
    assert [row.symbol for row in usdc.symbols] == [rules[1].symbol]


async def test_a_move_of_the_price_shows(reading):
    before = {row.symbol: row for row in (await run(ListSymbolsParams(), reading.context)).symbols}
    await reading.move(10)
    after = {row.symbol: row for row in (await run(ListSymbolsParams(), reading.context)).symbols}
    assert after["BTCUSDT"].change_percent > before["BTCUSDT"].change_percent + Decimal(5)
    assert after["BTCUSDT"].last > before["BTCUSDT"].last
