"""Slash commands: a leading slash is another spelling of the same calls."""

from collections.abc import Callable
from dataclasses import replace

from agent.planner.grammar import (
    backtests,
    cancels,
    closes,
    controls,
    figures,
    orders,
    reads,
    replies,
    streams,
    tuning,
)
from agent.planner.grammar.fold import fold
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol
from agent.planner.proposal import Answer, Clarify
from tools.catalogue import tool
from tools.text import Language, Text

Look = Callable[[str], Scene]
_TURKISH = frozenset({"al", "sat", "iptal"})
_VERBS = {
    "buy": "buy",
    "sell": "sell",
    "al": "al",
    "sat": "sat",
    "close": "close",
    "cancel": "cancel",
    "iptal": "iptal",
}


def split(text: str) -> tuple[str, str] | None:
    """Command and rest of a leading-slash text, or None."""
    if not text.startswith("/") or not text[1:2].isalpha():
        return None
    name, _, rest = text[1:].partition(" ")
    return fold(name), rest.strip()


def language(name: str) -> Language:
    """Language a command speaks."""
    return "tr" if name in _TURKISH else "en"


def run(name: str, rest: str, look: Look) -> Outcome:
    """What a slash command asks for."""
    if name == "help":
        return Answer(message=_help())
    reader = _READERS.get(name)
    if reader is None:
        return Clarify(question=_unknown(name))
    scene = look(f"{_VERBS.get(name, '')} {rest}".strip())
    try:
        if name in _READS and _more(scene, _READS[name]):
            raise _usage(name, _READS[name])
        return reader(scene)
    except Unclear as unclear:
        return Clarify(question=unclear.question)


def _strict(reader: Callable[[Scene], Step]) -> Callable[[Scene], Step]:
    def read(scene: Scene) -> Step:
        strange = [t for t in scene.unexplained if not t.text.isdigit()]
        if strange and scene.coins:
            question = replies.not_understood(scene.words(strange[0].start, strange[0].end))
            raise Unclear(question.en, question.tr)
        return reader(scene)

    return read


def _cancel(scene: Scene) -> Step:
    """`/cancel ID` takes any id: digits are the venue's, anything else a client's."""
    word = scene.text.partition(" ")[2].strip()
    if coin(scene) is None and word and " " not in word and cancels.order_id(scene) is None:
        slots = Slots(scene)
        cancels.put_order(scene, slots, ("order_id" if word.isdigit() else "client_order_id", word))
        return slots.step("cancel_order")
    return cancels.cancel(scene)


def _close(scene: Scene) -> Step:
    """`/close SYMBOL PERCENT`: a plain number is a percent."""
    percent = tuple(n._replace(unit="percent") if n.unit == "none" else n for n in scene.numbers)
    return _strict(closes.close)(replace(scene, numbers=percent))


_READS = {
    "positions": True,
    "orders": True,
    "portfolio": False,
    "risk": False,
    "health": False,
    "metrics": False,
}
"""Commands that only read, and whether they take a symbol."""


def _more(scene: Scene, takes_symbol: bool) -> bool:
    """Whether more stands behind a read than what it takes: that would be dropped."""
    if not takes_symbol:
        return bool(scene.tokens)
    named = [(c.start, c.end) for c in scene.coins]
    rest = [t for t in scene.tokens if not any(start <= t.start < end for start, end in named)]
    return bool(rest) if named else len(rest) > 1


def _usage(name: str, takes_symbol: bool) -> Unclear:
    said = f"/{name} [SYMBOL]" if takes_symbol else f"/{name}"
    return Unclear(
        f"{said} takes nothing else, so nothing was done. What do you want? Write the rest as its own line.",
        f"{said} başka bir şey almaz; hiçbir şey yapılmadı. Ne istiyorsunuz? Gerisini ayrı yazın.",
    )


def _symbol_only(tool: str) -> Callable[[Scene], Step]:
    def read(scene: Scene) -> Step:
        slots = Slots(scene)
        symbol(scene, slots, required=bool(scene.text.strip()))
        return slots.step(tool)

    return read


def _kill(scene: Scene) -> Step:
    slots = Slots(scene)
    if scene.text.strip():
        slots.put("reason", scene.text.strip(), scene.text.strip())
    return slots.step("engage_kill_switch")


def _canary(scene: Scene) -> Step:
    return controls.canary(scene)


def _policy(scene: Scene) -> Step:
    slots = Slots(scene)
    if scene.text.strip():
        named = reads.rule(scene)
        if scene.acts or (not named and len(scene.tokens) > 3):
            raise Unclear("Which rule? /policy [RULE]", "Hangi kural? /policy [KURAL]")
        slots.put("rule", named[0] if named else scene.folded.strip().replace(" ", "_"), scene.text.strip())
    return slots.step("explain_policy")


_READERS: dict[str, Callable[[Scene], Outcome]] = {
    "buy": _strict(orders.order),
    "sell": _strict(orders.order),
    "al": _strict(orders.order),
    "sat": _strict(orders.order),
    "close": _close,
    "cancel": _cancel,
    "iptal": _cancel,
    "positions": _symbol_only("get_positions"),
    "orders": _symbol_only("get_open_orders"),
    "portfolio": lambda scene: Step("get_portfolio", {}),
    "risk": lambda scene: Step("get_risk_status", {}),
    "canary": _canary,
    "kill": _kill,
    "backtest": lambda scene: backtests.backtest(scene, "BTCUSDT"),
    "policy": _policy,
    "health": lambda scene: Step("get_health", {}),
    "pnl": figures.pnl_command,
    "stream": streams.slash,
    "metrics": lambda scene: Step("get_metrics", {}),
    "optimize": tuning.command,
}
_LATER = frozenset({"optimize"} if tool("optimize_strategy").not_yet else ())


def _known() -> str:
    """The commands there are; one whose tool cannot run yet is not offered."""
    return " ".join(f"/{name}" for name in (*(name for name in _READERS if name not in _LATER), "help"))


def _help() -> Text:
    return Text(en=f"{replies.HELP.en}\nCommands: {_known()}", tr=f"{replies.HELP.tr}\nKomutlar: {_known()}")


def _unknown(name: str) -> Text:
    return Text(
        en=f"There is no /{name}. Which of these: {_known()}?",
        tr=f"/{name} diye bir komut yok. Hangisi: {_known()}?",
    )
