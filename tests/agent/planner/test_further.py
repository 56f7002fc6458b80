"""Wishes beyond orders: each parameter comes from the words, and what is missing is asked."""

import re
from collections.abc import Callable

import pytest

from agent.planner.grammar.fold import fold
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse
from tools.call import Source
from tools.catalogue import TOOLS
from tools.safety.set_risk_rule import RiskRule

Plan = Callable[..., Proposal]

READ = [
    (
        "twap sell 2 eth over an hour in 4 slices",
        "2 eth'yi 1 saate yayarak 4 parçada sat",
        "place_twap",
        {"symbol": "ETHUSDT", "side": "SELL", "quantity": "2", "duration_minutes": 60, "slices": 4},
    ),
    (
        "twap buy 600 usdt of sol over 1.5 hours in six parts on testnet",
        "testnette bir buçuk saatte altı parçada 600 dolarlık sol al",
        "place_twap",
        {
            "symbol": "SOLUSDT",
            "side": "BUY",
            "notional": "600",
            "duration_minutes": 90,
            "slices": 6,
            "dry_run": False,
        },
    ),
    (
        "sell 10 eth at 3300 as an iceberg, visible size 1",
        "3300'den 10 eth buzdağı sat, görünen 1",
        "place_iceberg",
        {"symbol": "ETHUSDT", "side": "SELL", "quantity": "10", "price": "3300", "visible_quantity": "1"},
    ),
    (
        "set max drawdown to 10% because desk rules",
        "max drawdown'ı %10 yap, gerekçe: desk rules",
        "set_risk_rule",
        {"rule": "max_drawdown", "value": "0.1", "reason": "desk rules"},
    ),
    (
        "create a strategy: rsi 30 al, rsi 70 sat",
        "rsi 30 al, rsi 70 sat stratejisi yaz",
        "generate_strategy",
        {"description": "rsi 30 al, rsi 70 sat"},
    ),
    (
        "walk forward ema on btc 4h, 8 folds, 60% train",
        "btc'de 4 saatlik ema için 8 katlı walk forward, %60 eğitim",
        "run_walk_forward",
        {
            "strategy": "ema_crossover",
            "symbol": "BTCUSDT",
            "interval": "4h",
            "folds": 8,
            "train_share": "0.6",
        },
    ),
    (
        "optimize sma on eth, fast 5 to 20 step 5 and slow 30, 60, for profit factor",
        "eth'de sma optimize et, hızlı 5'ten 20'ye 5 adımla ve yavaş 30, 60, kar faktörüne göre",
        "optimize_strategy",
        {
            "strategy": "sma_crossover",
            "symbol": "ETHUSDT",
            "grid": {"fast": ["5", "10", "15", "20"], "slow": ["30", "60"]},
            "objective": "profit_factor",
        },
    ),
    (
        "promote strategy EMA-btc-1h to live testnet",
        "EMA-btc-1h stratejisini testnette canlıya al",
        "promote_strategy",
        {"strategy_id": "EMA-btc-1h", "to": "live_testnet"},
    ),
    (
        "export my fills from 2024-01-01 to 2024-03-31 as parquet",
        "2024-01-01'den 2024-03-31'e kadar dolumlarımı parquet olarak dışa aktar",
        "export_data",
        {"dataset": "fills", "format": "parquet", "start": "2024-01-01", "end": "2024-03-31"},
    ),
    (
        "give me the last 30 days of trades as csv",
        "son 30 günün işlemlerini csv ver",
        "export_data",
        {"dataset": "trades", "format": "csv", "start": "2024-12-02"},
    ),
    ("show the metrics", "metrikleri göster", "get_metrics", {}),
    (
        "last 5 audit entries for cancel_order",
        "cancel_order için son 5 denetim kaydı",
        "get_audit_log",
        {"limit": 5, "action": "cancel_order"},
    ),
    (
        "compare paper and testnet fills on sol since 2024-05-01",
        "2024-05-01'den beri sol için paper ve testnet dolumlarını karşılaştır",
        "compare_fills",
        {"symbol": "SOLUSDT", "since": "2024-05-01"},
    ),
]
WISHES = [(said, tool, args) for en, tr, tool, args in READ for said in (en, tr)]


