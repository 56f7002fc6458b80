"""Tools the contract names and this version may lack."""

import pytest

from agent.planner.grammar.unavailable import WORDS, named
from tools.catalogue import TOOLS

SAYINGS = {
    "get_metrics": ("metrics", "metrikleri göster"),
    "get_audit_log": ("show the audit log", "denetim kayıtlarını göster"),
    "compare_fills": ("compare my fills paper vs testnet", "dolumları karşılaştır"),
    "place_twap": ("twap buy 1 btc over 30 minutes", "1 btc al twap"),
    "place_iceberg": ("iceberg buy 1 btc at 60000", "buzdağı emri 1 btc al"),
    "set_risk_rule": ("set max notional to 200", "emir limitini 200 yap"),
    "generate_strategy": ("generate a strategy for btc", "btc için strateji üret"),
    "run_walk_forward": ("walk forward sma on btc", "ileri yürüyen test"),
    "optimize_strategy": ("optimize sma on btc", "sma'yı optimize et"),
    "promote_strategy": ("promote s1 to canary", "stratejiyi terfi ettir"),
    "export_data": ("export trades as csv", "işlemleri csv indir"),
}


def test_every_entry_has_a_saying():
    assert set(SAYINGS) == set(WORDS)


@pytest.mark.parametrize("tool", sorted(SAYINGS))
def test_recognised_and_said_to_be_missing(tool, plan):
    if tool in {known.name for known in TOOLS}:
        pytest.skip("the catalogue has it")
    for text in SAYINGS[tool]:
        content = plan(text).content
        assert content.kind == "answer", text
        assert tool in content.message.en, text


def test_plain_orders_are_none_of_them():
    assert named("buy 0.01 btc") is None
