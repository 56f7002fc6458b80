"""What is left under a limit, as the terminal says it."""

import pytest

from ui.render_words import left_under


@pytest.mark.parametrize(
    ("name", "left", "en", "tr"),
    [
        ("max_notional", "34.9999", "order value 34.99 USDT", "emir değeri 34.99 USDT"),
        ("max_margin_use", "0.49564925", "margin use 49.56 %", "teminat kullanımı %49.56"),
        ("max_drawdown", "-0.02", "drawdown over", "düşüş aşıldı"),
        ("max_position", "0.09876", "position 0.0987 BTC", "pozisyon 0.0987 BTC"),
        ("max_leverage", "2", "leverage 2x", "kaldıraç 2x"),
        ("max_open_orders", "9", "open orders 9", "açık emir 9"),
    ],
)
def test_each_limit_has_its_unit(name: str, left: str, en: str, tr: str) -> None:
    assert left_under(name, left, "BTC", "en") == en
    assert left_under(name, left, "BTC", "tr") == tr
