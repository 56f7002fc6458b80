"""Conditions: an order waits for the price of its own coin; what waits for anything else is asked about.

`buy 0.1 btc when rsi drops under 30` is no order at 30, and no order now either.
"""

import re
from collections.abc import Sequence
from functools import cache

from agent.planner.grammar import en, replies
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.vocabulary import made_of
from agent.planner.grammar.word_list import words
from agent.planner.proposal import Answer, Calls, Clarify
from tools.call import Effect, ToolCall
from tools.catalogue import tool
from tools.text import Text

_TRIGGERS = ("falls", "rises", "reaches")
_PRICES = ("price", "stop_price", "activation_price", "stop_loss_price", "take_profit_price")
_OF_PRICE = words("the it its it's price prices mark market last case we coin this that spot futures ever")
"""What may stand between `if` and `drops to`, beside the coin."""

_MEASURE = (
    r"(?:rsi|macd|ema|sma|dma|vwap|atr|adx|cci|obv|stoch\w*|ichimoku|supertrend|bollinger|moving averages?"
    r"|(?:the )?\d+[ -]?(?:day )?ma|ma ?\d+|golden cross|death cross|(?:hareketli )?ortalama\w*|momentum"
    r"|volume|hacim\w*|hacmi\w*|open interest|oi|acik (?:faiz|pozisyon (?:miktar|sayi|hacm|tutar))\w*"
    r"|funding\w*|fonlama\w*|vix|dxy|dominan[cs]\w*|spread\w*|makas\w*|volatil\w*|oynaklik\w*|likidite\w*"
    r"|liquidity|liquidations?|fear(?: and greed)?|korku\w*|nasdaq\w*|s&p\w*|index(?! price)|endeks\w*|gold"
    r"|news|haber\w*|fed\w*|fomc|cpi|nfp|faiz\w*|enflasyon\w*|pnl\w*|p&l|equity|balance|bakiye\w*|portfolio"
    r"|portfoy\w*|drawdown\w*|kazanc\w*"
    r"|(?:hesa[pb]\w*|altin|dolar|euro|gumus|petrol|teminat\w*|marj\w*|pozisyonum|emir|borsa|islem)(?= \d))"
    r"(?:'[a-z]{1,5})?(?![a-z])"
)
_IF = (
    r"(?:if|when|whenever|once|as soon as|after(?! that)|until|unless|while|as long as|provided(?: that)?"
    r"|should)"
)
_SO_FAR = r"(?:(?!and |then |,)[\w.,'$%&<>=-]+ ){0,5}?"
_CONDITION = (
    r"(?:[iu]nc[ae]|[dt][iu]g[iu](?:nd[ae])?|[ae]rs[ae]|[iu]rs[ae]|[dt][iu]ys[ae]|[dt][ae]ys[ae]|[iu]yorsa"
    r"|s[iu]ys[ae]|m[ae]zs[ae]|m[ae]d[ae]n|[dt][iu]kt[ae]n|m[ae]d[iu]k[cs][ae]|[iu]rken|[ae]rken)"
)
"""Endings of a Turkish condition: düşünce, düştüğünde, düşerse, altındaysa, inmeden."""
_ON_MEASURE = re.compile(rf"(?<![a-z]){_IF} {_SO_FAR}(?P<it>{_MEASURE})", re.ASCII)
_ON_MEASURE_TR = re.compile(
    rf"(?<![a-z])(?P<it>{_MEASURE}) (?:[\w.,'$%&<>=-]+ ){{0,5}}?(?:\w*{_CONDITION}|ise|iken)(?![a-z])",
    re.ASCII,
)
_INDICATOR = re.compile(
    r"(?<![a-z0-9])(?:rsi|macd|ema|sma|bollinger|vwap|atr)(?:'?[a-z]{1,3})?(?![a-z])", re.ASCII
)
"""Names that an order never has any use for, in whatever words."""
_COMPARED = re.compile(
    rf"(?<![a-z])(?P<it>{_MEASURE}) ?(?:is |at )?(?:<|>|below|above|under|over|less than|more than)", re.ASCII
)
_UNTOLD = frozenset({"if", "when", "whenever", "unless", "until", "while"})
_UNTOLD_TR = re.compile(rf"{_CONDITION}$", re.ASCII)
_CLOCK = re.compile(
    r"(?<![\w.,])(?:\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|(?:at|by|before|after|until) "
    r"(?:\d{1,2}:\d\d(?!\d)|noon|midnight)"
    r"|(?<!\d )saat \d|gece yarisi)",
    re.ASCII,
)
SPOKEN = (_MEASURE,)
"""The words looked for here, so that a mistyped one can be known."""


