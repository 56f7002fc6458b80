"""Tuning: walk-forward tests and searches over parameters, into run_walk_forward and optimize_strategy."""

import re
from decimal import Decimal

from agent.planner.grammar import replies
from agent.planner.grammar.apart import COUNT, Part, Plain, no_command, strange, whole, without
from agent.planner.grammar.backtests import NAMED, names_strategy, strategy
from agent.planner.grammar.outcome import Outcome, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, missing_symbol, symbol
from agent.planner.proposal import Clarify
from tools.money import plain as written

_FORWARD = re.compile(
    r"(?<![a-z0-9])(?:(?:an?|bir) )?(?:walk[ -]?forward(?:'?[a-z]{1,4})?|wf[ao]|ileri(?:ye)? (?:yuruyen"
    r"|donuk))"
    r"(?: (?:test|analysis|validation|optimi[sz]ation|analiz|dogrulama|yap|et|optimizasyon)\w*)*(?![a-z0-9])",
    re.ASCII,
)
_SEARCH = re.compile(
    r"(?<![a-z0-9])(?:optimi[sz](?:e|ation|ing)(?: (?:et|yap|ed)\w*)?|optimizasyon\w*(?: (?:yap"
    r"|calistir)\w*)?"
    r"|find (?:me )?(?:the )?(?:best|optimal) (?:fast|slow|period|low|high|signal|width|levels|length)s?"
    r"(?:(?:,| and) (?:fast|slow|period|low|high|signal|width|levels|length)s?)*(?: (?:of|for))?"
    r"|(?:find |search )?(?:for )?(?:the )?(?:best|optimal) (?:param(?:eter)?s|settings|values)(?: (?:of"
    r"|for))?"
    r"|(?:en iyi|optimum) (?:parametre|ayar|deger)\w*(?: (?:bul|ara)\w*)?|grid[ -]search"
    r"|parametre\w* (?:tara|ara|optimize)\w*(?: et\w*)?|(?:param(?:eter)? )?sweep|tune)(?![a-z0-9])",
    re.ASCII,
)
_FOLDS = re.compile(
    rf"(?<![a-z0-9.,])(?:(?:with|in|using|over) )?(?P<count>{COUNT})[ -]?(?:folds?|kat(?:li|lik|man|lama"
    rf"|la)?|windows?"
    r"|splits?|pencere|dilim|parca|bolum)[a-z]*(?: (?:ile|olarak|kullan\w*|halinde))*(?![a-z0-9])"
    r"|(?<![a-z])(?:folds?|kat(?:man)?(?: sayisi)?) ?[=:]? ?(?P<named>\d+)(?!\w|[.,]\d)",
    re.ASCII,
)
_PERCENT = r"%? ?\d+(?:[.,]\d+)? ?%?"
_TRAIN = re.compile(
    r"(?<![a-z0-9])(?:(?:with|and|ve) )?(?:(?:an? )?train(?:ing)?(?:[ _-](?:share|part|size|ratio|set"
    r"|data))?|egitim"
    rf"(?: (?:pay|oran|veri|kisim|set)\w*)?)(?: (?:of|is|on|with))* ?[=:]? ?(?P<after>{_PERCENT})(?!\w"
    rf"|[.,]\d)"
    rf"|(?<![\w.,])(?P<before>{_PERCENT}) ?(?:train(?:ing)?|egitim)(?: (?:share|part|data|set|pay|oran"
    rf"|veri)\w*)?"
    r"(?![a-z])"
    r"|(?<![\w.,])(?P<first>\d\d)/(?P<second>\d\d)(?: (?:split|train[ /-]test|bol\w*))*(?!\w|[.,]\d)",
    re.ASCII,
)
_OBJECTIVES = {
    "sharpe": r"sharpe?",
    "sortino": r"sortino",
    "calmar": r"calmar",
    "total_return": r"total[ _]returns?|returns?|toplam getiri|getiri",
    "profit_factor": r"profit[ _]factor|kar faktor\w*",
}
_OBJECTIVE = re.compile(
    r"(?<![a-z0-9])(?:(?:by|for|on|to|and|the|maximi[sz](?:e|ing)|objective|goal|target|amac|hedef|metric"
    r"|olcut|kriter"
    r"|using|use|rank(?:ed|ing)?|best|highest|en (?:iyi|yuksek)|maksimum|max)[a-z]{0,3}(?: is)?[ =:]+)*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _OBJECTIVES.items())
    + r")(?:'?(?:y?[aei]|yu|s[iu]|s[iu]n[aei]|n[iu]n|[iu]n|de|da))?(?: (?:ratio|orani\w*|icin|gore"
    r"|olsun|bazinda"
    r"|maksimize (?:et\w*)?|objective))*(?![a-z0-9_])",
    re.ASCII,
)
_NO_COUNT = r"(?! ?-?(?:folds?|kat|windows?|splits?|pencere|dilim|%|gun|days?|saat|hours?|dk|min))"
_N = r"\d+(?:\.\d+)?"
_NAMES = "|".join(f"(?P<{name}>{words})" for name, words in NAMED.items())
_GRID = re.compile(
    rf"(?<![a-z0-9])(?:(?:with|and|ve) )?(?:{_NAMES})(?:'?[a-z]{{1,4}}(?= ))?"
    r"(?: (?:from|between|in|range|values?|icin|araligi|degerleri))*[ =:]+(?:"
    rf"(?P<low_end>{_N})(?:'?[dt][ae]n)? ?(?:to|through|until|till|\.\.|-|:|(?<=\d) ?and|ile"
    rf"|['a-z]{{2,4}}(?= \d))? ?"
    rf"(?P<high_end>{_N})(?:'?y?[ae])?(?: (?:arasi|arasinda|range|kadar))*"
    rf"(?:,? ?(?:(?:in |with )?steps? ?(?:of|size|=|by)? ?|by |every |adim(?:i|la)? ?=?|:)(?P<step>{_N})"
    rf"|,? (?P<each>{_N})(?:'?s?[ae]r(?: \w+ar)?| ?-?(?:adim|artis|aralik)\w*))"
    rf"|(?P<values>{_N}(?:(?: ?(?:,|/|and|ve|or|veya) ?| ){_N}{_NO_COUNT})*)"
    rf"(?! ?(?:to|-|:|until) ?\d))(?![\w.]|,\d)",
    re.ASCII,
)
_RANGE = re.compile(rf"{_N}(?:'?[dt][ae]n)? ?(?:to|through|until|\.\.|-|:|ile) ?{_N}", re.ASCII)
_PARAMS: dict[str, tuple[str, ...]] = {
    "sma_crossover": ("fast", "slow"),
    "ema_crossover": ("fast", "slow"),
    "rsi_reversion": ("period", "low", "high"),
    "macd_trend": ("fast", "slow", "signal"),
    "bollinger_reversion": ("period", "width"),
    "grid": ("lower", "upper", "levels"),
    "scalper": ("period", "take_profit_pct", "stop_loss_pct"),
}
_MOST = 200
"""Values of one parameter."""
_FEW = 3
"""Words of `run a walk-forward`, which names nothing else."""
_OWN = re.compile(
    r"(?<![a-z])(?:strateg(?:y|ies)|strat|strateji\w*|param(?:eter)?s?|parametre\w*|over|test\w*|analysis"
    r"|analiz\w*"
    r"|search|calis\w*|find|bul\w*)(?![a-z])",
    re.ASCII,
)
_DEEDS = ("close", "cancel", "leverage", "canary", "kill")


