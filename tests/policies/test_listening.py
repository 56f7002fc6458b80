"""Listening is judged by one rule alone, and allowed."""

import pytest

from policies import RULES
from policies.rules import listening
from tools.catalogue import call


@pytest.mark.parametrize(("tool", "args"), [("start_stream", {"symbols": ["BTCUSDT"]}), ("stop_stream", {})])
def test_the_stream_tools_are_allowed_even_while_halted(tool, args, make_facts):
    facts = make_facts(state="HALTED")
    verdicts = [rule.judge(call(tool, args), facts) for rule in RULES]
    assert [(v.rule, v.outcome) for v in verdicts if v is not None] == [("listening", "allow")]


def test_nothing_else_is_allowed_by_it(make_facts):
    facts = make_facts()
    assert listening.judge(call("release_kill_switch", {"reason": "x"}), facts) is None
    assert listening.judge(call("cancel_all_orders", {"symbol": "BTCUSDT"}), facts) is None
