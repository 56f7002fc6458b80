"""Records: questions to what the product itself keeps: its metrics, its audit, its fills."""

import re

from agent.planner.grammar import replies
from agent.planner.grammar.apart import COUNT, Part, Plain, no_command, strange, whole, without
from agent.planner.grammar.outcome import Outcome, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol
from agent.planner.proposal import Answer
from tools.catalogue import TOOLS

_METRICS = re.compile(
    r"(?<![a-z0-9])(?:(?:the |your |all |system |process |server |app |product |prometheus |runtime "
    r"|sistem(?:in)? "
    r"|surec |sunucu |uygulama )*(?:metrics|metrik(?:ler|leri|lerini|lerin)?|prometheus"
    r"(?: (?:summary|ciktisi\w*|verileri\w*|ozeti\w*))?|sayaclar\w*)(?: (?:of (?:the |this )?(?:system"
    r"|process|server)"
    r"|summary|overview|ozet\w*|durum\w*|deger\w*))?)(?![a-z0-9])",
    re.ASCII,
)
_ROWS = r"(?:logs?|trail|entries|entry|records?|rows?|events|lines|history|actions)"
_TR_ROWS = r"(?:kay[iu]?[td]\w*|gunlu[kg]\w*|log\w*|iz(?:i|ini|leri|lerini)?|defter\w*|satir\w*|olay\w*)"
_AUDIT = re.compile(
    rf"(?<![a-z0-9])(?:audit(?:[ _-]{_ROWS})*|denetim(?:in)?(?: {_TR_ROWS})*|audit {_TR_ROWS}"
    rf"|(?:last|recent|latest) (?:{COUNT} )?(?:audit|actions|events)(?: {_ROWS})*"
    rf"|son (?:{COUNT} )?(?:denetim (?:{_TR_ROWS})|olay\w*|eylem\w*)(?: {_TR_ROWS})*)(?![a-z0-9])",
    re.ASCII,
)
_LIMIT = re.compile(
    rf"(?<![a-z0-9.,])(?:(?:the )?(?:last|latest|newest|recent|most recent|first|top|son|en son|en yeni) )?"
    rf"(?P<count>{COUNT}) ?(?:(?:most recent|latest|newest|tane|adet) )?(?={_ROWS}|{_TR_ROWS}|audit"
    rf"|denetim|eylem)"
    rf"|(?<![a-z])(?:limit|last|latest|son) ?[=:]? ?(?P<bare>\d+)(?: (?:{_ROWS}|{_TR_ROWS}))?(?!\w|[.,]\d)",
    re.ASCII,
)
_ACTION = re.compile(
    r"(?<![\w.])(?:(?:for|of|about|on|action[ =:]*) )?(?P<action>[a-z]+(?:[_.][a-z]+)+)(?:'?[a-z]{1,4})?"
    r"(?: (?:icin|kayit\w*|kayd\w*|hakkinda))*(?![\w.])",
    re.ASCII,
)
_TOOLS = frozenset(tool.name for tool in TOOLS)
_PAPER = (
    r"(?:paper|simulat(?:ed|ion|ions)|dry[ -]?runs?|kagit(?: ustu(?:nde)?)?|simulasyon\w*|simule"
    r"|sanal|deneme)"
)
_TESTNET = r"(?:test ?net(?:'?[a-z]{1,4})?|live|real|actual|gercek|canli)"
_FILLS = (
    r"(?:(?:fills?|executions?|orders?|trades?|results?|dolum|gerceklesme|emir|islem|sonuc)(?:ler"
    r"|lar)?[a-z]*)"
)
_VERB = r"(?:compar(?:e|ing|ison)|karsilastir\w*|kiyasla\w*|versus|vs\.?|against|fark\w*)"
_COMPARE = re.compile(
    rf"(?=.*(?<![a-z]){_VERB}(?![a-z]))(?=.*(?<![a-z])(?:{_FILLS}|fill ratio|slippage|kayma\w*)(?![a-z]))"
    rf"(?=.*(?<![a-z])(?:{_PAPER}|fills?|dolum\w*|gerceklesme\w*)(?![a-z]))"
    rf"|.*(?<![a-z]){_PAPER} (?:vs\.?|versus|against|and|to|with|ile|ve) {_TESTNET}(?![a-z])"
    rf"|(?=.*(?<![a-z]){_VERB}(?![a-z]))(?=.*(?<![a-z]){_PAPER}(?![a-z])).*(?<![a-z]){_TESTNET}(?![a-z])"
    rf"|.*(?<![a-z])fill ratio(?![a-z])|.*(?<![a-z])dolum oran\w*",
    re.ASCII,
)
_COMPARED = re.compile(
    rf"(?<![a-z])(?:{_VERB}|{_PAPER}|{_TESTNET}|{_FILLS}|fill ratio|slippage|kayma\w*|dolum oran\w*|and|ve"
    rf"|ile"
    rf"|with|to|between|aras[a-z]*|difference|my|arasindaki|execution time|since|beri|itibaren)(?![a-z0-9])",
    re.ASCII,
)
_FETCH = re.compile(r"(?:(?:can|could) you |please )?(?:pull(?: up)?|grab|bring up)(?! the plug)", re.ASCII)
_ACTS = ("close", "cancel", "set", "leverage", "canary", "take", "backtest")


