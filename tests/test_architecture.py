"""The architecture, as tests: sizes, names, one door to money, nothing built or linted by accident.

No exception list: code that does not fit is split.
"""

import ast
import importlib
import pkgutil
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("agent", "guardrails", "policies", "tools", "ui", "evals")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = sorted(path for ending in ("js", "jsx") for path in (ROOT / "ui").rglob(f"*.{ending}"))
BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "misc",
    "handler",
    "service",
}
INJECTED = {"tools/clock.py", "tools/ids.py", "agent/settings.py"}
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def functions_of(path: Path):
    return (node for node in nodes_of(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_files_are_small():
    long = {
        name_of(path): lines
        for path in [*SOURCES, *TESTS, *SCRIPTS]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _limit(path)
    }
    assert not long, f"files with too many lines, split them: {long}"


def _limit(path: Path) -> int:
    return 40 if path.name == "__init__.py" else 120 if name_of(path) == "agent/graph.py" else 400


def test_functions_are_small():
    long = {
        f"{name_of(path)}: {f.name}": f.end_lineno - f.lineno + 1
        for path in SOURCES
        for f in functions_of(path)
        if f.end_lineno - f.lineno >= 49
    }
    assert not long, f"functions of 50 lines or more: {long}"


def test_init_files_have_no_logic():
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    odd = {
        name_of(path): type(node).__name__
        for path in SOURCES
        if path.name == "__init__.py"
        for node in tree_of(path).body
        if not isinstance(node, allowed)
    }
    assert not odd, f"these do more than import and list: {odd}"


def test_file_names_say_something():
    assert not [name_of(path) for path in [*SOURCES, *TESTS] if path.stem in BANNED_NAMES]


def test_no_binary_floats_near_money():
    floats = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        if name_of(path).startswith(("tools/", "guardrails/", "policies/")) and "research" not in path.parts
        for node in nodes_of(path)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float) and "money" in path.stem)
    ]
    assert not floats, f"float in {floats}"


def test_permits_are_issued_in_one_file():
    issuers = {
        name_of(path)
        for path in SOURCES
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Permit"
    }
    assert issuers == {"guardrails/approval.py"}


def test_flow_values_are_frozen():
    from tools.frozen import Frozen

    for package in PACKAGES[:4]:
        for cls in _models(package):
            assert issubclass(cls, Frozen) or cls.__name__ == "Settings", f"{cls} is not Frozen"
            assert cls.model_config.get("frozen"), f"{cls} can be changed"
            assert cls.model_config.get("extra") == "forbid" or cls.__name__ == "Settings", f"{cls} is open"


def _models(package: str):
    from pydantic import BaseModel

    for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
        loaded = importlib.import_module(module.name)
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.name:
                yield value


def test_policies_and_guardrails_have_no_any():
    for path in SOURCES:
        if path.parts[len(ROOT.parts)] in ("policies", "guardrails"):
            found = [n.lineno for n in nodes_of(path) if isinstance(n, ast.Name) and n.id == "Any"]
            assert not found, f"{name_of(path)} uses Any in lines {found}"


def test_rules_raise_nothing():
    for path in (ROOT / "policies" / "rules").glob("*.py"):
        assert not [n for n in nodes_of(path) if isinstance(n, ast.Raise)], path.name


def test_every_rule_file_is_in_the_tuple():
    from policies import RULES

    files = {p.stem for p in (ROOT / "policies" / "rules").glob("*.py")} - {"__init__"}
    assert files == {rule.name for rule in RULES}


def test_every_tool_file_is_in_the_catalogue():
    from tools.catalogue import TOOLS

    groups = ("trade", "account", "market", "lab", "safety", "system")
    files = {
        path.stem
        for group in groups
        for path in (ROOT / "tools" / group).glob("*.py")
        if "TOOL = " in path.read_text()
    }
    assert files == {tool.name for tool in TOOLS}


def test_every_tool_is_described_and_strict():
    from tools.catalogue import TOOLS

    for tool in TOOLS:
        assert tool.summary.en != tool.summary.tr
        assert tool.params.model_config["extra"] == "forbid"
        assert tool.params.__doc__


def test_every_package_is_built_and_linted_and_resolves_here():
    folders = {p.name for p in ROOT.iterdir() if (p / "__init__.py").exists()}
    assert folders == set(PACKAGES)
    assert set(CONFIG["tool"]["uv"]["build-backend"]["module-name"]) == set(PACKAGES)
    assert set(CONFIG["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
    assert set(CONFIG["tool"]["mypy"]["packages"]) == set(PACKAGES)
    for package in PACKAGES:
        assert Path(importlib.import_module(package).__file__).is_relative_to(ROOT)


def test_no_ui_module_shadows_a_package():
    names = {path.stem for path in (ROOT / "ui").glob("*.py")} | {
        p.name for p in (ROOT / "ui").iterdir() if p.is_dir()
    }
    assert not names & {*PACKAGES, "tests"}


def test_public_names_are_listed_and_sorted():
    for package in PACKAGES:
        module = importlib.import_module(package)
        public = sorted(
            n for n, v in vars(module).items() if not n.startswith("_") and not isinstance(v, type(ast))
        )
        assert sorted(getattr(module, "__all__", [])) == public, package
        assert len(public) <= 12, package


def test_no_production_host_and_no_unsafe_outside_tests():
    hosts = re.compile(
        r"(?<![\w.-])(fapi|dapi|api\d?|stream|fstream|ws-api|ws-fapi|data-api|api-gcp)\.binance\.(com|vision)"
    )
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        assert not hosts.search(text), f"{name_of(path)} names a production host"
        assert "Unsafe" not in text, f"{name_of(path)} names a bypass"


def test_the_environment_is_read_in_one_place():
    # agent/threads.py writes two switches that LangGraph reads at import; it reads nothing.
    readers = {
        name_of(path)
        for path in SOURCES
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.ctx, ast.Load)
    }
    assert readers <= {"agent/settings.py", "agent/threads.py", "ui/chat_mount.py"}, readers
