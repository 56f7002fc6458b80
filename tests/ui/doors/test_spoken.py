from tools.text import Text
from ui.spoken import beyond_receipts, holds_more

SOURCE = {"venue": "binance-futures", "mode": "local_testnet", "account": "a", "time_ms": 1}
SAID = Text(en="No open position.", tr="Açık pozisyon yok.")


def test_a_sentence_on_a_receipt_is_not_said_again(make):
    receipt = make.receipt()
    turn = make.turn(receipts=(receipt,), message=f"A note.\n\n{receipt.message.en}")
    assert beyond_receipts(turn) == "A note."
    assert beyond_receipts(turn.model_copy(update={"receipts": ()})) == turn.message


def test_an_empty_table_adds_nothing_to_its_sentence(make):
    empty = make.read("get_positions", {**SOURCE, "positions": []})
    full = make.read("get_positions", {**SOURCE, "positions": [{"symbol": "BTCUSDT"}]})
    assert not holds_more(empty.model_copy(update={"said": SAID}))
    assert holds_more(full.model_copy(update={"said": SAID}))
    assert holds_more(empty)
