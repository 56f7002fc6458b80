"""The offline planner and the fixed surroundings of the understanding suite."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Proposal, Surroundings, Utterance
from tools.clock import VirtualClock

SUITE = Path(__file__).parents[3] / "evals" / "suites" / "understanding"


@pytest.fixture(scope="session")
def flat() -> Surroundings:
    return Surroundings.model_validate(json.loads((SUITE / "surroundings.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def plan(flat: Surroundings) -> Callable[..., Proposal]:
    planner = OfflinePlanner(VirtualClock(start_ms=1_735_689_600_000))

    def run(text: str, language: str | None = None, around: Surroundings = flat) -> Proposal:
        utterance = Utterance.model_validate({"text": text, "language": language})
        return asyncio.run(planner.plan(utterance, around))

    return run
