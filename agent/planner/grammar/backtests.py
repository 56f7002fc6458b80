"""Backtests: a clause into run_backtest."""

import re
from decimal import Decimal

from agent.planner.grammar.dates import Period
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, missing_symbol, symbol
from agent.planner.grammar.tokens import Token
from tools.money import plain

_STRATEGIES = {
    "sma_crossover": (
        r"sma(?:[ _-]?cross(?:over)?(?:'?[a-z]{1,3})?| kesisim\w*)?"
        r"|simple moving averages?(?: cross(?:over)?)?"
        r"|moving average cross(?:over)?|basit hareketli ortalama\w*"
    ),
    "ema_crossover": (
        r"ema(?:[ _-]?cross(?:over)?(?:'?[a-z]{1,3})?| kesisim\w*)?|exponential moving averages?(?: "
        r"cross(?:over)?)?|ustel hareketli ortalama\w*"
    ),
    "rsi_reversion": r"rsi(?:[ _-]?(?:mean )?reversion(?:'?[a-z]{1,3})?)?",
    "macd_trend": r"macd(?:[ _-]?trend(?:'?[a-z]{1,3})?)?",
    "bollinger_reversion": (
        r"bollinger(?: bands?| bant\w*)?(?:[ _-]?reversion(?:'?[a-z]{1,3})?)?|bb(?:[ _-]reversion)?"
    ),
    "grid": r"grid(?: trading| bot)?",
    "scalper": r"scalp(?:er|ing)?",
}
_PATTERNS = {
    n: re.compile(rf"(?<![a-z0-9_])(?:{p})(?:'?(?:yi|i|nin|y?[ae]|d[ae]|nun|u))?(?![a-z_])", re.ASCII)
    for n, p in _STRATEGIES.items()
}
NAMED = {
    "fast": r"fast|hizli|kisa",
    "slow": r"slow|yavas|uzun",
    "period": r"period|periyot|periyod\w*",
    "low": r"low|oversold|alt(?: sinir)?",
    "high": r"high|overbought|ust(?: sinir)?",
    "signal": r"signal|sinyal",
    "width": r"width|genislik",
    "levels": r"levels?|seviye|kademe|basamak",
    "lower": r"lower(?: bound)?",
    "upper": r"upper(?: bound)?",
    "take_profit_pct": r"take_profit_pct",
    "stop_loss_pct": r"stop_loss_pct",
}
"""Words of the strategies' parameters."""
_OF_GRID = {"low": "lower", "high": "upper"}
_PARAM = {
    n: re.compile(rf"(?<![a-z])(?:{p})(?: ?[=:] ?| (?:of )?)(?P<value>\d+(?:\.\d+)?)", re.ASCII)
    for n, p in NAMED.items()
}
_COUNTED = re.compile(
    rf"(?<![\w.,])(?P<value>\d+)[ -]?(?:{NAMED['levels']})(?:li|l[iu]k|yle|l[ae])?(?![a-z]| ?[=:]? ?\d)",
    re.ASCII,
)
"""`20 kademe`: of all parameters only the levels are counted."""
_PAIR = re.compile(
    (
        r"(?<![\d.])(?P<fast>\d{1,3}) ?(?:/|-| and | ve | x | )(?P<slow>\d{1,3})(?![\d./%]|-\d| "
        r"?(?:usdt|dolar|\$|bin|k\b))"
    ),
    re.ASCII,
)
_MONEY = re.compile(
    r"(?:capital|equity|balance|starting with|start with|sermaye|baslangic\w*|kasa)", re.ASCII
)
_FEE = re.compile(r"(?:commission|fees?|komisyon)\w*", re.ASCII)
SPOKEN = (*_STRATEGIES.values(), *NAMED.values(), _MONEY.pattern, _FEE.pattern)
"""The words looked for here, so that a mistyped one can be known."""


