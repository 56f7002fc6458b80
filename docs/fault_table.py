"""docs/faults.md: the faults of docs/faults.yaml beside the tests that carry their numbers.

A test carries a number by `@pytest.mark.fault("F17")`, or as the key of a scene it is parametrised with:
`@pytest.mark.parametrize("number", FAULTS)`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import yaml

ROOT = Path(__file__).parent.parent
NUMBER = re.compile(r"F\d{2,3}(-[a-z-]+)?")
INTRO = """# Faults

What can go wrong, what must hold then, and the tests that make it happen: `pytest -m fault` runs them all,
`pytest tests/faults/catalogue -k F17` the scenes of one number. After every scene on the whole product the
invariants are checked against the venue's own record: at most the approved quantity and one order per
approval, no order without an intent, nothing open once things work again, every change in a chain that
verifies, the position of the record is the venue's, nothing sent while halted, late or with other parameters,
no secret in anything kept. What is about ledger and executor runs on SQLite and on PostgreSQL.
"""


def rows() -> dict[str, dict[str, dict[str, str]]]:
    """Section, number, and what is said of the fault."""
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (ROOT / "docs/faults.yaml").read_text(encoding="utf-8")
    )
    return loaded


def carriers() -> dict[str, dict[str, list[str]]]:
    """Number, file and the names of the tests in it, in the order of the files."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.fault" in text:
            for name, number in _carried(ast.parse(text)):
                names = found[number][path.relative_to(ROOT).as_posix()]
                if name not in names:
                    names.append(name)
    return found


def page() -> str:
    """The whole page."""
    by_number = carriers()
    lines = [INTRO]
    for section, faults in rows().items():
        lines += [f"## {section}\n", "| id | fault | what holds | tests |", "|---|---|---|---|"]
        lines += [_row(number, said, by_number.get(number, {})) for number, said in faults.items()]
        lines.append("")
    return "\n".join(lines)


def _row(number: str, said: dict[str, str], tests: dict[str, list[str]]) -> str:
    outcome = said.get("outcome") or f"*not tested*: {said['absent']}"
    named = [f"[{path}](../{path}): {', '.join(f'`{n}`' for n in names)}" for path, names in tests.items()]
    return f"| {number} | {said['fault']} | {outcome} | {'<br>'.join(named) or '–'} |"


def _carried(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Name of a test, number."""
    values = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for test in module.body:
        if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in (node for each in test.decorator_list for node in ast.walk(each)):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.fault":
                    yield from ((test.name, _text(number)) for number in mark.args)
                elif _of_scenes(mark):
                    yield from ((f"{test.name}[{key}]", key.partition("-")[0]) for key in _keys(mark, values))


def _of_scenes(mark: ast.AST) -> TypeGuard[ast.Call]:
    called = isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.parametrize"
    return called and _text(mark.args[0]) == "number"


def _keys(node: ast.AST, values: dict[str, ast.expr]) -> Iterator[str]:
    """Keys of scenes, followed through the names they were given."""
    for part in ast.walk(node):
        if NUMBER.fullmatch(_text(part)):
            yield _text(part)
        elif isinstance(part, ast.Name) and part.id in values:
            yield from _keys(values[part.id], {k: v for k, v in values.items() if k != part.id})


def _text(node: ast.AST) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""