def question(content: Calls | Clarify | Answer, scene: Scene) -> Text | None:
    """What to ask in place of the content when the utterance waits for what nobody can wait for."""
    said = _elsewhere(scene)
    if not isinstance(content, Calls):
        return _plainly(content, scene, said)
    acting = _acting(content.calls)
    if not acting:
        return None
    if said := said or _untold(scene) or _indicator(content, scene):
        return _only_price(said)
    if _CLOCK.search(scene.folded) and any(map(_trades, acting)):
        return replies.SCHEDULE
    awaited = sum(path in made.args() for made in acting for path in _PRICES)
    return _ONLY_ORDERS if len(scene.all(*_TRIGGERS)) > awaited else None


def _plainly(content: Clarify | Answer, scene: Scene, said: str | None) -> Text | None:
    """Why it was not understood, where the reason is known to be the condition."""
    if (
        not scene.acts
        or scene.has("backtest")
        or (isinstance(content, Answer) and not _wished(content, scene))
    ):
        return None
    if said:
        return _only_price(said)
    timed = scene.has("buy", "sell") and _CLOCK.search(scene.folded)
    return replies.SCHEDULE if timed else None


def _wished(content: Answer, scene: Scene) -> bool:
    """Whether what was not understood is an order all the same: `rsi under 30: buy 0.1 btc`."""
    sized = any(number.unit in ("coin", "quote") for number in scene.numbers)
    return content.message == replies.HELP and scene.has("buy", "sell") and bool(scene.coins) and sized


def _acting(calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
    """The calls that reach a venue or halt; a halt that gives its reason halts, whatever is told there."""
    return tuple(
        made
        for made in calls
        if _trades(made) or (made.tool == "engage_kill_switch" and "reason" not in made.args())
    )


def _trades(made: ToolCall) -> bool:
    return tool(made.tool).effect is Effect.TRADE


def _elsewhere(scene: Scene) -> str | None:
    """The user's words of what is waited for, when it is not the price."""
    for tag in scene.all(*_TRIGGERS):
        if said := _subject(scene, tag.start, tag.end):
            return said
    told = scene.folded
    for measure in scene.measures:
        told = told[: measure.start] + "#" * (measure.end - measure.start) + told[measure.end :]
    patterns = (_ON_MEASURE, _COMPARED, *((_ON_MEASURE_TR,) if scene.language == "tr" else ()))
    match = next(filter(None, (pattern.search(told) for pattern in patterns)), None)
    return scene.words(*match.span("it")) if match else None


def _subject(scene: Scene, start: int, end: int) -> str | None:
    """`vix` of `if vix rises above`: whatever it is, it is neither the price nor a coin."""
    within = [token for token in scene.tokens if start <= token.start < end and token.word]
    if not within or within[0].text not in ("if", "when", "once", "in"):
        return None
    known = _verbs() | _OF_PRICE
    coins = [(coin.start, coin.end) for coin in scene.coins]
    strange = [t for t in within if t.text not in known and not any(s <= t.start < e for s, e in coins)]
    return scene.words(strange[0].start, strange[-1].end) if strange else None


@cache
def _verbs() -> frozenset[str]:
    table = made_of(en.WORDS[concept] for concept in _TRIGGERS)
    return table.words | table.short


def _untold(scene: Scene) -> str | None:
    """A condition nobody read, beside a step that was: `if it looks good buy 0.1 btc and show the price`."""
    for token in scene.unexplained:
        tr = scene.language == "tr" and _UNTOLD_TR.search(token.text)
        if token.text in _UNTOLD or tr:
            return scene.words(token.start, token.end)
    return None


def _indicator(content: Calls, scene: Scene) -> str | None:
    """`buy 0.1 btc at rsi 30`; beside a backtest the name is that of a strategy."""
    if not all(map(_trades, content.calls)):
        return None
    match = _INDICATOR.search(scene.folded)
    return scene.words(*match.span()) if match else None


_ONLY_ORDERS = Text(
    en=(
        "Only an order can wait for a price; this would happen at once. Shall it? Then say it without the "
        "condition."
    ),
    tr=(
        "Fiyatı yalnızca emirler bekleyebilir; bu hemen yapılır. Şimdi mi olsun? Öyleyse koşulu çıkarıp "
        "yazın."
    ),
)


def _only_price(said: str) -> Text:
    return Text(
        en=(
            f"I can only wait for the coin's own price, not for “{said}”. At which price, e.g. “buy 0.1 BTC "
            "if it drops to 60000”? Or say it without the condition, and it is for now."
        ),
        tr=(
            f"Yalnızca coinin kendi fiyatı beklenebilir, “{said}” beklenemez. Hangi fiyattan, örneğin “BTC "
            "60000'e düşerse 0.1 BTC al”? Ya da koşulu çıkarıp yazın, hemen yapılsın."
        ),
    )
