"""backtest: a built-in strategy on past candles."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from rich.table import Table

from tools.catalogue import call
from tools.data.candle_file import BTC_HOURLY
from tools.errors import InvalidCall
from tools.lab.backtest import backtest
from tools.lab.run_backtest import RunBacktestParams, RunBacktestResult
from ui.commands.exits import Exit
from ui.terminal import console, say, say_json

_PRINTED = ("strategy", "params", "data_version", "bars", "trades", "final_equity", "metrics", "equity")


def run(arguments: dict[str, object], pairs: Sequence[str], data: Path | None, as_json: bool) -> int:
    """Run and print; `end` among the arguments is exclusive here, as on every command line."""
    params = _params(arguments, pairs)
    result = backtest(params, data or BTC_HOURLY)
    if as_json:
        whole = result.model_dump(mode="json")
        say_json({name: whole[name] for name in _PRINTED})
    else:
        _show(result)
    return Exit.OK


def _params(arguments: dict[str, object], pairs: Sequence[str]) -> RunBacktestParams:
    given = {name: value for name, value in arguments.items() if value is not None}
    if given.get("end"):
        given["end"] = _day_before(str(given["end"]))
    made = call("run_backtest", {**given, "params": dict(_pair(pair) for pair in pairs)})
    if not isinstance(made.params, RunBacktestParams):
        raise TypeError("run_backtest has other parameters than expected")
    return made.params


def _pair(text: str) -> tuple[str, int]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), int(value)
    except ValueError:
        raise InvalidCall(
            f"--param {text}: expected name=whole number, e.g. fast=10",
            f"--param {text}: ad=tam sayı beklenir, ör. fast=10",
            fields=("params",),
        ) from None


def _day_before(text: str) -> str:
    try:
        return (date.fromisoformat(text) - timedelta(days=1)).isoformat()
    except ValueError:
        raise InvalidCall(
            f"--end {text}: expected a day, e.g. 2024-01-01",
            f"--end {text}: bir gün beklenir, ör. 2024-01-01",
            fields=("end",),
        ) from None


def _show(result: RunBacktestResult) -> None:
    settings = ", ".join(f"{name} {value}" for name, value in result.params.items())
    say(f"{result.strategy} ({settings}) · {result.symbol} {result.interval}")
    say(f"{result.start} – {result.end}, filled at the next open")
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_row("bars", str(result.bars))
    table.add_row("trades", str(result.trades))
    table.add_row("final equity", result.final_equity)
    for name, value in result.metrics.model_dump(mode="json").items():
        table.add_row(name.replace("_", " "), "–" if value is None else f"{value:.4f}")
    console().print(table)
