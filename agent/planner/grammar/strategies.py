"""Strategies: one to be made from a description, one to go a stage further."""

import re

from agent.planner.grammar import replies
from agent.planner.grammar.apart import Part, Plain, as_typed, no_command, strange, without
from agent.planner.grammar.outcome import Outcome, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots
from agent.planner.proposal import Clarify

_LEAD = (
    r"(?:(?:please|pls|kindly|hey|hi|ok|so|now|go ahead and|bro|lutfen|bana|bize|benim icin|hadi|simdi|abi"
    r"|kanka|hocam"
    r"|selam|merhaba),? )*"
)
_TAIL = r"(?:,? (?:please|pls|thanks|bro|lutfen|abi|kanka|hocam|reis|hadi|simdi|tesekkurler))*\W*$"
_ASK = (
    r"(?:(?:can|could|would|will) you |i (?:want|need|would like)(?: you to)? |let'?s |(?:i'd"
    r"|i would) like(?: to)? )?"
)
_MAKE = (
    r"(?:generate|write|create|design|build|make|come up with|draft|develop|invent|set up|give me"
    r"|put together|code"
    r"|i (?:want|need))(?: me| us)?(?: up)?"
)
_NOUN = r"(?:(?!that\b|which\b)[\w-]+ ){0,5}?(?:strategy|strat|algo(?:rithm)?|bot)"
_EN = re.compile(
    rf"{_LEAD}{_ASK}{_MAKE}(?: an?| the| my| one)? (?P<whole>(?P<noun>{_NOUN})(?P<joint> ?[:-] ?"
    rf"|,? (?:that|which|where"
    r"|to|in which)(?: should| would| will| shall)? | |$)(?P<rest>.*))$",
    re.ASCII | re.DOTALL,
)
_BUILT = (
    r"(?:olustur|uret|yaz|tasarla|kur|hazirla|yap|gelistir|kodla|cikar)[a-z]*(?: (?:misin|misiniz"
    r"|lutfen|bana))*"
)
_TR_FIRST = re.compile(
    rf"{_LEAD}(?:(?:soyle|su|yeni|bir|asagidaki) )*strateji(?:yi|si|sini)? (?:{_BUILT})(?: ?[:,-] ?"
    rf"| )(?P<rest>.+)$",
    re.ASCII | re.DOTALL,
)
_TR_LAST = re.compile(
    rf"{_LEAD}(?:(?P<rest>.+?) )?(?:bir )?(?P<noun>(?:(?:trading|alim satim|islem) )?strateji(?:si|sini"
    rf"|yi)?)(?: bana| benim icin)?"
    rf" (?:{_BUILT}){_TAIL}",
    re.ASCII | re.DOTALL,
)
_GRID = re.compile(
    r"(?<![a-z])(?:(?:set up|create|build|start|launch|deploy|make|open)(?: me)?(?: an?| the"
    r"| my)? (?:\w+ )?grid(?! of)(?![a-z])"
    r"|grid(?: (?:bot|strateji|emir|islem)\w*)? (?:kur|olustur|baslat|ac|yap)(?:in|alim|elim|ar misin"
    r"|sana)?(?![a-z]))",
    re.ASCII,
)
_TRADING = re.compile(
    r"(?<![a-z])(?:rsi|sma|ema|macd|bollinger|grid|scalp\w*|breakout\w*|kirilim\w*|momentum|reversion"
    r"|mean[ -]reverting"
    r"|crossover\w*|crosses|kesis\w*|moving averages?"
    r"|(?:hareketli )?ortalama\w*|vwap|atr|stochastic|volatilit\w*"
    r"|candles?|mum\w*|funding|arbitra\w*|dca|trend(?:[ -]?(?:follow\w*|takip\w*))|crypto|kripto)(?![a-z])",
    re.ASCII,
)
_OFTEN_TRADING = re.compile(
    r"(?<![a-z])(?:buy|sell|long|short|trad|trend|cross|dip|rall|price|fiyat|low|high|stop|profit|risk|swing"
    r"|support|resistance|destek|direnc|al(?=$|[ ,.]|sin|im|an)"
    r"|sat(?=$|[ ,.]|sin|im|an)|dus|yuksel|artin|%|\d)",
    re.ASCII,
)
_ENOUGH = 3
"""Different words of `_OFTEN_TRADING` that only a strategy has together: `buy low, sell high`."""
_DOES = re.compile(r"(?<![a-z])(?:al|sat|alsin|satsin|kapat|cik|alan|satan|ac|acan|girsin|ciksin)$", re.ASCII)
"""What a strategy does, rather than what it is called."""
_WHAT = (
    "What should the strategy do? For example “buy when RSI is below 30, sell above 70”.",
    "Strateji ne yapsın? Örneğin “RSI 30'un altında al, 70'in üstünde sat”.",
)
_SHORTEST = 2
"""Words of a description."""

