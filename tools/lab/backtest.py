"""The backtest that run_backtest and the command line run."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tools.canonical import digest
from tools.data.candle_file import BTC_HOURLY, read
from tools.errors import InvalidCall
from tools.lab.run_backtest import RunBacktestParams, RunBacktestResult
from tools.research.bars import Bars, from_candles
from tools.research.engine import run as simulate
from tools.research.measure import measure
from tools.research.strategies import STRATEGIES
from tools.research.strategy import Strategy


def backtest(params: RunBacktestParams, data: Path) -> RunBacktestResult:
    """The backtest on a candle file; `end` is inclusive."""
    if data == BTC_HOURLY and params.symbol != "BTCUSDT":
        raise InvalidCall(
            f"there are no candles for {params.symbol} here; BTCUSDT has them",
            f"{params.symbol} için burada mum verisi yok; BTCUSDT için var",
            fields=("symbol",),
        )
    strategy = _strategy(params.strategy)
    settings = _settings(strategy, params.params)
    end = None if params.end is None else params.end + timedelta(days=1)
    bars = from_candles(read(data), params.interval, _day_ms(params.start), _day_ms(end))
    return _result(params, strategy, settings, bars)


def _result(
    params: RunBacktestParams, strategy: Strategy, settings: dict[str, int], bars: Bars
) -> RunBacktestResult:
    signals = strategy.signals(bars, settings)
    outcome = simulate(bars, signals, params.initial_equity, params.commission)
    equity = tuple(f"{value:.8f}" for value in outcome.equity)
    return RunBacktestResult(
        strategy=strategy.name,
        params=settings,
        symbol=params.symbol,
        interval=params.interval,
        start=_time(bars.open_ms[0]),
        end=_time(bars.open_ms[-1]),
        data_version=_version(bars),
        bars=len(bars),
        trades=sum(trade.exit_bar is not None for trade in outcome.trades),
        final_equity=equity[-1],
        metrics=measure(outcome, bars),
        equity=equity,
    )


def _strategy(name: str) -> Strategy:
    for strategy in STRATEGIES:
        if strategy.name == name:
            return strategy
    names = ", ".join(strategy.name for strategy in STRATEGIES)
    raise InvalidCall(
        f"there is no strategy {name!r}; there is {names}",
        f"{name!r} adlı bir strateji yok; olanlar: {names}",
        fields=("strategy",),
    )


def _settings(strategy: Strategy, given: dict[str, int]) -> dict[str, int]:
    unknown = sorted(set(given) - set(strategy.defaults))
    if unknown:
        names = ", ".join(strategy.defaults)
        raise InvalidCall(
            f"{strategy.name} has no parameter {', '.join(unknown)}; it has {names}",
            f"{strategy.name} stratejisinin {', '.join(unknown)} parametresi yok; olanlar: {names}",
            fields=("params",),
        )
    return {**strategy.defaults, **given}


def _version(bars: Bars) -> str:
    closes = [f"{time}:{close:.8f}" for time, close in zip(bars.open_ms, bars.close, strict=True)]
    return digest(list(closes))


def _day_ms(day: date | None) -> int | None:
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _time(open_ms: int) -> str:
    return datetime.fromtimestamp(int(open_ms) / 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
