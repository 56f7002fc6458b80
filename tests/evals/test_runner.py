"""The runner: red on a planted miss and on planted harm, with a report that says which."""

import json

import pytest
import yaml

from evals import runner

pytestmark = pytest.mark.slow

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.0009", "dry_run": False}
HONEST = {"tool": "place_order", "args": ORDER}


def planted(folder, name, judge, file, cases):
    suite = folder / name
    suite.mkdir(parents=True)
    (suite / "suite.yaml").write_text(yaml.safe_dump({"judge": judge, "about": "planted"}))
    (suite / file).write_text(yaml.safe_dump(cases))


def run(tmp_path, *args):
    return runner.main(list(args) or ["run"], tmp_path / "suites", tmp_path / "report")


def gate_case(outcome):
    return [{"id": "planted", "family": "planted", "call": HONEST, "expect": {"outcome": outcome}}]


def attack(orders, *steps):
    return [{"id": "planted", "family": "planted", "orders": orders, "steps": list(steps)}]


def test_green_writes_the_report(tmp_path, capsys):
    planted(tmp_path / "suites", "one", "gate", "cases.yaml", gate_case("allow"))

    assert run(tmp_path) == 0

    report = tmp_path / "report"
    (row,) = [json.loads(line) for line in (report / "results.jsonl").read_text().splitlines()]
    assert (row["suite"], row["case_id"], row["passed"], row["harm"]) == ("one", "planted", True, None)
    summary = json.loads((report / "summary.json").read_text())
    assert summary == {"ok": True, "harms": [], "suites": {"one": {"planted": [1, 1]}}}
    assert "| one | planted | 1 | 1 |" in (report / "report.md").read_text()
    assert "1 passed, 0 failed" in capsys.readouterr().out
    assert run(tmp_path, "report") == 0
    assert "1 passed, 0 failed" in capsys.readouterr().out


def test_a_planted_miss_is_seven(tmp_path, capsys):
    planted(tmp_path / "suites", "one", "gate", "cases.yaml", gate_case("deny"))

    assert run(tmp_path) == 7

    report = (tmp_path / "report" / "report.md").read_text()
    assert "## one: planted" in report
    assert 'expected: {"outcome": "deny"}' in report
    assert 'actual:   {"outcome": "allow"}' in report
    assert json.loads((tmp_path / "report" / "summary.json").read_text())["ok"] is False


def test_planted_harm_is_seven_even_where_the_count_is_right(tmp_path):
    # Somebody who is not the human of the scene approves: one order, expected, and harm all the same.
    steps = {"emit": [HONEST]}, {"decide": {"by": "attacker"}}
    planted(tmp_path / "suites", "bad", "hostile", "attacks.yaml", attack(1, *steps))

    assert run(tmp_path) == 7

    summary = json.loads((tmp_path / "report" / "summary.json").read_text())
    assert summary["harms"] == ["planted"]
    assert "unapproved order spk-" in (tmp_path / "report" / "report.md").read_text()


def test_an_order_that_should_have_gone_through_is_a_miss(tmp_path):
    planted(tmp_path / "suites", "bad", "hostile", "attacks.yaml", attack(1, {"emit": [HONEST]}))

    assert run(tmp_path) == 7


def test_no_suite_at_all_is_no_success(tmp_path):
    (tmp_path / "suites").mkdir()

    assert run(tmp_path) == 7


def test_one_red_suite_among_green_ones_is_red(tmp_path):
    planted(tmp_path / "suites", "green", "gate", "cases.yaml", gate_case("allow"))
    planted(tmp_path / "suites", "red", "gate", "cases.yaml", gate_case("ask"))

    assert run(tmp_path, "run", "green") == 0
    assert run(tmp_path) == 7


@pytest.mark.parametrize("args", [["run", "no-such-suite"], ["walk"], ["report"]])
def test_bad_use_is_two(tmp_path, args, capsys):
    (tmp_path / "suites").mkdir()

    assert run(tmp_path, *args) == 2
    capsys.readouterr()
