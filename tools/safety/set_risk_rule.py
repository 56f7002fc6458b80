"""set_risk_rule: another number for one limit of the profile in force."""

from enum import StrEnum

from tools.call import Effect
from tools.frozen import Params, Result
from tools.money import PositiveAmount
from tools.spec import Tool
from tools.text import Text


class RiskRule(StrEnum):
    """Rules with a number that a person sets."""

    MAX_NOTIONAL = "max_notional"
    MAX_POSITION = "max_position"
    MAX_EXPOSURE = "max_exposure"
    MAX_DAILY_LOSS = "max_daily_loss"
    MAX_DRAWDOWN = "max_drawdown"
    MAX_LEVERAGE = "max_leverage"
    MAX_MARGIN_USE = "max_margin_use"
    MAX_OPEN_ORDERS = "max_open_orders"
    MAX_ORDER_RATE = "max_order_rate"
    MAX_PENDING_APPROVALS = "max_pending_approvals"
    PRICE_COLLAR = "price_collar"
    MIN_LIQUIDATION_DISTANCE = "min_liquidation_distance"


class SetRiskRuleParams(Params):
    """Which rule, and its new number in the rule's own unit."""

    rule: RiskRule
    value: PositiveAmount
    """USDT for notional, exposure and daily loss; base units for a position; a fraction for drawdown and
    margin use; x for leverage; a count for orders and approvals; percent for the collar and the liquidation
    distance."""
    reason: str
    """Goes on the record."""


TOOL = Tool(
    name="set_risk_rule",
    effect=Effect.CONTROL,
    summary=Text(
        en="Set a limit to another number; needs a reason and an approval",
        tr="Bir limiti başka bir sayıya ayarlar; gerekçe ve onay ister",
    ),
    params=SetRiskRuleParams,
    result=Result,
    not_yet=Text(
        en="Limits are set in the profile the installation starts with; explain_policy shows them.",
        tr="Limitler kurulumun başladığı profilde ayarlanır; explain_policy gösterir.",
    ),
)
