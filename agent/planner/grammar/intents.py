"""Intents: what a clause wants, decided by an ordered table, first match wins."""

import re
from collections.abc import Callable
from typing import NamedTuple

from agent.planner.grammar import (
    backtests,
    cancels,
    closes,
    controls,
    documents,
    figures,
    further,
    guards,
    measured,
    orders,
    overlooked,
    pairs,
    preferences,
    protects,
    reads,
    replaces,
    replies,
    settings,
    streams,
    symbol_list,
    unsaid,
)
from agent.planner.grammar.apart import no_command
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene, recognise
from agent.planner.grammar.slots import Slots, symbol
from agent.planner.grammar.spelling import may_be_verb, mistyped, only_known
from agent.planner.grammar.tokens import Token
from agent.planner.proposal import Answer, Clarify


class Intent(NamedTuple):
    """A kind of wish: how it is recognised and how it is read."""

    meant: Callable[[Scene], bool]
    read: Callable[[Scene], Step]
    acts: bool


def _kill_question(scene: Scene) -> bool:
    return scene.has("kill", "release") and guards.doubtful(controls.without_reason(scene))


def _kills(scene: Scene) -> bool:
    """Orders named before any reason make it a cancellation."""
    told = controls.without_reason(scene)
    reason = min((tag.start for tag in told.all("because")), default=len(scene.folded))
    named = told.all("order", "orders", "open_orders")
    return scene.has("kill") and not any(tag.start < reason for tag in named)


def _cancels(scene: Scene) -> bool:
    if not scene.has("cancel", "close") or scene.has("position", "positions"):
        return False
    if scene.has("close") and not scene.has("cancel"):
        return scene.has("order", "orders", "open_orders")
    return True


def _lists(scene: Scene, *concepts: str) -> bool:
    return scene.has(*concepts) and not scene.numbers


def _asks_orders(scene: Scene) -> bool:
    if (
        scene.has("order")
        and scene.has("state", "show")
        and scene.coins
        and not scene.has("run", "buy", "sell")
    ):
        return not scene.numbers
    return (
        scene.has("open_orders", "orders")
        and not scene.numbers
        and (scene.has("show") or not scene.has("run", "cancel"))
    )


def _held(scene: Scene) -> bool:
    """`show my long positions`: the side is an adjective."""
    return (
        (scene.has("positions") or (scene.has("position") and (scene.has("show") or reads.just_asked(scene))))
        and not scene.numbers
        and not scene.has("stop", "take", "close")
        and not _asks_rule(scene)
    )


def _price(scene: Scene) -> bool:
    return scene.has("price") and not scene.has("buy", "sell", "stop", "take", "limit")


def _bare_market(scene: Scene) -> bool:
    return (
        bool(scene.coins)
        and not scene.numbers
        and (scene.has("show", "state", "market"))
        and not scene.has("run", "set", "position")
    )


def _asks_rule(scene: Scene) -> bool:
    named = reads.rule(scene)
    if named is None or scene.has("buy", "sell", "set") or reads.what_is_left(scene):
        return False
    return (named[0] == "max_leverage" or not scene.has("leverage")) and _explains(scene)


