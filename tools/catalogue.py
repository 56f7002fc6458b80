"""The catalogue of tools, and the one way to make a ToolCall from untrusted JSON."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tools.account import (
    compare_fills,
    forget_preference,
    get_open_orders,
    get_order,
    get_pnl,
    get_portfolio,
    get_positions,
    get_preferences,
    set_preference,
)
from tools.call import Origin, ToolCall
from tools.errors import InvalidCall
from tools.frozen import Params, Result
from tools.lab import (
    export_data,
    generate_strategy,
    optimize_strategy,
    promote_strategy,
    run_backtest,
    run_walk_forward,
)
from tools.market import (
    get_candles,
    get_market,
    get_stream_status,
    list_symbols,
    start_stream,
    stop_stream,
    sync_symbols,
)
from tools.safety import (
    engage_kill_switch,
    explain_policy,
    get_risk_status,
    release_kill_switch,
    reset_circuit_breaker,
    set_risk_rule,
)
from tools.spec import Tool
from tools.system import get_audit_log, get_health, get_metrics, search_knowledge
from tools.text import Text
from tools.trade import (
    cancel_all_orders,
    cancel_order,
    close_position,
    confirm_canary,
    place_iceberg,
    place_oco,
    place_order,
    place_twap,
    replace_order,
    run_canary,
    set_leverage,
    set_margin_type,
    set_position_mode,
)

AnyTool = Tool[Any, Any]

TOOLS: tuple[AnyTool, ...] = (
    place_order.TOOL,
    place_oco.TOOL,
    place_twap.TOOL,
    place_iceberg.TOOL,
    replace_order.TOOL,
    cancel_order.TOOL,
    cancel_all_orders.TOOL,
    close_position.TOOL,
    set_leverage.TOOL,
    set_margin_type.TOOL,
    set_position_mode.TOOL,
    run_canary.TOOL,
    confirm_canary.TOOL,
    engage_kill_switch.TOOL,
    release_kill_switch.TOOL,
    reset_circuit_breaker.TOOL,
    set_risk_rule.TOOL,
    start_stream.TOOL,
    stop_stream.TOOL,
    sync_symbols.TOOL,
    set_preference.TOOL,
    forget_preference.TOOL,
    generate_strategy.TOOL,
    run_backtest.TOOL,
    run_walk_forward.TOOL,
    optimize_strategy.TOOL,
    promote_strategy.TOOL,
    export_data.TOOL,
    get_health.TOOL,
    get_metrics.TOOL,
    get_audit_log.TOOL,
    search_knowledge.TOOL,
    get_portfolio.TOOL,
    get_positions.TOOL,
    get_open_orders.TOOL,
    get_order.TOOL,
    get_pnl.TOOL,
    compare_fills.TOOL,
    get_preferences.TOOL,
    get_market.TOOL,
    get_stream_status.TOOL,
    get_candles.TOOL,
    list_symbols.TOOL,
    get_risk_status.TOOL,
    explain_policy.TOOL,
)

RUNNABLE: tuple[AnyTool, ...] = tuple(tool for tool in TOOLS if tool.not_yet is None)
"""The tools this version can run: all that other programs are offered."""

_BY_NAME = {tool.name: tool for tool in TOOLS}


def tool(name: str) -> AnyTool:
    """One tool by name.

    Raises:
        InvalidCall: when there is no such tool.
    """
    found = _BY_NAME.get(name)
    if found is None:
        raise InvalidCall(f"there is no tool named {name!r}", f"{name!r} adlı bir araç yok")
    return found


def call(name: str, args: Mapping[str, object], origins: tuple[Origin, ...] = ()) -> ToolCall:
    """A validated call from untrusted arguments.

    Raises:
        InvalidCall: unknown tool, unknown or missing field, wrong type; `fields` names them.
    """
    try:
        params: Params = tool(name).params.model_validate(dict(args))
    except ValidationError as error:
        raise _invalid(name, error) from None
    return ToolCall(tool=name, params=params, origins=origins)


def _invalid(name: str, error: ValidationError) -> InvalidCall:
    problems = [(".".join(map(str, e["loc"])) or "call", _problem(e)) for e in error.errors()]
    return InvalidCall(
        f"{name}: " + "; ".join(f"{path} {text.en}" for path, text in problems),
        f"{name}: " + "; ".join(f"{path} {text.tr}" for path, text in problems),
        fields=tuple(path for path, _ in problems),
    )


def _problem(error: ErrorDetails) -> Text:
    match error["type"]:
        case "missing":
            return Text(en="is missing", tr="eksik")
        case "extra_forbidden":
            return Text(en="is not a parameter of this tool", tr="bu aracın parametresi değil")
        case "enum" | "literal_error":
            options = str(error.get("ctx", {}).get("expected", ""))
            return Text(en=f"must be one of {options}", tr=f"şunlardan biri olmalı: {options}")
    said = error["msg"].removeprefix("Value error, ")
    return Text(en=f"is not valid: {said}", tr="geçerli değil")


__all__ = ["RUNNABLE", "TOOLS", "AnyTool", "Params", "Result", "call", "tool"]
