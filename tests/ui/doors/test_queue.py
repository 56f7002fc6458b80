"""The executor's own door on the whole product: signatures, idempotency, limits, and the account's reads."""

import asyncio

import httpx
import pytest

from agent.authority import grant
from agent.queue import EnqueueRequest, Queue
from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build, embedded_testnet
from tools.clock import SteppingClock
from tools.errors import ExecutorAway, VenueRejected, VenueUnavailable
from tools.ids import RandomIds
from tools.ledger.ledger import LimitChange
from tools.queue.client import ENQUEUE, METRICS, READ, QueueClient
from tools.queue.signing import WINDOW_MS, sign
from tools.terms import OrderType, PositionMode, Side, TimeInForce, VenueName
from tools.venues.apart import ApartVenue
from tools.venues.http_transport import HttpxTransport
from tools.venues.orders import OrderRef, OrderRequest, SendStamp
from ui.executor_server import create_executor_app
from ui.queue_door import ENQUEUE_BURST, ENQUEUE_REFILL_MS, queue_door

KEYS = {"q1": bytes(range(32)), "q0": bytes(range(32, 64))}
GIVE_UP_SECONDS = 60
PAUSE_SECONDS = 0.01
FUTURES = VenueName.BINANCE_FUTURES
LIMIT_BUY = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "quantity": "0.001",
    "price": "64000",
    "dry_run": False,
}


