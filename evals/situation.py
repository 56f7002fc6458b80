"""A small world to judge in: BTCUSDT at 65,000, a flat account of 5,000 USDT, the canary profile."""

from decimal import Decimal
from typing import Any

from policies.facts import AccountFacts, Facts, MarketFacts
from policies.limits import load
from tools.call import ToolCall
from tools.catalogue import call
from tools.ledger.days import DayMarks
from tools.ledger.ledger import TradingStateRow
from tools.terms import MarginType, Mode, OrderStatus, OrderType, PositionMode, Side, VenueName
from tools.venues.accounts import Account, Position, SymbolConfig
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, Level, MarkPrice, SymbolRules
from tools.venues.orders import Order, OrderRequest

NOW = 1_750_000_000_000
"""The time everything here is of."""

_TYPES = [kind for kind in OrderType if kind is not OrderType.LIMIT_MAKER]
FUTURES = Capabilities(order_types=frozenset(_TYPES), replace=True, margin=True, hedge=True)
SPOT = Capabilities(order_types=frozenset(OrderType), oco=True, replace=True)

_LIMITS = {"canary": load("canary"), "testnet": load("testnet")}


def make_facts(
    *,
    symbol: str = "BTCUSDT",
    profile: str = "canary",
    position: str = "0",
    entry: str = "65000",
    equity: str = "5000",
    opening: str = "5000",
    high: str = "5000",
    leverage: int = 3,
    margin: str = "CROSSED",
    mark: str = "65000",
    bid: str = "64999.9",
    ask: str = "65000.1",
    depth: str = "10",
    age_ms: int = 0,
    account_age_ms: int = 0,
    state: str | None = None,
    scope: str = "all",
    open_orders: tuple[Order, ...] = (),
    in_flight: tuple[OrderRequest, ...] = (),
    rules: dict[str, Any] | None = None,
    positions: tuple[Position, ...] | None = None,
    replaced: Order | None = None,
    hedge: bool = False,
    **changes: Any,
) -> Facts:
    """Facts of the world above, changed as told; `changes` are fields of Facts."""
    return Facts(
        now_ms=NOW,
        phase="review",
        mode=Mode.LOCAL_TESTNET,
        venue=VenueName.BINANCE_FUTURES,
        account_name="local-testnet:spark-te…",
        clock_offset_ms=0,
        limits=_LIMITS[profile],
        capabilities=FUTURES,
        trading=() if state is None else (_state(scope, state),),
        market=_market(symbol, mark, bid, ask, depth, age_ms, rules or {}),
        account=AccountFacts(
            account=_account(_held(symbol, position, entry, positions), equity, account_age_ms),
            open_orders=open_orders,
            in_flight=in_flight,
            position_mode=PositionMode.HEDGE if hedge else PositionMode.ONE_WAY,
            replaced=replaced,
            config=SymbolConfig(symbol=symbol, leverage=leverage, margin_type=MarginType(margin)),
            day=_day(opening, high),
        ),
    ).model_copy(update=changes)


def order_call(**args: Any) -> ToolCall:
    """A live market buy of 0.001 BTC, unless told otherwise."""
    sized = {"quantity", "notional", "close_position"} & set(args)
    size = {} if sized else {"quantity": "0.001"}
    limit = {"type": "LIMIT"} if "price" in args else {"type": "MARKET"}
    args = {"symbol": "BTCUSDT", "side": "BUY", "dry_run": False, **limit, **size, **args}
    return call("place_order", args)


def order_request(**args: Any) -> OrderRequest:
    """A market buy of 0.001 BTC as a venue takes it, unless told otherwise."""
    base: dict[str, Any] = {
        "venue": VenueName.BINANCE_FUTURES,
        "symbol": "BTCUSDT",
        "side": Side.BUY,
        "type": OrderType.MARKET,
        "quantity": "0.001",
    }
    return OrderRequest(**{**base, **args})