_TABLE: tuple[Intent, ...] = (
    Intent(streams.asked, streams.status, acts=False),
    Intent(streams.stopped, streams.stop, acts=True),
    Intent(streams.started, streams.start, acts=True),
    Intent(_kill_question, lambda s: Step("get_risk_status", {}), acts=False),
    Intent(lambda s: s.has("release"), controls.release, acts=True),
    Intent(_kills, controls.kill, acts=True),
    Intent(backtests.meant, backtests.backtest, acts=True),
    Intent(lambda s: s.has("canary"), controls.canary, acts=True),
    Intent(settings.about_mode, settings.position_mode, acts=True),
    Intent(settings.about_margin, settings.margin_type, acts=True),
    Intent(replaces.about, replaces.replace, acts=True),
    Intent(lambda s: s.has("pnl"), figures.pnl, acts=False),
    Intent(lambda s: s.has("candles"), figures.candles, acts=False),
    Intent(lambda s: s.has("symbols"), symbol_list.show, acts=False),
    Intent(_cancels, cancels.cancel, acts=True),
    Intent(_held, lambda s: reads.listing("get_positions", s), acts=False),
    Intent(lambda s: s.has("close") or closes.trims(s), closes.close, acts=True),
    Intent(reads.asks_order, reads.order, acts=False),
    Intent(_asks_orders, lambda s: reads.listing("get_open_orders", s), acts=False),
    Intent(_asks_rule, reads.policy, acts=False),
    Intent(settings.asks_leverage, lambda s: reads.listing("get_positions", s), acts=False),
    Intent(settings.sets_leverage, controls.set_leverage, acts=True),
    Intent(lambda s: s.has("pair"), pairs.pair, acts=True),
    Intent(lambda s: s.has("buy", "sell", *protects.PROTECTING), orders.order, acts=True),
    Intent(lambda s: _lists(s, "portfolio"), reads.portfolio, acts=False),
    Intent(measured.asks_share, reads.portfolio, acts=False),
    Intent(_price, reads.market, acts=False),
    Intent(lambda s: _lists(s, "policy") and not s.has("risk"), reads.policy, acts=False),
    Intent(lambda s: _lists(s, "risk"), reads.risk, acts=False),
    Intent(lambda s: _lists(s, "policy"), reads.policy, acts=False),
    Intent(lambda s: _lists(s, "health"), lambda s: Step("get_health", {}), acts=False),
    Intent(_bare_market, reads.market, acts=False),
)

_SYNC = Intent(symbol_list.syncs, symbol_list.sync, acts=True)

_EXPLAINS = re.compile(
    (
        r"(?<![a-z])(?:what|explain|why|how|rule|policy|limit|tell|show|describe|ne|nedir|neden|niye"
        r"|anlam\w*|acikla\w*|anlat\w*|kural\w*|limit\w*|kac|goster|politika\w*|sinir\w*)(?![a-z])"
    ),
    re.ASCII,
)


def _explains(scene: Scene) -> bool:
    return _EXPLAINS.search(scene.folded) is not None


def read(scene: Scene) -> Outcome:
    """What one clause asks for; a command that is not wholly understood becomes a question or nothing."""
    if documents.asks_why_denied(scene):
        return Answer(message=replies.WHY_DENIED)
    said = preferences.read(scene) or _asked(scene)
    if said == Answer(message=replies.HELP) and (question := unsaid.question(scene)):
        return Clarify(question=question)
    return said


def whole(text: str, scene: Scene) -> Step | None:
    """The one call of an utterance that must not be cut into steps; free text in it stays as it was typed."""
    if documents.asks_why_denied(scene) or documents.asks(scene):
        return None
    typed = recognise(text, scene.language, scene.speech, scene.surroundings, scene.today)
    return further.whole(typed, read) or further.whole(scene, read)


def _asked(scene: Scene) -> Outcome:
    if documents.asks(scene):
        return documents.search(scene)
    if symbol_list.syncs(scene):
        return _sync(scene)
    if wish := further.read(scene, read):
        return wish
    if said := streams.mixed(scene):
        return Clarify(question=replies.not_understood(said))
    for intent in _TABLE:
        if intent.meant(scene):
            return _act(scene, intent) if intent.acts else _tell(scene, intent)
    return _nothing(scene)


def _act(scene: Scene, intent: Intent) -> Outcome:
    if intent.read in (controls.kill, controls.release):
        return _halt(scene, intent)
    if (said := no_command(scene)) is not None and not backtests.asks_about_past(scene):
        about = intent.read in (settings.margin_type, settings.position_mode)
        advice = isinstance(said, Answer) and said.message == replies.ADVICE
        return Answer(message=replies.SETTINGS) if about and advice else said
    if (scene.intervals or scene.periods) and intent.read is not backtests.backtest:
        return Clarify(question=replies.SCHEDULE)
    if asked := measured.unfit(scene, intent.read is orders.order):
        return Clarify(question=asked)
    if passed := _overlooked(scene, intent):
        return Clarify(question=replies.not_understood(passed), lost=True)
    free_text = intent.read is backtests.backtest
    if not free_text and (said := _unexplained(scene)) is not None:
        return said
    if free_text and _only_talk(scene, intent):
        return Answer(message=replies.HELP)
    return _read(scene, intent)


