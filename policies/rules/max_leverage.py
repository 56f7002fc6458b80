"""max_leverage: orders are brought down to the cap; setting more than the cap is denied."""

from decimal import Decimal

from policies.facts import Facts
from policies.reading import current_leverage, opening, reduces
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text
from tools.trade.place_order import PlaceOrderParams
from tools.trade.set_leverage import SetLeverageParams

_VOICE = Voice("max_leverage")
_NAME = "max_leverage"


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the leverage an order will have, its own or the symbol's, with the cap."""
    params = call.params
    if isinstance(params, SetLeverageParams):
        return _set(params, facts)
    if isinstance(params, PlaceOrderParams) and params.leverage is not None and reduces(call, facts):
        return _VOICE.fix(
            "not_needed",
            (change("leverage", None, "Closing sets no leverage.", "Kapatırken kaldıraç ayarlanmaz."),),
        )
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    leverage = order.leverage if order.leverage is not None else current_leverage(facts)
    if leverage is None:
        return _VOICE.unknown("The symbol's leverage is not known.", "Sembolün kaldıracı bilinmiyor.")
    if leverage <= limit:
        return _VOICE.allow(
            f"leverage {leverage}x", f"kaldıraç {leverage}x", limit=plain(limit), actual=str(leverage)
        )
    return _lower(call, leverage, limit, typed=order.leverage is not None)


def _lower(call: ToolCall, leverage: int, limit: Decimal, *, typed: bool) -> Verdict:
    cap, actual = plain(limit), str(leverage)
    if not isinstance(call.params, PlaceOrderParams):
        return _VOICE.deny(
            "too_high",
            f"Leverage {leverage}x is above the cap of {cap}x; set it to {cap}x first.",
            f"Kaldıraç {leverage}x, üst sınır {cap}x; önce {cap}x yapın.",
            limit=cap,
            actual=actual,
        )
    whose, kimin = ("Leverage", "İstenen kaldıraç") if typed else ("The symbol's", "Sembolün kaldıracı")
    en = f"{whose} {leverage}x is above the cap: set to {cap}x before the order."
    tr = f"{kimin} {leverage}x, sınırın üstünde: emirden önce {cap}x yapılır."
    return _VOICE.fix("lowered", (change("leverage", int(limit), en, tr),), limit=cap, actual=actual)


def _set(params: SetLeverageParams, facts: Facts) -> Verdict:
    limit = facts.limits.value(_NAME, params.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    cap, actual = plain(limit), str(params.leverage)
    if params.leverage <= limit:
        return _VOICE.allow(f"leverage {actual}x", f"kaldıraç {actual}x", limit=cap, actual=actual)
    current = current_leverage(facts)
    if current is not None and params.leverage < current:
        return _VOICE.allow(
            f"{actual}x is above the cap of {cap}x but below the {current}x in force",
            f"{actual}x sınırın ({cap}x) üstünde, ama yürürlükteki {current}x değerinin altında",
            limit=cap,
            actual=actual,
        )
    return _VOICE.deny(
        "too_high",
        f"Leverage {actual}x is above the cap of {cap}x; {cap}x would pass.",
        f"Kaldıraç {actual}x, üst sınır {cap}x; {cap}x geçer.",
        limit=cap,
        actual=actual,
        would_pass=(change("leverage", int(limit), f"{cap}x would pass.", f"{cap}x geçer."),),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Brings the leverage of orders down to the cap; denies setting more",
        tr="Emirlerin kaldıracını sınıra indirir; fazlasını ayarlamayı reddeder",
    ),
    why="15c3-5 article R15(4). A symbol left at the venue's 20x is set to 3x before the order, as a row "
    "of the diff; set_leverage 20 is denied and 3 offered.",
    judge=judge,
    limit=_NAME,
)
