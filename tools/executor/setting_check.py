"""Setting checks: what became of an interrupted change of margin type or position mode: ask the venue."""

from tools.errors import VenueError
from tools.executor import messages, report
from tools.executor.desk import Desk
from tools.ledger.ledger import Intent
from tools.receipt import IntentState, Receipt
from tools.terms import VenueName
from tools.text import Text
from tools.trade import set_margin_type, set_position_mode
from tools.trade.set_margin_type import SetMarginTypeParams, SetMarginTypeResult
from tools.trade.set_position_mode import SetPositionModeParams, SetPositionModeResult


async def resolve(desk: Desk, intent: Intent, params: SetMarginTypeParams | SetPositionModeParams) -> Receipt:
    """Settle by what the venue has in force now; open as long as it does not answer."""
    try:
        found = await _in_force(desk, params)
    except VenueError:
        return await report.undecided(desk, intent, messages.tool_unknown(intent.permit.effects.tool))
    text = _said(found)
    if found.model_dump() == params.model_dump():
        result = found.model_dump(mode="json")
        return await report.ended(desk, intent, IntentState.ACKED, text, result=result)
    unchanged = Text(
        en=f"Nothing was changed. {text.en.replace(' now ', ' still ')}",
        tr=f"Hiçbir şey değişmedi. {text.tr.replace(' artık ', ' hâlâ ')}",
    )
    return await report.ended(desk, intent, IntentState.NOT_PLACED, unchanged)


async def _in_force(
    desk: Desk, params: SetMarginTypeParams | SetPositionModeParams
) -> SetMarginTypeResult | SetPositionModeResult:
    venue = desk.context.venue(VenueName.BINANCE_FUTURES)
    if isinstance(params, SetPositionModeParams):
        return SetPositionModeResult(mode=await venue.position_mode())
    config = await venue.symbol_config(params.symbol)
    return SetMarginTypeResult(symbol=params.symbol, margin_type=config.margin_type)


def _said(found: SetMarginTypeResult | SetPositionModeResult) -> Text:
    if isinstance(found, SetPositionModeResult):
        return set_position_mode.say(found)
    return set_margin_type.say(found)
