"""doctor: looks at this installation and says what to do about what is wrong."""

import os
import platform
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from agent.settings import Settings, executor_urls, ledger_place, load
from tools.clock import to_datetime
from tools.errors import ConfigError, SparkError
from tools.ledger.ledger import TradingStateRow
from tools.outages import Outage, outages
from tools.safety.latches import automatic, describe, latched, release_words
from ui.app_parts import AppParts
from ui.commands.exits import Exit
from ui.commands.opened import opened
from ui.local_testnet import answers_as_testnet, listens, local_address
from ui.terminal import console, say, say_json
from ui.tokens import token_file

_OLDEST = (3, 11)
_INDENT = 16


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


async def doctor(as_json: bool) -> int:
    """Every check, worst case included: it reports instead of raising."""
    findings = [_python()]
    try:
        settings = load()
    except SparkError as error:
        findings.append(Finding("settings", False, error.text.en))
    else:
        findings += [Finding("settings", True, f"mode {settings.mode}, limits {settings.policy_profile}")]
        findings += [*_installation(settings), await _venue(settings), _database(settings)]
        findings += await _record(settings)
    _show(findings, as_json)
    return Exit.OK if all(finding.ok for finding in findings) else Exit.INTERNAL


def _python() -> Finding:
    ok = sys.version_info >= _OLDEST
    return Finding("python", ok, platform.python_version() + ("" if ok else ": 3.11 or newer is needed"))


def _installation(settings: Settings) -> Iterator[Finding]:
    checks: tuple[Callable[[Settings], Finding], ...] = (_home, _token, _planner, _port)
    for check in checks:
        yield check(settings)


def _home(settings: Settings) -> Finding:
    with suppress(OSError):
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    ok = settings.home.is_dir() and os.access(settings.home, os.W_OK)
    return Finding("home", ok, f"{settings.home}" if ok else f"{settings.home} cannot be written")


def _token(settings: Settings) -> Finding:
    path = token_file(settings.home)
    if settings.api_tokens.get_secret_value() or not path.exists():
        return Finding("tokens", True, "configured" if not path.exists() else "SPARK_API_TOKENS")
    private = path.stat().st_mode & 0o077 == 0
    return Finding("tokens", private, str(path) if private else f"others can read {path}: chmod 600 it")


def _planner(settings: Settings) -> Finding:
    name = f"groq ({settings.groq_model})" if settings.groq_api_key.get_secret_value() else "offline"
    return Finding("planner", True, name)


async def _venue(settings: Settings) -> Finding:
    address = local_address(settings)
    if address is None:
        return Finding("venue", True, settings.binance_futures_rest_url)
    url = settings.binance_futures_rest_url
    if not listens(*address):
        return Finding("venue", True, f"embedded testnet will be started when needed ({url})")
    ok = await answers_as_testnet(url)
    return Finding("venue", ok, f"embedded testnet is running ({url})" if ok else f"{url} is not a testnet")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        used = probe.connect_ex(("127.0.0.1", 3003)) == 0
    return Finding("port 3003", True, "a server is running" if used else "free")


def _database(settings: Settings) -> Finding:
    place = ledger_place(settings)
    if isinstance(place, Path):
        return Finding("database", True, f"SQLite {sqlite3.sqlite_version}, {place}")
    from tools.ledger.postgres.health import examine

    try:
        health = examine(place)
    except SparkError as error:
        return Finding("database", False, f"{place.shown}: {error.text.en}")
    said = f"PostgreSQL {health.version}, {place.shown}"
    return Finding("database", health.durable, said if health.durable else f"{said}: {health.advice}")


async def _record(settings: Settings) -> list[Finding]:
    found: list[Finding] = []
    try:
        async with opened(settings) as app:
            if executor_urls(settings):
                found.append(await _executor(app))
            report = await app.ledger.verify_audit()
            states, failing = await app.ledger.trading_states(), await outages(app.ledger)
    except SparkError as error:
        return [
            *found,
            Finding("settings" if isinstance(error, ConfigError) else "ledger", False, error.text.en),
        ]
    except OSError as error:
        return [*found, Finding("ledger", False, f"{error.filename}: {error.strerror}")]
    said = f"{report.rows} audit rows" if report.ok else str(report.problem)
    return [*found, Finding("ledger", report.ok, said), _trading(states), *map(_circuit, failing)]


async def _executor(app: AppParts) -> Finding:
    """Whether somebody executes what is approved here."""
    try:
        await app.require_executor()
    except SparkError as error:
        return Finding("executor", False, error.text.en)
    return Finding("executor", True, "answers, and runs the same version")


def _trading(states: tuple[TradingStateRow, ...]) -> Finding:
    """What a person halted is no fault; what the product latched by itself waits for somebody to look."""
    held = latched(states)
    if not held:
        return Finding("trading", True, "active")
    words = [f"{describe(row).en}; to release it, write “{release_words(row).en}”" for row in held]
    return Finding("trading", not any(automatic(row) for row in held), ". ".join(words))


def _circuit(outage: Outage) -> Finding:
    since = to_datetime(outage.since_ms).strftime("%Y-%m-%d %H:%M UTC")
    return Finding("circuit", False, f"{outage.venue} failed again and again, new risk waits since {since}")


def _show(findings: list[Finding], as_json: bool) -> None:
    if as_json:
        say_json([{"name": f.name, "ok": f.ok, "detail": f.detail} for f in findings])
        return
    width = console().width - _INDENT
    for finding in findings:
        first, *rest = wrap(finding.detail, width, break_long_words=False, break_on_hyphens=False) or [""]
        say(f"{'ok ' if finding.ok else 'BAD'}  {finding.name:<10} {first}")
        for line in rest:
            say(" " * _INDENT + line)
