"""Shared verbs: one command over several coins becomes one command per coin."""

import re
from collections.abc import Callable

from agent.planner.grammar.scene import Scene
from agent.planner.grammar.symbols import Coin

_AND = re.compile(
    r"(?P<noun> [a-z]+)??\s*(?:,|&|/|\+|(?:,\s*)?(?:and|ve|ile)\b)\s*"
    r"(?:(?:the|my|all|also|de|da|tum|butun)\s+)*",
    re.ASCII,
)
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
    behind = scene.folded[scene.coins[-1].end :].split()
    return all(
        _joined(scene.folded[left.end : right.start], behind[:1], side_by_side) for left, right in pairs
    )


def _joined(between: str, behind: list[str], side_by_side: bool) -> bool:
    """`btc orders and eth orders` is a list of two coins; `btc orders and eth positions` is none."""
    match = _AND.fullmatch(between)
    if match is None:
        return side_by_side and between == " "
    return match["noun"] is None or [match["noun"].strip()] == behind


def _only(scene: Scene, coin: Coin) -> str:
    """The clause with the whole list of coins replaced by one of them."""
    before, after = scene.text[: scene.coins[0].start], scene.text[scene.coins[-1].end :]
    return f"{before}{scene.text[coin.start : coin.end]}{after}"
