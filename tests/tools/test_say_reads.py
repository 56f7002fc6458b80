"""What each read tool says of a result, word for word in both languages."""

from decimal import Decimal

import pytest

from tools.account.get_open_orders import GetOpenOrdersResult
from tools.account.get_order import GetOrderResult
from tools.account.get_pnl import GetPnlResult
from tools.account.get_portfolio import GetPortfolioResult
from tools.account.get_positions import GetPositionsResult
from tools.call import Effect
from tools.catalogue import RUNNABLE, tool
from tools.knowledge import Passage
from tools.ledger.days import DayMarks
from tools.ledger.ledger import TradingStateRow
from tools.market.get_candles import GetCandlesResult
from tools.market.get_market import GetMarketResult
from tools.market.list_symbols import ListSymbolsResult
from tools.policy_view import LimitView, RuleView
from tools.safety.explain_policy import ExplainPolicyResult
from tools.safety.get_risk_status import GetRiskStatusResult, Usage
from tools.system.get_health import GetHealthResult, LedgerHealth, VenueHealth
from tools.system.search_knowledge import SearchKnowledgeResult
from tools.text import Text
from tools.venues.accounts import Position
from tools.venues.orders import Order

TIME = 1_750_000_000_000
SOURCE = {"venue": "binance-futures", "mode": "local_testnet", "account": "test:1", "time_ms": TIME}
FLAT = {"wallet": "5000", "initial_margin": "0", "maintenance_margin": "0", "balances": ()}
LONG = "A reason nobody could read in one breath, written by somebody who is paid by the word. " * 5


def order(**changes):
    fields = {
        "venue": "binance-futures",
        "symbol": "BTCUSDT",
        "order_id": "4711",
        "client_order_id": "spk-1",
        "side": "BUY",
        "type": "LIMIT",
        "status": "SUBMITTED",
        "quantity": "0.002",
        "executed_quantity": "0",
        "price": "60000",
        "average_price": "0",
        "reduce_only": False,
        "time_ms": TIME,
    }
    return Order.model_validate(fields | changes)


def position(**changes):
    fields = {
        "symbol": "BTCUSDT",
        "position_side": "BOTH",
        "quantity": "0.0012",
        "entry_price": "65004.9333333333",
        "mark_price": "64988.1",
        "unrealized_pnl": "-0.02",
        "liquidation_price": "0",
        "initial_margin": "26",
        "maintenance_margin": "0.3",
    }
    return Position.model_validate(fields | changes)


def market(**changes):
    fields = {
        "symbol": "BTCUSDT",
        "price": "65008",
        "bid": "65007.9",
        "ask": "65008.1",
        "spread_bps": "0.03",
        "mark": "65008",
        "index": "65008",
        "funding_rate": "0.0001",
        "next_funding_ms": TIME,
        "staleness_ms": 5,
    }
    return GetMarketResult.model_validate(SOURCE | fields | changes)


def portfolio(**changes):
    fields = {"equity": "5000", "available": "5000", "unrealized_pnl": "0", "exposure": "0", "positions": ()}
    return GetPortfolioResult.model_validate(SOURCE | FLAT | fields | changes)


def usage(used, limit, unit="USDT"):
    rest = None if limit is None else str(max(Decimal(0), Decimal(limit) - Decimal(used)))
    return Usage(limit_name="x", used=used, limit=limit, headroom=rest, unit=unit)


def risk(*states, loss_limit="50"):
    rows = tuple(
        TradingStateRow(scope=scope, state=state, reason="r", actor="a", time_ms=TIME)
        for scope, state in states
    )
    return GetRiskStatusResult(
        **SOURCE,
        trading=rows,
        profile="canary",
        equity="4988",
        day=DayMarks(day="2025-06-15", opening_equity="5000", high_water="5000"),
        daily_loss=usage("12.005", loss_limit),
        drawdown=usage("0.0024", "0.15", "fraction"),
        exposure=usage("640.5", "7500"),
        open_orders=usage("2", "10", "count"),
    )


def health(**changes):
    venue = VenueHealth(
        venue="binance-futures",
        account="test:1",
        reachable=True,
        round_trip_ms=3,
        clock_offset_ms=-12,
        problem=None,
    )
    fields = {
        "status": "ok",
        "mode": "local_testnet",
        "venues": (venue,),
        "ledger": LedgerHealth(readable=True, head_seq=20, head_mac="ab", problem=None),
        "time_ms": TIME,
    }
    return GetHealthResult.model_validate(fields | changes)


