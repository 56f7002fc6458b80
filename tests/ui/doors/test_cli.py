import json
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tools.catalogue import RUNNABLE, TOOLS
from ui.cli import app


@pytest.fixture
def run():
    return lambda *arguments, **more: CliRunner().invoke(app, arguments, **more)


def test_help_loads_nothing_heavy():
    heavy = {
        "pydantic",
        "rich.console",
        "fastapi",
        "langgraph",
        "chainlit",
        "mcp",
        "httpx",
        "numpy",
        "asyncio",
    }
    check = (
        "import sys\nfrom ui.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(','.join({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert "approve" in done.stdout
    assert done.stderr == ""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """What a process that planned found in itself at its end."""
    found = """
import gc, json, linecache, sys
from ui.cli import main
sys.argv[1:] = ["plan", "buy 0.001 btc at 60000", "--json"]
try:
    main()
except SystemExit:
    pass
from tools.frozen import Result
json.dump({
    "modules": list(sys.modules),
    "results": [kind.__name__ for kind in Result.__subclasses__() if kind.__pydantic_complete__],
    "sources": list(linecache.cache),
    "collections": [generation["collections"] for generation in gc.get_stats()],
    "left_to_collect": len(gc.get_objects()),
}, sys.stderr)
"""
    home = {"SPARK_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(
        [sys.executable, "-c", found], capture_output=True, text=True, check=True, env={**os.environ, **home}
    )
    assert json.loads(done.stdout)["calls"]
    return json.loads(done.stderr)


def test_a_plan_imports_no_part_it_does_not_use(planned):
    unused = {
        "agent.planner.recorded", "agent.replay", "aiohttp", "aiosqlite", "apsw", "chainlit", "click",
        "evals", "fastapi", "groq", "httpx", "langchain_core", "langgraph", "mcp", "numpy", "pandas",
        "plotly", "prometheus_client", "psycopg", "pygments", "sqlalchemy", "sqlite_vec", "uvicorn",
        "websockets",
    }  # fmt: skip
    assert unused.isdisjoint(planned["modules"])


def test_a_plan_builds_no_model_of_a_tool_it_does_not_run(planned):
    assert planned["results"] == []


def test_a_plan_reads_no_source_for_descriptions_nobody_sees(planned):
    assert [source for source in planned["sources"] if "/tools/" in source] == []


def test_a_plan_is_hardly_ever_searched_for_garbage(planned):
    youngest, _, everything = planned["collections"]
    assert youngest < 60
    assert everything == 0
    assert planned["left_to_collect"] < 10_000


def test_the_module_starts_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--help"], capture_output=True, text=True, check=True
    )
    assert "testnet" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "buy", "--batch", "-"),
        ("approve", "apr_1"),
        ("fly",),
        ("plan", "buy", "--lang", "de"),
        ("up", "--port", "99999"),
        ("up", "--testnet-port", "0"),
        ("testnet", "--port", "99999"),
    ],
)
def test_wrong_use_is_2(run, arguments):
    assert run(*arguments).exit_code == 2


def test_the_catalogue_is_listed_and_exported(run):
    listed = json.loads(run("tools", "list", "--json").stdout)
    names = [tool.name for tool in TOOLS]
    assert [tool["name"] for tool in listed] == names
    runnable = [tool.name for tool in RUNNABLE]
    assert [tool["name"] for tool in listed if tool["available"]] == runnable
    schemas = json.loads(run("tools", "export", "--format", "json-schema").stdout)
    assert [set(schema) for schema in schemas] == [{"name", "description", "effect", "parameters"}] * len(
        names
    )
    functions = json.loads(run("tools", "export", "--format", "openai").stdout)
    assert {function["type"] for function in functions} == {"function"}
    assert [function["function"]["name"] for function in functions] == runnable
    for_mcp = json.loads(run("tools", "export", "--format", "mcp").stdout)
    assert {tool["name"]: tool["annotations"]["readOnlyHint"] for tool in for_mcp}["place_order"] is False
    assert [tool["name"] for tool in for_mcp] == runnable
    later = {schema["name"] for schema in schemas if "Not available yet." in schema["description"]}
    assert later == set(names) - set(runnable)
    assert "place_order" in run("tools", "list", "--lang", "tr").stdout
    assert run("tools", "list").stdout.count("(not yet)") == len(later)


def test_policy_shows_checks_and_explains(run):
    shown = json.loads(run("policy", "show", "--json").stdout)
    assert shown["profile"] == "canary"
    assert shown["limits"]["max_notional"]["value"] == "100"
    assert shown["digest"].startswith("sha256:")
    assert run("policy", "check").exit_code == 0
    explained = run("policy", "explain", "max_notional", "--lang", "tr")
    assert "max_notional = 100 USDT" in explained.stdout


def test_an_unknown_setting_refuses_to_start_by_name():
    environment = {"SPARK_COLOUR": "red", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "policy", "show"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "SPARK_COLOUR" in done.stderr
    assert "red" not in done.stderr


def test_a_backtest_prints_the_documented_object(run):
    data = ["--start", "2023-01-01", "--end", "2023-02-01"]
    done = run("backtest", "sma_crossover", *data, "--param", "fast=5", "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert set(result) == {
        "strategy",
        "params",
        "data_version",
        "bars",
        "trades",
        "final_equity",
        "metrics",
        "equity",
    }
    assert result["bars"] == 31 * 24
    assert result["params"] == {"fast": 5, "slow": 30}
    assert len(result["equity"]) == result["bars"]


@pytest.mark.parametrize("wrong", [("--param", "fast=often"), ("--end", "soon"), ("--symbol", "EURUSD")])
def test_a_backtest_says_which_argument_is_wrong(run, wrong):
    done = run("backtest", "sma_crossover", *wrong)
    assert done.exception.text.en
    assert done.exception.exit_code == 2
