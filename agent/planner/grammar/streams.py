"""Streams: start or stop listening, and how the streams are."""

from dataclasses import replace

from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, missing_symbol, symbol, venue
from tools.terms import VenueName

_NAMED = ("stream", "stream_on", "stream_off", "stream_state")
_ELSE = ("buy", "sell", "kill", "release", "backtest", "canary", "order", "orders", "open_orders", "policy")


def asked(scene: Scene) -> bool:
    """Whether a question is about streams."""
    if not _about(scene):
        return False
    acting = scene.has("run", "stream_on", "stream_off", "close", "stop", "cancel", "set")
    bare = not (acting or scene.coins or scene.unexplained)
    return scene.has("state", "health", "stream_state") or (scene.has("show") and not acting) or bare


def stopped(scene: Scene) -> bool:
    """Whether streams are to stop."""
    return _about(scene) and scene.has("stream_off", "close", "stop", "cancel")


def started(scene: Scene) -> bool:
    """Whether streams are to start: a verb, or `stream btc`."""
    return _about(scene) and (scene.has("run", "stream_on") or bool(scene.coins)) and not scene.numbers


def status(scene: Scene) -> Step:
    """get_stream_status of the venue named.

    Raises:
        Unclear: the venue named has no streams.
    """
    return _at(scene).step("get_stream_status")


def stop(scene: Scene) -> Step:
    """stop_stream, which stops all of the venue named, or of every venue.

    Raises:
        Unclear: one symbol is named, or a venue without streams.
    """
    if scene.coins:
        raise Unclear(
            "Streams stop all together. Write “stop the stream” to stop them?",
            "Akışlar hep birlikte durur. Durdurmak için “akışı durdur” yazar mısınız?",
        )
    if scene.numbers:
        raise Unclear("What is the number for?", "Sayı ne için?")
    return _at(scene).step("stop_stream")


def start(scene: Scene) -> Step:
    """start_stream, of the coins named or of what the account has open.

    Raises:
        Unclear: a coin is not known here, or the venue named has no streams.
    """
    slots = _at(scene)
    names = dict.fromkeys(_symbol(replace(scene, coins=(coin,))) for coin in scene.coins)
    if names:
        slots.put("symbols", list(names), scene.words(scene.coins[0].start, scene.coins[-1].end))
    return slots.step("start_stream")


def slash(scene: Scene) -> Step:
    """`/stream SYMBOL…`.

    Raises:
        Unclear: a word is no symbol of this venue.
    """
    if scene.unexplained:
        raise missing_symbol(scene)
    return start(scene)


def mixed(scene: Scene) -> str | None:
    """The stream words of a clause that also trades: neither half may be dropped in silence."""
    said = scene.all(*_NAMED)
    if not said or not scene.has("buy", "sell"):
        return None
    return scene.words(said[0].start, said[0].end)


def _about(scene: Scene) -> bool:
    return scene.has(*_NAMED) and not scene.has(*_ELSE)


def _at(scene: Scene) -> Slots:
    slots = Slots(scene)
    if venue(scene, slots) is VenueName.BTCTURK_SPOT:
        raise Unclear(
            "Only Binance has streams here. Of futures or of spot?",
            "Burada yalnızca Binance akışları var. Vadeli mi, spot mu?",
        )
    return slots


def _symbol(scene: Scene) -> str:
    named = Slots(scene)
    symbol(scene, named)
    return str(named.args["symbol"])