def begins(scene: Scene) -> bool:
    """Whether it asks for one of them."""
    return bool(_FORWARD.search(scene.folded) or _SEARCH.search(scene.folded))


def forward(scene: Scene, plain: Plain) -> Outcome | None:
    """run_walk_forward; None when the clause asks for none.

    Raises:
        Unclear: strategy or symbol is missing, or a figure reads two ways.
    """
    named = [*_FORWARD.finditer(scene.folded)]
    if not named or _other(scene):
        return None
    if said := no_command(scene):
        return said
    slots = Slots(scene)
    folds, train, grid = ([*pattern.finditer(scene.folded)] for pattern in (_FOLDS, _TRAIN, _GRID))
    name, rest = _strategy(
        slots, without(scene, [*named, *folds, *train, *grid, *_SEARCH.finditer(scene.folded)])
    )
    _market(slots, scene, rest, name)
    _folds(slots, folds)
    _train(slots, train)
    _grid(slots, grid, name)
    return _left(rest, scene) or slots.step("run_walk_forward")


def optimize(scene: Scene, plain: Plain) -> Outcome | None:
    """optimize_strategy; None when the clause asks for none.

    Raises:
        Unclear: strategy or symbol is missing, or a figure reads two ways.
    """
    named = [*_SEARCH.finditer(scene.folded)]
    if not named or _other(scene):
        return None
    return no_command(scene) or _optimized(scene, named)


def command(scene: Scene) -> Outcome:
    """`/optimize STRATEGY [SYMBOL] [k=a:b:step]`; BTCUSDT where no symbol is named."""
    return _optimized(scene, [], "BTCUSDT")


def _optimized(scene: Scene, named: list[re.Match[str]], default_symbol: str | None = None) -> Outcome:
    slots = Slots(scene)
    grid = [*_GRID.finditer(scene.folded)]
    goals = [m for m in _OBJECTIVE.finditer(scene.folded) if not any(_overlap(m, g) for g in grid)]
    name, rest = _strategy(slots, without(scene, [*named, *grid, *goals]))
    _market(slots, scene, rest, name, default_symbol)
    _grid(slots, grid, name)
    _objective(slots, goals)
    return _left(rest, scene) or slots.step("optimize_strategy")


