"""account_setting: margin type and position mode change only where nothing is held or working."""

from policies.facts import AccountFacts, Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.text import Text
from tools.trade.set_margin_type import SetMarginTypeParams
from tools.trade.set_position_mode import SetPositionModeParams

_VOICE = Voice("account_setting")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny the change while there is a position, a working order or one on its way.

    The margin type is a matter of its symbol, the position mode one of the whole account. Conditional
    orders are not among the facts: the venue itself refuses because of them (-4047, -4067).
    """
    params = call.params
    if isinstance(params, SetMarginTypeParams):
        return _judge(params.symbol, facts)
    return _judge(None, facts) if isinstance(params, SetPositionModeParams) else None


def _judge(symbol: str | None, facts: Facts) -> Verdict:
    if facts.account is None:
        return _VOICE.unknown("The account is not known.", "Hesap bilgisi yok.")
    where_en, where_tr = (symbol, symbol) if symbol else ("the account", "hesap")
    held = sorted({p.symbol for p in facts.account.account.positions if symbol in (None, p.symbol)})
    if held:
        names = ", ".join(held)
        return _VOICE.deny(
            "position_open",
            f"There is a position in {names}; close it first, then this can be changed.",
            f"{names} pozisyonu açık; önce kapatın, sonra bu ayar değişebilir.",
            limit="0",
            actual=names,
        )
    working = _working(symbol, facts.account)
    if working:
        return _VOICE.deny(
            "orders_open",
            f"{working} orders of {where_en} are working or on their way; cancel them first.",
            f"{where_tr} için bekleyen ya da yoldaki emir sayısı {working}; önce iptal edin.",
            limit="0",
            actual=str(working),
        )
    return _VOICE.allow(
        f"nothing held or working: {where_en}", f"pozisyon ve bekleyen emir yok: {where_tr}", actual="0"
    )


def _working(symbol: str | None, account: AccountFacts) -> int:
    symbols = [order.symbol for order in account.open_orders if order.status.working]
    symbols += [order.symbol for order in account.in_flight]
    return sum(symbol in (None, other) for other in symbols)


RULE = Rule(
    name="account_setting",
    summary=Text(
        en="Changes margin type and position mode only where nothing is held or working",
        tr="Teminat tipini ve pozisyon modunu yalnızca pozisyon ve bekleyen emir yokken değiştirir",
    ),
    why="Venue rules -4047, -4048, -4067, -4068. ISOLATED on a BTCUSDT that is held is denied here, by "
    "name, before anybody approves what the venue would refuse.",
    judge=judge,
)
