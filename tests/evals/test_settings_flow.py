"""From words to evidence: pnl, candles, symbols and settings through the whole product."""

import pytest

from evals.arena import arena
from evals.gate import _carry_out
from tools.receipt import IntentState

pytestmark = pytest.mark.slow

ORDER = {
    "tool": "place_order",
    "args": {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.001", "dry_run": False},
}


async def approved(place, text):
    turn = await place.app.sessions.ask(text, place.principal())
    (approval_id,) = turn.approval_ids
    digest = turn.reviews[0].approval.digest
    decided = await place.app.sessions.decide(approval_id, "approve", digest, place.principal())
    return decided.receipt


async def test_a_margin_type_in_words_is_set_at_the_venue_with_evidence():
    async with arena() as place:
        receipt = await approved(place, "BTC'yi izole yap")
        assert (receipt.state, receipt.tool) == (IntentState.ACKED, "set_margin_type")
        assert receipt.result == {"symbol": "BTCUSDT", "margin_type": "ISOLATED"}
        assert receipt.evidence
        venue = place.app.parts.context.venues["binance-futures"]
        assert (await venue.symbol_config("BTCUSDT")).margin_type == "ISOLATED"


async def test_a_position_mode_in_words_is_set_and_set_back_at_the_venue():
    async with arena() as place:
        venue = place.app.parts.context.venues["binance-futures"]
        for text, mode in (("switch to hedge mode", "HEDGE"), ("hedge modunu kapat", "ONE_WAY")):
            receipt = await approved(place, text)
            assert (receipt.state, receipt.result) == (IntentState.ACKED, {"mode": mode})
            assert await venue.position_mode() == mode


async def test_a_held_symbol_gets_no_card():
    async with arena() as place:
        await _carry_out(place, ORDER)
        turn = await place.app.sessions.ask("set btc to isolated", place.principal())
        assert turn.approval_ids in ((), (None,))
        assert "close it first" in turn.message


@pytest.mark.parametrize(
    ("text", "tool", "said"),
    [
        ("show my pnl", "get_pnl", "fees -0.0"),
        ("kâr zarar durumum", "get_pnl", "komisyon -0.0"),
        ("btc 4h chart", "get_candles", "BTCUSDT 4h, 200 candles"),
        ("hangi coinler var", "list_symbols", "USDT sembolü"),
        ("/pnl hafta", "get_pnl", "7"),
    ],
)
async def test_reads_are_answered_at_once_with_numbers_of_the_venue(text, tool, said):
    async with arena() as place:
        await _carry_out(place, ORDER)
        turn = await place.app.sessions.ask(text, place.principal())
        assert [result.tool for result in turn.results] == [tool]
        assert said in turn.message
