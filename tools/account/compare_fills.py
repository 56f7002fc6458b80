"""compare_fills: what simulated orders would have got beside what the testnet's orders got."""

from datetime import date

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool
from tools.symbol import Symbol
from tools.text import Text


class CompareFillsParams(Params):
    """Of which symbol, since when."""

    symbol: Symbol | None = None
    """All symbols when left out."""
    since: date | None = None
    """First UTC day; everything there is when left out."""


TOOL = Tool(
    name="compare_fills",
    effect=Effect.READ,
    summary=Text(
        en="Paper against testnet: fill ratio, slippage and execution time",
        tr="Simülasyonla testnet: dolum oranı, kayma ve gerçekleşme süresi",
    ),
    params=CompareFillsParams,
    result=Result,
    not_yet=Text(
        en="A simulated order shows its expected fill; get_order and the receipt show what the testnet gave.",
        tr="Simüle emir beklenen dolumu gösterir; testnetin verdiğini get_order ve makbuz gösterir.",
    ),
)
