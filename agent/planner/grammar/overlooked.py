"""Overlooked: words a command must not be read past, each a reason to ask instead."""

from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.spelling import mistyped
from agent.planner.grammar.tokens import Token
from agent.planner.grammar.vocabulary import known


def by_order(scene: Scene) -> str | None:
    """A risk that sizes nothing: `buy SOL 30$ riske stop 144`."""
    said = scene.all("risk")
    return scene.words(said[0].start, said[0].end) if said else None


def by_cancel(scene: Scene) -> str | None:
    """A second deed in the same breath, or a question: `cancel spk-av tjen buy 5 AVAX`, `kaldıralım kaç`."""
    sized = any(number.unit in ("coin", "quote") for number in scene.numbers)
    second = (scene.has("buy", "sell") and sized) or (scene.has("cancel") and scene.has("close"))
    counted = any(scene.folded[tag.start : tag.end] == "kac" for tag in scene.all("price"))
    return scene.text.strip() if second or counted else None


def by_backtest(scene: Scene) -> str | None:
    """A damaged date, or a mistyped word anywhere: a backtest of other data is another answer."""
    word = _beside_period(scene) or next(iter(mistyped(scene)), None)
    return scene.words(word.start, word.end) if word else None


def _beside_period(scene: Scene) -> Token | None:
    """An unexplained word that touches a date or a number: most likely a part of it."""
    for token in scene.unexplained:
        counted = any(
            number.end + 1 == token.start or token.end + 1 == number.start for number in scene.numbers
        )
        meant = known(token.stem, scene.language) or (counted and ordinary(token.stem, scene.language))
        if token.word and not meant and (counted or _touches_period(token, scene)):
            return token
    return None


def _touches_period(token: Token, scene: Scene) -> bool:
    gaps = [scene.folded[token.end : period.start] for period in scene.periods if token.end <= period.start]
    gaps += [scene.folded[period.end : token.start] for period in scene.periods if period.end <= token.start]
    return any(gap in (" ", "'") for gap in gaps)