def begins(scene: Scene) -> bool:
    """Whether it names one of them."""
    return any(pattern.search(scene.folded) for pattern in (_METRICS, _AUDIT))


def metrics(scene: Scene, plain: Plain) -> Outcome | None:
    """get_metrics, when nothing else is asked for."""
    named = [*_METRICS.finditer(scene.folded)]
    if not named:
        return None
    rest = without(scene, named)
    if rest.has("buy", "sell", *_ACTS) or rest.coins or rest.numbers or strange(rest):
        return None
    return _question(rest) or Slots(scene).step("get_metrics")


def audit(scene: Scene, plain: Plain) -> Outcome | None:
    """get_audit_log.

    Raises:
        Unclear: how many rows cannot be read, or the rows of certain days are wanted.
    """
    if not _AUDIT.search(scene.folded):
        return None
    slots = Slots(scene)
    limits, actions = [*_LIMIT.finditer(scene.folded)], [*_ACTION.finditer(scene.folded)]
    rest = without(scene, [*limits, *actions])
    rest = without(rest, [_FETCH.match(rest.folded)])
    rest = without(
        rest, [*_AUDIT.finditer(rest.folded), *re.finditer(rf"\b{_TR_ROWS}", rest.folded, re.ASCII)]
    )
    if rest.has("buy", "sell", *_ACTS) or rest.coins or strange(rest):
        return None
    if said := _question(rest):
        return said
    if rest.periods:
        raise Unclear("I can show the newest rows: how many?", "En yeni satırları gösterebilirim: kaç tane?")
    if limits or rest.numbers:
        _limit(slots, limits, bool(rest.numbers))
    if actions:
        _action(slots, actions)
    return slots.step("get_audit_log")


def _limit(slots: Slots, found: list[re.Match[str]], more: bool) -> None:
    count = whole(found[0]["count"] or found[0]["bare"]) if len(found) == 1 and not more else None
    if count is None or not 1 <= count <= _MOST:
        raise Unclear(f"How many rows? 1 to {_MOST}.", f"Kaç satır? 1 ile {_MOST} arası.")
    slots.put("limit", count, slots.scene.words(*found[0].span()))


_MOST = 500


def _action(slots: Slots, found: list[re.Match[str]]) -> None:
    name = found[0]["action"]
    if len(found) > 1 or (name not in _TOOLS and "." not in name):
        raise Unclear("Rows of which tool?", "Hangi aracın satırları?")
    slots.put("action", name, slots.scene.words(*found[0].span("action")))


def fills(scene: Scene, plain: Plain) -> Outcome | None:
    """compare_fills.

    Raises:
        Unclear: several coins are named, or the first day reads two ways.
    """
    if not _COMPARE.match(scene.folded):
        return None
    named = [m for m in _COMPARED.finditer(scene.folded) if not _in_period(scene, m)]
    # What is compared is of trading, and `sol` is a coin only beside a word of it.
    rest = without(scene, [Part(*named[0].span(), "orders"), *named[1:]])
    if rest.has("buy", "sell", *_ACTS) or rest.numbers or strange(rest):
        return None
    if said := _question(rest):
        return said
    slots = Slots(rest)
    if coin(rest) is not None:
        symbol(rest, slots)
    if rest.periods:
        _since(slots, rest, scene)
    return slots.step("compare_fills")


def _in_period(scene: Scene, match: re.Match[str]) -> bool:
    return any(p.start <= match.start() < p.end for p in scene.periods)


def _since(slots: Slots, rest: Scene, scene: Scene) -> None:
    period = rest.periods[0]
    open_ended = period.last is None or _SINCE.search(scene.folded)
    if len(rest.periods) > 1 or period.ambiguous or period.first is None or not open_ended:
        raise Unclear(
            "Since which day? Write it as 2024-01-31.", "Hangi günden beri? 2024-01-31 biçiminde yazın."
        )
    slots.put("since", str(period.first), rest.words(period.start, period.end))


_SINCE = re.compile(
    r"(?<![a-z])(?:since|from|beri|itibaren)(?![a-z])|'?[dt][ae]n(?: beri)?(?![a-z])", re.ASCII
)


def _question(rest: Scene) -> Outcome | None:
    """What stands against showing something; to ask for it is no doubt."""
    if rest.has("question"):
        return Answer(message=replies.ADVICE)
    said = None if "?" in rest.text else no_command(rest)
    return said if rest.has("negated") else None
