"""run_canary: simulate the smallest order and keep the evidence."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.money import PositiveAmount
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest


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


TOOL = Tool(
    name="run_canary",
    effect=Effect.TRADE,
    summary=Text(
        en="Simulate the smallest order and collect evidence; sends nothing",
        tr="En küçük emri simüle eder, kanıt toplar; hiçbir şey göndermez",
    ),
    params=RunCanaryParams,
    result=RunCanaryResult,
)