def backtest(scene: Scene, default_symbol: str | None = None) -> Step:
    """Read strategy, symbol, interval, period and parameters.

    Raises:
        Unclear: strategy or symbol is missing, or a date reads two ways.
    """
    slots = Slots(scene)
    name, start, end = strategy(scene)
    slots.put("strategy", name, scene.words(start, end))
    if not scene.coins and default_symbol and not scene.unexplained:
        slots.args["symbol"] = default_symbol
    else:
        _symbol(scene, slots, name)
    for interval, begin, finish in scene.intervals[:1]:
        slots.put("interval", interval, scene.words(begin, finish))
    dates(scene, slots)
    said = [(start, end), *_params(scene, slots, name)]
    _placed(scene, said + _money(scene, slots, said))
    return slots.step("run_backtest")


def _symbol(scene: Scene, slots: Slots, strategy: str) -> None:
    if scene.coins:
        symbol(scene, slots)
        return
    if strange := _strange(scene):
        raise missing_symbol(scene, strange)
    raise Unclear(
        f"Backtest {strategy} on which symbol? For example BTC or ETHUSDT.",
        f"{strategy} hangi sembolde test edilsin? Örneğin BTC ya da ETHUSDT.",
    )


def _strange(scene: Scene) -> list[Token]:
    """Words that are left and could have been meant as the symbol."""
    patterns = (*_PATTERNS.values(), *_PARAM.values())
    spans = [match.span() for pattern in patterns for match in pattern.finditer(scene.folded)]
    return [t for t in scene.unexplained if t.word and not any(s <= t.start < e for s, e in spans)]


def names_strategy(scene: Scene) -> bool:
    """Whether a built-in strategy is named."""
    return any(pattern.search(scene.folded) for pattern in _PATTERNS.values())


def strategy(scene: Scene) -> tuple[str, int, int]:
    """The built-in strategy that is named, with its span.

    Raises:
        Unclear: none is named, or several.
    """
    found = [
        (name, *match.span())
        for name, pattern in _PATTERNS.items()
        for match in pattern.finditer(scene.folded)
    ]
    if len({name for name, _, _ in found}) != 1:
        names = ", ".join(_STRATEGIES)
        raise Unclear(f"Which strategy? {names}.", f"Hangi strateji? {names}.")
    return max(found, key=lambda f: f[2] - f[1])


def dates(scene: Scene, slots: Slots) -> None:
    """Start and end, both inclusive; "last N days" sets the start only.

    Raises:
        Unclear: a date reads two ways.
    """
    if any(period.ambiguous for period in scene.periods) or len(scene.periods) > 2:
        raise Unclear(
            "Which dates exactly? Write them as 2024-01-31.", "Hangi tarihler? 2024-01-31 biçiminde yazın."
        )
    if not scene.periods:
        return
    first, last = scene.periods[0], scene.periods[-1]
    if len(scene.periods) == 1:
        _one_period(scene, slots, first)
        return
    slots.put("start", str(first.first), scene.words(first.start, first.end))
    slots.put("end", str(last.last), scene.words(last.start, last.end))


_UNTIL = re.compile(r"(?:until|till|up to|before|to|end) ?$", re.ASCII)
_SINCE = re.compile(r"(?:since|from|start|starting|after|=) ?$", re.ASCII)


def _one_period(scene: Scene, slots: Slots, period: Period) -> None:
    words = scene.words(period.start, period.end)
    before = scene.folded[: period.start].rstrip("= ")
    after = scene.folded[period.end :].strip()
    beginning = after.startswith(("basindan", "beri", "itibaren", "sonrasi"))
    ablative = re.search(r"'?[dt][ae]n$", scene.folded[period.start : period.end])
    single = period.first == period.last
    until = _UNTIL.search(before) or after.startswith(("kadar", "e kadar"))
    if period.first and not until:
        slots.put("start", str(period.first), words)
    open_ended = single or ablative or beginning or _SINCE.search(before)
    if period.last and (period.closed or until or not open_ended):
        slots.put("end", str(period.last), words)