def _other(scene: Scene) -> bool:
    """Whether something else is done, or tuned: `optimize images on the website`."""
    if scene.has("buy", "sell", *_DEEDS):
        return True
    of_trading = names_strategy(scene) or scene.coins or scene.intervals
    return not of_trading and len(scene.tokens) > _FEW


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _strategy(slots: Slots, scene: Scene) -> tuple[str, Scene]:
    name, start, end = strategy(scene)
    slots.put("strategy", name, scene.words(start, end))
    return name, without(scene, [Part(start, end), *_OWN.finditer(scene.folded)])


def _market(slots: Slots, scene: Scene, rest: Scene, name: str, default_symbol: str | None = None) -> None:
    named = Slots(scene)
    if scene.coins:
        symbol(scene, named)
    elif strange(rest) and not default_symbol:
        raise missing_symbol(rest)
    elif default_symbol:
        named.args["symbol"] = default_symbol
    else:
        raise Unclear(f"{name} on which symbol?", f"{name} hangi sembolde?")
    slots.args |= named.args
    slots.origins += named.origins
    if len({interval for interval, _, _ in rest.intervals}) > 1:
        raise Unclear("Which interval?", "Hangi aralık?")
    for interval, start, end in rest.intervals[:1]:
        slots.put("interval", interval, rest.words(start, end))


def _folds(slots: Slots, found: list[re.Match[str]]) -> None:
    if not found:
        return
    count = whole(found[0]["count"] or found[0]["named"]) if len(found) == 1 else None
    if count is None or count < 2:
        raise Unclear("In how many folds?", "Kaç katta?")
    slots.put("folds", count, slots.scene.words(*found[0].span()))


def _train(slots: Slots, found: list[re.Match[str]]) -> None:
    if not found:
        return
    share = _share(found[0]) if len(found) == 1 else None
    if share is None:
        raise Unclear("Which share is for training, e.g. 70%?", "Eğitimin payı ne olsun, örneğin %70?")
    slots.put("train_share", share, slots.scene.words(*found[0].span()))


def _share(match: re.Match[str]) -> Decimal | None:
    if match["first"]:
        both = int(match["first"]) + int(match["second"]) == 100
        return Decimal(match["first"]) / 100 if both else None
    said = (match["after"] or match["before"]).replace(" ", "").replace(",", ".")
    value = Decimal(said.strip("%"))
    value = value / 100 if "%" in said or value > 1 else value
    return value if 0 < value < 1 else None


def _grid(slots: Slots, found: list[re.Match[str]], name: str) -> None:
    grid: dict[str, list[str]] = {}
    for match in found:
        param = next(each for each in NAMED if match[each])
        if param not in _PARAMS[name] or param in grid:
            known = ", ".join(_PARAMS[name])
            raise Unclear(
                f"{name} has {known}. Which values of which?", f"{name}: {known}. Hangisinin hangi değerleri?"
            )
        grid[param] = _values(match, param)
    if grid:
        slots.put("grid", grid, ", ".join(slots.scene.words(*match.span()) for match in found))


def _values(match: re.Match[str], param: str) -> list[str]:
    if match["values"]:
        return [written(Decimal(value)) for value in re.findall(_N, match["values"])]
    low, high = Decimal(match["low_end"]), Decimal(match["high_end"])
    step = Decimal(match["step"] or match["each"])
    if step <= 0 or high <= low or (high - low) / step >= _MOST:
        raise Unclear(
            f"{param} from where to where, in which steps?", f"{param} nereden nereye, hangi adımla?"
        )
    count = int((high - low) / step) + 1
    return [written(low + step * index) for index in range(count)]


def _objective(slots: Slots, found: list[re.Match[str]]) -> None:
    names = {next(name for name in _OBJECTIVES if match[name]) for match in found}
    if len(names) > 1:
        raise Unclear(
            f"By which one: {', '.join(sorted(names))}?", f"Hangisine göre: {', '.join(sorted(names))}?"
        )
    for name in names:
        slots.put("objective", name, slots.scene.words(*found[0].span()))


def _left(rest: Scene, scene: Scene) -> Outcome | None:
    """Words or numbers that are left over: nothing is read past them."""
    if rest.periods:
        raise Unclear(
            "It goes over all the candles there are. Shall it?",
            "Eldeki bütün mumlar üzerinde çalışır. Olur mu?",
        )
    if ranged := _RANGE.search(rest.folded):
        said = rest.words(*ranged.span())
        raise Unclear(f"{said} of what, in which steps?", f"{said}: neyin, hangi adımla?")
    left = [(n.start, n.end) for n in rest.numbers][:1]
    word = rest.words(*left[0]) if left else strange(rest, scene)
    return None if word is None else Clarify(question=replies.not_understood(word), lost=True)