_STAGES = {
    "ready": r"ready|hazir",
    "canary": r"canary|kanarya",
    "live_testnet": r"live[ _-]?testnet|live|canli|testnet",
}
_STAGE = re.compile(
    r"(?<![\w-])(?:(?:to|into|as|for) )?(?:the )?(?:"
    r"(?P<live_testnet>live[ _-]?test ?net|live on (?:the )?test ?net|test ?net(?:'?te)? canli"
    r"|canli test ?net|live"
    r"|canli|test ?net)|(?P<canary>canary|kanarya)|(?P<ready>ready|hazir))(?:'?[a-z]{1,4})?"
    r"(?: (?:stage|phase|level|asama|seviye|durum|evre)\w*)?(?![\w-])",
    re.ASCII,
)
_PROMOTE = re.compile(
    r"(?<![a-z])(?:promote|graduate|advance|elevate|upgrade|terfi(?: et\w*)?|yukselt(?:in|elim|ir misin)?"
    r"|ilerlet\w*|gecir\w*|tasi(?:r misin)?|(?<=canliya )al|(?<=testnete )al|(?<=hazira )al"
    r"|(?<=readyye )al|move|push(?! notif)|bump"
    r"|(?<=kanaryaya )al|(?<=asamasina )al)(?![a-z])",
    re.ASCII,
)
_MOVED = re.compile(r"(?<![a-z])(?:move|push|bump)(?![a-z])", re.ASCII)
_STRATEGY = re.compile(
    r"(?<![\w-])(?:(?:my|the|our) )?(?:strategy|strat|strateji(?:si|yi|sini)?)(?![\w-])", re.ASCII
)
_ID = re.compile(
    r"(?<![\w-])(?P<id>[a-z0-9]+(?:[-_][a-z0-9]+)+|[a-z]+\d+)(?:'(?:y?[iu]|n[iu]n))?(?![\w-])", re.ASCII
)
_AFTER = re.compile(r"(?:strategy|strat) (?:id )?(?P<id>[a-z0-9][\w-]*)", re.ASCII)


def generate(scene: Scene, plain: Plain) -> Outcome | None:
    """generate_strategy; None when the clause asks for none.

    Raises:
        Unclear: what it shall do is missing.
    """
    if scene.has("backtest") or scene.periods:
        return None
    grid = _GRID.search(scene.folded)
    # Its noun alone is no word of trading, and `sol` is a coin only beside one.
    if grid and (scene.coins or without(scene, [Part(*grid.span(), "orders")]).coins):
        return _made(scene, 0, len(scene.text), no_command(scene))
    span = _description(scene.folded)
    if span is None:
        return None
    told = scene.folded[slice(*span)]
    if len(told.split()) < _SHORTEST:
        raise Unclear(*_WHAT)
    often = {match.group() for match in _OFTEN_TRADING.finditer(scene.folded)}
    if not _TRADING.search(scene.folded) and not scene.coins and len(often) < _ENOUGH:
        return None
    return _made(scene, *span, no_command(without(scene, [Part(*span)])))


