"""Clauses: an utterance cut into its steps; what belongs to a neighbour stays with it."""

import re
from collections.abc import Callable

from agent.planner.grammar import controls, further, streams, symbol_list
from agent.planner.grammar.chatter import commands
from agent.planner.grammar.flags import position_named
from agent.planner.grammar.fold import fold
from agent.planner.grammar.ladders import rungs, unlabelled
from agent.planner.grammar.number_words import spelled
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.recast import cancellations, plainer, settings
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.shared_verb import shared
from agent.planner.grammar.spelling import joined

_CUT = re.compile(
    (
        r"\s*(?:;|\n+|[.!?](?=\s+\S)|,?(?<!bundan)\s+(?:and then|then|after that|afterwards|ve sonra|sonra da"
        r"|daha sonra|ardindan|sonrasinda|sonra)(?=\s)|,(?=\s)|\s(?!and loss|ve zarar|plus \$?\d)"
        r"(?:and|ve|ayrica|also"
        r"|plus)(?=\s))\s*"
    ),
    re.ASCII,
)
_FIRST = re.compile(
    r"(?:(?:lutfen|hadi|abi|kanka|hocam|selam|merhaba|ya|please|hey|hi),? )*(?:(?:ilk )?once,? "
    r"|ilk olarak,? |first(?: of all)?,? )",
    re.ASCII,
)
_THEN = re.compile(r"(?<![a-z])(?:sonra|ardindan|then|after that|afterwards)(?![a-z])", re.ASCII)
_ITS = re.compile(r"(?<![a-z])(?:its|their|emirlerini|emrini)(?![a-z])", re.ASCII)
_OWN = frozenset({"buy", "sell", "close", "cancel", "kill", "release", "canary", "backtest"})
_READS = frozenset(
    {
        "positions",
        "portfolio",
        "open_orders",
        "risk",
        "health",
        "price",
        "policy",
        "pnl",
        "candles",
        "symbols",
    }
    | {"stream", "stream_on", "stream_off", "stream_state"}
)

Look = Callable[[str], Scene]


def clauses(text: str, look: Look) -> tuple[Scene, ...]:
    """The steps of an utterance, each as a scene of its own.

    A part with neither a verb nor a coin of its own belongs to its neighbour ("BTC al, %2 stop koy"); a part
    with size and coin but no verb takes the verb of its neighbour ("buy 0.01 BTC and 0.5 ETH").
    """
    if (first := _FIRST.match(fold(text))) and _THEN.search(fold(text)):
        text = text[first.end() :]
    text = plainer(text, look)
    text = _risk_taken(unlabelled(_unchained(joined(text, look(text).language), look), look), look)
    halts = look(text).has("kill", "release")
    if not halts and (told_once := _several(look(text), look)):
        return told_once
    whole = shared(look(text), look)
    if len(whole) > 1 and not halts:
        return whole
    text = text if halts else commands(text, look)
    parts = _parts(text, fold(text))
    if not halts:
        parts = [each for part in parts for each in _run_on(part, look)]
    seen = [look(part) for part in parts]
    if len(parts) == 1:
        scenes = [look(text)]
    else:
        scenes = _halting(text, parts, seen, look) if halts else _merged(seen, look)
    steps = [_with_verb(index, scenes, look) for index in range(len(scenes))]
    return tuple(scene for step in steps for scene in shared(step, look))


def _several(scene: Scene, look: Look) -> tuple[Scene, ...]:
    """The steps of one command that is told once for all of them; nothing where it is cut as any other."""
    return rungs(scene, look) or settings(scene, look) or cancellations(scene, look)


def _parts(text: str, folded: str) -> list[str]:
    parts, start = [], 0
    numbers = [(begin, end) for begin, end, _ in spelled(folded, "en")]
    for match in _CUT.finditer(folded):
        if any(begin < match.start() < end for begin, end in numbers):
            continue
        parts.append(text[start : match.start()])
        start = match.end()
    parts.append(text[start:])
    kept = [part.strip() for part in parts if part.strip(" .,!?")]
    return kept or [text]


_TAKES_RISK = re.compile(r"(?<=risk) al(?:arak|ayim|alim)?(?![a-z])", re.ASCII)


