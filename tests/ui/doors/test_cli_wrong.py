"""What goes wrong around the commands that run and keep an installation: its exit code and its one line."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens at the discard port."""
ABOUT_THE_RECORD = (
    ("audit", "verify"),
    ("audit", "export", "--out", "rows.jsonl"),
    ("replay", "plan_1"),
    ("executor", "--port", "{port}", "--testnet-port", "{other}"),
    ("watchdog", "--port", "{port}"),
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def run(tmp_path):
    """A command as a process, 80 columns wide, in an empty folder; it is as good as never asked anything."""

    def run(*arguments, **settings):
        ports = {"port": free_port(), "other": free_port()}
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *(text.format(**ports) for text in arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=120,
            env={
                "PYTHONPATH": str(Path(__file__).parents[3]),
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "COLUMNS": "80",
                "SPARK_HOME": str(tmp_path / "home"),
                **settings,
            },
        )

    return run


def says(done, code, *words):
    """One answer for people, no trace back; all of the words are in it."""
    assert done.returncode == code, done.stdout + done.stderr
    told = [line for line in done.stderr.splitlines() if not line.startswith('{"time"')]
    assert "Traceback" not in done.stderr
    assert len(told) == 1, told
    assert all(word in told[0] for word in words), told[0]


@pytest.fixture
def home(run, tmp_path):
    """A home with a record."""
    assert run("ask", "help").returncode == 0
    return tmp_path / "home"


@pytest.mark.parametrize("arguments", ABOUT_THE_RECORD[:3], ids=" ".join)
def test_a_home_without_a_record_is_2_and_none_is_begun(run, arguments, tmp_path):
    says(run(*arguments), 2, "nothing was recorded", "SPARK_HOME")
    assert not (tmp_path / "home" / "ledger.db").exists()


@pytest.mark.parametrize("arguments", ABOUT_THE_RECORD, ids=" ".join)
def test_a_key_that_is_none_is_2_and_named(run, arguments, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "ledger.db").touch()
    says(run(*arguments, SPARK_AUDIT_KEY="abc"), 2, "SPARK_AUDIT_KEY", "id:base64")


@pytest.mark.parametrize("command", ["executor", "watchdog"])
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SPARK_MODE": "binance_testnet"}, ("not a testnet", "SPARK_MODE")),
        ({"SPARK_BINANCE_FUTURES_REST_URL": "https://fapi.binance.com"}, ("fapi.binance.com", "testnet")),
        ({"SPARK_DATABASE_URL": "mysql://somewhere/db"}, ("SPARK_DATABASE_URL", "postgresql://")),
    ],
    ids=["mode", "production", "database"],
)
def test_an_address_that_may_not_be_is_2_and_named(run, command, settings, words):
    says(run(command, "--port", "{port}", **settings), 2, *words)


@pytest.mark.parametrize("arguments", ABOUT_THE_RECORD, ids=" ".join)
def test_a_database_that_is_away_is_1_and_changes_nothing(run, arguments):
    away = "postgresql://spark:hush-hush@127.0.0.1:9/spark"
    done = run(*arguments, SPARK_DATABASE_URL=away)
    says(done, 1, "cannot be used", "nothing was changed")
    assert "hush" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", ABOUT_THE_RECORD, ids=" ".join)
def test_a_record_whose_key_is_gone_is_2(run, home, arguments):
    (home / "keys" / "audit.key").unlink()
    says(run(*arguments), 2, "audit key is missing", "SPARK_AUDIT_KEY")


@pytest.mark.parametrize("arguments", ABOUT_THE_RECORD[:1] + ABOUT_THE_RECORD[3:], ids=" ".join)
def test_a_locked_record_is_1(run, home, arguments):
    with closing(sqlite3.connect(home / "ledger.db", isolation_level=None)) as another:
        another.execute("BEGIN EXCLUSIVE")
        says(run(*arguments), 1, "locked", "nothing was changed")


