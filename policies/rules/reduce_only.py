"""reduce_only: closing needs something to close, in the right direction, never beyond flat."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import position_of
from policies.orders import orders_of
from policies.sides import fitted
from policies.sizing import quantity_of
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.money import plain
from tools.terms import PositionSide, Side
from tools.text import Text
from tools.trade.close_position import ClosePositionParams
from tools.trade.place_order import PlaceOrderParams

_VOICE = Voice("reduce_only")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Check the claim to reduce against the position; it is never believed."""
    params = call.params
    if isinstance(params, ClosePositionParams):
        return _held(params, params.position_side, facts)
    if not isinstance(params, PlaceOrderParams) or not (params.reduce_only or params.close_position):
        return None
    fit = fitted(params, facts)
    return None if fit is None else _held(params, fit.position_side, facts)


def _held(params: ClosePositionParams | PlaceOrderParams, side: PositionSide, facts: Facts) -> Verdict:
    both = _both_sides(params.symbol, facts) if side is PositionSide.BOTH else None
    if both is not None:
        return both
    position = position_of(params.symbol, facts, side)
    if position is None:
        return _VOICE.unknown(
            "The position is not known, so nothing can be closed.",
            "Pozisyon bilinmediği için kapatma yapılamaz.",
        )
    if position == 0:
        return _VOICE.deny(
            "no_position",
            f"There is no position in {params.symbol} to reduce.",
            f"{params.symbol} için azaltılacak pozisyon yok.",
            limit="0",
        )
    if isinstance(params, PlaceOrderParams):
        return _within(params, position, facts)
    call = ToolCall(tool="close_position", params=params)
    if not orders_of(call, facts):
        return _VOICE.deny(
            "below_step",
            f"{plain(params.percent)} % of {plain(abs(position))} is less than one step; close more.",
            f"{plain(abs(position))} miktarın %{plain(params.percent)} kadarı bir adımdan küçük; artırın.",
            actual=plain(position),
            would_pass=(change("percent", "100", "close all of it", "tamamını kapatın"),),
        )
    return _VOICE.allow("only reduces the position", "pozisyonu yalnızca azaltır", limit=plain(abs(position)))


def _both_sides(symbol: str, facts: Facts) -> Verdict | None:
    held = [] if facts.account is None else [p for p in facts.account.account.positions if p.symbol == symbol]
    if len(held) < 2:
        return None
    return _VOICE.ask(
        "which_side",
        f"{symbol} has a long and a short position: which one, LONG or SHORT?",
        f"{symbol} için hem long hem short pozisyon var: hangisi, LONG mu SHORT mu?",
    )


def _within(params: PlaceOrderParams, position: Decimal, facts: Facts) -> Verdict:
    held = plain(abs(position))
    if (params.side is Side.SELL) is not (position > 0):
        return _VOICE.deny(
            "increases",
            f"{params.side} would increase the position in {params.symbol}, not reduce it.",
            f"{params.side}, {params.symbol} pozisyonunu azaltmaz, artırır.",
            actual=params.side,
            would_pass=(change("side", params.side.opposite.value, "the closing side", "kapatan yön"),),
        )
    quantity = quantity_of(params, facts)
    if quantity is not None and quantity > abs(position):
        reason = (
            f"The position is {held}; closing stops at flat.",
            f"Pozisyon {held}; kapatma sıfırda durur.",
        )
        changes = [change("quantity", held, *reason)]
        if params.notional is not None:
            changes.append(change("notional", None, "The quantity stands for it.", "Yerine miktar geçerli."))
        return _VOICE.fix("beyond_flat", changes, limit=held, actual=plain(quantity))
    return _VOICE.allow("only reduces the position", "pozisyonu yalnızca azaltır", limit=held)


RULE = Rule(
    name="reduce_only",
    summary=Text(
        en="A reduce-only order needs a position, the closing side, and stops at flat",
        tr="Yalnızca azaltan emir pozisyon ve kapatan yön ister, sıfırda durur",
    ),
    why="A reduce_only flag that is believed is a bypass of every limit. SELL 0.02 reduce-only on a long "
    "of 0.01 becomes 0.01; on a short it is denied.",
    judge=judge,
)
