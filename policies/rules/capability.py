"""capability: what this installation cannot do yet is denied by name, never dropped in silence."""

from policies.facts import Facts
from policies.orders import EXECUTABLE
from policies.reading import trades
from policies.verdict import Change, Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.terms import OrderType, PositionSide, Side, TimeInForce, VenueName
from tools.text import Text
from tools.trade.cancel_all_orders import CancelAllOrdersParams
from tools.trade.cancel_order import CancelOrderParams
from tools.trade.close_position import ClosePositionParams
from tools.trade.confirm_canary import ConfirmCanaryParams
from tools.trade.place_order import PlaceOrderParams
from tools.trade.run_canary import RunCanaryParams
from tools.trade.set_leverage import SetLeverageParams
from tools.trade.set_margin_type import SetMarginTypeParams
from tools.trade.set_position_mode import SetPositionModeParams

_VOICE = Voice("capability")
_KNOWN = (
    PlaceOrderParams,
    CancelOrderParams,
    CancelAllOrdersParams,
    ClosePositionParams,
    SetLeverageParams,
    SetMarginTypeParams,
    SetPositionModeParams,
    RunCanaryParams,
    ConfirmCanaryParams,
)
_ATTACHED = (
    "stop_price",
    "callback_rate",
    "activation_price",
    "close_position",
    "stop_loss_price",
    "stop_loss_pct",
    "take_profit_price",
    "take_profit_pct",
)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny venues, tools and order features that are not built; fit the rest to the venue."""
    if not trades(call):
        return None
    venue = getattr(call.params, "venue", facts.venue)
    if venue is not VenueName.BINANCE_FUTURES or facts.venue is not venue:
        return _missing("venue", str(venue))
    if not isinstance(call.params, _KNOWN):
        return _missing("tool", call.tool)
    if isinstance(call.params, PlaceOrderParams):
        return _order(call.params, facts)
    return _VOICE.allow("available on this venue", "bu borsada kullanılabilir")


def _order(params: PlaceOrderParams, facts: Facts) -> Verdict:
    if params.type not in EXECUTABLE:
        return _missing("type", params.type)
    for path in _ATTACHED:
        if getattr(params, path):
            return _missing(path, str(getattr(params, path)))
    contradiction = _contradiction(params)
    if contradiction is not None:
        return contradiction
    if _hedged(facts):
        return _missing("position_side", "HEDGE")
    changes = (*_maker(params), *_one_way(params))
    if changes:
        return _VOICE.fix("fitted", changes)
    return _VOICE.allow("available on this venue", "bu borsada kullanılabilir")


def _missing(path: str, value: str) -> Verdict:
    return _VOICE.deny(
        "not_available",
        f"{path} {value} is not available yet on this venue; nothing was left out silently.",
        f"{path} {value} bu borsada henüz kullanılamıyor; hiçbir şey sessizce atlanmadı.",
        actual=value,
    )


def _contradiction(params: PlaceOrderParams) -> Verdict | None:
    takes = params.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)
    maker = params.post_only or params.type is OrderType.LIMIT_MAKER
    market = params.type is OrderType.MARKET
    if (maker and (takes or market)) or (market and params.time_in_force is not None):
        return _VOICE.deny(
            "contradiction",
            f"{params.type} does not go with post_only {params.post_only} and {params.time_in_force}.",
            f"{params.type}, post_only {params.post_only} ve {params.time_in_force} ile birlikte olmaz.",
        )
    return None


def _hedged(facts: Facts) -> bool:
    if facts.account is None:
        return False
    return any(p.position_side is not PositionSide.BOTH for p in facts.account.account.positions)


def _maker(params: PlaceOrderParams) -> tuple[Change, ...]:
    if params.type is not OrderType.LIMIT_MAKER:
        return ()
    return (
        change(
            "type", "LIMIT", "Futures write a maker order as LIMIT.", "Vadelide maker emri LIMIT yazılır."
        ),
        change("post_only", True, "It is post-only.", "Yalnızca maker olarak girer."),
    )


def _one_way(params: PlaceOrderParams) -> tuple[Change, ...]:
    if params.position_side is PositionSide.BOTH:
        return ()
    both = change(
        "position_side",
        "BOTH",
        "The account is in one-way mode.",
        "Hesap tek yönlü modda.",
    )
    opens = (params.side is Side.BUY) == (params.position_side is PositionSide.LONG)
    if opens or params.reduce_only:
        return (both,)
    only = change(
        "reduce_only",
        True,
        f"{params.side} on {params.position_side} only closes.",
        f"{params.position_side} tarafında {params.side} yalnızca kapatır.",
    )
    return (both, only)


RULE = Rule(
    name="capability",
    summary=Text(
        en="Denies what cannot be executed yet, by name",
        tr="Henüz yürütülemeyen şeyleri adıyla reddeder",
    ),
    why="An order whose stop is dropped on the way is a different order. STOP_MARKET and an attached "
    "stop_loss_pct are denied until the venue part exists.",
    judge=judge,
)