@pytest.mark.parametrize("arguments", [*ABOUT_THE_RECORD, ("backup", "copy"), ("doctor",)], ids=" ".join)
def test_a_home_that_is_a_file_is_told(run, tmp_path, arguments):
    (tmp_path / "home").write_text("")
    done = run(*arguments)
    if arguments == ("doctor",):
        assert done.returncode == 1
        assert "is a file" in " ".join(done.stdout.split()), "it reports instead of failing"
    else:
        says(done, 2, "SPARK_HOME", "is a file")


@pytest.mark.parametrize("command", ["executor", "watchdog"])
def test_a_port_in_use_is_2(run, command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        says(run(command, "--port", str(taken.getsockname()[1])), 2, "cannot be used", "--port")


def test_keys_of_the_door_that_are_none_are_named(run):
    says(run("executor", "--port", "{port}", SPARK_QUEUE_KEYS="k:AAAA"), 2, "SPARK_QUEUE_KEYS", "bytes")


def test_an_executor_that_is_nowhere_is_told_by_the_doctor(run):
    says(run("up", SPARK_EXECUTOR_URL="localhost:3004"), 2, "SPARK_EXECUTOR_URL", "http://")
    done = run("doctor", SPARK_EXECUTOR_URL=NOWHERE)
    assert done.returncode == 1
    assert "BAD  executor   the executor does not answer" in done.stdout


def test_the_doctor_stays_within_80_columns(run):
    away = "postgresql://spark@127.0.0.1:9/spark"
    done = run("doctor", SPARK_DATABASE_URL=away, SPARK_HOME="home")
    assert done.returncode == 1
    assert "BAD  database" in done.stdout
    assert "BAD  ledger" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_rows_the_record_does_not_have_are_2_and_no_finding(run, home):
    says(run("audit", "verify", "--from", "500"), 2, "the record has the rows 1 to")
    says(run("audit", "verify", "--from", "2", "--to", "1"), 2, "rows 2 to 1")
    says(run("audit", "export", "--out", "rows.jsonl", "--from", "500"), 2, "the record has the rows 1 to")


def test_a_watchdog_of_a_mistyped_home_does_not_find_all_well(run, tmp_path):
    says(
        run("watchdog", "--port", "{port}", SPARK_HOME=str(tmp_path / "mistyped")),
        2,
        "nothing was recorded",
    )


def test_files_that_are_not_there_are_2_and_named(run, home, tmp_path):
    says(run("audit", "export", "--out", "no/such/rows.jsonl"), 2, "no/such/rows.jsonl", "No such file")
    says(run("replay", "plan_1"), 2, "no plan plan_1")
    says(run("backup", str(home)), 2, "not empty")
    says(run("backup", str(home / "ledger.db")), 2, "ledger.db", "File exists")
    says(run("restore", "nothing"), 2, "there is a ledger")
    says(run("restore", "nothing", SPARK_HOME="fresh"), 2, "nothing holds no backup")
    says(run("backup", "copy", SPARK_HOME="fresh"), 2, "there is no ledger")
    assert not (tmp_path / "rows.jsonl").exists()


def test_a_backup_whose_key_is_elsewhere_is_2_and_a_damaged_one_7(run, home, tmp_path):
    assert run("backup", "copy").returncode == 0
    says(run("restore", "copy", SPARK_HOME="fresh"), 2, "key")
    with (tmp_path / "copy" / "ledger.db").open("r+b") as copy:
        copy.seek(4_096)
        copy.write(b"\0" * 64)
    (home / "keys").rename(tmp_path / "keys")
    (tmp_path / "other").mkdir()
    (tmp_path / "keys").rename(tmp_path / "other" / "keys")
    says(run("restore", "copy", SPARK_HOME="other"), 7, "backup")


def test_a_record_that_was_edited_is_7(run, home):
    with closing(sqlite3.connect(home / "ledger.db")) as raw, raw:
        raw.execute("DROP TRIGGER IF EXISTS audit_no_update")
        raw.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    says(run("audit", "verify"), 7, "row 1", "keep the files")
