"""venue_filters: the orders fit the venue's filters, rounded to the safe side or asked about."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import without_margin
from policies.orders import asked_orders
from policies.pricing import mark_of, minimum_price, smallest_quantity
from policies.reading import trades
from policies.rounding import rounded
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change, shown
from tools.call import ToolCall
from tools.money import plain, round_down, round_passive
from tools.terms import Side
from tools.text import Text
from tools.venues.market import SymbolRules
from tools.venues.orders import OrderRequest

_VOICE = Voice("venue_filters")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Round tick and step; deny what the venue would refuse; ask before raising to its minimum."""
    orders = asked_orders(call, facts) if trades(call) else ()
    if not orders:
        return None
    rules = facts.market.rules if facts.market is not None else None
    if rules is None:
        symbol = orders[0].symbol
        return _VOICE.unknown(f"The venue does not list {symbol}.", f"Borsada {symbol} sembolü yok.")
    stopped = next((v for order in orders if (v := _refused(order, rules, facts)) is not None), None)
    if stopped is not None:
        return stopped
    changes = rounded(call.params, orders[0], rules)
    if changes:
        return _VOICE.fix("rounded", changes)
    return _VOICE.allow("fits the venue's filters", "borsa kurallarına uyuyor")


def _refused(order: OrderRequest, rules: SymbolRules, facts: Facts) -> Verdict | None:
    return (
        _status(order, rules)
        or _price(order, rules, facts)
        or _trigger(order, rules)
        or _post_only(order, facts)
        or _size(order, rules, facts)
    )


def _status(order: OrderRequest, rules: SymbolRules) -> Verdict | None:
    if rules.status != "TRADING":
        return _VOICE.deny(
            "not_trading",
            f"{order.symbol} does not trade now (status {rules.status}).",
            f"{order.symbol} şu anda işleme kapalı (durum {rules.status}).",
            limit="TRADING",
            actual=rules.status,
        )
    if order.type not in rules.order_types:
        return _VOICE.deny(
            "order_type",
            f"{order.symbol} takes no {order.type} orders.",
            f"{order.symbol} için {order.type} emri verilemez.",
            actual=order.type,
        )
    return None


def _price(order: OrderRequest, rules: SymbolRules, facts: Facts) -> Verdict | None:
    if order.price is None:
        return None
    low, high = _band(order, rules, facts)
    price = round_passive(order.price, rules.tick_size, order.side)
    if low <= price <= high:
        return None
    nearest = round_down(high, rules.tick_size) if price > high else low
    return _outside("price", order.price, low, high, nearest, rules)


def _trigger(order: OrderRequest, rules: SymbolRules) -> Verdict | None:
    low, high = max(rules.min_price, rules.tick_size), round_down(rules.max_price, rules.tick_size)
    for path in ("stop_price", "activation_price"):
        price: Decimal | None = getattr(order, path)
        if price is not None and not low <= price <= high:
            return _outside(path, price, low, high, high if price > high else low, rules)
    return None


def _outside(
    path: str, price: Decimal, low: Decimal, high: Decimal, nearest: Decimal, rules: SymbolRules
) -> Verdict:
    shown_low, shown_high, unit = plain(low), plain(high), rules.quote_asset
    return _VOICE.deny(
        "price_range",
        f"The venue takes prices from {shown_low} to {shown_high} {unit}; {plain(price)} is outside.",
        f"Borsa {shown_low} ile {shown_high} {unit} arası fiyat kabul eder; {plain(price)} dışarıda.",
        limit=f"{shown_low}-{shown_high}",
        actual=plain(price),
        would_pass=(change(path, plain(nearest), "nearest price accepted", "kabul edilen en yakın fiyat"),),
    )


def _post_only(order: OrderRequest, facts: Facts) -> Verdict | None:
    book = facts.market.book if facts.market is not None else None
    best = book.best(order.side) if book is not None else None
    if not order.post_only or best is None or order.price is None:
        return None
    crosses = order.price >= best if order.side is Side.BUY else order.price <= best
    if not crosses:
        return None
    return _VOICE.deny(
        "would_take",
        f"A post-only order at {plain(order.price)} would trade at once; the other side is at {plain(best)}.",
        f"{plain(order.price)} fiyatlı yalnızca maker emir hemen gerçekleşirdi; karşı taraf {plain(best)}.",
        limit=plain(best),
        actual=plain(order.price),
    )


