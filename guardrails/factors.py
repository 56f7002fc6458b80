"""The factors of the risk score: each gives points up to its weight, and the reason with its number."""

from collections.abc import Callable
from decimal import ROUND_UP, Decimal

from guardrails.preview import fill_price, takes_liquidity
from guardrails.reasons import RiskFactor
from policies.exposure import committed_with, exposure_price
from policies.facts import Facts
from policies.liquidation import liquidation_distance
from policies.pricing import conservative_price, value_of
from policies.reading import age_ms, leverage_of
from policies.voice import percent
from tools.money import plain
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest

Factor = Callable[[OrderRequest, Facts, bool], RiskFactor | None]
"""Takes the order, the facts, and whether the order only reduces; None when it does not apply."""


_TIMES = Decimal(2)
"""From this share on a multiple reads better than percent."""


def _factor(name: str, weight: int, share: Decimal | None, en: str, tr: str) -> RiskFactor:
    if share is None:
        return RiskFactor(
            name=name, points=weight, why=Text(en="Not known: counts in full.", tr="Bilinmiyor: tam sayılır.")
        )
    part = min(Decimal(1), max(Decimal(0), share))
    return RiskFactor(name=name, points=int(part * weight), why=Text(en=en, tr=tr))


def _ratio(part: Decimal | int | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or whole is None or whole <= 0 else Decimal(part) / whole


def _percent(share: Decimal | None) -> str:
    return "?" if share is None else plain(percent(share))


def size(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Order value against the limit per order."""
    if closing:
        return None
    share = _ratio(value_of(order, facts.market), facts.limits.value("max_notional", order.symbol))
    if share is not None and share > _TIMES:
        many = plain(share.quantize(Decimal(1), rounding=ROUND_UP))
        return _factor("size", 20, share, f"{many} times the order limit.", f"Emir limitinin {many} katı.")
    shown = _percent(share)
    return _factor("size", 20, share, f"{shown} % of the order limit.", f"Emir limitinin %{shown} kadarı.")


def leverage(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Leverage above 1x against the cap."""
    if closing:
        return None
    times, cap = leverage_of(order, facts), facts.limits.value("max_leverage", order.symbol)
    share = _ratio(None if times is None else times - 1, cap)
    return _factor("leverage", 15, share, f"{times}x leverage.", f"{times}x kaldıraç.")


def liquidation(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Closeness of the liquidation price; half away and more is none."""
    if closing:
        return None
    away = liquidation_distance(order, facts)
    shown = _percent(away)
    share = None if away is None else 1 - 2 * away
    return _factor(
        "liquidation", 15, share, f"Liquidation {shown} % away.", f"Tasfiye fiyatı %{shown} uzakta."
    )


def slippage(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Distance of the simulated fill from the mark price; 50 bps count in full."""
    market = facts.market
    if market is None or market.mark is None:
        return _factor("slippage", 10, None, "", "")
    if order.type.conditional or not takes_liquidity(order, market):
        return None
    fill, mark = fill_price(order, market), market.mark.mark
    sign = 1 if order.side is Side.BUY else -1
    cost = None if fill is None else (fill - mark) / mark * 10_000 * sign
    bps = "?" if cost is None else plain(max(cost, Decimal(0)).quantize(Decimal("0.1")))
    share = _ratio(cost, Decimal(50))
    return _factor(
        "slippage", 10, share, f"About {bps} bps beyond the mark.", f"İşaretin ~{bps} baz puan ötesi."
    )


def spread(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Spread against the widest that is accepted."""
    book = facts.market.book if facts.market is not None else None
    ask, bid = (book.best(Side.BUY), book.best(Side.SELL)) if book is not None else (None, None)
    width = None if ask is None or bid is None else (ask - bid) / (ask + bid) * 20_000
    bps = "?" if width is None else plain(width.quantize(Decimal("0.1")))
    share = _ratio(width, facts.limits.value("max_spread_bps", order.symbol))
    return _factor("spread", 5, share, f"Spread {bps} bps.", f"Makas {bps} baz puan.")


def volatility(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Stress, by the funding rate's size: 0.3 % per period counts in full."""
    mark = facts.market.mark if facts.market is not None else None
    funding = None if mark is None else abs(mark.funding_rate)
    shown = _percent(funding)
    share = _ratio(funding, Decimal("0.003"))
    return _factor("volatility", 5, share, f"Funding {shown} % per period.", f"Fonlama dönem başı %{shown}.")


def concentration(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Exposure of the symbol afterwards against equity."""
    if closing:
        return None
    after = committed_with(order, facts)
    unit = exposure_price(facts, conservative_price(order, facts.market))
    equity = facts.account.account.equity if facts.account is not None else None
    value = None if after is None or unit is None else after.worst() * unit
    share = _ratio(value, equity)
    if share is not None and share > _TIMES:
        many = plain(share.quantize(Decimal(1), rounding=ROUND_UP))
        return _factor(
            "concentration", 15, share, f"Exposure {many} times equity.", f"Pozisyon öz varlığın {many} katı."
        )
    shown = _percent(share)
    return _factor(
        "concentration", 15, share, f"Exposure {shown} % of equity.", f"Pozisyon öz varlığın %{shown} kadarı."
    )


def market_order(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """A market order takes whatever price there is, a conditional one whatever there is by then."""
    if not order.type.at_market:
        return None
    if order.type.conditional:
        en, tr = "Takes the price there is once triggered.", "Tetiklendiğinde piyasadaki fiyatı alır."
    else:
        en, tr = "Takes the price there is.", "Piyasadaki fiyatı alır."
    return _factor("market_order", 5, Decimal(1), en, tr)


def staleness(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Age of the market data against the oldest that is accepted."""
    market = facts.market
    age: int | None = None
    if market is not None and market.mark is not None and market.book is not None:
        age = max(0, age_ms(min(market.mark.time_ms, market.book.time_ms), facts))
    share = _ratio(age, facts.limits.value("stale_market_ms", order.symbol))
    return _factor("staleness", 5, share, f"Market data {age} ms old.", f"Piyasa verisi {age} ms önceye ait.")


def working_orders(order: OrderRequest, facts: Facts, closing: bool) -> RiskFactor | None:
    """Orders already working against the limit."""
    if closing:
        return None
    count: int | None = None
    if facts.account is not None:
        count = sum(1 for known in facts.account.open_orders if known.status.working)
    share = _ratio(count, facts.limits.value("max_open_orders", order.symbol))
    return _factor(
        "working_orders", 5, share, f"{count} orders already work.", f"{count} emir zaten bekliyor."
    )


FACTORS: tuple[Factor, ...] = (
    size,
    leverage,
    liquidation,
    slippage,
    spread,
    volatility,
    concentration,
    market_order,
    staleness,
    working_orders,
)
