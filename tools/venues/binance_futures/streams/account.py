"""The account's stream of futures: a listen key in the address, and five kinds of events."""

import json
from collections.abc import Callable

from tools.venues.binance.streams.dialect import Change, Data, OrderChange, Signal, Told
from tools.venues.binance.streams.frames import Frame, unpack
from tools.venues.binance.streams.socket import Socket
from tools.venues.binance_futures.streams import parse
from tools.venues.binance_futures.streams.listen_key import ListenKey
from tools.venues.stream_events import OrderUpdate

EXPIRED = "listenKeyExpired"


class FuturesAccount:
    """Events are told from the handshake on, as long as the listen key lives."""

    ready_at_once = True

    def __init__(self, key: ListenKey) -> None:
        self._key = key

    async def address(self, base_url: str) -> str:
        """With the listen key: a new one, or the living one prolonged."""
        return f"{base_url}/private/ws?listenKey={await self._key.open()}"

    async def greet(self, socket: Socket) -> None:
        """Nothing: the address says it all."""

    def hear(self, text: str | bytes) -> Frame | Signal:
        """One event, or that the key has expired."""
        frame = unpack(text)
        if frame is None:
            return Signal.NOTHING
        return Signal.OVER if frame.data.get("e") == EXPIRED else frame

    async def keep(self, over: Callable[[], None]) -> None:
        """Renew the key."""
        await self._key.keep(over)

    def head(self, data: Data) -> Told:
        """An order change is the same by its ids, anything else by all it says."""
        head = parse.head(data)
        order = data.get("o")
        if head.kind == "ORDER_TRADE_UPDATE" and isinstance(order, dict):
            key = json.dumps([head.kind, *(order.get(letter) for letter in "sixXztTqp")], default=str)
        else:
            key = json.dumps(data, sort_keys=True, default=str)
        return Told(head.kind, head.event_ms, key)

    def read(self, kind: str, data: Data) -> Change:
        """Orders, conditional orders, balances and positions; TRADE_LITE is followed by the trade in full."""
        match kind:
            case "ORDER_TRADE_UPDATE":
                return OrderChange(*parse.order(data))
            case "ALGO_UPDATE":
                algo, status = parse.algo(data)
                update = OrderUpdate(order=algo.order, execution=status)
                return OrderChange(update, became_another=algo.became is not None, may_lag=True)
            case "ACCOUNT_UPDATE":
                return parse.account(data)
            case "TRADE_LITE":
                return "repeated"
            case _:
                return None
