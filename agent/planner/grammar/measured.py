"""Measured: what a distance from the market, a share of the account or a risk comes to, in numbers."""

import re
from decimal import Decimal

from agent.planner.grammar import replies
from agent.planner.grammar.measures import Fund, Kind, Measure
from agent.planner.grammar.outcome import Unclear
from agent.planner.grammar.roles import Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, two_ways
from agent.planner.proposal import Instrument
from tools.money import plain, round_down, round_passive
from tools.terms import Side, VenueName
from tools.text import Text

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_FURTHEST = Decimal("0.5")
_FUND_NAMES: dict[Fund, tuple[str, str]] = {
    "wallet": ("wallet balance", "cüzdan bakiyesi"),
    "equity": ("account equity", "hesap varlığı"),
    "available": ("available balance", "kullanılabilir bakiye"),
}
_BALANCE = re.compile(
    r"(?<![a-z])(?:balance|equity|funds|buying power|cash|net worth|bakiye|kasa|sermaye|teminat|portfoy"
    r"|portfolio|account|param(?:in|la)?(?![a-z]))",
    re.ASCII,
)
_AT_MARKET = re.compile(r"(?<![a-z])market (?:buy|sell|order)(?![a-z])", re.ASCII)
_SHARE = re.compile(r"(?<![a-z])(?:half|third|quarter|yari|ceyre|ucte bir|dortte bir)", re.ASCII)


def unfit(scene: Scene, ordering: bool) -> Text | None:
    """The question for a measure nobody can use: not of an order, or a share of the account not read."""
    if scene.measures:
        return None if ordering else replies.MEASURED
    shared = any(n.unit == "percent" for n in scene.numbers) or bool(_SHARE.search(scene.folded))
    sized = any(n.unit in ("coin", "quote") for n in scene.numbers)
    return replies.OF_BALANCE if ordering and shared and not sized and _BALANCE.search(scene.folded) else None


def asks_share(scene: Scene) -> bool:
    """`what is 5% of my balance`: a question about the account, and no order."""
    shares = any(measure.kind == "share" for measure in scene.measures)
    return shares and (scene.has("show", "price") or "?" in scene.text) and not scene.coins


def put_price(slots: Slots, side: Side, roles: tuple[Role, ...], instrument: Instrument | None) -> None:
    """A limit price so far from the market, rounded to the tick on the passive side.

    Raises:
        Unclear: no market to measure from, another price beside it, or the side that would trade at once.
    """
    measure = _one(slots.scene, "offset")
    if measure is None:
        return
    if instrument is None:
        raise Unclear(
            "I cannot see that market's price. At what price exactly?",
            "O piyasanın fiyatını göremiyorum. Tam olarak hangi fiyattan?",
        )
    priced = any(role.name not in ("size", "leverage", "stop", "take", "spare") for role in roles)
    beside = slots.scene.folded[: measure.start] + "," + slots.scene.folded[measure.end :]
    at_market = _AT_MARKET.search(beside)
    if priced or at_market or slots.scene.has("market", "trailing", "stop_type", "falls", "rises", "reaches"):
        raise Unclear("More than one price: which one counts?", "Birden çok fiyat var: hangisi geçerli?")
    if measure.up is (side is Side.BUY):
        raise Unclear(
            f"There it would trade at once ({instrument.symbol} is at {plain(instrument.mark)})."
            " A stop there, or a limit at what price?",
            f"O tarafta emir hemen gerçekleşir ({instrument.symbol} {plain(instrument.mark)})."
            " Orada stop mu, yoksa hangi fiyattan limit mi?",
        )
    price = round_passive(_distant(measure, slots.scene, instrument), instrument.tick_size, side)
    slots.args["type"] = "LIMIT"
    mark = plain(instrument.mark)
    slots.put(
        "price",
        price,
        slots.scene.words(measure.start, measure.end),
        Text(en=f"{plain(price)}, from a price of {mark}", tr=f"{plain(price)}; fiyat {mark} iken"),
    )


def _distant(measure: Measure, scene: Scene, instrument: Instrument) -> Decimal:
    mark = instrument.mark
    prices = []
    for value in measure.readings:
        away = mark * value / _HUNDRED if measure.in_percent else value
        if 0 < away <= mark * _FURTHEST:
            prices.append(mark + away if measure.up else mark - away)
    if len(prices) == 1:
        return prices[0]
    if not prices or measure.number is None:
        raise Unclear("How far from the market?", "Piyasadan ne kadar uzakta?")
    raise two_ways(measure.number, scene)


