"""Running a permitted tool that sends no order: cancels, leverage, the kill switch."""

import json
from dataclasses import replace

from pydantic import JsonValue

from tools import catalogue
from tools.call import ToolCall
from tools.errors import InvalidCall, RateLimited, VenueError, VenueRejected
from tools.executor import access, messages, report, setting_check
from tools.executor.desk import Desk
from tools.frozen import Params, Result
from tools.ledger.ledger import Intent, Ledger
from tools.receipt import IntentState, Receipt
from tools.terms import VenueName
from tools.text import Text
from tools.trade import set_leverage
from tools.trade.set_leverage import SetLeverageParams, SetLeverageResult
from tools.trade.set_margin_type import SetMarginTypeParams
from tools.trade.set_position_mode import SetPositionModeParams

FREE_TEXT = ("reason",)
"""Parameters a permit does not bind; they come from the review the human saw."""

REPEATABLE = (
    "cancel_order",
    "cancel_all_orders",
    "engage_kill_switch",
    "start_stream",
    "stop_stream",
    "forget_preference",
    "set_preference",
)
"""Tools that add no risk and end in the same place however often they run."""


async def read_params(desk: Desk, intent: Intent) -> Params:
    """Parameters of the tool, exactly as permitted.

    Raises:
        InvalidCall: they do not fit the tool, or it cannot be run.
    """
    tool = intent.permit.effects.tool
    if catalogue.tool(tool).not_yet is not None:
        raise InvalidCall(f"{tool} is not available yet", f"{tool} henüz kullanılamıyor")
    if catalogue.tool(tool).run is None:
        raise InvalidCall(f"{tool} sends an order and has none", f"{tool} emir içermiyor")
    return (await permitted_call(desk.context.ledger, intent)).params


async def permitted_call(ledger: Ledger, intent: Intent) -> ToolCall:
    """The call a permit allows: its bound parameters, and the free text of the review behind it.

    Raises:
        InvalidCall: they do not fit the tool.
    """
    effects = intent.permit.effects
    args: dict[str, JsonValue] = {**await _free_text(ledger, intent), **effects.params}
    return catalogue.call(effects.tool, args)


async def run(desk: Desk, sending: Intent, params: Params, *, repeated: bool = False) -> Receipt:
    """Run the tool once under its permit and settle as it went."""
    desk.checkpoint("sending")
    tool = catalogue.tool(sending.permit.effects.tool)
    try:
        result = await _run(desk, sending, params)
    except (VenueRejected, RateLimited) as error:
        desk.checkpoint("posted")
        return await _refused(desk, sending, error, repeated)
    except Exception:  # it may have taken effect; only the venue knows
        desk.checkpoint("posted")
        return await report.undecided(desk, sending, messages.tool_unknown(tool.name))
    desk.checkpoint("posted")
    text = messages.TOOK_EFFECT if tool.say is None else tool.say(result)
    receipt = await report.ended(
        desk, sending, IntentState.ACKED, text, result=result.model_dump(mode="json")
    )
    desk.checkpoint("reported")
    return receipt


async def resolve(desk: Desk, intent: Intent) -> Receipt:
    """What became of a tool that was interrupted: repeat it where that is safe, else ask, else say so."""
    tool = intent.permit.effects.tool
    params = await read_params(desk, intent)
    if tool in REPEATABLE:
        return await run(desk, intent, params, repeated=True)
    if isinstance(params, SetLeverageParams):
        return await _resolve_leverage(desk, intent, params)
    if isinstance(params, SetMarginTypeParams | SetPositionModeParams):
        return await setting_check.resolve(desk, intent, params)
    return await report.undecided(desk, intent, messages.tool_unknown(tool))


async def _run(desk: Desk, intent: Intent, params: Params) -> Result:
    tool = catalogue.tool(intent.permit.effects.tool)
    if tool.run is None:
        raise AssertionError("read_params refuses tools without run")
    result: Result = await tool.run(params, replace(desk.context, actor=intent.permit.approver))
    return result


async def _refused(desk: Desk, intent: Intent, error: VenueError, repeated: bool) -> Receipt:
    await access.note(desk, intent.permit.effects.venue, error)
    code = error.code if isinstance(error, VenueRejected) else "rate_limited"
    if repeated and isinstance(error, VenueRejected):
        # The first run did it, or there was nothing left to do: either way nothing works any more.
        return await report.ended(desk, intent, IntentState.ACKED, messages.ALREADY_DONE, code=code)
    text = messages.tool_refused(error.text)
    if repeated:
        return await report.undecided(desk, intent, text)
    return await report.ended(desk, intent, IntentState.REJECTED, text, code=code)


async def _resolve_leverage(desk: Desk, intent: Intent, params: SetLeverageParams) -> Receipt:
    tool = intent.permit.effects.tool
    try:
        config = await desk.context.venue(VenueName.BINANCE_FUTURES).symbol_config(params.symbol)
    except VenueError:
        return await report.undecided(desk, intent, messages.tool_unknown(tool))
    if config.leverage == params.leverage:
        result = SetLeverageResult(symbol=params.symbol, leverage=config.leverage)
        text = set_leverage.say(result)
        return await report.ended(
            desk, intent, IntentState.ACKED, text, result=result.model_dump(mode="json")
        )
    text = Text(
        en=f"Leverage of {params.symbol} is still {config.leverage}x; nothing was changed.",
        tr=f"{params.symbol} kaldıracı hâlâ {config.leverage}x; hiçbir şey değişmedi.",
    )
    return await report.ended(desk, intent, IntentState.NOT_PLACED, text)


async def _free_text(ledger: Ledger, intent: Intent) -> dict[str, JsonValue]:
    row = await ledger.approval(intent.approval_id)
    try:
        review = json.loads(row.review) if row is not None else {}
    except ValueError:
        return {}
    asked = review.get("asked") if isinstance(review, dict) else None
    return {name: asked[name] for name in FREE_TEXT if name in asked} if isinstance(asked, dict) else {}
