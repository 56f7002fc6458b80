"""The groups of the command line: tools, policy, audit, evals."""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from ui.cli_options import Json, Lang

tools = typer.Typer(help="The catalogue of tools.", no_args_is_help=True, rich_markup_mode=None)
policy = typer.Typer(help="Limits and rules in force.", no_args_is_help=True, rich_markup_mode=None)
audit = typer.Typer(help="The record.", no_args_is_help=True, rich_markup_mode=None)
evals = typer.Typer(help="The evaluation suites.", no_args_is_help=True, rich_markup_mode=None)

From = Annotated[int, typer.Option("--from", min=1, help="First row.")]
To = Annotated[int | None, typer.Option("--to", min=1, help="Last row; to the end when left out.")]

_ANY = {"allow_extra_args": True, "ignore_unknown_options": True}


def end(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)


@tools.command("list")
def tools_list(as_json: Json = False, lang: Lang = None) -> None:
    """Every tool with its effect."""
    from ui.commands import listing

    end(listing.tools_list(lang, as_json))


@tools.command("export")
def tools_export(
    form: Annotated[
        Literal["openai", "mcp", "json-schema"], typer.Option("--format", help="Who will read it.")
    ] = "json-schema",
) -> None:
    """The catalogue for another program, as JSON."""
    from ui.commands import listing

    end(listing.tools_export(form))


@policy.command("show")
def policy_show(as_json: Json = False) -> None:
    """Profile, digest and every limit with its owner."""
    from ui.commands import listing

    end(listing.policy_show(as_json))


@policy.command("check")
def policy_check(as_json: Json = False) -> None:
    """Whether every profile is complete; 7 when not."""
    from ui.commands import listing

    end(listing.policy_check(as_json))


@policy.command("explain")
def policy_explain(
    rule: Annotated[str | None, typer.Argument(help="A rule; all of them when left out.")] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """What a rule says and why it exists."""
    from ui.commands import listing

    end(listing.policy_explain(rule, lang, as_json))


@audit.command("verify")
def audit_verify(first: From = 1, last: To = None, as_json: Json = False) -> None:
    """Verify the record and its anchors; 7 when they do not hold."""
    import asyncio

    from ui.commands import record

    end(asyncio.run(record.verify(first, last, as_json)))


@audit.command("export")
def audit_export(
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    first: From = 1,
    last: To = None,
    as_json: Json = False,
) -> None:
    """Rows as JSON lines with a proof that ops/verify_audit.py checks."""
    import asyncio

    from ui.commands import record

    end(asyncio.run(record.export(first, last, out, as_json)))


@evals.command("run", context_settings=_ANY)
def evals_run(context: typer.Context) -> None:
    """Run the suites; 7 when a gate fails. Arguments go to the runner."""
    end(_runner(["run", *context.args]))


@evals.command("report", context_settings=_ANY)
def evals_report(context: typer.Context) -> None:
    """Print the report of the last run. Arguments go to the runner."""
    end(_runner(["report", *context.args]))


def _runner(arguments: list[str]) -> int:
    """Evals stand beside the doors, not below them: a process of their own keeps it that way."""
    import subprocess

    start = "import sys; from evals.runner import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", start, *arguments], check=False).returncode  # noqa: S603
