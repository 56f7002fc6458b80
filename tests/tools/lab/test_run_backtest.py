"""What a user may get wrong, and what the engine must not do."""

import gzip

import pytest

from tools.data.candle_file import BTC_HOURLY
from tools.errors import ConfigError, InvalidCall
from tools.lab.backtest import backtest
from tools.lab.run_backtest import RunBacktestParams


def params(**changes):
    return RunBacktestParams(
        **{"strategy": "sma_crossover", "symbol": "BTCUSDT", "start": "2023-01-01", "end": "2023-02-28"}
        | changes
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"strategy": "moon"}, "strategy"),
        ({"params": {"speed": 3}}, "params"),
        ({"params": {"fast": 30, "slow": 10}}, "params"),
        ({"symbol": "ETHUSDT"}, "symbol"),
        ({"interval": "5m"}, "interval"),
        ({"start": "2030-01-01", "end": "2030-02-01"}, "start"),
    ],
)
def test_bad_input_names_the_field_in_both_languages(changes, field):
    with pytest.raises(InvalidCall) as error:
        backtest(params(**changes), BTC_HOURLY)
    assert field in error.value.fields
    assert error.value.text.en != error.value.text.tr


def test_signals_fill_at_the_next_open_never_at_their_own_close(tmp_path):
    rows = ["open_time,open,high,low,close,volume"]
    closes = [100] * 6 + [110, 120, 130, 90, 60, 50, 50, 50]
    for i, close in enumerate(closes):
        rows.append(f"{i * 3_600_000},{1000 + i},{2000 + i},1,{close},1")
    file = tmp_path / "bars.csv.gz"
    with gzip.open(file, "wt") as out:
        out.write("\n".join(rows))
    result = backtest(params(start=None, end=None, params={"fast": 2, "slow": 4}), file)
    # The fast average crosses above on bar 6 (fill at 1007) and below on bar 9 (fill at 1010).
    expected = 10_000 / (1007 * 1.001) * 1010 * 0.999
    assert result.trades == 1
    assert float(result.final_equity) == pytest.approx(expected)


def test_resampled_bars_cover_their_hours():
    hourly, daily = backtest(params(), BTC_HOURLY), backtest(params(interval="1d"), BTC_HOURLY)
    assert hourly.bars == 59 * 24
    assert daily.bars == 59


def test_commission_only_costs():
    free, dear = (backtest(params(commission=c), BTC_HOURLY) for c in ("0.0001", "0.002"))
    assert float(free.final_equity) > float(dear.final_equity)


def test_a_file_with_another_header_is_refused(tmp_path):
    file = tmp_path / "bars.csv"
    file.write_text("time,price\n1,2\n")
    with pytest.raises(ConfigError, match="header"):
        backtest(params(), file)
