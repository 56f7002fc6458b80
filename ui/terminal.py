"""The terminal: data on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Callable

from rich.console import Console

Ask = Callable[[str], str]
"""Asks a person one line; a scripted one answers in tests."""

NARROW = 80
WIDE = 110


def console() -> Console:
    """Standard output: 80 columns unless the terminal is wider; colours off where nobody sees them."""
    out = Console(highlight=False, emoji=False)
    out.width = min(max(out.width, NARROW), WIDE) if out.is_terminal else NARROW
    return out


def say(text: str = "") -> None:
    """One line for people on standard output."""
    sys.stdout.write(text + "\n")


def say_json(data: object) -> None:
    """One JSON document on one line of standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(text + "\n")


def person_there() -> bool:
    """Whether a person can be asked: both ends are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_person(question: str) -> str:
    """Ask on the terminal."""
    try:
        return input(f"{question}: ").strip()
    except EOFError:
        return ""