def test_every_tool_that_cannot_run_yet_is_read() -> None:
    assert {tool.name for tool in TOOLS if tool.not_yet is not None} <= {tool for _, _, tool, _ in READ}


@pytest.mark.parametrize(("said", "tool", "args"), WISHES)
def test_both_languages_give_the_same_call(plan: Plan, said: str, tool: str, args: object) -> None:
    content = plan(said).content
    assert isinstance(content, Calls), content
    assert [(call.tool, call.args()) for call in content.calls] == [(tool, args)]


@pytest.mark.parametrize(("said", "tool", "args"), WISHES)
def test_every_parameter_names_the_words_it_comes_from(
    plan: Plan, said: str, tool: str, args: dict[str, object]
) -> None:
    content = plan(said).content
    assert isinstance(content, Calls)
    (call,) = content.calls
    for path in args:
        (origin,) = [each for each in call.origins if each.path == path]
        assert origin.source is Source.USER
        parts = re.split(r"[ ,]+", fold(origin.words or ""))
        assert parts
        assert all(part in fold(said) for part in parts), (path, origin.words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("twap buy 1 btc over 30 minutes", "how many slices"),
        ("twap buy 1 btc in 6 slices", "how many minutes"),
        ("1 btc al twap", "kaç parçada"),
        ("2 saatte parça parça 0,5 btc al", "Kaç parçada"),
        ("twap 1 btc over 30 minutes in 6 slices", "Buy or sell"),
        ("twap buy btc over 30 minutes in 6 slices", "How much"),
        ("twap buy 1 btc every 5 minutes for an hour", "how many slices"),
        ("twap buy 1 btc at 64000 over 1 hour in 4 slices", "at the market"),
        ("twap", "Side, symbol, size"),
        ("iceberg buy 1 btc at 64500", "visible"),
        ("iceberg buy 1 btc showing 0.1", "which price"),
        ("iceberg buy 500 usdt of btc at 64000 showing 0.001", "How many coins"),
        ("iceberg buy 1 btc at 64500 showing 2", "less than all"),
        ("set max daily loss to 200", "on the record"),
        ("set max drawdown to 10 because fear", "10%"),
        ("set max leverage to 20 for eth because of trend", "ETH"),
        ("set daily loss limit to 1.000 usdt because of fomc", "1 or 1000"),
        ("limiti 200 yap", "Hangi limit"),
        ("create a strategy", "What should the strategy do"),
        ("strateji yaz", "Strateji ne yapsın"),
        ("walk forward on btc", "Which strategy"),
        ("optimize sma", "which symbol"),
        ("optimize rsi on btc period 10 to 20", "steps"),
        ("optimize sma on btc with period 10 to 20 step 2", "fast, slow"),
        ("walk forward sma on btc since 2023-01-01", "all the candles"),
        ("promote strategy to canary", "Which strategy"),
        ("promote strat-12", "Which stage"),
        ("export my trades", "which format"),
        ("export trades as excel", "csv"),
        ("export trades and orders as csv", "Export what"),
        ("export btc trades as csv", "every symbol"),
        ("bugünkü işlemleri csv ver", "Hangi günler"),
        ("export trades as csv on 03/04/2024", "dates"),
        ("show me the last 1000 audit rows", "1 to 500"),
    ],
)
def test_what_is_missing_is_asked(plan: Plan, said: str, words: str) -> None:
    proposal = plan(said)
    content = proposal.content
    assert isinstance(content, Clarify), content
    assert words.lower() in content.question.say(proposal.language).lower()