class House:
    """An executor with its door, and somebody who approves."""

    def __init__(self, home):
        self.clock = SteppingClock()
        self.settings = Settings(home=home)
        self.venue = embedded_testnet(self.settings, self.clock, state=None)
        self.trader = Principal("trader", "http", frozenset({"read", "propose", "approve", "control"}))
        self.ids = RandomIds(self.clock)

    async def open(self):
        self.app = await build(self.settings, clock=self.clock, transport=self.venue)
        door = queue_door(self.app.queue, self.app.ledger, KEYS, self.clock)
        self.door = create_executor_app(self.app, self.settings, door)
        self.way = httpx.ASGITransport(self.door, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=self.way, base_url="http://127.0.0.1:3004")
        self.client = QueueClient(
            ("http://127.0.0.1:3004",), KEYS, HttpxTransport(self.way), self.clock, self.ids
        )

    async def ready(self, **changed):
        """Id of an intent a human approved and nobody has executed."""
        turn = await self.app.sessions.call_tool("place_order", {**LIMIT_BUY, **changed}, self.trader)
        row = await self.app.sessions.approval(turn.approval_ids[0])
        decided, _ = await grant(row, "trader", "http", self.app.parts)
        return decided.intent_id

    def body(self, intent_id, **build):
        mine = self.app.parts.execution.build().model_copy(update=build)
        return {"intent_id": intent_id, "build": mine.model_dump(mode="json")}

    def headers(self, body, key="key-00000001", *, path=ENQUEUE, method="POST", late_ms=0, nonce=None):
        now_ms = self.clock.now_ms() - late_ms
        nonce = nonce or self.ids.nonce()
        return sign(KEYS, method, path, body, time_ms=now_ms, nonce=nonce, idempotency_key=key)

    async def enqueue(self, body, key="key-00000001", **how):
        return await self.http.post(ENQUEUE, json=body, headers=self.headers(body, key, **how))

    async def receipt(self, intent_id):
        """Once it is executed, whoever began."""
        intent = await self.app.ledger.intent(intent_id)
        return await self.app.parts.execution.of_approval(intent.approval_id)

    async def receipt_by_itself(self, intent_id):
        """Without asking for its execution."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while (found := await self.app.sessions.receipt(intent_id)) is None:  # noqa: ASYNC110
                await asyncio.sleep(PAUSE_SECONDS)
        return found

    async def orders(self):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.venue), base_url="http://127.0.0.1"
        ) as testnet:
            return (await testnet.get("/testnet/ledger")).json()["orders"]

    async def record(self, action):
        return await self.app.ledger.audit(action=action)


@pytest.fixture
async def house(tmp_path):
    made = House(tmp_path / "home")
    await made.open()
    await made.app.start()
    yield made
    await made.app.close()


async def test_a_ready_intent_is_taken_once_and_executed(house):
    intent_id = await house.ready()
    said = await house.client.enqueue(intent_id, house.app.parts.execution.build())
    assert (said.status, said.body["intent_id"], said.body["state"]) == (202, intent_id, "READY")

    assert (await house.receipt_by_itself(intent_id)).state == "ACKED"
    again = await house.client.enqueue(intent_id, house.app.parts.execution.build())

    assert again == said, "the same request has the first answer, whatever has happened since"
    assert len(await house.orders()) == 1
    (row,) = await house.record("queue.enqueued")
    assert (row.actor, row.subject) == ("q1", intent_id)


async def test_a_key_belongs_to_one_request(house):
    first, second = await house.ready(), await house.ready(quantity="0.0012")
    assert (await house.enqueue(house.body(first))).status_code == 202
    answer = await house.enqueue(house.body(second))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_mismatch")
    assert (await house.app.ledger.intent(second)).state == "READY"


async def test_the_same_key_at_the_same_time_waits(house):
    body = house.body(await house.ready())
    answers = await asyncio.gather(house.enqueue(body), house.enqueue(body))
    assert sorted(answer.status_code for answer in answers) == [202, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["error"]["code"] == "in_progress"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda h: h.pop("X-Spark-Signature"), "bad_signature"),
        (lambda h: h.update({"X-Spark-Signature": "0" * 64}), "bad_signature"),
        (lambda h: h.update({"X-Spark-Signature": "ş"}), "bad_signature"),
        (lambda h: h.update({"X-Spark-Key": "q9"}), "unknown_key"),
        (lambda h: h.update({"X-Spark-Key": "q0"}), "bad_signature"),
        (lambda h: h.update({"X-Idempotency-Key": "another-key"}), "bad_signature"),
        (lambda h: h.update({"X-Spark-Timestamp": "soon"}), "malformed"),
        (lambda h: h.update({"X-Spark-Nonce": "short"}), "malformed"),
        (lambda h: h.clear(), "malformed"),
    ],
)
async def test_what_is_not_signed_as_it_is_does_nothing(house, spoil, code):
    body = house.body(await house.ready())
    headers = house.headers(body)
    spoil(headers)
    encoded = {name: value.encode() for name, value in headers.items()}
    answer = await house.http.post(ENQUEUE, json=body, headers=encoded)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert await house.record("queue.enqueued") == ()
    (row,) = await house.record("queue.refused")
    assert code in row.body


async def test_a_changed_body_is_not_the_signed_one(house):
    first, second = await house.ready(), await house.ready(quantity="0.0012")
    headers = house.headers(house.body(first))
    answer = await house.http.post(ENQUEUE, json=house.body(second), headers=headers)
    assert answer.json()["error"]["code"] == "bad_signature"


async def test_a_request_comes_once_and_in_time(house):
    body, nonce = house.body(await house.ready()), "0" * 32
    late = await house.enqueue(body, late_ms=WINDOW_MS + 1)
    early = await house.enqueue(body, late_ms=-WINDOW_MS - 1)
    assert [a.json()["error"]["code"] for a in (late, early)] == ["stale", "stale"]
    headers = house.headers(body, nonce=nonce)
    answers = [await house.http.post(ENQUEUE, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 401]
    assert answers[1].json()["error"]["code"] == "replayed"


@pytest.mark.parametrize(
    "body",
    [
        {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "1"},
        {"intent_id": "int_1", "build": None},
        {"intent_id": "int\x00_1", "build": {"code": "", "policy": "", "schema_version": 1}},
        {"intent_id": "int_1", "build": {"code": "", "policy": "", "schema_version": 1}, "order": {}},
        [],
    ],
)
async def test_orders_are_not_taken_only_references(house, body):
    answer = await house.enqueue(body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert await house.orders() == []


async def test_what_nobody_approved_or_is_done_is_not_taken(house):
    unknown = await house.enqueue(house.body("int_00000000"), "key-00000002")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")
    intent_id = await house.ready()
    await house.enqueue(house.body(intent_id))
    await house.receipt(intent_id)
    done = await house.enqueue(house.body(intent_id), "key-00000003")
    assert (done.status_code, done.json()["error"]["code"]) == (409, "not_ready")


async def test_a_permit_of_another_key_is_forged(house):
    intent_id = await house.ready()
    queue = Queue(house.app.parts.execution, house.app.context, {"k": bytes(range(32))})
    asked = EnqueueRequest.model_validate(house.body(intent_id))
    assert (await queue.enqueue("q1", "key-00000001", asked)).why == "forged"


@pytest.mark.parametrize("part", ["code", "policy", "schema_version"])
async def test_another_version_is_refused_by_name(house, part):
    intent_id = await house.ready()
    other = house.body(intent_id, **{part: 99 if part == "schema_version" else "sha256:other"})
    answer = await house.enqueue(other)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "version_mismatch")
    assert part in answer.json()["error"]["message"]
    assert (await house.app.ledger.intent(intent_id)).state == "READY"


async def test_an_approved_change_of_a_limit_is_no_other_version(house):
    before = house.app.parts.execution.build()
    change = LimitChange(
        profile="canary",
        limit="max_notional",
        value="90",
        actor="desk",
        reason="test",
        time_ms=house.clock.now_ms(),
    )
    await house.app.ledger.change_limits((change,))
    assert house.app.parts.execution.build() == before


async def test_too_many_requests_wait_their_turn(house):
    for number in range(ENQUEUE_BURST):
        await house.enqueue(house.body("int_00000000"), f"key-{number:08}")
    refused = await house.enqueue(house.body("int_00000000"), "key-more-than-enough")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    house.clock.advance_ms(ENQUEUE_REFILL_MS)
    assert (await house.enqueue(house.body("int_00000000"), "key-a-bit-later")).status_code == 404


async def test_without_an_idempotency_key_it_is_400(house):
    body = house.body(await house.ready())
    for key in (None, "short", "x" * 81):
        answer = await house.enqueue(body, key)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_idempotency_key")


async def test_a_bearer_token_does_not_open_it(house):
    answer = await house.http.get(METRICS, headers={"Authorization": "Bearer anything"})
    assert answer.status_code == 401


async def test_a_process_that_is_not_the_executor_says_so(tmp_path):
    made = House(tmp_path / "home")
    await made.open()
    answer = await made.enqueue(made.body(await made.ready()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_executor")
    assert await made.record("queue.enqueued") == ()
    with pytest.raises(ExecutorAway, match="lease"):
        await made.client.build()
    await made.app.close()


async def test_metrics_say_what_waits(house):
    await house.ready()
    said = await house.client.ask("GET", METRICS, None)
    assert (said.status, said.body["ready"], said.body["executor"]) == (200, 1, True)
    assert said.body["heartbeat_age_ms"] >= 0
    assert await house.client.build() == house.app.parts.execution.build()
    listening = house.app.context.streams
    assert await house.client.streams() == {name: streams.status() for name, streams in listening.items()}


class Forger(httpx.AsyncBaseTransport):
    """Answers in the executor's place."""

    async def handle_async_request(self, request):
        return httpx.Response(200, json={"value": []}, headers={"X-Spark-Signature": "0" * 64})