def rule(name, value=None, unit="USDT", rationale="A wrong order costs little."):
    limit = None
    if value is not None:
        limit = LimitView(name=name, value=value, unit=unit, owner="o", rationale=rationale)
    return RuleView(name=name, summary=Text(en="Largest order", tr="En büyük emir"), why="Why.", limit=limit)


def policy(*rules):
    return ExplainPolicyResult(
        mode="local_testnet", profile="canary", digest="sha256:0", rules=rules, time_ms=TIME
    )


def candles(*rows):
    bars = tuple(
        {"open_ms": TIME, "open": o, "high": h, "low": low, "close": c, "volume": "1"}
        for o, h, low, c in rows
    )
    return GetCandlesResult.model_validate(
        {**SOURCE, "symbol": "BTCUSDT", "interval": "1h", "candles": bars, "last_is_open": True}
    )


def symbols(*names):
    rows = tuple(
        {
            "symbol": f"{name}USDT",
            "base": name,
            "last": "1",
            "change_percent": "0",
            "quote_volume": "1234567.891",
            "min_notional": "5",
        }
        for name in names
    )
    return ListSymbolsResult.model_validate({**SOURCE, "quote": "USDT", "symbols": rows})


def pnl(**changes):
    sums = {"realized": "12.345678", "fees": "-0.5", "funding": "-0.0001", "other": "0", "net": "11.845578"}
    fields = {**SOURCE, **sums, "symbol": None, "period": "day", "since_ms": TIME, "unrealized": "0"}
    return GetPnlResult.model_validate({**fields, "elsewhere": (), **changes})


