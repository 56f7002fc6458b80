"""Listen keys of the user stream: one per account, 60 minutes, renewed by POST and PUT."""

import hashlib

from tools.clock import Clock
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, Security
from tools.testnet.problem import problem

_LIFE_MS = 60 * 60_000


class ListenKeys:
    """Who may listen to whom."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._keys: dict[str, tuple[str, int]] = {}
        self._made = 0

    def create(self, account_id: str, secret: str) -> str:
        """The account's key, the same one while it lives."""
        live = self._live(account_id)
        if live is None:
            self._made += 1
            text = f"{self._seed}/{secret}/{self._made}/{self._clock.now_ms()}"
            live = hashlib.sha256(text.encode()).hexdigest()
        self._keys[account_id] = (live, self._clock.now_ms() + _LIFE_MS)
        return live

    def extend(self, account_id: str) -> str:
        """Another 60 minutes.

        Raises:
            Problem: -1125 when there is no live key.
        """
        live = self._live(account_id)
        if live is None:
            raise problem(-1125)
        self._keys[account_id] = (live, self._clock.now_ms() + _LIFE_MS)
        return live

    def close(self, account_id: str) -> None:
        """End the key; none is fine."""
        self._keys.pop(account_id, None)

    def account_of(self, listen_key: str) -> str | None:
        """The account a live key belongs to."""
        return next((one for one in self._keys if self._live(one) == listen_key), None)

    def _live(self, account_id: str) -> str | None:
        key, until_ms = self._keys.get(account_id, ("", 0))
        return key if self._clock.now_ms() < until_ms else None


def listen_key_routes(keys: ListenKeys) -> Routes:
    """POST, PUT and DELETE listenKey: key header only."""

    def create(call: Call) -> Json:
        return {"listenKey": keys.create(call.account.account_id, call.venue.keys[call.api_key])}

    def extend(call: Call) -> Json:
        return {"listenKey": keys.extend(call.account.account_id)}

    def close(call: Call) -> Json:
        keys.close(call.account.account_id)
        return {}

    path = "/fapi/v1/listenKey"
    return {
        ("POST", path): Endpoint(create, security=Security.KEY),
        ("PUT", path): Endpoint(extend, security=Security.KEY),
        ("DELETE", path): Endpoint(close, security=Security.KEY),
    }
