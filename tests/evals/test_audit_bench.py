"""The measurement of `audit verify`, on few rows: it prints the speed and finds every kind of tampering."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from evals.audit_bench import TAMPERING, build, copied, measure, tampered
from tools.ledger.verify import verify

ROWS = 800


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "record"
    folder.mkdir()
    return build(folder, ROWS)


def test_the_speed_is_printed(record, capsys):
    line = measure(record)
    assert re.fullmatch(
        r"\| audit verify, 800 rows \| [\d.]+ s \| [\d,]+ rows/s, 101 signed anchors \| < 10 s per .*",
        line,
    )


@pytest.mark.parametrize("change", TAMPERING.values(), ids=TAMPERING.keys())
def test_every_kind_of_tampering_is_found(record, change):
    assert not tampered(record, ROWS, change).ok


@pytest.mark.slow
@pytest.mark.parametrize("change", [None, *TAMPERING.values()], ids=["sound", *TAMPERING])
def test_two_processes_find_what_one_finds(record, change, tmp_path):
    copy = copied(record, tmp_path / "copy")
    if change is not None:
        change(copy, ROWS)
    assert verify(copy, apart_rows=1) == verify(copy)


@pytest.mark.slow
def test_progress_is_shown_on_a_long_record():
    run = subprocess.run(
        [sys.executable, "-m", "evals.audit_bench", "--rows", "104000", "--rounds", "1"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.splitlines() == ["50000 of 104000 rows", "100000 of 104000 rows"]
    assert "rows/s" in run.stdout