def _band(order: OrderRequest, rules: SymbolRules, facts: Facts) -> tuple[Decimal, Decimal]:
    """Prices the venue takes: a band round the mark; on futures, of a conditional order round its trigger."""
    from_trigger = order.stop_price is not None and not without_margin(facts)
    reference = order.stop_price if from_trigger else mark_of(facts.market)
    low, high = max(rules.min_price, rules.tick_size), rules.max_price
    if reference is not None:
        down, up = _multipliers(order.side, rules)
        low = max(low, round_passive(reference * down, rules.tick_size, Side.SELL))
        high = high if up is None else min(high, reference * up)
    return low, round_down(high, rules.tick_size)


def _multipliers(side: Side, rules: SymbolRules) -> tuple[Decimal, Decimal | None]:
    if side is Side.BUY:
        return rules.buy_multiplier_down, rules.price_multiplier_up
    return rules.price_multiplier_down, rules.sell_multiplier_up


def _size(order: OrderRequest, rules: SymbolRules, facts: Facts) -> Verdict | None:
    at_market = order.type.at_market
    largest = min(rules.max_quantity, rules.market_max_quantity) if at_market else rules.max_quantity
    if order.quantity > largest:
        return _VOICE.deny(
            "too_large",
            f"The venue takes at most {plain(largest)} {rules.base_asset} in one order.",
            f"Borsa tek emirde en çok {plain(largest)} {rules.base_asset} kabul eder.",
            limit=plain(largest),
            actual=plain(order.quantity),
            would_pass=(change("quantity", plain(largest), "largest order", "en büyük emir"),),
        )
    quantity = round_down(order.quantity, rules.step(order.type))
    price = minimum_price(order, facts.market)
    dearest = None if at_market else rules.max_notional
    if dearest is not None and price is not None and quantity * price > dearest:
        return _too_dear(
            quantity * price, dearest, round_down(dearest / price, rules.step(order.type)), rules
        )
    if order.reduce_only:
        return _too_small(order, rules, rules.min_quantity) if quantity < rules.min_quantity else None
    if price is None:
        return _VOICE.unknown("There is no mark price.", "İşaret fiyatı yok.")
    if quantity < rules.min_quantity or quantity * price < rules.min_notional:
        return _too_small(order, rules, smallest_quantity(rules, order.type, price))
    return None


def _too_dear(value: Decimal, dearest: Decimal, largest: Decimal, rules: SymbolRules) -> Verdict:
    cap = shown(dearest, rules.quote_asset)
    return _VOICE.deny(
        "too_dear",
        f"The venue takes orders of at most {cap}, this one is worth {shown(value, rules.quote_asset)}.",
        f"Borsa en çok {cap} değerinde emir kabul eder; bu emrin değeri {shown(value, rules.quote_asset)}.",
        limit=plain(dearest),
        actual=plain(value),
        would_pass=(change("quantity", plain(largest), "largest order", "en büyük emir"),),
    )


def _too_small(order: OrderRequest, rules: SymbolRules, smallest: Decimal) -> Verdict:
    least, base = plain(smallest), rules.base_asset
    value = shown(rules.min_notional, rules.quote_asset)
    return _VOICE.ask(
        "too_small",
        f"{plain(order.quantity)} {base} is below the venue's minimum ({value}); place {least} {base}?",
        f"{plain(order.quantity)} {base} borsanın alt sınırının ({value}) altında; "
        f"bunun yerine {least} {base} verilsin mi?",
        limit=least,
        actual=plain(order.quantity),
        would_pass=(change("quantity", least, "smallest order", "en küçük emir"),),
    )


RULE = Rule(
    name="venue_filters",
    summary=Text(
        en="Fits prices and quantity to the venue's filters; raising to a minimum is asked",
        tr="Fiyatları ve miktarı borsa kurallarına uydurur; alt sınıra çıkarmak sorulur",
    ),
    why="15c3-5 (c)(2)(i): no order the venue must refuse. 0.0123456 BTC becomes 0.0123, a protective stop "
    "moves to the tick that is reached earlier; 10 USDT of BTC is under the minimum, and only a person "
    "may raise it.",
    judge=judge,
    version=3,
)