@pytest.mark.parametrize(
    "said",
    [
        "what is a twap?",
        "twap nedir",
        "don't twap buy 1 btc over 60 minutes in 12 slices",
        "should i twap buy 1 btc over 60 minutes in 12 slices?",
        "the titanic hit an iceberg",
        "should I set max leverage to 5?",
        "don't change the max leverage to 5 because of fear",
        "build a marketing strategy for our startup",
        "don't create a strategy that buys btc",
        "optimize images on the website",
        "what is walk forward?",
        "they promoted her to manager",
        "promote my brand strategy to customers",
        "don't export my trades as csv",
        "how do I export trades?",
        "what metrics should I track for my ads",
    ],
)
def test_talk_about_them_is_no_call(plan: Plan, said: str) -> None:
    assert isinstance(plan(said).content, Answer)


@pytest.mark.parametrize(
    "said", ["remove the daily loss limit", "100 dolar çek", "100 usdt'yi cüzdanıma çek"]
)
def test_what_is_refused_stays_refused(plan: Plan, said: str) -> None:
    assert isinstance(plan(said).content, Refuse)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("set max notional to 250, reason: big evnt week, thin boks", "big evnt week, thin boks"),
        ("max notinal to 250 because big event week", "big event week"),
        ("set max notional to 250 for bigger tests", "bigger tests"),
        ("make max open orders 20 (more pairs)", "more pairs"),
        ("volatilite yüksek olduğu için maksimum kaldıracı 2 yap", "volatilite yüksek"),
        ("tatilde olduğum için günlük zararı 100 dolara çek", "tatilde"),
    ],
)
def test_a_reason_is_kept_as_it_was_typed(plan: Plan, said: str, reason: str) -> None:
    content = plan(said).content
    assert isinstance(content, Calls)
    assert content.calls[0].args()["reason"] == reason


@pytest.mark.parametrize(
    "tail", [", buy 0.01 btc", " and buy 0.01 btc", ", close eth", "; cancel all btc orders"]
)
def test_a_second_deed_is_no_reason(plan: Plan, tail: str) -> None:
    assert isinstance(plan(f"set max notional to 250{tail}").content, Clarify)


@pytest.mark.parametrize(
    ("said", "tools"),
    [
        ("twap buy 1 btc over 60 minutes in 12 slices and close eth", ["place_twap", "close_position"]),
        ("buy 0.01 btc and twap sell 2 eth over 1 hour in 4 slices", ["place_order", "place_twap"]),
        ("export trades as csv and close btc", ["export_data", "close_position"]),
        ("show metrics and positions", ["get_metrics", "get_positions"]),
    ],
)
def test_it_can_be_one_step_of_several(plan: Plan, said: str, tools: list[str]) -> None:
    content = plan(said).content
    assert isinstance(content, Calls), content
    assert [call.tool for call in content.calls] == tools


@pytest.mark.parametrize(
    ("said", "tool", "args"),
    [
        ("/metrics", "get_metrics", {}),
        ("/optimize sma_crossover", "optimize_strategy", {"strategy": "sma_crossover", "symbol": "BTCUSDT"}),
        (
            "/optimize sma_crossover ETH fast=5:20:5",
            "optimize_strategy",
            {"strategy": "sma_crossover", "symbol": "ETHUSDT", "grid": {"fast": ["5", "10", "15", "20"]}},
        ),
    ],
)
def test_slash_commands(plan: Plan, said: str, tool: str, args: object) -> None:
    content = plan(said).content
    assert isinstance(content, Calls), content
    assert [(call.tool, call.args()) for call in content.calls] == [(tool, args)]


@pytest.mark.parametrize("rule", list(RiskRule))
def test_every_rule_can_be_set_by_its_own_name(plan: Plan, rule: RiskRule) -> None:
    share = rule in (RiskRule.MAX_DRAWDOWN, RiskRule.MAX_MARGIN_USE)
    content = plan(f"set {rule} to {'0.2' if share else '2'} because desk rules").content
    assert isinstance(content, Calls), content
    assert content.calls[0].args()["rule"] == rule


@pytest.mark.parametrize(
    ("said", "tool"),
    [("50x kaldıraç kullandığımı hatırla", "set_preference"), ("dump 500 xrp", "place_order")],
)
def test_their_words_take_no_other_wish(plan: Plan, said: str, tool: str) -> None:
    content = plan(said).content
    assert isinstance(content, Calls), content
    assert [call.tool for call in content.calls] == [tool]