def working_order(**args: Any) -> Order:
    """A resting buy of 0.05 BTC at 64,000, unless told otherwise."""
    base: dict[str, Any] = {
        "venue": VenueName.BINANCE_FUTURES,
        "symbol": "BTCUSDT",
        "order_id": "1",
        "client_order_id": "spk-1",
        "side": Side.BUY,
        "type": OrderType.LIMIT,
        "status": OrderStatus.SUBMITTED,
        "quantity": "0.05",
        "executed_quantity": "0",
        "price": "64000",
        "average_price": "0",
        "reduce_only": False,
        "time_ms": NOW,
    }
    return Order(**{**base, **args})


def held_position(
    symbol: str = "BTCUSDT", quantity: str = "0.01", entry: str = "65000", side: str = "BOTH"
) -> Position:
    """A position of 0.01 BTC entered at the mark price, unless told otherwise."""
    return Position.model_validate(
        {
            "symbol": symbol,
            "position_side": side,
            "quantity": quantity,
            "entry_price": entry,
            "mark_price": "65000",
            "unrealized_pnl": "0",
            "liquidation_price": "0",
            "initial_margin": "0",
            "maintenance_margin": "0",
        }
    )


def without_limit(facts: Facts, name: str) -> Facts:
    """The facts with one number taken out of the profile."""
    limits = facts.limits
    left = {key: value for key, value in limits.limits.items() if key != name}
    return facts.model_copy(update={"limits": limits.model_copy(update={"limits": left})})


def _day(opening: str, high: str) -> DayMarks:
    return DayMarks.model_validate({"day": "2025-06-15", "opening_equity": opening, "high_water": high})


def _state(scope: str, state: str) -> TradingStateRow:
    row = {"scope": scope, "state": state, "reason": "drill", "actor": "ops", "time_ms": NOW}
    return TradingStateRow.model_validate(row)


def _market(
    symbol: str, mark: str, bid: str, ask: str, depth: str, age_ms: int, rules: dict[str, Any]
) -> MarketFacts:
    def side(best: str, sign: int) -> tuple[Level, ...]:
        return (
            tuple(Level(price=Decimal(best) + sign * Decimal(i), quantity=Decimal(depth)) for i in range(20))
            if best
            else ()
        )

    return MarketFacts(
        symbol=symbol,
        rules=_rules(symbol, **rules),
        mark=MarkPrice.model_validate(
            {
                "symbol": symbol,
                "mark": mark,
                "index": mark,
                "funding_rate": "0.0001",
                "next_funding_ms": NOW + 1,
                "time_ms": NOW - age_ms,
            }
        ),
        book=Book(symbol=symbol, bids=side(bid, -1), asks=side(ask, 1), time_ms=NOW - age_ms),
    )


def _held(
    symbol: str, position: str, entry: str, positions: tuple[Position, ...] | None
) -> tuple[Position, ...]:
    if positions is not None:
        return positions
    return () if Decimal(position) == 0 else (held_position(symbol=symbol, quantity=position, entry=entry),)


def _account(held: tuple[Position, ...], equity: str, age_ms: int) -> Account:
    return Account.model_validate(
        {
            "equity": equity,
            "wallet": equity,
            "available": equity,
            "initial_margin": "0",
            "maintenance_margin": "0",
            "unrealized_pnl": "0",
            "balances": (),
            "positions": held,
            "time_ms": NOW - age_ms,
        }
    )


def _rules(symbol: str, **changes: Any) -> SymbolRules:
    return SymbolRules(
        **{
            "symbol": symbol,
            "base_asset": symbol.removesuffix("USDT"),
            "quote_asset": "USDT",
            "status": "TRADING",
            "tick_size": "0.1",
            "min_price": "556.8",
            "max_price": "4529764",
            "step_size": "0.0001",
            "min_quantity": "0.0001",
            "max_quantity": "1000",
            "market_step_size": "0.0001",
            "market_max_quantity": "120",
            "min_notional": "50",
            "price_multiplier_up": "1.05",
            "price_multiplier_down": "0.95",
            "order_types": tuple(_TYPES),
            "max_open_orders": 200,
            "maintenance_margin_rate": "0.004",
            "fetched_ms": NOW,
            **changes,
        }
    )
