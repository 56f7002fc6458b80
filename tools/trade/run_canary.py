"""run_canary: simulate the smallest order and keep the evidence."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.money import PositiveAmount, plain
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest
from tools.venues.wording import SIDE_TR
from tools.wording import clipped


class RunCanaryParams(Params):
    """What to try; the size defaults to the smallest the venue allows."""

    symbol: Symbol = "BTCUSDT"
    side: Side = Side.BUY
    notional: PositiveAmount | None = None
    """Order value in USDT; the smallest allowed when left out."""


class RunCanaryResult(Result):
    """Evidence of the simulation."""

    canary_id: str
    order: OrderRequest
    """The order `confirm_canary` would send."""
    checks: dict[str, str]
    """Each check and how it came out."""


def say(result: RunCanaryResult) -> Text:
    """What would be sent, and how the checks came out."""
    order = result.order
    size = f"{plain(order.quantity)} {order.symbol}"
    held = [name for name, outcome in result.checks.items() if outcome not in ("allow", "fix")]
    count = len(result.checks)
    checks_en = f"not passed: {clipped(', '.join(held), 80)}" if held else f"all {count} checks passed"
    checks_tr = f"geçmeyen: {clipped(', '.join(held), 80)}" if held else f"{count} denetimin hepsi geçti"
    at = "" if order.price is None else f" @ {plain(order.price)}"
    return Text(
        en=f"Canary simulated: {order.side} {size}{at}, {checks_en}. Nothing was sent.",
        tr=f"Kanarya simüle edildi: {size} {SIDE_TR[order.side]}{at}, {checks_tr}. Hiçbir şey gönderilmedi.",
    )


TOOL = Tool(
    name="run_canary",
    effect=Effect.TRADE,
    summary=Text(
        en="Simulate the smallest order and collect evidence; sends nothing",
        tr="En küçük emri simüle eder, kanıt toplar; hiçbir şey göndermez",
    ),
    params=RunCanaryParams,
    result=RunCanaryResult,
    say=say,
)
