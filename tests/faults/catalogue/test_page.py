"""docs/faults.md leaves no fault out, and every test it names exists and carries the number."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import fault_table

ROOT = Path(__file__).parents[3]
ROWS = {number: said for faults in fault_table.rows().values() for number, said in faults.items()}
CARRIERS = fault_table.carriers()


def test_every_number_has_its_row():
    assert list(ROWS) == [f"F{number:02d}" for number in range(1, 101)]


@pytest.mark.parametrize("number", ROWS)
def test_a_fault_has_tests_or_a_reason_why_not(number):
    said = set(ROWS[number]) - {"fault"}
    assert said == ({"outcome"} if number in CARRIERS else {"absent"})


def test_every_number_of_a_test_has_its_row():
    assert set(CARRIERS) <= set(ROWS)


@pytest.mark.slow
def test_every_test_of_the_page_is_collected():
    found = re.findall(r"`(test_\w+)(?:\[(F[\w-]+)\])?`", fault_table.page())
    files = {path for tests in CARRIERS.values() for path in tests}
    command = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "fault", *sorted(files))
    collected = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    nodes = re.findall(r"::(test_\w+)(?:\[(.*)\])?$", collected, re.M)
    names = {name for name, _ in nodes}
    scenes = {(name, part) for name, parts in nodes for part in re.findall(r"F\d+(?:-[a-z]+)*", parts)}
    assert len(found) > 100
    for name, scene in found:
        assert name in names
        assert not scene or any(name == n and part.startswith(scene) for n, part in scenes), scene
