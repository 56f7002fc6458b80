"""order_size: an order value becomes a quantity, at the conservative price, rounded down."""

from policies.facts import Facts
from policies.pricing import minimum_price, smallest_quantity
from policies.reading import trades
from policies.sizing import quantity_of, sizing_price
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change, shown
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text
from tools.trade.place_order import PlaceOrderParams
from tools.venues.market import SymbolRules

_VOICE = Voice("order_size")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Fix an order value into the quantity it buys; deny when nobody can say the price."""
    params = call.params
    if not trades(call) or not isinstance(params, PlaceOrderParams):
        return None
    if params.notional is None:
        return None
    rules = facts.market.rules if facts.market is not None else None
    price = sizing_price(params, facts)
    if rules is None or price is None:
        return _VOICE.unknown(
            "There is no price to size the order with.", "Emri boyutlandıracak bir fiyat yok."
        )
    quantity = quantity_of(params, facts)
    if quantity is None:
        return _too_small(params, rules, facts)
    size, value = f"{plain(quantity)} {rules.base_asset}", shown(params.notional, rules.quote_asset)
    at = f"{plain(price)} {rules.quote_asset}"
    return _VOICE.fix(
        "sized",
        (
            change(
                "quantity",
                plain(quantity),
                f"{value} at {at} is {size}, rounded down to the step {plain(rules.step(params.type))}.",
                f"{value}, {at} fiyatla {size} eder; {plain(rules.step(params.type))} adımına indirildi.",
            ),
            change("notional", None, "The quantity stands for it.", "Yerine miktar geçerli."),
        ),
    )


def _too_small(params: PlaceOrderParams, rules: SymbolRules, facts: Facts) -> Verdict | None:
    price = minimum_price(params, facts.market)
    if price is None or params.notional is None:
        return _VOICE.unknown("There is no mark price.", "İşaret fiyatı yok.")
    smallest = smallest_quantity(rules, params.type, price)
    asked = shown(params.notional, rules.quote_asset)
    least = f"{plain(smallest)} {rules.base_asset}"
    return _VOICE.ask(
        "below_step",
        f"{asked} is less than one step; the smallest order is {least}. Place that?",
        f"{asked} bir adımdan küçük; en küçük emir {least}. O kadar verilsin mi?",
        limit=least,
        actual=asked,
        would_pass=(change("quantity", plain(smallest), "smallest order", "en küçük emir"),),
    )


RULE = Rule(
    name="order_size",
    summary=Text(
        en="Turns an order value into a quantity, rounded down to the step",
        tr="Emir tutarını adıma aşağı yuvarlanmış miktara çevirir",
    ),
    why="A person approves the quantity that is sent. 60 USDT at 65,000 becomes 0.0009 BTC; a market "
    "order without a price is denied, never valued as NaN.",
    judge=judge,
)
