"""The closing message: what the results say, with one time, in the user's language."""

import pytest

from agent.report import report
from agent.turn import ReadResult, Turn, dump, load
from tools.receipt import IntentState, Receipt
from tools.terms import Mode, VenueName
from tools.text import Text

MARKET = Text(en="BTCUSDT 65008.0 USDT.", tr="BTCUSDT fiyatı 65008.0 USDT.")
FLAT = Text(en="No open position.", tr="Açık pozisyon yok.")
TESTED = Text(en="Return +35 %.", tr="Getiri +%35.")
TIME = 1_750_000_000_000


def turn(*results, language="en", **fields):
    values = {"plan_id": "p", "text": "", "actor": "desk", "planner": "offline", "status": "answered"}
    return Turn.model_validate({**values, "language": language, "results": results, **fields})


def read(tool, said, time_ms=TIME):
    return ReadResult(tool=tool, result={}, time_ms=time_ms, said=said)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "BTCUSDT 65008.0 USDT. As of 15:06:40 UTC."),
        ("tr", "BTCUSDT fiyatı 65008.0 USDT. 15:06:40 UTC itibarıyla."),
    ],
)
def test_an_answer_is_its_sentence_and_its_time(language, message):
    assert report(turn(read("get_market", MARKET), language=language)).message == message


def test_several_answers_share_one_time_the_oldest():
    told = report(turn(read("get_market", MARKET, TIME + 9_000), read("get_positions", FLAT)))
    assert told.message == "BTCUSDT 65008.0 USDT.\n\nNo open position. As of 15:06:40 UTC."


def test_a_computation_has_no_time_of_day():
    assert report(turn(read("run_backtest", TESTED))).message == "Return +35 %."


def test_a_result_without_words_still_says_when():
    silent = ReadResult(tool="get_market", result={}, time_ms=TIME)
    assert report(turn(silent)).message == "As of 15:06:40 UTC."


def test_a_note_comes_first_and_nothing_is_said_twice():
    receipt = Receipt(
        receipt_id="int_1",
        approval_id="apr_1",
        plan_id="p",
        tool="set_leverage",
        mode=Mode.LOCAL_TESTNET,
        venue=VenueName.BINANCE_FUTURES,
        account="a",
        client_order_id=None,
        order_id=None,
        state=IntentState.ACKED,
        status=None,
        message=Text(en="Leverage is now 2x.", tr="Kaldıraç artık 2x."),
        time_ms=TIME,
    )
    told = report(turn(receipts=(receipt, receipt), message="A note."))
    assert told.message == "A note.\n\nLeverage is now 2x."


def test_what_was_said_survives_the_graphs_state():
    kept = turn(read("get_market", MARKET))
    assert load(dump(kept)) == kept
