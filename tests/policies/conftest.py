"""A small world to judge in: BTCUSDT at 65,000, a flat account of 5,000 USDT, the canary profile."""

from decimal import Decimal

import pytest

from policies.facts import AccountFacts, Facts, MarketFacts
from policies.limits import load
from tools.catalogue import call
from tools.ledger.ledger import DayMarks, TradingStateRow
from tools.terms import MarginType, Mode, OrderStatus, OrderType, PositionSide, Side, VenueName
from tools.venues.accounts import Account, Position, SymbolConfig
from tools.venues.market import Book, Level, MarkPrice, SymbolRules
from tools.venues.orders import Order, OrderRequest

NOW = 1_750_000_000_000
LIMITS = {"canary": load("canary"), "testnet": load("testnet")}


def _rules(symbol, **changes):
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
            "order_types": (OrderType.MARKET, OrderType.LIMIT),
            "max_open_orders": 200,
            "maintenance_margin_rate": "0.004",
            "fetched_ms": NOW,
            **changes,
        }
    )


def _position(symbol, quantity, entry):
    return Position(
        symbol=symbol,
        position_side=PositionSide.BOTH,
        quantity=quantity,
        entry_price=entry,
        mark_price="65000",
        unrealized_pnl="0",
        liquidation_price="0",
        initial_margin="0",
        maintenance_margin="0",
    )


def _account(symbol, position, entry, equity, age_ms):
    return Account(
        equity=equity,
        wallet=equity,
        available=equity,
        initial_margin="0",
        maintenance_margin="0",
        unrealized_pnl="0",
        balances=(),
        positions=() if Decimal(position) == 0 else (_position(symbol, position, entry),),
        time_ms=NOW - age_ms,
    )


def _market(symbol, mark, bid, ask, depth, age_ms, rules):
    def side(best, sign):
        return (
            tuple(Level(price=Decimal(best) + sign * Decimal(i), quantity=depth) for i in range(20))
            if best
            else ()
        )

    return MarketFacts(
        symbol=symbol,
        rules=_rules(symbol, **rules),
        mark=MarkPrice(
            symbol=symbol,
            mark=mark,
            index=mark,
            funding_rate="0.0001",
            next_funding_ms=NOW + 1,
            time_ms=NOW - age_ms,
        ),
        book=Book(symbol=symbol, bids=side(bid, -1), asks=side(ask, 1), time_ms=NOW - age_ms),
    )


@pytest.fixture(scope="session")
def make_facts():
    def make(
        *,
        symbol="BTCUSDT",
        profile="canary",
        position="0",
        entry="65000",
        equity="5000",
        opening="5000",
        high="5000",
        leverage=3,
        mark="65000",
        bid="64999.9",
        ask="65000.1",
        depth="10",
        age_ms=0,
        account_age_ms=0,
        state=None,
        scope="all",
        open_orders=(),
        in_flight=(),
        rules=None,
        **changes,
    ):
        facts = Facts(
            now_ms=NOW,
            phase="review",
            mode=Mode.LOCAL_TESTNET,
            venue=VenueName.BINANCE_FUTURES,
            account_name="local-testnet:spark-te…",
            clock_offset_ms=0,
            limits=LIMITS[profile],
            trading=() if state is None else (_state(scope, state),),
            market=_market(symbol, mark, bid, ask, depth, age_ms, rules or {}),
            account=AccountFacts(
                account=_account(symbol, position, entry, equity, account_age_ms),
                open_orders=open_orders,
                in_flight=in_flight,
                config=SymbolConfig(symbol=symbol, leverage=leverage, margin_type=MarginType.CROSSED),
                day=DayMarks(day="2025-06-15", opening_equity=opening, high_water=high),
            ),
        )
        return facts.model_copy(update=changes)

    return make


def _state(scope, state):
    return TradingStateRow(scope=scope, state=state, reason="drill", actor="ops", time_ms=NOW)


@pytest.fixture(scope="session")
def order():
    """A live market buy of 0.001 BTC, unless told otherwise."""

    def make(**args):
        sized = {"quantity", "notional", "close_position"} & set(args)
        size = {} if sized else {"quantity": "0.001"}
        limit = {"type": "LIMIT"} if "price" in args else {"type": "MARKET"}
        args = {"symbol": "BTCUSDT", "side": "BUY", "dry_run": False, **limit, **size, **args}
        return call("place_order", args)

    return make


@pytest.fixture(scope="session")
def request_of():
    def make(**args):
        base = {
            "venue": VenueName.BINANCE_FUTURES,
            "symbol": "BTCUSDT",
            "side": Side.BUY,
            "type": OrderType.MARKET,
            "quantity": "0.001",
        }
        return OrderRequest(**{**base, **args})

    return make


@pytest.fixture(scope="session")
def working():
    def make(**args):
        base = {
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

    return make


@pytest.fixture(scope="session")
def without_limit():
    """The facts with one number taken out of the profile."""

    def make(facts, name):
        limits = facts.limits
        left = {key: value for key, value in limits.limits.items() if key != name}
        return facts.model_copy(update={"limits": limits.model_copy(update={"limits": left})})

    return make
