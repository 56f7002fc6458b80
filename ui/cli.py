"""The command line. Commands import what they need when they run, so that `--help` stays quick."""

import gc
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ui.cli_groups import audit, end, evals, policy, tools
from ui.cli_options import Json, Lang

OBJECTS_MADE = 200_000
"""When the collector looks: imports make a hundred thousand objects that stay, and by Python's 700 it walks
them so often that a seventh of a plan goes by."""
OBJECTS_MADE_SERVING = 10_000
"""The same for those that go on: sooner, because each look is then a short one."""

app = typer.Typer(
    name="spark-copilot",
    help="Plan, review, approve and apply trades on testnets, in English and Turkish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Rich takes two thirds of the time of --help.
    rich_markup_mode=None,
)
app.add_typer(tools, name="tools")
app.add_typer(policy, name="policy")
app.add_typer(audit, name="audit")
app.add_typer(evals, name="evals")


@app.command()
def up(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of chat, API, MCP and metrics.", min=1, max=65535)] = 3003,
    testnet_port: Annotated[
        int | None,
        typer.Option(help="Port of the embedded testnet.", show_default="4010", min=1, max=65535),
    ] = None,
) -> None:
    """Serve chat, API, MCP and metrics, with the testnet."""
    from ui.commands import serving

    _serve(lambda: serving.up(host, port, testnet_port))


@app.command()
def executor(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the executor's door.", min=1, max=65535)] = 3004,
    testnet_port: Annotated[
        int | None,
        typer.Option(help="Port of the embedded testnet.", show_default="4010", min=1, max=65535),
    ] = None,
) -> None:
    """Execute what others approve, as the one process with venue keys."""
    from ui.commands import serving

    _serve(lambda: serving.executor(host, port, testnet_port))


@app.command()
def watchdog(
    host: Annotated[str, typer.Option(help="Address of its metrics.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of its metrics.", min=1, max=65535)] = 3005,
    silent_after: Annotated[
        int, typer.Option(help="Seconds without a sign of life of the executor.", min=10, max=3600)
    ] = 30,
) -> None:
    """Watch record and venue; halts and cancels, never places."""
    from ui.commands import watching

    _serve(lambda: watching.watchdog(host, port, silent_after))


@app.command("testnet")
def serve_testnet(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 4010,
    profile: Annotated[
        Literal["demo", "prod"], typer.Option(help="Whose filters and limits; play money in both.")
    ] = "demo",
    seed: Annotated[int | None, typer.Option(help="Where the price path starts.")] = None,
    state: Annotated[Path | None, typer.Option(help="Directory that keeps orders and accounts.")] = None,
    api_key: Annotated[list[str] | None, typer.Option(help="Accepted key; repeatable.")] = None,
    api_secret: Annotated[list[str] | None, typer.Option(help="Its secret, in the same order.")] = None,
) -> None:
    """Serve the embedded, Binance-compatible testnet."""
    from ui.commands import serving

    gc.set_threshold(OBJECTS_MADE_SERVING)
    try:
        end(serving.testnet(host, port, profile, seed, state, api_key or [], api_secret or []))
    except KeyboardInterrupt:
        end(0)


@app.command()
def mcp() -> None:
    """Serve an agent over stdio: it can read and propose."""
    from ui.commands import serving

    _serve(serving.mcp)


