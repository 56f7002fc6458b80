"""What one user may spend on the language model."""

import pytest

from agent.groq_client import GroqCompletions
from agent.planner.budget import Budget
from agent.planner.completions import Failure, Verbatim
from agent.planner.counted import Counted
from agent.planner.fallback import taken_over
from agent.planner.groq import GroqPlanner
from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Surroundings, Utterance
from evals.groq_server import Fails, GroqServer, says
from tools.clock import VirtualClock
from tools.telemetry.event import Event, EventKind

NOTHING_SEEN = Surroundings(instruments=())
TEXT = "what a strange thing to say"
_COST = 1280
"""Tokens of an answer of the loopback server."""


class Kept:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def clock():
    return VirtualClock()


async def test_requests_are_counted_by_the_minute_and_by_the_user(clock):
    budget = Budget(clock, requests_a_minute=2)
    assert [await budget.admit("ada") for _ in range(3)] == [True, True, False]
    assert await budget.admit("grace")
    clock.advance_ms(60_000)
    assert await budget.admit("ada")


async def test_tokens_are_counted_by_the_day(clock):
    budget = Budget(clock, tokens_a_day=100)
    await budget.admit("ada")
    await budget.spend("ada", 100)
    clock.advance_ms(86_399_999)
    assert not await budget.admit("ada")
    clock.advance_ms(1)
    assert await budget.admit("ada")


async def test_who_is_over_the_day_uses_up_no_requests(clock):
    budget = Budget(clock, requests_a_minute=1, tokens_a_day=100)
    await budget.spend("ada", 100)
    clock.advance_ms(86_400_000 - 1)
    assert not await budget.admit("ada")
    clock.advance_ms(1)
    assert await budget.admit("ada")


async def test_over_budget_the_offline_planner_reads_and_says_so(clock):
    async with GroqServer([says("answer", message="Indeed.")]) as server:
        client = GroqCompletions("key", server.base_url)
        planner = GroqPlanner(client, OfflinePlanner(), clock, "m", budget=Budget(clock, tokens_a_day=_COST))
        said = [await planner.plan(Utterance(text=TEXT, user="ada"), NOTHING_SEEN) for _ in range(2)]
        other = await planner.plan(Utterance(text=TEXT, user="grace"), NOTHING_SEEN)
        await client.close()
    assert [each.planner for each in said] == ["groq", "offline"]
    assert said[1].notice == taken_over(said[1], Failure.BUDGET).notice
    assert other.planner == "groq"
    assert len(server.requests) == 2


async def test_who_spoke_is_not_sent(clock):
    async with GroqServer([says("answer", message="Indeed.")]) as server:
        client = GroqCompletions("key", server.base_url)
        await GroqPlanner(client, OfflinePlanner(), clock, "m").plan(
            Utterance(text=TEXT, user="ada-lovelace"), NOTHING_SEEN
        )
        await client.close()
    assert "ada-lovelace" not in str(server.requests)


async def test_what_was_asked_is_recorded_by_model_digest_and_cost(clock):
    async with GroqServer([says("answer", message="Indeed.")]) as server:
        client = GroqCompletions("key", server.base_url)
        planner = GroqPlanner(client, OfflinePlanner(), clock, "openai/gpt-oss-120b")
        first, again, other = [
            (await planner.plan(Utterance(text=text), NOTHING_SEEN)).verbatim
            for text in (TEXT, TEXT, f"{TEXT}!")
        ]
        await client.close()
    assert isinstance(first, Verbatim)
    assert (first.model, first.prompt_tokens, first.completion_tokens) == ("openai/gpt-oss-120b", 1200, 80)
    assert first.prompt == again.prompt != other.prompt


async def test_questions_latency_and_tokens_are_events(clock):
    sink = Kept()
    async with GroqServer([says("answer", message="Indeed."), Fails(400)]) as server:
        client = GroqCompletions("key", server.base_url)
        planner = Counted(GroqPlanner(client, OfflinePlanner(), clock, "m"), sink)
        for _ in range(2):
            await planner.plan(Utterance(text=TEXT), NOTHING_SEEN)
        await client.close()
    counted = [(event.kind, *event.labels.values(), event.value) for event in sink.events]
    assert counted == [
        (EventKind.MODEL, "answered", 0),
        (EventKind.MODEL_TOKENS, "prompt", 1200),
        (EventKind.MODEL_TOKENS, "completion", 80),
        (EventKind.MODEL, "request", 0),
    ]


async def test_where_no_model_is_asked_nothing_is_counted(clock):
    sink = Kept()
    await Counted(OfflinePlanner(), sink).plan(Utterance(text=TEXT), NOTHING_SEEN)
    assert sink.events == []
