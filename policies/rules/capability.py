"""capability: what the venue cannot do is denied by name, with what would work; never dropped in silence."""

from policies.facts import Facts
from policies.holdings import hedged
from policies.reading import trades
from policies.sides import ATTACHED, fitted
from policies.verdict import Change, Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.frozen import Params
from tools.terms import OrderType, PositionMode, PositionSide, Side, TimeInForce
from tools.text import Text
from tools.trade.place_oco import PlaceOcoParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.replace_order import ReplaceOrderParams
from tools.trade.set_leverage import SetLeverageParams
from tools.trade.set_margin_type import SetMarginTypeParams
from tools.trade.set_position_mode import SetPositionModeParams
from tools.venues.capabilities import Capabilities

_VOICE = Voice("capability")
_OF_MARGIN = (SetLeverageParams, SetMarginTypeParams, SetPositionModeParams)
_ON_MARGIN = ("reduce_only", "close_position", "leverage", *ATTACHED)
"""Parameters of place_order that mean nothing on a spot market."""


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny what the venue's connector does not declare; fit maker orders and position sides to it."""
    if not trades(call):
        return None
    venue = getattr(call.params, "venue", facts.venue)
    if facts.capabilities is None or facts.venue is not venue:
        return _elsewhere(str(venue))
    missing = _of_tool(call.params, facts.capabilities)
    if missing is not None:
        return _missing(call.tool, str(venue), missing)
    if isinstance(call.params, PlaceOrderParams):
        return _order(call.params, facts, facts.capabilities)
    return _VOICE.allow("available on this venue", "bu borsada kullanılabilir")


def _of_tool(params: Params, can: Capabilities) -> Text | None:
    """What to do instead where the venue lacks the tool; None where it has it."""
    if isinstance(params, PlaceOcoParams) and not can.oco:
        return _ATTACH
    if isinstance(params, ReplaceOrderParams) and not can.replace:
        return _ANEW
    hedge = isinstance(params, SetPositionModeParams) and params.mode is PositionMode.HEDGE
    if (isinstance(params, _OF_MARGIN) and not can.margin) or (hedge and not can.hedge):
        return _NOTHING
    return None


def _order(params: PlaceOrderParams, facts: Facts, can: Capabilities) -> Verdict:
    stopped = _type(params, can) or _margin(params, can) or _contradiction(params)
    if stopped is not None:
        return stopped
    fit = fitted(params, facts)
    if fit is None:
        return _which_side(params)
    changes = [*_maker(params)]
    if fit.position_side is not params.position_side:
        changes.append(_sided(params, fit.position_side, facts))
    if fit.reduce_only and not params.reduce_only and not params.close_position:
        changes.append(_only_closes(params, fit.position_side))
    if changes:
        return _VOICE.fix("fitted", changes)
    return _VOICE.allow("available on this venue", "bu borsada kullanılabilir")


def _type(params: PlaceOrderParams, can: Capabilities) -> Verdict | None:
    maker = params.type is OrderType.LIMIT_MAKER and OrderType.LIMIT in can.order_types
    if params.type in can.order_types or maker:
        return None
    known = ", ".join(sorted(can.order_types))
    instead = Text(en=f"It takes {known}.", tr=f"Kabul ettikleri: {known}.")
    return _missing(f"type {params.type}", str(params.venue), instead, actual=params.type)


def _margin(params: PlaceOrderParams, can: Capabilities) -> Verdict | None:
    if can.margin:
        return None
    for path in _ON_MARGIN:
        if getattr(params, path):
            offered = change(path, None, "leave it out", "bunu çıkarın")
            kept = (change(path, False, offered.reason.en, offered.reason.tr),)
            flag = path in ("reduce_only", "close_position")
            instead = _PAIR if path in ATTACHED else _SPOT
            passing = () if path in ATTACHED or path == "close_position" else kept if flag else (offered,)
            return _missing(path, str(params.venue), instead, str(getattr(params, path)), passing)
    if params.position_side is not PositionSide.BOTH:
        return _missing("position_side", str(params.venue), _SPOT, params.position_side)
    return None


def _missing(
    what: str, venue: str, instead: Text, actual: str | None = None, would_pass: tuple[Change, ...] = ()
) -> Verdict:
    return _VOICE.deny(
        "not_available",
        f"{what} is not available on {venue}; nothing was left out silently. {instead.en}".strip(),
        f"{what}, {venue} borsasında kullanılamıyor; hiçbir şey sessizce atlanmadı. {instead.tr}".strip(),
        actual=actual or what,
        would_pass=would_pass,
    )


