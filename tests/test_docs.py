"""Documents cannot rot: tables are generated, paths exist, commands work, links resolve."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "AGENTS.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_generated_tables_are_fresh():
    run = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_resolve(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_readme_begins_with_the_two_commands_and_make_has_them():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [
        line for block in re.findall(r"```(?:bash|sh)\n(.*?)```", readme, re.S) for line in block.splitlines()
    ]
    words = [line.split("#")[0].strip() for line in commands if line.strip()]
    assert words[:2] == ["make run", "make test"]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for word in words:
        if word.startswith("make "):
            assert word.split()[1] in targets


def test_flow_table_names_what_exists():
    rows = re.findall(
        r"^\| \w+ \| `([\w.]+)` \| (.+?) \|", (ROOT / "docs/flow.md").read_text(encoding="utf-8"), re.M
    )
    assert len(rows) == 10
    for value, places in rows:
        module, name = value.rsplit(".", 1)
        assert hasattr(importlib.import_module(module), name), value
        for place in re.findall(r"`([\w/.]+)`", places):
            assert (ROOT / place).exists(), place


def test_paths_named_in_the_guides_exist():
    for page in (ROOT / "AGENTS.md", ROOT / "docs/flow.md"):
        for path in re.findall(
            r"`((?:agent|guardrails|policies|tools|ui|evals|tests|docs|ops)/[\w./-]*)`", page.read_text()
        ):
            assert (ROOT / path).exists(), f"{page.name} names {path}"


def test_every_decision_record_is_numbered_in_order():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_tool_has_a_case_in_both_languages():
    from tools.catalogue import TOOLS

    for language in ("en", "tr"):
        rows = (ROOT / f"evals/suites/understanding/{language}.jsonl").read_text(encoding="utf-8")
        missing = [tool.name for tool in TOOLS if f'"tool": "{tool.name}"' not in rows]
        assert not missing, f"no {language} row for {missing}"


NOT_THERE = {"README.md": ("Not there yet:", "A Groq key"), "CHANGELOG.md": ("### Not there yet", "## [0")}


@pytest.mark.parametrize("page", NOT_THERE)
def test_what_is_said_to_be_missing_is_missing_and_every_missing_tool_is_said(page):
    from typer.main import get_command

    from tools.catalogue import TOOLS
    from ui.cli import app

    start, end = NOT_THERE[page]
    passage = (ROOT / page).read_text(encoding="utf-8").split(start)[1].split(end)[0]
    named = set(re.findall(r"`([a-z_ -]+)`", passage))
    later = {tool.name for tool in TOOLS if tool.not_yet is not None}
    assert later == {name for name in named if "_" in name}
    command = get_command(app)
    groups = {name: getattr(one, "commands", {}) for name, one in command.commands.items()}
    there = {*groups, *(f"{group} {name}" for group, inner in groups.items() for name in inner)}
    assert not named & there


def test_nothing_names_a_machine_path_or_a_registry():
    pattern = re.compile(r"/(?:work|root|home|opt)/\w+|pythonhosted|registry\.npmjs")
    for page in PAGES:
        assert not pattern.search(page.read_text(encoding="utf-8")), page.name
