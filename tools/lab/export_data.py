"""export_data: rows of the record or of the market as a file."""

from datetime import date
from typing import Literal

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool
from tools.text import Text

Dataset = Literal["trades", "orders", "fills", "audit", "candles", "backtests", "pnl"]
FileFormat = Literal["csv", "jsonl", "parquet"]


class ExportDataParams(Params):
    """What to write, in which format and of which days."""

    dataset: Dataset
    format: FileFormat
    start: date | None = None
    """First UTC day; everything there is when left out."""
    end: date | None = None
    """Last UTC day, inclusive; up to now when left out."""


TOOL = Tool(
    name="export_data",
    effect=Effect.COMPUTE,
    summary=Text(
        en="Write trades, orders, fills, the audit, candles, backtests or PnL into a file",
        tr="İşlem, emir, dolum, denetim kaydı, mum, test ya da kâr zarar satırlarını dosyaya yazar",
    ),
    params=ExportDataParams,
    result=Result,
    not_yet=Text(
        en="The command “spark-copilot audit export” writes the audit as JSON lines.",
        tr="“spark-copilot audit export” komutu denetim kaydını JSON satırları olarak yazar.",
    ),
)
