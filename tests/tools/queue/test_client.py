"""Several executors: whoever holds the lease is found, and asked first from then on."""

import json

import pytest

from tools.clock import VirtualClock
from tools.errors import ExecutorAway, VenueUnavailable
from tools.ids import SequenceIds
from tools.queue.build import Build
from tools.queue.client import METRICS, QueueClient
from tools.queue.reads import ReadRequest
from tools.queue.signing import NONCE, SIGNATURE, answer_mac
from tools.terms import VenueName
from tools.venues.http_transport import Answer
from tools.venues.streams import NOT_RUNNING

KEY = b"queue-key-of-the-tests-32-bytes!"
BUILD = Build(code="c", policy="p", schema_version=1)
STANDS_BY = (503, {"error": {"code": "not_executor", "message": "ask the one that is"}})
TAKEN = (202, {"intent_id": "int_1"})


class Doors:
    """Executors by address; one without an answer is down."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    async def exchange(self, method, url, headers, content):
        host = url.removeprefix("http://").partition(":")[0]
        self.asked.append(host)
        if host not in self.answers:
            raise ConnectionRefusedError
        status, body = self.answers[host]
        raw = json.dumps(body).encode()
        return Answer(status, {SIGNATURE: answer_mac(KEY, headers[NONCE], status, raw)}, raw)

    async def close(self):
        pass


def client_of(doors):
    urls = ("http://a:3004", "http://b:3004/")
    return QueueClient(urls, {"k": KEY}, doors, VirtualClock(), SequenceIds())


@pytest.mark.parametrize("others", [{}, {"a": STANDS_BY}])
async def test_the_one_with_the_lease_takes_it_and_is_asked_first_from_then_on(others):
    doors = Doors(b=TAKEN, **others)
    client = client_of(doors)
    assert (await client.enqueue("int_1", BUILD)).status == 202
    assert (await client.enqueue("int_1", BUILD)).status == 202
    assert doors.asked == ["a", "b", "b"]


async def test_whose_metrics_say_that_it_stands_by_is_not_the_executor():
    doors = Doors(
        a=(200, {"executor": False, "build": {"code": "other", "policy": "p", "schema_version": 1}}),
        b=(200, {"executor": True, "build": BUILD.model_dump()}),
    )
    assert await client_of(doors).build() == BUILD


async def test_streams_are_the_executors():
    doors = Doors(a=(200, {"executor": True, "streams": {"binance-futures": NOT_RUNNING.model_dump()}}))
    assert await client_of(doors).streams() == {VenueName.BINANCE_FUTURES: NOT_RUNNING}


@pytest.mark.parametrize("body", [{"executor": True}, {"executor": True, "streams": {"x": 1}}])
async def test_what_is_not_understood_of_streams_is_not_made_up(body):
    with pytest.raises(ExecutorAway, match="version"):
        await client_of(Doors(a=(200, body))).streams()


async def test_when_all_stand_by_nothing_is_approved():
    doors = Doors(a=STANDS_BY, b=(200, {"executor": False}))
    with pytest.raises(ExecutorAway, match="lease"):
        await client_of(doors).build()


async def test_when_all_are_away_it_says_so():
    doors = Doors()
    client = client_of(doors)
    with pytest.raises(ExecutorAway, match="ConnectionRefusedError"):
        await client.ask("GET", METRICS, None)
    assert doors.asked == ["a", "b"]
    with pytest.raises(VenueUnavailable):
        await client.read(ReadRequest(venue=VenueName.BINANCE_FUTURES, read="account"))


async def test_a_refusal_of_the_executor_is_an_answer():
    doors = Doors(a=(422, {"error": {"code": "forged", "message": "not genuine"}}), b=TAKEN)
    assert (await client_of(doors).enqueue("int_1", BUILD)).code == "forged"