def put_share(slots: Slots, roles: tuple[Role, ...], where: VenueName) -> bool:
    """An order value that is a share of the account; whether the words gave one.

    Raises:
        Unclear: another size beside it, or an account nobody can see.
    """
    measure = _one(slots.scene, "share")
    if measure is None:
        return False
    _alone(slots, roles, "share")
    percent = measure.readings[0] if measure.readings else Decimal(0)
    if not 0 < percent <= _HUNDRED or measure.fund is None:
        raise Unclear("Between 0 and 100 percent: how much?", "0 ile 100 arasında: yüzde kaç?")
    funds = _money(slots.scene, where, measure.fund)
    value = round_down(funds * percent / _HUNDRED, _CENT)
    if value <= 0:
        raise Unclear("The size must be above zero. How much?", "Miktar sıfırdan büyük olmalı. Ne kadar?")
    en, tr = _FUND_NAMES[measure.fund]
    slots.put(
        "notional",
        value,
        slots.scene.words(measure.start, measure.end),
        Text(
            en=f"{plain(percent)} % of the {en} of {plain(funds)} USDT, as order value",
            tr=f"{plain(funds)} USDT {tr} üzerinden %{plain(percent)}, emir değeri olarak",
        ),
    )
    return True


def risks(scene: Scene) -> bool:
    """Whether the size is what may be lost at the stop."""
    return _one(scene, "risk") is not None


def put_risk(
    slots: Slots, side: Side, roles: tuple[Role, ...], instrument: Instrument | None, where: VenueName
) -> None:
    """The quantity that loses no more than the risk between entry and stop, before fees and slippage.

    Raises:
        Unclear: no stop, no market, no account to take a percent of, or another size beside it.
    """
    measure = _one(slots.scene, "risk")
    if measure is None:
        return
    _alone(slots, roles, "risk")
    distance = _to_stop(slots, instrument)
    if instrument is None or distance is None or slots.args.get("reduce_only"):
        raise Unclear(
            "A size by risk needs a stop: at which price?",
            "Riske göre miktar için stop gerekir: hangi fiyat?",
        )
    if len(measure.readings) != 1 or (measure.in_percent and not 0 < measure.readings[0] < _HUNDRED):
        raise Unclear(
            "How much may be lost, in percent or USDT?", "Ne kadar kaybedilebilir: yüzde mi, USDT mi?"
        )
    risk = measure.readings[0]
    if measure.in_percent:
        risk = _money(slots.scene, where, measure.fund or "equity") * risk / _HUNDRED
    quantity = round_down(risk / distance, instrument.step_size)
    if quantity <= 0:
        raise Unclear(
            "That risk is less than the smallest order. How much?",
            "Bu risk en küçük emre yetmiyor. Ne kadar?",
        )
    slots.put(
        "quantity",
        quantity,
        slots.scene.words(measure.start, measure.end),
        Text(
            en=f"{plain(risk)} USDT at risk, {plain(distance)} from entry to stop, fees not counted",
            tr=f"{plain(risk)} USDT risk, girişten stopa {plain(distance)}; ücretler hariç",
        ),
    )


def _to_stop(slots: Slots, instrument: Instrument | None) -> Decimal | None:
    """Distance from entry to stop, in quote units."""
    said = slots.args.get("price")
    if slots.args.get("type") not in ("MARKET", "LIMIT") or instrument is None:
        return None
    entry = Decimal(str(said)) if said else instrument.mark
    if stop := slots.args.get("stop_loss_price"):
        return abs(entry - Decimal(str(stop))) or None
    if percent := slots.args.get("stop_loss_pct"):
        return entry * Decimal(str(percent)) / _HUNDRED
    return None


def _one(scene: Scene, kind: Kind) -> Measure | None:
    said = [measure for measure in scene.measures if measure.kind == kind]
    if len(said) > 1:
        raise Unclear("Which of the two counts?", "İkisinden hangisi geçerli?")
    return said[0] if said else None


def _alone(slots: Slots, roles: tuple[Role, ...], kind: Kind) -> None:
    others = {measure.kind for measure in slots.scene.measures} - {kind, "offset"}
    if others or any(role.name in ("size", "spare") for role in roles) or "quantity" in slots.args:
        raise Unclear("More than one size: which one counts?", "Birden çok miktar var: hangisi geçerli?")


def _money(scene: Scene, where: VenueName, fund: Fund) -> Decimal:
    seen = next((each for each in scene.surroundings.funds if each.venue is where), None)
    if seen is None:
        raise Unclear(replies.OF_BALANCE.en, replies.OF_BALANCE.tr)
    return {"wallet": seen.wallet, "equity": seen.equity, "available": seen.available}[fund]