async def test_an_answer_somebody_else_gave_is_not_believed(house):
    client = QueueClient(("http://127.0.0.1:3004",), KEYS, HttpxTransport(Forger()), house.clock, house.ids)
    venue = ApartVenue(house.app.context.venue(FUTURES), client, lambda: "a")
    with pytest.raises(VenueUnavailable, match="did not sign"):
        await venue.open_orders()


async def test_the_account_is_read_through_the_door_and_nothing_else_is(house):
    real = house.app.context.venue(FUTURES)
    venue = ApartVenue(real, house.client, lambda: real.account_name)
    intent_id = await house.ready()
    await house.client.enqueue(intent_id, house.app.parts.execution.build())
    receipt = await house.receipt(intent_id)

    found = {"symbol": "BTCUSDT", "order_id": receipt.order_id}
    assert await venue.order(**found) == await real.order(**found)
    assert await venue.open_orders() == await real.open_orders() != ()
    assert (await venue.account()).equity == (await real.account()).equity
    assert await venue.fills("BTCUSDT") == await real.fills("BTCUSDT")
    assert await venue.income(since_ms=1) == await real.income(since_ms=1)
    assert await venue.symbol_config("BTCUSDT") == await real.symbol_config("BTCUSDT")
    assert await venue.position_mode() is PositionMode.ONE_WAY
    assert await venue.order("BTCUSDT", order_id="1") is None
    with pytest.raises(VenueRejected) as error:
        await venue.symbol_config("NOSUCH")
    assert error.value.code.startswith("-")


async def test_a_venue_without_keys_changes_nothing(house):
    venue = ApartVenue(house.app.context.venue(FUTURES), house.client, lambda: "a")
    order = OrderRequest(
        venue=FUTURES,
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity="0.002",
        price="60000",
        time_in_force=TimeInForce.GTC,
    )
    stamp = SendStamp(timestamp_ms=house.clock.now_ms())
    ref = OrderRef(symbol="BTCUSDT", order_id="1")
    for refused in (
        await venue.place(order, "spk-1", stamp),
        await venue.place_oco(order, order, "spk-1", stamp),
        await venue.replace(ref, order, "spk-1", stamp),
    ):
        assert (refused.kind, refused.code) == ("rejected", "no_keys")
    for change in (
        venue.cancel("BTCUSDT", order_id="1"),
        venue.cancel_all("BTCUSDT"),
        venue.set_leverage("BTCUSDT", 2),
        venue.set_margin_type("BTCUSDT", "ISOLATED"),
        venue.set_position_mode(PositionMode.HEDGE),
    ):
        with pytest.raises(VenueRejected, match="no venue keys"):
            await change
    assert await house.orders() == []


@pytest.mark.parametrize("read", ["place", "cancel", "set_leverage", "close", "__class__"])
async def test_the_door_has_no_other_read(house, read):
    said = await house.client.ask(
        "POST", READ, {"venue": "binance-futures", "read": read, "symbol": "BTCUSDT"}
    )
    assert (said.status, said.code) == (422, "invalid_request")