def _elsewhere(venue: str) -> Verdict:
    return _VOICE.deny(
        "not_available",
        f"{venue} is not connected here.",
        f"{venue} burada bağlı değil.",
        actual=venue,
    )


def _contradiction(params: PlaceOrderParams) -> Verdict | None:
    takes = params.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
    maker = params.post_only or params.type is OrderType.LIMIT_MAKER
    never_rests = params.type.at_market or params.type.conditional
    makes = maker or params.time_in_force is TimeInForce.GTX
    if (maker and takes) or (makes and never_rests) or (params.type.at_market and params.time_in_force):
        return _VOICE.deny(
            "contradiction",
            f"{params.type} does not go with post_only {params.post_only} and {params.time_in_force}.",
            f"{params.type}, post_only {params.post_only} ve {params.time_in_force} ile birlikte olmaz.",
        )
    return None


def _maker(params: PlaceOrderParams) -> tuple[Change, ...]:
    if params.type is not OrderType.LIMIT_MAKER:
        return ()
    return (
        change("type", "LIMIT", "A maker order is written as LIMIT.", "Maker emri LIMIT olarak yazılır."),
        change("post_only", True, "It is post-only.", "Yalnızca maker olarak girer."),
    )


def _sided(params: PlaceOrderParams, side: PositionSide, facts: Facts) -> Change:
    if not hedged(facts):
        return change("position_side", "BOTH", "The account is in one-way mode.", "Hesap tek yönlü modda.")
    opens = (params.side is Side.BUY) is (side is PositionSide.LONG)
    en, tr = ("opens", "açar") if opens else ("closes", "kapatır")
    return change(
        "position_side",
        side.value,
        f"The account is in hedge mode: this {params.side} {en} the {side} position.",
        f"Hesap hedge modunda: bu {params.side} emri {side} pozisyonu {tr}.",
    )


def _only_closes(params: PlaceOrderParams, side: PositionSide) -> Change:
    named = side if side is not PositionSide.BOTH else params.position_side
    return change(
        "reduce_only",
        True,
        f"{params.side} on {named} only closes.",
        f"{named} tarafında {params.side} yalnızca kapatır.",
    )


def _which_side(params: PlaceOrderParams) -> Verdict:
    opens, closes = ("LONG", "SHORT") if params.side is Side.BUY else ("SHORT", "LONG")
    return _VOICE.ask(
        "which_side",
        f"The {closes} position is smaller than this {params.side}: open {opens}, or close {closes}?",
        f"{closes} pozisyon bu {params.side} emrinden küçük: {opens} mu açılsın, {closes} mu kapansın?",
        would_pass=(
            change("position_side", closes, f"closes the {closes} position", f"{closes} pozisyonu kapatır"),
        ),
    )


_ATTACH = Text(
    en="Attach stop_loss_price and take_profit_price to the order instead, or place a reduce-only "
    "STOP_MARKET and TAKE_PROFIT_MARKET for the position.",
    tr="Bunun yerine emre stop_loss_price ve take_profit_price ekleyin ya da pozisyon için yalnızca "
    "azaltan STOP_MARKET ve TAKE_PROFIT_MARKET verin.",
)
_ANEW = Text(
    en="Cancel the order and place a new one instead.", tr="Bunun yerine emri iptal edip yenisini verin."
)
_PAIR = Text(
    en="Place the order first, then protect what it filled with place_oco.",
    tr="Önce emri verin, sonra gerçekleşeni place_oco ile koruyun.",
)
_SPOT = Text(
    en="A spot market has no leverage and no short positions: a sell only sells coins that are there.",
    tr="Spot piyasada kaldıraç ve short pozisyon yoktur: satış yalnızca eldeki coini satar.",
)
_NOTHING = Text(en="", tr="")

RULE = Rule(
    name="capability",
    summary=Text(
        en="Denies by name what the venue cannot do, and fits the rest to it",
        tr="Borsanın yapamadığını adıyla reddeder, kalanı borsaya uydurur",
    ),
    why="An order whose stop is dropped on the way is a different order. A pair (OCO) is denied on futures, "
    "where an attached stop works; leverage is denied on spot; in hedge mode a BUY becomes one for LONG.",
    judge=judge,
    version=2,
)
