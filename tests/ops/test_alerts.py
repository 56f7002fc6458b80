"""The alert rules are valid, fire when they should and only then, and name metrics the product has."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tools.clock import VirtualClock
from tools.telemetry.prometheus import PrometheusSink

FOLDER = Path(__file__).parents[2] / "ops" / "prometheus"
PROMTOOL = shutil.which("promtool")


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is missing: apt-get install prometheus")
@pytest.mark.parametrize(
    "command", [["check", "config", "prometheus.yml"], ["test", "rules", "alerts_test.yml"]], ids=" ".join
)
def test_promtool_agrees(command):
    run = subprocess.run([PROMTOOL, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def rules():
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_alerts_name_metrics_that_exist():
    exposed = PrometheusSink(VirtualClock()).text().decode()
    known = set(re.findall(r"^# TYPE (\w+)", exposed, re.M))
    for rule in rules():
        named = set(re.findall(r"\b(?:spark|http)_\w+", rule["expr"]))
        assert named, rule["alert"]
        assert named <= known, f"{rule['alert']} names {named - known}"


def test_every_alert_says_what_to_do_and_has_a_firing_test():
    tested = (FOLDER / "alerts_test.yml").read_text(encoding="utf-8")
    for rule in rules():
        assert rule["annotations"]["action"]
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert f"alertname: {rule['alert']}\n        exp_alerts:\n          - " in tested
