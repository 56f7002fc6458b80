"""spot_balance: a spot order needs the coins it sells, or the money it spends."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import without_margin
from policies.orders import asked_orders
from policies.passing import passing_quantity
from policies.pricing import value_of
from policies.reading import riskiest, trades
from policies.replacing import replaced
from policies.verdict import Rule, Verdict
from policies.voice import Voice, shown
from tools.call import ToolCall
from tools.money import plain
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest

_VOICE = Voice("spot_balance")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the order with the free balance of the asset it gives away."""
    orders = asked_orders(call, facts) if trades(call) and without_margin(facts) else ()
    order = riskiest(orders, facts)
    rules = facts.market.rules if facts.market is not None else None
    if order is None:
        return None
    if rules is None or facts.account is None:
        return _VOICE.unknown("The balance is not known.", "Bakiye bilinmiyor.")
    asset = rules.base_asset if order.side is Side.SELL else rules.quote_asset
    needed = order.quantity if order.side is Side.SELL else value_of(order, facts.market)
    if needed is None:
        return _VOICE.unknown("There is no price to value it with.", "Değerini hesaplayacak fiyat yok.")
    free = _free(asset, order.side, facts)
    if needed <= free:
        return _VOICE.allow(
            f"{shown(free, asset)} are free",
            f"serbest bakiye {shown(free, asset)}",
            limit=plain(free),
            actual=plain(needed),
        )
    return _short(call, order, asset, needed, free, facts)


def _free(asset: str, side: Side, facts: Facts) -> Decimal:
    """Free balance; what a replaced order holds back becomes free with it."""
    if facts.account is None:
        return Decimal(0)
    balances = (b.available for b in facts.account.account.balances if b.asset == asset)
    old = replaced(facts)
    held = Decimal(0) if old is None else old.remaining * (1 if side is Side.SELL else old.price)
    return sum(balances, Decimal(0)) + held


def _short(
    call: ToolCall, order: OrderRequest, asset: str, needed: Decimal, free: Decimal, facts: Facts
) -> Verdict:
    return _VOICE.deny(
        "not_enough",
        f"{shown(needed, asset)} are needed, {shown(free, asset)} are free; a spot market lends nothing.",
        f"{shown(needed, asset)} gerekiyor, serbest olan {shown(free, asset)}; spot piyasa borç vermez.",
        limit=plain(free),
        actual=plain(needed),
        would_pass=passing_quantity(call, order, order.quantity * free / needed, facts),
    )


RULE = Rule(
    name="spot_balance",
    summary=Text(
        en="A spot order needs the coins it sells or the money it spends",
        tr="Spot emri, sattığı coini ya da harcadığı parayı ister",
    ),
    why="P9 on a market without margin. Selling 0.02 BTC with 0.01 free would be refused by the venue "
    "(-2010), and there is no short position to open.",
    judge=judge,
)