CASES = [
    (
        "get_candles",
        candles(("64000", "65500.5", "63900", "64500"), ("64500", "65200", "64400.1", "65280")),
        "BTCUSDT 1h, 2 candles: 65280.0 USDT, +2 %; low 63900.0, high 65500.5.",
        "BTCUSDT 1h, 2 mum: 65280.0 USDT, +%2; en düşük 63900.0, en yüksek 65500.5.",
    ),
    ("get_candles", candles(), "BTCUSDT 1h: the venue has no candles.", "BTCUSDT 1h: borsada mum yok."),
    (
        "list_symbols",
        symbols("BTC", "ETH"),
        "2 USDT symbols; most traded in 24 h: BTCUSDT, ETHUSDT (the first with 1234567.89 USDT).",
        "2 USDT sembolü; 24 saatte en çok işlem görenler: BTCUSDT, ETHUSDT (ilki 1234567.89 USDT).",
    ),
    ("list_symbols", symbols(), "No USDT symbol fits.", "Koşula uyan USDT sembolü yok."),
    (
        "get_pnl",
        pnl(),
        "Net +11.85 USDT today (UTC): realised +12.35, fees -0.5, funding -0.0001. "
        "Open positions: 0 USDT unrealised.",
        "Net +11.85 USDT, bugün (UTC): gerçekleşen +12.35, komisyon -0.5, fonlama -0.0001. "
        "Açık pozisyonlarda gerçekleşmemiş 0 USDT.",
    ),
    (
        "get_pnl",
        pnl(
            symbol="ETHUSDT",
            period="all",
            other="-3",
            unrealized="-7.129",
            elsewhere=({"asset": "BNB", "amount": "-0.00012"},),
        ),
        "ETHUSDT net +11.85 USDT in the 90 days on record: realised +12.35, fees -0.5, funding -0.0001, "
        "other -3. Open positions: -7.13 USDT unrealised. Not converted: -0.00012 BNB.",
        "ETHUSDT net +11.85 USDT, kayıttaki 90 günde: gerçekleşen +12.35, komisyon -0.5, fonlama -0.0001, "
        "diğer -3. Açık pozisyonlarda gerçekleşmemiş -7.13 USDT. Çevrilmeyen: -0.00012 BNB.",
    ),
    (
        "get_market",
        market(),
        "BTCUSDT 65008.0 USDT; bid 65007.9, ask 65008.1, spread 0.03 bps, funding 0.01 %.",
        "BTCUSDT 65008.0 USDT; alış 65007.9, satış 65008.1, makas 0.03 bps, fonlama %0.01.",
    ),
    (
        "get_market",
        market(bid=None, spread_bps=None, funding_rate="-0.00000125", price="65008.12345678"),
        "BTCUSDT 65008.123 USDT (mark price: one side of the book is empty); funding -0.0001 %.",
        "BTCUSDT 65008.123 USDT (işaret fiyatı: emir defterinin bir tarafı boş); fonlama -%0.0001.",
    ),
    ("get_positions", GetPositionsResult(**SOURCE, positions=()), "No open position.", "Açık pozisyon yok."),
    (
        "get_positions",
        GetPositionsResult(**SOURCE, positions=(position(),)),
        "One open position: long 0.0012 BTCUSDT at 65004.933, unrealised -0.02 USDT.",
        "Bir açık pozisyon: long 0.0012 BTCUSDT, giriş 65004.933, gerçekleşmemiş kâr/zarar -0.02 USDT.",
    ),
    (
        "get_positions",
        GetPositionsResult(
            **SOURCE,
            positions=(position(), position(quantity="-2", symbol="ETHUSDT", unrealized_pnl="3.456")),
        ),
        "2 open positions: long 0.0012 BTCUSDT at 65004.933, unrealised -0.02 USDT; "
        "short 2 ETHUSDT at 65004.933, unrealised +3.46 USDT.",
        "2 açık pozisyon: long 0.0012 BTCUSDT, giriş 65004.933, gerçekleşmemiş kâr/zarar -0.02 USDT; "
        "short 2 ETHUSDT, giriş 65004.933, gerçekleşmemiş kâr/zarar +3.46 USDT.",
    ),
    (
        "get_portfolio",
        portfolio(),
        "Equity 5000 USDT, available 5000 USDT; no open position.",
        "Özvarlık 5000 USDT, kullanılabilir 5000 USDT; açık pozisyon yok.",
    ),
    (
        "get_portfolio",
        portfolio(equity="4999.98765", unrealized_pnl="-0.02", exposure="78", positions=(position(),)),
        "Equity 4999.99 USDT, available 5000 USDT, unrealised -0.02 USDT on 1 open position worth 78 USDT.",
        "Özvarlık 4999.99 USDT, kullanılabilir 5000 USDT, gerçekleşmemiş kâr/zarar -0.02 USDT; "
        "1 açık pozisyonun değeri 78 USDT.",
    ),
    ("get_open_orders", GetOpenOrdersResult(**SOURCE, orders=()), "No working order.", "Bekleyen emir yok."),
    (
        "get_open_orders",
        GetOpenOrdersResult(**SOURCE, orders=(order(),)),
        "One working order: BUY 0.002 BTCUSDT at 60000.",
        "Bir bekleyen emir: 0.002 BTCUSDT alış, fiyat 60000.",
    ),
    (
        "get_open_orders",
        GetOpenOrdersResult(**SOURCE, orders=(order(), order(side="SELL", price="70000.1"), *[order()] * 3)),
        "5 working orders: BUY 0.002 BTCUSDT at 60000; SELL 0.002 BTCUSDT at 70000.1; "
        "BUY 0.002 BTCUSDT at 60000; and 2 more.",
        "5 bekleyen emir: 0.002 BTCUSDT alış, fiyat 60000; 0.002 BTCUSDT satış, fiyat 70000.1; "
        "0.002 BTCUSDT alış, fiyat 60000; 2 tane daha.",
    ),
    (
        "get_order",
        GetOrderResult(**SOURCE, order=order(), fills=()),
        "Order 4711, BUY 0.002 BTCUSDT at 60000, is working; nothing filled.",
        "4711 numaralı emir (0.002 BTCUSDT alış, fiyat 60000) bekliyor; gerçekleşen yok.",
    ),
    (
        "get_order",
        GetOrderResult(
            **SOURCE,
            order=order(status="FILLED", executed_quantity="0.002", average_price="59999.5", price="0"),
            fills=(),
        ),
        "Order 4711, BUY 0.002 BTCUSDT, is filled; 0.002 of 0.002 filled, average price 59999.5.",
        "4711 numaralı emir (0.002 BTCUSDT alış) gerçekleşti; "
        "gerçekleşen 0.002 / 0.002, ortalama fiyat 59999.5.",
    ),
    (
        "get_risk_status",
        risk(("all", "ACTIVE")),
        "Trading is active. Loss today 12.01 of 50 USDT, 37.99 USDT left; drawdown 0.24 % of 15 %; "
        "exposure 640.5 of 7500 USDT.",
        "İşlemler açık. Bugünkü zarar 12.01 / 50 USDT, kalan pay 37.99 USDT; "
        "zirveden düşüş %0.24 / %15; risk tutarı 640.5 / 7500 USDT.",
    ),
    (
        "get_risk_status",
        risk(("all", "ACTIVE"), ("symbol:ETHUSDT", "HALTED"), loss_limit=None),
        "HALTED: ETHUSDT. Loss today 12.01 USDT (no limit configured); drawdown 0.24 % of 15 %; "
        "exposure 640.5 of 7500 USDT.",
        "DURDURULDU: ETHUSDT işlemleri. Bugünkü zarar 12.01 USDT (limit tanımlı değil); "
        "zirveden düşüş %0.24 / %15; risk tutarı 640.5 / 7500 USDT.",
    ),
    (
        "get_health",
        health(),
        "All is well: binance-futures answers in 3 ms, clock offset -12 ms; the record is readable, 20 rows.",
        "Her şey yolunda: binance-futures 3 ms içinde yanıt veriyor, saat farkı -12 ms; "
        "kayıt defteri okunuyor, 20 satır.",
    ),
    (
        "get_health",
        health(
            status="degraded",
            venues=(
                VenueHealth(
                    venue="binance-futures",
                    account="test:1",
                    reachable=False,
                    round_trip_ms=None,
                    clock_offset_ms=None,
                    problem=Text(en="x", tr="y"),
                ),
            ),
            ledger=LedgerHealth(readable=False, head_seq=None, head_mac=None, problem=None),
        ),
        "Degraded: binance-futures does not answer; the record is NOT readable.",
        "Sorun var: binance-futures yanıt vermiyor; kayıt defteri OKUNAMIYOR.",
    ),
    (
        "search_knowledge",
        SearchKnowledgeResult(
            query="limit",
            passages=(Passage(citation="docs/rules.md#limits", title="Limits", text="A\nlimit.", score=80),),
        ),
        "docs/rules.md#limits: “A limit.”",
        "docs/rules.md#limits (İngilizce): “A limit.”",
    ),
    (
        "search_knowledge",
        SearchKnowledgeResult(query="pizza", passages=()),
        "The documents say nothing about that.",
        "Belgelerde bununla ilgili bir şey yok.",
    ),
    (
        "explain_policy",
        policy(rule("max_notional", "100")),
        "Largest order (max_notional): 100 USDT. Why: A wrong order costs little.",
        "En büyük emir (max_notional): 100 USDT. Gerekçe (İngilizce): A wrong order costs little.",
    ),
    (
        "explain_policy",
        policy(rule("trading_state")),
        "Largest order (trading_state). Why: Why.",
        "En büyük emir (trading_state). Gerekçe (İngilizce): Why.",
    ),
    (
        "explain_policy",
        policy(
            rule("max_drawdown", "0.15", "fraction"),
            rule("price_collar", "1", "percent"),
            rule("stale", "2000", "ms"),
            rule("max_leverage", "3", "x"),
            rule("trading_state"),
            rule("max_position", "0.1", "base"),
            rule("max_open_orders", "10", "count"),
        ),
        "7 rules in force, profile canary: max_drawdown 15 %; price_collar 1 %; max_leverage 3x; "
        "max_position 0.1 coins; max_open_orders 10. Ask for one by name to see why.",
        "7 kural yürürlükte, profil canary: max_drawdown %15; price_collar %1; max_leverage 3x; "
        "max_position 0.1 adet; max_open_orders 10. Nedeni için kuralı adıyla sorun.",
    ),
]
WORST = [
    *[(name, result) for name, result, *_ in CASES],
    ("explain_policy", policy(rule("min_liquidation_distance", "123456.789", "USDT", rationale=LONG))),
    ("get_positions", GetPositionsResult(**SOURCE, positions=(position(unrealized_pnl="-123456.78"),) * 40)),
    ("get_open_orders", GetOpenOrdersResult(**SOURCE, orders=(order(quantity="0.00123456"),) * 200)),
    ("get_risk_status", risk(*[(f"symbol:{n}000000000000000USDT", "HALTED") for n in range(9)])),
]


@pytest.mark.parametrize(("name", "result", "en", "tr"), CASES)
def test_a_result_in_words(name, result, en, tr):
    said = tool(name).say(result)
    assert (said.en, said.tr) == (en, tr)
    assert en != tr


@pytest.mark.parametrize(("name", "result"), WORST)
def test_a_sentence_stays_short(name, result):
    said = tool(name).say(result)
    assert max(len(said.en), len(said.tr)) <= 300, said


def test_every_read_tool_has_a_case():
    elsewhere = {"get_stream_status", "get_preferences", "get_metrics", "get_audit_log"}  # in their own files
    reads = {spec.name for spec in RUNNABLE if spec.effect is Effect.READ}
    assert {case[0] for case in CASES} | elsewhere == reads
