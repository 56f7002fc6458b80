"""QueueClient: asks the executor's door, signs each request, and believes only answers that are signed."""

import hmac
import json
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import JsonValue, TypeAdapter, ValidationError

from tools.canonical import canonical
from tools.clock import Clock
from tools.errors import ExecutorAway, RateLimited, VenueRejected, VenueUnavailable
from tools.ids import Ids
from tools.permit import Keys
from tools.queue.build import Build
from tools.queue.reads import ReadRequest
from tools.queue.signing import SIGNATURE, answer_mac, sign
from tools.terms import VenueName
from tools.venues.http_transport import Transport
from tools.venues.streams import StreamStatus

ENQUEUE = "/api/queue/enqueue"
METRICS = "/api/queue/metrics"
READ = "/api/queue/read"
_STREAMS = TypeAdapter(dict[VenueName, StreamStatus])


class Said(NamedTuple):
    """An answer of the door."""

    status: int
    body: dict[str, JsonValue]

    @property
    def code(self) -> str:
        """Code of the error; empty when there is none."""
        error = self.body.get("error")
        return str(error.get("code", "")) if isinstance(error, dict) else ""

    @property
    def message(self) -> str:
        """What the error says."""
        error = self.body.get("error")
        return str(error.get("message", "")) if isinstance(error, dict) else ""

    @property
    def stands_by(self) -> bool:
        """Whether another process holds the lease."""
        return self.code == "not_executor" or self.body.get("executor") is False


class QueueClient:
    """The way from a process without venue keys to the executor, and to those that stand by for it.

    Args:
        urls: addresses of the executors; the one that answered last is asked first.
        keys: sign requests and check answers.
        transport: the way there.
        clock: times of the requests.
        ids: their nonces.
    """

    def __init__(
        self, urls: tuple[str, ...], keys: Keys, transport: Transport, clock: Clock, ids: Ids
    ) -> None:
        self._urls = tuple(url.rstrip("/") for url in urls)
        self._keys = keys
        self._transport = transport
        self._clock = clock
        self._ids = ids

    async def enqueue(self, intent_id: str, build: Build) -> Said:
        """Tell the executor that an intent is READY; telling it twice is telling it once.

        Raises:
            ExecutorAway: it does not answer; the intent waits on the ledger until its permit expires.
        """
        body: JsonValue = {"intent_id": intent_id, "build": build.model_dump(mode="json")}
        return await self.ask("POST", ENQUEUE, body, idempotency_key=intent_id)

    async def build(self) -> Build:
        """Which program the executor runs.

        Raises:
            ExecutorAway: it does not answer, or is not the executor now.
        """
        try:
            return Build.model_validate((await self._metrics()).get("build"))
        except ValidationError:
            return Build(code="?", policy="?", schema_version=0)

    async def streams(self) -> Mapping[VenueName, StreamStatus]:
        """How the executor's streams are.

        Raises:
            ExecutorAway: it does not answer, is not the executor now, or speaks of them in another way.
        """
        try:
            return _STREAMS.validate_python((await self._metrics()).get("streams"))
        except ValidationError:
            raise _away("its version says nothing of streams that this one understands") from None

    async def _metrics(self) -> dict[str, JsonValue]:
        said = await self.ask("GET", METRICS, None)
        if said.status != 200 or said.body.get("executor") is not True:
            raise _away(said.message or "it does not hold the lease")
        return said.body

    async def read(self, asked: ReadRequest) -> JsonValue:
        """What the executor's venue answers.

        Raises:
            VenueRejected, VenueUnavailable, RateLimited: as the venue, or the door, refused.
        """
        try:
            said = await self.ask("POST", READ, asked.model_dump(mode="json"))
        except ExecutorAway as error:
            raise VenueUnavailable(error.text.en) from None
        if said.status == 200:
            return said.body.get("value")
        raise _refusal(said)

    async def ask(
        self, method: str, path: str, body: JsonValue, *, idempotency_key: str | None = None
    ) -> Said:
        """One signed request, and the answer of the first executor that does not stand by.

        A request may reach several: each is by reference and done once, whoever is asked.

        Raises:
            ExecutorAway: no answer came, or not one the executor signed.
        """
        standing_by, silent = None, _away("no address")
        for url in self._urls:
            try:
                said = await self._exchange(url, method, path, body, idempotency_key)
            except ExecutorAway as error:
                silent = error
                continue
            if not said.stands_by:
                self._urls = (url, *(other for other in self._urls if other != url))
                return said
            standing_by = said
        if standing_by is None:
            raise silent
        return standing_by

    async def _exchange(
        self, url: str, method: str, path: str, body: JsonValue, idempotency_key: str | None
    ) -> Said:
        nonce = self._ids.nonce()
        headers = sign(
            self._keys,
            method,
            path,
            body,
            time_ms=self._clock.now_ms(),
            nonce=nonce,
            idempotency_key=idempotency_key,
        )
        content = None if body is None else canonical(body)
        try:
            status, told, raw = await self._transport.exchange(
                method, url + path, headers | {"Content-Type": "application/json"}, content
            )
        except Exception as error:  # transports raise more than they document
            raise _away(type(error).__name__) from error
        key = next(iter(self._keys.values()))
        if not hmac.compare_digest(told.get(SIGNATURE, ""), answer_mac(key, nonce, status, raw)):
            raise _away(f"an answer with status {status} that it did not sign")
        try:
            parsed = json.loads(raw)
        except ValueError:
            parsed = None
        return Said(status, parsed if isinstance(parsed, dict) else {})

    async def close(self) -> None:
        """Release the connections."""
        await self._transport.close()


def _away(cause: str) -> ExecutorAway:
    return ExecutorAway(
        f"the executor does not answer ({cause}): look whether `spark-copilot executor` runs",
        f"yürütücü yanıt vermiyor ({cause}): `spark-copilot executor` çalışıyor mu, bakın",
    )


def _refusal(said: Said) -> Exception:
    error = said.body.get("error")
    detail = error if isinstance(error, dict) else {}
    if said.code == "venue_rejected":
        return VenueRejected(str(detail.get("venue_code", "")), str(detail.get("venue_message", "")))
    if said.status == 429 or said.code == "venue_rate_limited":
        wait_ms = detail.get("retry_after_ms")
        return RateLimited(wait_ms if isinstance(wait_ms, int) else 1_000)
    return VenueUnavailable(said.message or f"the executor answered {said.status}")