def _risk_taken(text: str, look: Look) -> str:
    """`eth long, stop 3100, 40 dolar risk al`: beside another side, the risk is what is taken."""
    scene = look(text)
    match = _TAKES_RISK.search(scene.folded)
    if match is None or scene.text != text or len(scene.all("buy", "sell")) < 2:
        return text
    return text[: match.start()] + text[match.end() :]


_CHAINED = re.compile(
    r"(?<![a-z])(?:iptal ed|(?:kapat|sat|al|sil|cik|durdur|cek|gec|kaldir))(?P<end>[iu]p)(?: da| de)? ",
    re.ASCII,
)
"""`kapatıp 0.1 eth al`: the ending says that the next verb is a command of its own."""


def _unchained(text: str, look: Look) -> str:
    """The text with `kapatıp …` as `kapat, …`, where what follows ends in a command."""
    match = _CHAINED.search(fold(text))
    if match is None or look(text).language != "tr":
        return text
    rest = look(text[match.end() :])
    tags = [tag for tag in rest.tags if tag.concept in (*_DEEDS, "set")]
    last = rest.folded.rstrip(" .!")
    if rest.unexplained or not tags or tags[-1].end != len(last):
        return text
    stem = text[: match.start("end")]
    return f"{stem[:-1]}t, {rest.text}" if fold(stem).endswith("iptal ed") else f"{stem}, {rest.text}"


_DEEDS = ("buy", "sell", "close", "cancel")


