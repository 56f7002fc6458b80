"""promote_strategy: let a strategy that passed its gates go one stage further."""

from typing import Annotated, Literal

from pydantic import Field

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool
from tools.text import Text

Stage = Literal["ready", "canary", "live_testnet"]


class PromoteStrategyParams(Params):
    """Which strategy, and to which stage."""

    strategy_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", examples=["strat-12"])]
    to: Stage


TOOL = Tool(
    name="promote_strategy",
    effect=Effect.CONTROL,
    summary=Text(
        en="Let a strategy go one stage further: ready, canary, live on the testnet",
        tr="Bir stratejiyi sonraki aşamaya geçirir: hazır, kanarya, testnette canlı",
    ),
    params=PromoteStrategyParams,
    result=Result,
    not_yet=Text(
        en="run_backtest tests a strategy; run_canary tries one small order.",
        tr="run_backtest stratejiyi sınar; run_canary küçük bir emir dener.",
    ),
)
