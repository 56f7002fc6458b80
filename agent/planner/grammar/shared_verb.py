"""Shared verbs: one command over several coins becomes one command per coin."""

import re
from collections.abc import Callable

from agent.planner.grammar.scene import Scene
from agent.planner.grammar.symbols import Coin

_AND = re.compile(r"\s*(?:,|&|/|\+|(?:,\s*)?(?:and|ve|ile)\b)\s*(?:(?:the|my|also|de|da)\s+)*", re.ASCII)
_WHOLE = ("close", "cancel", "leverage")
"""Verbs that mean the same for each coin, unlike a size, which could be meant for all together."""


def shared(scene: Scene, look: Callable[[str], Scene]) -> tuple[Scene, ...]:
    """The clause once per coin, when its verb surely holds for each: `close BTC and ETH`, `50 each`.

    A size without a word such as `each` could also be the total: that clause stays one, and asks.
    """
    coins = scene.coins
    shown = scene.has("price", "candles") and not (scene.acts or scene.numbers or scene.has("stop", "take"))
    if len({c.base for c in coins}) != len(coins) or len(coins) < 2 or not _listed(scene, shown):
        return (scene,)
    sized = scene.has("each") or any(number.each for number in scene.numbers)
    trades = scene.has("buy", "sell") and not scene.has(*_WHOLE)
    whole = scene.has(*_WHOLE) and not scene.ids
    if (trades and sized) or whole or shown:
        return tuple(look(_only(scene, coin)) for coin in coins)
    return (scene,)


def _listed(scene: Scene, side_by_side: bool) -> bool:
    pairs = zip(scene.coins, scene.coins[1:], strict=False)
    return all(
        _AND.fullmatch(scene.folded, left.end, right.start)
        or (side_by_side and scene.folded[left.end : right.start] == " ")
        for left, right in pairs
    )


def _only(scene: Scene, coin: Coin) -> str:
    """The clause with the whole list of coins replaced by one of them."""
    before, after = scene.text[: scene.coins[0].start], scene.text[scene.coins[-1].end :]
    return f"{before}{scene.text[coin.start : coin.end]}{after}"
