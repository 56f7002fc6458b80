"""confirm_canary: send the canary's order to the testnet, after approval."""

from tools.call import Effect
from tools.frozen import Params
from tools.receipt import Receipt
from tools.spec import Tool
from tools.text import Text


class ConfirmCanaryParams(Params):
    """Which canary."""

    canary_id: str | None = None
    """The latest when left out."""


TOOL = Tool(
    name="confirm_canary",
    effect=Effect.TRADE,
    summary=Text(
        en="Send the canary's order to the testnet; the evidence is its order id and status",
        tr="Kanarya emrini testnete gönderir; kanıtı emir numarası ve durumudur",
    ),
    params=ConfirmCanaryParams,
    result=Receipt,
)
