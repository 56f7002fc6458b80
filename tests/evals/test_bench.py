"""The bench measures what it says: every number is of the run, and of the orders it placed."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from evals import understanding
from evals.bench.connectors import OTHERS, WARM_UP_ROUNDS, connectors, missing
from evals.bench.roomy_testnet import roomy_testnet
from evals.bench.samples import Row
from evals.bench.table import page
from evals.runner import SUITES

ROOT = Path(__file__).parents[2]
ROWS = {
    "Floors": 2,
    "The copilot": 5,
    "Understanding": 2,
    "The testnet": 7,
    "From proposal to order: SQLite, 20 a second": 2,
    "What the venue tells: SQLite": 1,
    "The executor alone, place to ACK: SQLite": 3,
}
COUNT = 4
UTTERANCES = len(understanding.read(SUITES / "understanding")[1])


def test_quantiles_of_known_samples():
    row = Row("g", "w", [float(n) for n in range(100, 0, -1)])
    assert (row.p50, row.p95) == (50.5, 96.0)
    assert Row("g", "w", [7.0]).p95 == 7.0


def test_a_table_leaves_out_columns_nobody_fills():
    text = page([Row("One", "a", [1.0]), Row("Two", "b", [2.0], 300.4, 0.256, "p95 < 3")], ["ccxt: missing"])
    assert "| what |  p50 |  p95 |\n|------|-----:|-----:|\n| a    | 1.00 | 1.00 |\n" in text
    assert "| b    | 2.00 | 2.00 |      300 |      0.26 | p95 < 3 |" in text
    assert text.endswith("\nccxt: missing\n")


def test_a_page_is_80_columns_wide_also_when_every_client_is_missing():
    notes = [missing(client) for client in OTHERS]
    text = page([Row("One", "a", [1.0])], notes)
    assert max(map(len, text.splitlines())) <= 80
    assert all(note in " ".join(text.split()) for note in notes)


@pytest.mark.slow
def test_a_run_measures_every_row(tmp_path):
    written = tmp_path / "page.md"
    written.write_text("old\n\n## Notes\n\nkept\n", encoding="utf-8")
    command = [sys.executable, "-m", "evals.bench", "--count", str(COUNT)]
    run = subprocess.run(
        [*command, "--json", str(tmp_path / "run.json"), "--page", str(written)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    numbers = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert set(numbers) == {"machine", "rows", "notes"}
    for group, rows in ROWS.items():
        assert [row["group"] for row in numbers["rows"]].count(group) == rows
    clients = [row["what"] for row in numbers["rows"] if "client" in row["group"]]
    assert clients[0] == "Spark Copilot"
    missing = [note for note in numbers["notes"] if "make clients" in note]
    assert len(clients) + len(missing) == 3
    assert sum("nothing lost" in note for note in numbers["notes"]) == 1
    for row in numbers["rows"]:
        assert row["count"] == (UTTERANCES if row["what"] == "offline plan, in process" else COUNT), row
        assert all(value > 0 for name, value in row.items() if name not in ("group", "what")), row
        assert row["p50_ms"] <= row["p95_ms"]
        assert f"{row['what']} " in run.stdout
        assert f" {row['p50_ms']:.2f} |" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80
    assert written.read_text(encoding="utf-8") == run.stdout + "\n## Notes\n\nkept\n"


@pytest.mark.slow
async def test_a_missing_client_is_named_and_the_others_are_measured(tmp_path):
    async with roomy_testnet() as port:
        (ours,), notes = await connectors(port, COUNT, environments=tmp_path)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            orders = (await http.get("/testnet/ledger")).json()["orders"]
    assert [note.split(":")[0] for note in notes] == ["ccxt", "python_binance"]
    assert all("make clients" in note for note in notes)
    assert len(ours.samples) == COUNT
    assert len(orders) == COUNT * (1 + WARM_UP_ROUNDS)
    assert {(order["type"], order["status"]) for order in orders} == {("LIMIT", "CANCELED")}
