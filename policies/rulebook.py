"""The rulebook: every rule, in the order of judgement; a new rule is one file and its line here."""

from policies.rules import (
    account_setting,
    attached_stops,
    availability,
    canary_evidence,
    capability,
    control_reason,
    duplicate,
    environment_lock,
    finite_input,
    latches,
    listening,
    max_daily_loss,
    max_drawdown,
    max_exposure,
    max_leverage,
    max_margin_use,
    max_notional,
    max_open_orders,
    max_order_rate,
    max_pending_approvals,
    max_position,
    min_liquidation_distance,
    order_size,
    price_collar,
    read_only,
    reduce_only,
    remembering,
    replacement,
    spot_balance,
    stale_data,
    symbol_allowlist,
    symbol_sync,
    trading_state,
    trigger_price,
    venue_filters,
)
from policies.verdict import Rule

_STATE = (trading_state.RULE, availability.RULE, environment_lock.RULE, read_only.RULE)
_CONTROL = (control_reason.RULE, latches.RULE)
_SHAPE = (finite_input.RULE, capability.RULE, symbol_allowlist.RULE, canary_evidence.RULE, stale_data.RULE)
_SETTING = (listening.RULE, account_setting.RULE, symbol_sync.RULE, remembering.RULE)
_ORDER = (replacement.RULE, order_size.RULE, venue_filters.RULE, reduce_only.RULE, spot_balance.RULE)
_PRICE = (max_leverage.RULE, trigger_price.RULE, attached_stops.RULE, price_collar.RULE)
_SIZE = (max_notional.RULE, max_position.RULE, max_exposure.RULE, max_margin_use.RULE)
_LOSS = (max_daily_loss.RULE, max_drawdown.RULE, min_liquidation_distance.RULE)
_RATE = (max_open_orders.RULE, duplicate.RULE, max_order_rate.RULE, max_pending_approvals.RULE)

RULES: tuple[Rule, ...] = (*_STATE, *_CONTROL, *_SHAPE, *_SETTING, *_ORDER, *_PRICE, *_SIZE, *_LOSS, *_RATE)
