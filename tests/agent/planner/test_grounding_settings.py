"""Values of settings and periods that a model fills in are found in the user's words, in both languages."""

import pytest

from agent.planner.grounding import invented
from tools.catalogue import call


@pytest.mark.parametrize(
    ("tool", "args", "text"),
    [
        ("get_pnl", {"period": "week"}, "bu hafta ne kadar kazandım"),
        ("get_pnl", {"period": "month"}, "pnl this month"),
        ("get_pnl", {"period": "all"}, "toplam kâr zarar"),
        ("set_position_mode", {"mode": "HEDGE"}, "çift yönlü moda geç"),
        ("set_position_mode", {"mode": "ONE_WAY"}, "hedge modunu kapat"),
        ("set_margin_type", {"symbol": "BTCUSDT", "margin_type": "CROSSED"}, "btcusdt çapraz olsun"),
    ],
)
def test_what_was_said_is_not_invented(tool, args, text, flat):
    assert invented(call(tool, args), text, "tr", flat) == ()


@pytest.mark.parametrize(
    ("tool", "args", "text", "path"),
    [
        ("get_pnl", {"period": "all"}, "pnl today", "period"),
        ("set_position_mode", {"mode": "HEDGE"}, "change the position mode", "mode"),
        (
            "set_margin_type",
            {"symbol": "BTCUSDT", "margin_type": "CROSSED"},
            "isolate btcusdt",
            "margin_type",
        ),
    ],
)
def test_what_was_not_said_is(tool, args, text, path, flat):
    assert path in invented(call(tool, args), text, "en", flat)