@app.command()
def plan(
    text: Annotated[str | None, typer.Argument(help="What to plan, in English or Turkish.")] = None,
    batch: Annotated[
        str | None,
        typer.Option(help='JSON lines {"id", "text", "lang"?} from a file, or - for standard input.'),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also which words became which parameters, and why.")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Understand and judge; changes nothing."""
    from ui.commands import planning

    if (text is None) == (batch is None):
        raise typer.BadParameter("give exactly one of TEXT and --batch")
    if batch is not None:
        if explain:
            raise typer.BadParameter("--explain goes with TEXT, not with --batch")
        _run(planning.batch(batch, lang))
    _run(planning.plan(text or "", lang, as_json, explain))


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What to do, or a slash command such as /positions.")],
    thread: Annotated[
        str | None, typer.Option(help="Name of a conversation to go on with: “make it 0.02” is understood.")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Plan and go on: answer, simulate, or ask for approval."""
    from ui.commands import planning

    _run(planning.ask(text, lang, as_json, thread))


@app.command()
def approvals(
    everything: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """What waits for a decision."""
    from ui.commands import deciding

    _run(deciding.approvals(lang, as_json, everything))


@app.command()
def approve(
    approval_id: Annotated[str, typer.Argument(metavar="ID")],
    digest: Annotated[str, typer.Option(help="The digest on the card: approves exactly that.")],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Approve exactly what the digest names, once."""
    from ui.commands import deciding

    _run(deciding.decide(approval_id, "approve", digest, lang, as_json))


@app.command()
def reject(
    approval_id: Annotated[str, typer.Argument(metavar="ID")],
    digest: Annotated[str | None, typer.Option(help="The digest on the card.")] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Reject a proposal; nothing is sent."""
    from ui.commands import deciding

    _run(deciding.decide(approval_id, "reject", digest, lang, as_json))


@app.command()
def backtest(
    strategy: Annotated[str, typer.Argument(help="A built-in strategy, e.g. sma_crossover.")],
    symbol: Annotated[str, typer.Option(help="Venue symbol.")] = "BTCUSDT",
    interval: Annotated[str, typer.Option(help="1m, 5m, 15m, 30m, 1h, 4h or 1d.")] = "1h",
    start: Annotated[str | None, typer.Option(help="First UTC day, YYYY-MM-DD.")] = None,
    stop: Annotated[str | None, typer.Option("--end", help="UTC day to stop before, YYYY-MM-DD.")] = None,
    data: Annotated[Path | None, typer.Option(help="Candles: FILE.csv or FILE.csv.gz.")] = None,
    param: Annotated[list[str] | None, typer.Option(help="Strategy parameter k=v; repeatable.")] = None,
    initial_equity: Annotated[str, typer.Option(help="In the quote asset.")] = "10000",
    commission: Annotated[str, typer.Option(help="Fraction of the traded value.")] = "0.001",
    as_json: Json = False,
) -> None:
    """Test a built-in strategy on past candles."""
    from ui.commands import backtest as command

    arguments: dict[str, object] = {
        "strategy": strategy,
        "symbol": symbol,
        "interval": interval,
        "start": start,
        "end": stop,
        "initial_equity": initial_equity,
        "commission": commission,
    }
    end(command.run(arguments, param or [], data, as_json))


@app.command()
def replay(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN_ID")],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Make a plan again from the record; 7 when a stage differs."""
    from ui.commands import replaying

    _run(replaying.replay(plan_id, lang, as_json))


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of its own, empty or new.")],
    keys: Annotated[bool, typer.Option("--keys", help="The key files too; mind who can read them.")] = False,
    as_json: Json = False,
) -> None:
    """Copy the record while it is used; without keys."""
    from ui.commands import backup as command

    _run(command.take(folder, keys, as_json))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a backup.")],
    lost_rows: Annotated[
        bool, typer.Option("--lost-rows", help="Also one that ends before the last anchor; it is recorded.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup back; 7 when rows are missing."""
    from ui.commands import backup as command

    _run(command.put_back(folder, lost_rows, as_json))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look at this installation; say what is wrong."""
    from ui.commands import doctor as command

    _run(command.doctor(as_json))


def main() -> None:
    """The command `spark-copilot`: every error ends in its exit code and one line that says what to do."""
    gc.set_threshold(OBJECTS_MADE)
    try:
        app()
    except Exception as error:
        sys.exit(_explain(error))
    finally:
        # Or the end of the process looks for garbage among everything it imported: a quarter of a plan.
        gc.freeze()


def _run(work: Coroutine[Any, Any, int]) -> None:
    import asyncio

    end(asyncio.run(work))


def _serve(work: Callable[[], Coroutine[Any, Any, int]]) -> None:
    gc.set_threshold(OBJECTS_MADE_SERVING)
    try:
        _run(work())
    except KeyboardInterrupt:
        end(0)


def _explain(error: Exception) -> int:
    import traceback

    from tools.errors import SparkError
    from tools.telemetry.log import mask

    if isinstance(error, SparkError):
        sys.stderr.write(mask(error.text.say(_language())) + "\n")
        return error.exit_code
    if isinstance(error, OSError) and error.filename:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return 2
    sys.stderr.write(mask("".join(traceback.format_exception(error))))
    return 1


def _language() -> Literal["en", "tr"]:
    return "tr" if ["--lang", "tr"] in [sys.argv[n : n + 2] for n in range(len(sys.argv))] else "en"


if __name__ == "__main__":
    main()
