"""Outcome: what reading a clause gives: a step to propose, or something to say instead."""

from typing import NamedTuple

from agent.planner.proposal import Answer, Clarify, Refuse
from tools.call import Origin
from tools.text import Text


class Step(NamedTuple):
    """A call to make, not yet validated."""

    tool: str
    args: dict[str, object]
    origins: tuple[Origin, ...] = ()
    note: Text | None = None


Outcome = Step | Clarify | Refuse | Answer


class Unclear(Exception):
    """Something needed is missing or reads two ways; carries the one question to ask."""

    def __init__(self, en: str, tr: str) -> None:
        super().__init__(en)
        self.question = Text(en=en, tr=tr)
