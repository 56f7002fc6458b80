"""Read results as markdown."""

from agent.turn import ReadResult
from ui.chat_tables import MAX_ROWS, answer_markdown, cell, escape


def result(tool: str, data: dict[str, object]) -> ReadResult:
    return ReadResult(tool=tool, result=data, time_ms=1)  # type: ignore[arg-type]


def test_positions_are_a_table_with_exact_numbers() -> None:
    position = {"symbol": "BTCUSDT", "quantity": "0.000900", "entry_price": "65003.10", "extra": "x"}
    text = answer_markdown(result("get_positions", {"mode": "dry_run", "positions": [position]}), "tr")
    assert "**Açık pozisyonlar**" in text
    assert "| sembol | miktar | giriş fiyatı |" in text
    assert "| BTCUSDT | 0.000900 | 65003.10 |" in text
    assert "dry\\_run" in text


def test_an_empty_list_says_so() -> None:
    assert "Nothing here." in answer_markdown(result("get_open_orders", {"orders": []}), "en")


def test_nested_numbers_get_their_own_block_and_the_curve_stays_out() -> None:
    data = {"bars": 3, "metrics": {"sharpe": "1.23456", "exposure": 0.532222}, "equity": ["1", "2", "777777"]}
    text = answer_markdown(result("run_backtest", data), "en")
    assert "*metrics*" in text
    assert "| Sharpe | 1.235 |" in text
    assert "| time in market | 53.22 % |" in text
    assert "777777" not in text


def test_long_tables_say_how_much_is_left_out() -> None:
    rows = [{"symbol": f"S{n}"} for n in range(MAX_ROWS + 7)]
    text = answer_markdown(result("get_open_orders", {"orders": rows}), "en")
    assert "… and 7 more" in text
    assert f"S{MAX_ROWS}" not in text


def test_cells_cannot_break_out() -> None:
    hostile = "a | b\n![x](http://h/?q) <img> `c`"
    assert "\n" not in escape(hostile)
    assert "\\!\\[x\\]" in cell("reason", hostile, "en")
    assert "\\|" in cell("reason", hostile, "en")
    assert cell("digest", "sha256:ab", "en") == "sha256\\:ab"
    assert cell("limit", {"name": "x", "value": "100", "unit": "USDT"}, "en") == "100 USDT"


def test_words_for_people() -> None:
    assert cell("reduce_only", True, "tr") == "evet"
    assert cell("price", None, "en") == "–"
    assert cell("time_ms", 1_750_000_000_000, "en") == "2025-06-15 15:06:40"
    assert cell("summary", {"en": "one", "tr": "bir"}, "tr") == "bir"


def test_values_of_one_shape_become_rows_of_one_table() -> None:
    use = {"limit_name": "max_x", "used": "1.5", "limit": "50"}
    text = answer_markdown(result("get_risk_status", {"daily_loss": use, "drawdown": use}), "tr")
    assert "| ad | kullanılan | limit |" in text
    assert "| günlük kayıp | 1.5 | 50 |" in text
    assert "max" not in text