def _sync(scene: Scene) -> Outcome:
    if off := mistyped(scene):
        return Clarify(question=replies.not_understood(scene.words(off[0].start, off[0].end)), lost=True)
    return no_command(scene) or _read(scene, _SYNC)


def _overlooked(scene: Scene, intent: Intent) -> str | None:
    if intent.read is orders.order:
        return overlooked.by_order(scene)
    if intent.read is cancels.cancel:
        return overlooked.by_cancel(scene)
    return overlooked.by_backtest(scene) if intent.read is backtests.backtest else None


def _halt(scene: Scene, intent: Intent) -> Outcome:
    """The kill switch: its reason is free text, and words nobody accounts for ask rather than pass by."""
    told = controls.without_reason(scene)
    said_first = told.all("kill", "release")[0]
    if scene.language == "en" and any(t.start > said_first.start for t in told.all("negated")):
        return Clarify(question=replies.HALT)
    undone = any(0 <= tag.start - said_first.end <= 1 for tag in told.all("cancel", "close"))
    undone |= any(tag.start > said_first.end for tag in told.all("show") if told.has("position"))
    if mistyped(scene) or undone:
        return Clarify(question=replies.HALT)
    if (said := no_command(told)) is not None:
        return said
    if told.intervals or told.periods:
        return Clarify(question=replies.SCHEDULE)
    if not _only_talk(told, intent):
        return _read(scene, intent)
    named = _BY_NAME.search(scene.folded, said_first.start, said_first.end)
    lead = scene.folded[: said_first.start].rstrip()
    polite = any(tag.end >= len(lead) for tag in told.all("polite") if tag.start < said_first.start)
    first = not lead or polite or lead[-1] in ",.;:!-"
    return Clarify(question=replies.HALT) if named and first else Answer(message=replies.HELP)


def _read(scene: Scene, intent: Intent) -> Outcome:
    try:
        return intent.read(scene)
    except Unclear as unclear:
        return Clarify(question=unclear.question)


def _only_talk(scene: Scene, intent: Intent) -> bool:
    """Free words are for a reason or a strategy; before the verb they make it a sentence about something."""
    said = scene.all("kill", "release", "backtest")
    if not said:
        return False
    before = [t for t in scene.unexplained if t.start < said[0].start]
    because = scene.has("because")
    if intent.read is backtests.backtest:
        return len(before) > 3 and not scene.coins
    after = [t for t in scene.unexplained if t.start >= said[0].end]
    if scene.folded[said[0].start : said[0].end] == "halt" and after and not because:
        return True
    told = r": | - | for |, " if _BY_NAME.search(scene.folded) else r": | - | for "
    return bool(before and not because) or bool(after and not because and not re.search(told, scene.folded))


_BY_NAME = re.compile(
    r"kill ?switch|trading|islem|emergency|everything|acil|her ?sey|breaker|devre kesici|sigorta", re.ASCII
)


def _unexplained(scene: Scene) -> Outcome | None:
    strange = [t for t in scene.unexplained if not (t.text.isdigit() and len(t.text) >= 4)]
    if not strange:
        return None
    if not _commanded(scene):
        return Answer(message=replies.HELP)
    word = scene.words(strange[0].start, strange[0].end)
    if not scene.coins and len(strange) <= 2:
        try:
            symbol(scene, Slots(scene))
        except Unclear as unclear:
            return Clarify(question=unclear.question)
    return Clarify(question=replies.not_understood(word), lost=True)


def _commanded(scene: Scene) -> bool:
    """Whether strange words leave a command standing: something sized or named, no subject before."""
    named = scene.coins or scene.numbers or (scene.has("cancel") and scene.has("order", "orders"))
    if not named or len(scene.unexplained) > 4:
        return False
    verbs = scene.all("buy", "sell", "close", "cancel", "set", "stop", "take", "canary")
    if scene.language == "en" and verbs:
        ahead = [t for t in scene.unexplained if t.start < verbs[0].start and t.word]
        return not ahead or _all_sized(ahead, scene)
    return bool(verbs)


