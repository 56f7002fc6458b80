"""The account's stream of spot: a signed subscription on the WebSocket API, on a host of its own."""

import json
from collections.abc import Callable, Container

from tools.errors import VenueRejected, VenueUnavailable
from tools.venues.binance.streams.dialect import Change, Data, OrderChange, Signal, Told
from tools.venues.binance.streams.frames import Frame, unpack_object
from tools.venues.binance.streams.socket import Socket
from tools.venues.binance_spot.streams import parse
from tools.venues.binance_spot.venue import BinanceSpot

SUBSCRIBE = "userDataStream.subscribe.signature"
ENDED = ("eventStreamTerminated", "serverShutdown")


class SpotAccount:
    """Events are told once the subscription is confirmed: what the connection misses before, REST tells."""

    ready_at_once = False

    def __init__(self, venue: BinanceSpot, api_url: str) -> None:
        self._venue = venue
        self._api_url = api_url
        self._symbols: Container[str] = ()

    async def address(self, base_url: str) -> str:
        """The WebSocket API; which holdings are positions is learnt before anything is heard."""
        self._symbols = {rules.symbol for rules in await self._venue.all_rules()}
        return f"{self._api_url}/ws-api/v3"

    async def greet(self, socket: Socket) -> None:
        """Subscribe; the answer is heard like an event."""
        params = await self._venue.subscription()
        await socket.send(json.dumps({"id": "user", "method": SUBSCRIBE, "params": params}))

    def hear(self, text: str | bytes) -> Frame | Signal:
        """One event, the confirmation, or that no more events come.

        Raises:
            VenueRejected: the subscription was refused; the reason never shows the request.
        """
        body = unpack_object(text)
        refused = body.get("error")
        if isinstance(refused, dict):
            raise VenueRejected(str(refused.get("code")), str(refused.get("msg"))[:80])
        if "id" in body:
            return Signal.READY
        event = body.get("event")
        if not isinstance(event, dict):
            raise VenueUnavailable("a stream frame holds no event")
        return Signal.OVER if event.get("e") in ENDED else Frame("", event)

    async def keep(self, over: Callable[[], None]) -> None:
        """Nothing: a subscription lives as long as its connection."""

    def head(self, data: Data) -> Told:
        """An execution is the same by its order and number, anything else by all it says."""
        head = parse.head(data)
        if head.kind == "executionReport":
            key = json.dumps([head.kind, data.get("s"), data.get("i"), data.get("I"), data.get("x")])
        else:
            key = json.dumps(data, sort_keys=True, default=str)
        return Told(head.kind, head.event_ms, key)

    def read(self, kind: str, data: Data) -> Change:
        """Orders and balances; lists and deposits are passed on, for both are told by these too."""
        match kind:
            case "executionReport":
                return OrderChange(*parse.report(data))
            case "outboundAccountPosition":
                return parse.position(data, self._symbols)
            case _:
                return None
