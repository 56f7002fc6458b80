"""A part of what `make soak` runs in full: nothing is doubled or lost, and each wrong protocol is caught."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROVE = Path(__file__).with_name("prove.py")
MUTANTS = (
    "blind-resend",
    "early-not-found",
    "no-cas",
    "no-fencing",
    "halt-unseen",
    "ready-uncounted",
    "written-afterwards",
)
"""Those the first seeds catch; `sign-at-send` is caught by the frozen processes below."""


def _prove(*arguments: object) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, str(PROVE), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(PROVE.parents[2])},
    )
    return run.returncode, run.stdout + run.stderr


def test_simulated_histories_double_and_lose_nothing():
    code, said = _prove("simulate", "--seeds", "5000:5100")
    assert code == 0, said
    assert "0 of 100 seeds with a violation" in said


def test_a_seed_is_the_same_history_every_time():
    first, second = _prove("simulate", "--seed", 7), _prove("simulate", "--seed", 7)
    assert first == second
    assert "killed at step" in first[1]


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_protocol_is_caught(mutant):
    code, said = _prove("simulate", "--seeds", "0:600", "--mutant", mutant)
    assert code == 0, f"{mutant} goes unnoticed: {said}"


def test_a_death_at_an_await_doubles_and_loses_nothing():
    code, said = _prove("sweep", "--every", 45)
    assert code == 0, said


@pytest.mark.fault("F76")
def test_a_power_cut_takes_nothing_that_was_confirmed():
    code, said = _prove("power", "--trials", 15)
    assert code == 0, said


@pytest.mark.fault("F76")
def test_a_ledger_that_syncs_no_commit_is_caught():
    code, said = _prove("power", "--trials", 15, "--mutant")
    assert code == 0, said


def test_a_kill_at_any_moment_doubles_and_loses_nothing():
    code, said = _prove("kill", "--trials", 10)
    assert code == 0, said
    assert "killed while at work" in said


def test_a_frozen_executor_that_was_overtaken_sends_nothing_late():
    code, said = _prove("zombies", "--trials", 4)
    assert code == 0, said


def test_a_frozen_executor_that_signs_when_it_sends_is_caught():
    code, said = _prove("zombies", "--trials", 12, "--mutant")
    assert code == 0, said
