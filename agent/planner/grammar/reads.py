"""Reads: questions about the account, the market, the rules and the system."""

import re

from agent.planner.grammar import cancels
from agent.planner.grammar.outcome import Step
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol, venue
from agent.planner.grammar.tokens import digit_ids

_RULES = {
    "max_notional": (
        r"max[ _]?notional|(?:max(?:imum)?|azami|maksimum|en (?:fazla|buyuk)) (?:order|emir)\w*"
        r"|order size|order limit|per[ -]order|emir (?:limiti|basina|buyuklu)\w*|notional"
    ),
    "max_position": (
        r"max[ _](?:imum )?position|position (?:size )?limit|(?:max|azami|maksimum) poz\w*|pozisyon "
        r"(?:limit|sinir)\w*"
    ),
    "max_exposure": r"max[ _]exposure|exposure limit|maruziyet\w*",
    "max_daily_loss": r"(?:max[ _])?daily[ _]loss(?: limit)?|daily limit|gunluk (?:zarar|kayip)\w*",
    "max_drawdown": r"(?:max[ _])?drawdown",
    "max_leverage": (
        r"max(?:imum)?[ _]leverage|leverage (?:limit|rule|cap)"
        r"|rules?(?: \w+)? (?:to|about|on|for) leverage"
        r"|(?:rule|limit) (?:about|on|for) (?:leverage|kaldirac)"
        r"|(?:max|azami|maksimum|en (?:fazla|cok|yuksek)(?: kac)?) (?:kaldirac|leverage)\w*"
        r"|(?:kaldirac|leverage) (?:limit|sinir|kural)\w*"
    ),
    "max_open_orders": r"max(?:imum)?[ _]open[ _]orders|open order limit|acik emir (?:limit|sinir)\w*",
    "price_collar": r"price[ _]?(?:collar|band)|collar|fiyat (?:bandi|tasma|yaka|koridor)\w*",
    "min_liquidation_distance": (
        r"min[ _]liquidation[ _]distance|liquidation distance|likidasyon (?:mesafe|uzaklik)\w*"
    ),
}
_RULE_PATTERNS = {
    name: re.compile(rf"(?<![a-z0-9])(?:{p})(?![a-z0-9])", re.ASCII) for name, p in _RULES.items()
}


_SUM_LIMIT = re.compile(
    r"\$? ?\d[\d.,]*k? ?(?:\$|usdt?|dolar\w*|dollars?) (?:limit|cap|sinir)\w*(?! (?:order|buy|sell|emi?r))"
    r"|(?<![a-z])(?:limit|sinir)\w* (?:(?:neden|niye|nicin|only|just|sadece) )?\$?\d[\d.,]*k? ?"
    r"(?:\$|usdt?|dolar\w*|dollars?)",
    re.ASCII,
)
"""A limit named by its sum is the one of an order."""


def rule(scene: Scene) -> tuple[str, int, int] | None:
    """The policy rule a clause names."""
    for name, pattern in _RULE_PATTERNS.items():
        match = pattern.search(scene.folded)
        if match:
            return name, match.start(), match.end()
    said = _SUM_LIMIT.search(scene.folded)
    return ("max_notional", *said.span()) if said else None


_LEFT = re.compile(
    r"(?<![a-z])(?:how (?:close|far)|am i (?:getting )?(?:close|near)|yak[iu]n m[iu]\w*"
    r"|(?:ne kadar|kac \w+) (?:kaldi|var|hakkim)|kalan|left)(?![a-z])",
    re.ASCII,
)
SPOKEN = (*_RULES.values(), _LEFT.pattern)
"""The words looked for here, so that a mistyped one can be known."""


def what_is_left(scene: Scene) -> bool:
    """Whether it asks how much of a limit is left, and not what the limit is."""
    return scene.has("risk") and _LEFT.search(scene.folded) is not None


def policy(scene: Scene) -> Step:
    """explain_policy, of one rule or all."""
    slots = Slots(scene)
    named = rule(scene)
    if named:
        slots.put("rule", named[0], scene.words(named[1], named[2]))
    return slots.step("explain_policy")


def numbered(scene: Scene) -> bool:
    """Whether bare digits could be a venue's order id, and are no year."""
    dated = [(period.start, period.end) for period in scene.periods]
    return any(not any(s <= start < e for s, e in dated) for start, _ in digit_ids(scene.folded))


_ORDER_NUMBER = re.compile(
    r"(?:orders?|emir|emri|#) ?(?:no|id|numarasi|#)?:? ?\d{4}|\d{4} ?(?:no|numara|id)", re.ASCII
)


def asks_order(scene: Scene) -> bool:
    """Whether it asks about one order."""
    if scene.has("buy", "sell", "cancel", "close", "backtest", "canary"):
        return False
    if scene.ids:
        return True
    asked = scene.has("state", "show") or bool(_ORDER_NUMBER.search(scene.folded))
    sized = any(n.unit in ("coin", "quote") for n in scene.numbers)
    return numbered(scene) and scene.has("order", "state", "show") and asked and not sized


def order(scene: Scene) -> Step:
    """get_order.

    Raises:
        Unclear: the symbol is missing and no single open order has the id.
    """
    slots = Slots(scene)
    said = cancels.order_id(scene)
    if said is not None:
        cancels.put_order(scene, slots, said)
    return slots.step("get_order")


def market(scene: Scene) -> Step:
    """get_market of one symbol."""
    slots = Slots(scene)
    venue(scene, slots)
    symbol(scene, slots)
    return slots.step("get_market")


def listing(tool: str, scene: Scene) -> Step:
    """A list of the account, of one symbol when one is named."""
    slots = Slots(scene)
    venue(scene, slots)
    if coin(scene) is not None:
        symbol(scene, slots)
    return slots.step(tool)


def risk(scene: Scene) -> Step:
    """get_risk_status of the venue named."""
    slots = Slots(scene)
    venue(scene, slots)
    return slots.step("get_risk_status")


def portfolio(scene: Scene) -> Step:
    """get_portfolio."""
    slots = Slots(scene)
    venue(scene, slots)
    return slots.step("get_portfolio")


def just_asked(scene: Scene) -> bool:
    """`pos?`"""
    return scene.folded.strip().endswith("?") and len(scene.tags) == 1 and not scene.unexplained
