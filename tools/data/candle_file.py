"""Reads candle files: gzip or plain CSV with `open_time,open,high,low,close,volume`."""

import csv
import gzip
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tools.errors import ConfigError
from tools.venues.market import Candle

HEADER = ["open_time", "open", "high", "low", "close", "volume"]
BTC_HOURLY = Path(__file__).parent / "BTCUSDT-spot-1h-20230101-20250120.csv.gz"


def read(path: Path) -> tuple[Candle, ...]:
    """All candles of a file, in its order; `open_time` is UTC milliseconds.

    Raises:
        ConfigError: the file is missing, has another header, or a row that is not six numbers.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if next(rows, None) != HEADER:
                raise ConfigError(
                    f"{path.name} must start with the header {','.join(HEADER)}",
                    f"{path.name} şu başlıkla başlamalı: {','.join(HEADER)}",
                )
            return tuple(_candle(path, number, row) for number, row in enumerate(rows, start=2))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error


class LazyCandles:
    """Candles of a gzip file that came with the product, each parsed when it is asked for.

    A price path lasts for years, and a process seldom looks at more than a few hours of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = gzip.decompress(path.read_bytes()).decode().splitlines()[1:]
        self._parsed: dict[int, Candle] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Candle:
        if index not in self._parsed:
            self._parsed[index] = _candle(self._path, index + 2, self._lines[index].split(","))
        return self._parsed[index]


def _candle(path: Path, number: int, row: list[str]) -> Candle:
    try:
        time, open_, high, low, close, volume = row
        return Candle.model_construct(
            open_ms=int(time),
            open=Decimal(open_),
            high=Decimal(high),
            low=Decimal(low),
            close=Decimal(close),
            volume=Decimal(volume),
        )
    except (ValueError, InvalidOperation) as error:
        raise ConfigError(f"{path.name}, line {number}: expected six numbers") from error