def _made(scene: Scene, start: int, end: int, against: Outcome | None) -> Outcome:
    if against is not None:
        return against
    slots = Slots(scene)
    said = as_typed(scene, scene.words(start, end).strip(" .!?\"'"))
    slots.put("description", said, said)
    return slots.step("generate_strategy")


def _description(folded: str) -> tuple[int, int] | None:
    """Where the text says what the strategy shall do: behind a colon or `that`, else all that is asked "
    "for."""
    if match := _EN.match(folded):
        joined = match["joint"].strip() and match["rest"].strip()
        if joined or not match["rest"].strip():
            return match.span("rest") if joined or _plain(match["noun"]) else match.span("whole")
        return match.span("whole")
    match = _TR_FIRST.match(folded) or _TR_LAST.match(folded)
    if match is None:
        return None
    if not match["rest"]:
        return match.end(), match.end()
    told = match.re is _TR_FIRST or _DOES.search(match["rest"])
    return match.span("rest") if told else (match.start("rest"), match.end("noun"))


def _plain(noun: str) -> bool:
    """`a new trading strategy` says nothing of what it does."""
    return set(noun.split()) <= {
        "new",
        "trading",
        "good",
        "strategy",
        "strat",
        "algo",
        "algorithm",
        "bot",
        "simple",
    }


def begins(scene: Scene) -> bool:
    """Whether it asks for a promotion."""
    return bool(
        _PROMOTE.search(scene.folded) and (_STRATEGY.search(scene.folded) or _STAGE.search(scene.folded))
    )


def promote(scene: Scene, plain: Plain) -> Outcome | None:
    """promote_strategy; None when the clause asks for none.

    Raises:
        Unclear: which strategy, or to which stage.
    """
    named, stages = _strategy_id(scene), [*_STAGE.finditer(scene.folded)]
    told = _STRATEGY.search(scene.folded) or (named and scene.folded.startswith("strat", named.start))
    if not _PROMOTE.search(scene.folded) or _moves_a_word(scene, named):
        return None
    if not told and (named is None or not stages):
        return None
    parts = [named, *stages, *_STRATEGY.finditer(scene.folded), *_PROMOTE.finditer(scene.folded)]
    rest = without(scene, parts)
    if rest.has("buy", "sell", "close", "cancel") or (named is None and strange(rest)):
        return None
    if said := no_command(rest):
        return said
    slots = Slots(scene)
    if named is None:
        raise Unclear("Which strategy? Its id, please.", "Hangi strateji? Kimliğini yazın.")
    slots.put("strategy_id", scene.words(*named[:2]), scene.words(*named[:2]))
    if len(stages) != 1:
        names = ", ".join(_STAGES)
        raise Unclear(f"To which stage: {names}?", f"Hangi aşamaya: {names}?")
    slots.put("to", next(name for name in _STAGES if stages[0][name]), scene.words(*stages[0].span()))
    if (word := strange(rest)) is not None:
        return Clarify(question=replies.not_understood(word), lost=True)
    return slots.step("promote_strategy")


def _moves_a_word(scene: Scene, named: Part | None) -> bool:
    """`move the strategy meeting to live`: everyday verbs promote only what looks like an id."""
    if named is None or not _MOVED.search(scene.folded):
        return False
    return not re.search(r"[-_\d]", scene.folded[named.start : named.end])


def _strategy_id(scene: Scene) -> Part | None:
    """The id behind `strategy`, else the one word that looks like an id."""
    if (after := _AFTER.search(scene.folded)) and after["id"] not in ("to", "into", "from", "as"):
        return Part(*after.span("id"))
    found = [match for match in _ID.finditer(scene.folded) if not _STAGE.fullmatch(match["id"])]
    return Part(*found[0].span("id")) if len(found) == 1 else None