def _run_on(text: str, look: Look) -> list[str]:
    """`0.01 btc al 5 sol sat`: where a Turkish verb ends one deed and the next has all it needs."""
    scene = look(text)
    if scene.text != text or scene.language != "tr" or scene.has("kill", "release", "backtest", "canary"):
        return [text]
    ends = [tag.end for tag in scene.all(*_DEEDS)][:-1]
    parts = [text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    scenes = [look(part) for part in parts]
    return parts if len(parts) > 1 and all(map(_complete, scenes)) else [text]


def _complete(scene: Scene) -> bool:
    said = scene.all(*_DEEDS)
    if len(said) != 1 or not scene.folded.rstrip(" .!").endswith(scene.folded[said[0].start : said[0].end]):
        return False
    if said[0].concept in ("buy", "sell"):
        return _headless(scene) and not scene.unexplained
    its = said[0].concept == "cancel" and _ITS.search(scene.folded) is not None
    return (bool(scene.coins) or its) and not scene.unexplained


_SIDE = re.compile(
    r"(?:on )?(?:the )?(?:buy|sell|long|short)(?:[ -]side|ing)?|(?:al[iu][sm]|sat[iu]s|long|short)"
    r"(?: yon\w*| taraf\w*)?(?: olsun)?",
    re.ASCII,
)
"""Which side, as an afterthought: `run the canary on eth, sell side`."""


_LISTED = re.compile(r"(?:(?:my|all|any|the) )*(?:open|working|pending|acik|bekleyen) ", re.ASCII)
"""What is open is a list of its own: `… and my open btc orders`."""


def _own(scene: Scene) -> bool:
    if _SIDE.fullmatch(scene.folded.strip(" .!")):
        return False
    if further.begins(scene) or symbol_list.syncs(scene):
        return True
    if any(tag.concept in _OWN for tag in scene.tags):
        verbs = [t for t in scene.tags if t.concept in _OWN]
        return not all(scene.folded[t.start : t.end] in ("long", "short") for t in verbs) or bool(scene.coins)
    if scene.has("leverage") and scene.coins and not scene.has("stop", "take"):
        return True
    if scene.has("rest") and scene.has("stop", "take"):
        return True
    if _LISTED.match(scene.folded) and scene.has("order", "orders", "position", "positions"):
        return not (scene.numbers or scene.has("stop", "take"))
    if scene.has("hedge_mode", "one_way") or (scene.has("isolated", "crossed") and scene.coins):
        return not scene.numbers
    return bool(any(tag.concept in _READS for tag in scene.tags) and not scene.numbers)


def _headless(scene: Scene) -> bool:
    sized = any(n.unit in ("coin", "quote") for n in scene.numbers)
    return bool(scene.coins) and sized and not scene.has("stop", "take", "limit", "leverage", "at")


def _bare_verb(scene: Scene) -> bool:
    """`300 USDT of ETH, buy`: a verb with nothing to do of its own."""
    return scene.has("buy", "sell") and not (scene.coins or scene.numbers or scene.unexplained)


def _one_order(before: Scene, scene: Scene) -> str | None:
    """The text of one order that is told in two parts; None where they are two."""
    if _bare_verb(scene) and _headless(before) and not _own(before):
        return f"{scene.text} {before.text}"
    return f"{before.text}, {scene.text}" if _goes_on(before, scene) else None


def _goes_on(before: Scene, scene: Scene) -> bool:
    """`market buy, 250 usdt of eth`, `oco on eth, sell 1`: one order, told in two breaths."""
    if _bare_verb(before):
        return bool(scene.coins and scene.numbers) and not any(tag.concept in _OWN for tag in scene.tags)
    kinds = ("pair", "trailing", "stop_type", "stop_limit", "take_limit", "take_type", "limit")
    kind = before.has(*kinds) and bool(before.coins) and not (before.has(*_OWN) or before.numbers)
    return kind and scene.has("buy", "sell") and bool(scene.numbers) and not scene.coins


def _sizes_last(merged: list[Scene], scene: Scene) -> bool:
    """`short BNB, 0.5 BNB`: the size of the coin just named."""
    if not merged or _own(scene) or merged[-1].coins == ():
        return False
    sized = any(n.unit in ("coin", "quote") for n in merged[-1].numbers)
    return not sized and {c.base for c in scene.coins} == {c.base for c in merged[-1].coins}


def _set_apart(merged: list[Scene], scene: Scene) -> bool:
    """`set eth to cross and leverage to 4x`: two settings, and no order that takes them with it."""
    return (
        bool(merged)
        and (
            merged[-1].has("isolated", "crossed") or (merged[-1].has("close", "cancel") and scene.has("set"))
        )
        and not merged[-1].has("buy", "sell", "leverage")
        and scene.has("leverage")
        and bool(scene.numbers)
        and not scene.has("buy", "sell")
    )


def _rung(scene: Scene) -> bool:
    """A size with its price, and nothing else: `0.01 btc at 64000`, `63000'den 0.01`."""
    priced = len(scene.all("at")) + sum(n.case == "from" for n in scene.numbers)
    bare = all(n.unit in ("none", "coin", "quote") for n in scene.numbers)
    other = scene.has("stop", "take", "limit", "leverage", "close", "cancel", "trailing", "each", "set")
    return len(scene.numbers) == 2 and priced == 1 and bare and not (other or scene.unexplained)


def _like(first: Scene, scene: Scene, look: Look) -> Scene:
    """Another order like the one beside it: `and another 0.01 at 63000` takes its verb and its coin."""
    text, verbs = scene.text, first.all("buy", "sell")
    coins = {coin.base for coin in first.coins}
    if len(coins) == 1 and not scene.coins:
        sizes = _sizes(scene)
        end = sizes[0].end if len(sizes) == 1 else len(text)
        money = any(n.unit == "quote" for n in _sizes(first)) and all(n.unit == "none" for n in sizes)
        text = f"{text[:end]} {'usdt ' if money else ''}{coins.pop()}{text[end:]}"
    if not verbs or scene.has("buy", "sell"):
        return look(text)
    verb = first.words(verbs[0].start, verbs[0].end)
    return look(f"{text} {verb}" if first.language == "tr" else f"{verb} {text}")


def _sizes(scene: Scene) -> list[Number]:
    return [n for n in scene.numbers if n.case != "from" and not _follows_at(n.start, scene)]


def _follows_at(start: int, scene: Scene) -> bool:
    return any(tag.end < start and not scene.folded[tag.end : start].strip(" $") for tag in scene.all("at"))


def _merged(scenes: list[Scene], look: Look) -> list[Scene]:
    merged: list[Scene] = []
    waiting = ""
    for scene in scenes:
        if merged and (both := _one_order(merged[-1], scene)):
            merged[-1] = look(both)
        elif waiting and _rung(look(waiting)) and _rung(scene):
            merged += [_like(scene, look(waiting), look), scene]
            waiting = ""
        elif (_own(scene) or _headless(scene) or _set_apart(merged, scene)) and not _sizes_last(
            merged, scene
        ):
            merged.append(look(f"{waiting}, {scene.text}") if waiting else scene)
            waiting = ""
        elif merged and _rung(scene) and _rung(merged[-1]):
            merged.append(_like(merged[-1], scene, look))
        elif merged:
            merged[-1] = look(f"{merged[-1].text}, {scene.text}")
        else:
            waiting = f"{waiting}, {scene.text}".strip(", ")
    if waiting:
        merged.append(look(waiting))
    return merged


def _halting(text: str, parts: list[str], seen: list[Scene], look: Look) -> list[Scene]:
    """Steps of a text with the kill switch in it: a reason stays as it was typed, with its own `and`."""
    starts: list[int] = []
    for part in parts:
        starts.append(text.index(part, starts[-1] + 1 if starts else 0))
    groups: list[tuple[int, int]] = []
    for start, part, scene in zip(starts, parts, seen, strict=True):
        end = start + len(part)
        if groups and not _commands(scene, look(text[slice(*groups[-1])])):
            groups[-1] = groups[-1][0], end
        else:
            groups.append((start, end))
    return [look(text[start:end]) for start, end in groups]


def _commands(scene: Scene, before: Scene) -> bool:
    """Whether a part is a step of its own, and no more of the reason."""
    if streams.stopped(before) and scene.has("kill"):
        return True
    if not before.acts:
        return False
    if scene.has("kill", "release") and before.has("cancel", "close") and not before.has("kill", "release"):
        return True
    if not controls.reasoned(before) and not scene.has("kill", "release"):
        told = scene.acts or scene.has("show", "state", "stop", "stream_off", "stream_on", "cancel")
        return (_own(scene) and told) or _headless(scene)
    if scene.language == "tr":
        return scene.acts and bool(scene.coins or scene.numbers or scene.has("orders", "positions"))
    first = scene.tags[:1]
    if not first or first[0].concept not in _OWN | {"show", "polite"}:
        return False
    return {"and", "then", "also", "now"}.issuperset(scene.folded[: first[0].start].split())


def _with_verb(index: int, scenes: list[Scene], look: Look) -> Scene:
    scene = scenes[index]
    if not _own(scene) and _headless(scene):
        return _lent_verb(index, scenes, look)
    if scene.has("rest") and not scene.coins and index:
        return _of_rest(scene, scenes[index - 1], look)
    if scene.has("close", "cancel", "leverage", "sell", "buy", "candles") and not scene.coins and index:
        named = {c.base for c in scenes[index - 1].coins}
        its = scene.has("cancel") and _ITS.search(scene.folded) and scenes[index - 1].has("close")
        if len(named) == 1 and (scene.has("close", "leverage", "candles") or scene.numbers or its):
            ahead = bool(scene.numbers) and scene.numbers[-1].end == len(scene.folded.rstrip(" .!"))
            return look(f"{named.pop()} {scene.text}" if ahead else f"{scene.text} {named.pop()}")
    return scene


def _of_rest(scene: Scene, before: Scene, look: Look) -> Scene:
    """`close half my eth long and put a stop at 3050 on the rest`: the rest of that position."""
    named, side = {c.base for c in before.coins}, position_named(before)
    if len(named) != 1 or not before.has("close", "sell"):
        return scene
    coin, left = named.pop(), scene.all("rest")[0]
    if scene.language == "tr":
        of = f"{coin} {side.lower()}uma " if side else f"{coin} "
        return look(f"{scene.text[: left.start]}{of}{scene.text[left.start :]}")
    of = f" my {coin} {side.lower()}" if side else f" my {coin}"
    return look(f"{scene.text[: left.end]}{of}{scene.text[left.end :]}")


def _lent_verb(index: int, scenes: list[Scene], look: Look) -> Scene:
    for other in (*scenes[index + 1 :], *reversed(scenes[:index])):
        verbs = other.all("buy", "sell")
        if verbs:
            verb = other.words(verbs[0].start, verbs[0].end)
            return look(
                f"{verb} {scenes[index].text}" if other.language == "en" else f"{scenes[index].text} {verb}"
            )
    return scenes[index]