def _all_sized(words: list[Token], scene: Scene) -> bool:
    """`2 foocoin buy`: what is unknown is what the size is of, and nobody who does something."""
    ends = {number.end + 1 for number in scene.numbers}
    return all(word.start in ends for word in words)


def _tell(scene: Scene, intent: Intent) -> Outcome:
    if scene.has("question") and intent.read is not reads.policy and not scene.has("kill", "release"):
        return Answer(message=replies.ADVICE)
    if guards.negated(scene) and (scene.language == "tr" or "?" not in scene.text):
        return Answer(message=replies.NEGATED)
    strange = [t for t in scene.unexplained if t.word]
    if scene.has(*_LISTED) and (verb := _strange_verb(scene)):
        return Clarify(question=replies.not_understood(verb), lost=True)
    asks = "?" in scene.text or scene.has("show", "price", "polite") or guards.doubtful(scene)
    allowed = 3 if intent.read in (figures.pnl, symbol_list.show) else 2 if asks else 1
    if (
        intent.read is reads.market
        and not scene.coins
        and any(not _ticker(t.start, t.end, scene) for t in strange)
    ):
        return Answer(message=replies.HELP)
    if len(strange) > allowed and not scene.ids:
        return Answer(message=replies.HELP)
    try:
        return intent.read(scene)
    except Unclear as unclear:
        return Clarify(question=unclear.question)


_MOST_STRANGE = 3
_PRESSED = re.compile(r"\w{2}s[ae]n[ae]$", re.ASCII)
"""`çaksana`: whatever the verb is, it asks for something to be done."""
_LISTED = ("orders", "open_orders", "positions")


def _strange_verb(scene: Scene) -> str | None:
    """An unknown word where the verb stands: whatever it wants done, it is hardly a list."""
    words = [t for t in scene.tokens if t.word]
    if scene.has("show", "state", "polite") or "?" in scene.text or not words:
        return None
    verb = words[0] if scene.language == "en" else words[-1]
    return scene.words(verb.start, verb.end) if scene.unexplained == (verb,) else None


def _ticker(start: int, end: int, scene: Scene) -> bool:
    return scene.text[start:end].isupper() and end - start <= 6 and not scene.text.isupper()


def _nothing(scene: Scene) -> Outcome:
    if guards.negated(scene):
        return Answer(message=replies.NEGATED)
    if scene.has("question"):
        return Answer(message=replies.ADVICE)
    if scene.folded.strip(" !.") in ("stop", "dur", "durdur"):
        return Clarify(question=replies.STOP)
    if scene.has("told"):
        return Answer(message=replies.TOLD)
    return Answer(message=replies.HELP) if guards.doubtful(scene) else _without_verb(scene)


def _without_verb(scene: Scene) -> Outcome:
    """A size, a coin or a measure with no verb that is known: what is missing is asked."""
    bare = [t for t in scene.unexplained if t.word]
    verb = may_be_verb(scene) if len(bare) <= _MOST_STRANGE else None
    if verb and (scene.coins or scene.numbers or scene.tags or only_known(scene, verb)):
        return Clarify(question=replies.not_understood(scene.words(verb.start, verb.end)), lost=True)
    if scene.measures:
        return Clarify(question=replies.MEASURED)
    if not bare and (scene.coins or scene.numbers):
        try:
            return orders.order(scene)
        except Unclear as unclear:
            return Clarify(question=unclear.question)
    pressed = scene.language == "tr" and any(_PRESSED.search(t.text) for t in bare)
    if (scene.has("run") or pressed) and scene.coins and scene.numbers:
        return Clarify(question=replies.not_understood(scene.text.strip()), lost=True)
    sized = scene.coins and scene.numbers and len(bare) == 1
    first = bool(bare) and bare[0] == scene.tokens[0]
    if sized and len([t for t in scene.tokens if t.text[0].isalnum()]) <= (6 if first else 3):
        word = scene.words(bare[0].start, bare[0].end)
        return Clarify(question=replies.not_understood(word), lost=True)
    return Answer(message=replies.HELP)