def _params(scene: Scene, slots: Slots, name: str) -> list[tuple[int, int]]:
    """Put the strategy's own parameters; where the text says them."""
    said = {key: match for key, pattern in _PARAM.items() if (match := pattern.search(scene.folded))}
    if name == "grid":
        said = {_OF_GRID.get(key, key): match for key, match in said.items()}
        if "levels" not in said and (counted := _COUNTED.search(scene.folded)):
            said["levels"] = counted
    params = {key: match["value"] for key, match in said.items()}
    matches = list(said.values())
    if not params and (match := _unnamed(scene, name)):
        params, matches = match.groupdict(), [match]
    if params:
        slots.put(
            "params",
            {key: plain(Decimal(value)) for key, value in params.items()},
            ", ".join(params.values()),
        )
    return [match.span() for match in matches]


_PERIOD = re.compile(r"(?:rsi|bollinger|bb)[ (-]?(?P<period>\d{1,3})(?![\d.])", re.ASCII)


def _unnamed(scene: Scene, name: str) -> re.Match[str] | None:
    """`sma 10/30`, `rsi 14`: parameters known by their place."""
    if name in ("sma_crossover", "ema_crossover"):
        return _PAIR.search(_without_dates(scene))
    return _PERIOD.search(_without_dates(scene)) if name in ("rsi_reversion", "bollinger_reversion") else None


def _without_dates(scene: Scene) -> str:
    text = scene.folded
    for start, end in [(p.start, p.end) for p in scene.periods] + [(s, e) for _, s, e in scene.intervals]:
        text = text[:start] + "#" * (end - start) + text[end:]
    return text


def _money(scene: Scene, slots: Slots, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put commission and capital, of the numbers not taken yet; where the text says them."""
    said = []
    ends = [0, *(number.end for number in scene.numbers)]
    starts = [*(number.start for number in scene.numbers[1:]), len(scene.folded)]
    for number, after, before in zip(scene.numbers, ends, starts, strict=False):
        near = scene.folded[max(after, number.start - 24) : min(before, number.end + 16)]
        words = scene.words(number.start, number.end)
        if not number.readings or _overlaps(number, taken):
            continue
        if number.unit == "percent" and _FEE.search(near):
            slots.put("commission", number.value / 100, words)
            said.append((number.start, number.end))
        elif "initial_equity" in slots.args:
            continue
        elif number.unit == "quote" or (number.unit == "none" and _MONEY.search(near)):
            slots.put("initial_equity", _equity(number), words)
            said.append((number.start, number.end))
    return said


def _placed(scene: Scene, said: list[tuple[int, int]]) -> None:
    """A number that no parameter took is asked about: a backtest without it is another one."""
    for number in scene.numbers:
        if not _overlaps(number, said):
            words = scene.words(number.start, number.end)
            raise Unclear(f"What is “{words}” in this backtest?", f"Bu testte “{words}” nedir?")


def _overlaps(number: Number, spans: list[tuple[int, int]]) -> bool:
    return any(start < number.end and number.start < end for start, end in spans)


def _equity(number: Number) -> Decimal:
    return max(number.readings)


def meant(scene: Scene) -> bool:
    """A strategy that is to be tried is backtested, whatever the verb."""
    if scene.has("backtest") or scene.has("buy", "sell"):
        return scene.has("backtest")
    dated = bool(scene.periods) and scene.has("run")
    return (dated or bool(_TRIES.search(scene.folded))) and names_strategy(scene)


_TRIED = re.compile(r"would .+ have (?:done|performed)|nasil (?:calisir|gider)di", re.ASCII)
_TRIES = re.compile(
    (
        r"(?<![a-z])(?:test\w*|dene|try|simulate|sina|(?:would )?have (?:done|performed)|calisirdi"
        r"|giderdi)(?![a-z])"
    ),
    re.ASCII,
)


def asks_about_past(scene: Scene) -> bool:
    """`how would RSI have done`: a question, but no advice is wanted."""
    return _TRIED.search(scene.folded) is not None
