"""The circuit breaker from the loss to the reset: what latches, what a person is told, what latches again."""

from decimal import Decimal

import pytest

from tools.clock import to_datetime
from tools.ledger.ledger import TradingStateRow
from tools.receipt import IntentState
from tools.safety.latches import BREAKER, words_for

BOUGHT = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.001", "dry_run": False}


@pytest.fixture
async def lost(desk):
    """A desk whose account has lost the day's limit, with its breaker latched by the next order."""
    await desk.pending()
    await take_loss(desk)
    assert await latched(desk) == {"venue:binance-futures": "REDUCING"}
    return desk


async def take_loss(desk):
    """Move the equity down by the limit without any trade, and let the gate look at it."""
    account = desk.venue.account_name
    equity = (await desk.venue.account()).equity
    day = (await desk.app.ledger.day_marks(account, _today(desk), equity)).day
    await desk.app.ledger.restart_loss(account, day, equity + Decimal(60), "test")
    return await desk.call("place_order", **BOUGHT)


def _today(desk):
    return to_datetime(desk.clock.now_ms()).date().isoformat()


async def latched(desk):
    return {r.scope: r.state for r in await desk.app.ledger.trading_states() if r.state != "ACTIVE"}


@pytest.mark.parametrize(
    ("language", "everything", "breaker"),
    [
        ("en", "resume trading because the drill is over", "reset the circuit breaker on futures because …"),
        ("tr", "işlemleri yeniden aç, sebep: tatbikat bitti", "futures devre kesicisini sıfırla, sebep: …"),
    ],
)
async def test_the_words_it_names_are_the_words_that_release(lost, language, everything, breaker):
    turn = await lost.ask(everything, language=language)
    assert not any(turn.approval_ids)
    assert breaker in turn.reviews[0].verdicts[-1].reason.say(language)
    decided = await lost.say(breaker.replace("…", "incelendi"), language=language)
    assert decided.receipt.state is IntentState.ACKED
    assert await latched(lost) == {}


async def test_a_reset_lets_orders_through_and_the_same_loss_does_not_latch_again(lost):
    denied = await lost.call("place_order", **BOUGHT)
    assert denied.reviews[0].outcome == "deny"
    await lost.carry_out("reset_circuit_breaker", reason="reviewed")
    receipt = await lost.carry_out("place_order", **BOUGHT)
    assert receipt.state is IntentState.ACKED
    assert await latched(lost) == {}


async def test_as_much_again_latches_again(lost):
    await lost.carry_out("reset_circuit_breaker", reason="reviewed")
    turn = await take_loss(lost)
    assert turn.reviews[0].outcome == "deny"
    assert await latched(lost) == {"venue:binance-futures": "REDUCING"}
    reason = (await lost.app.ledger.trading_states())[-1].reason
    assert "since the last reset" in reason


async def test_a_breaker_that_latches_after_the_card_was_shown_is_not_reset_unseen(desk):
    turn = await desk.call("reset_circuit_breaker", reason="nothing yet")
    await take_loss(desk)
    decided = await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))
    assert not decided.accepted
    assert await latched(desk) == {"venue:binance-futures": "REDUCING"}


@pytest.mark.parametrize(
    "scope", ["all", "venue:binance-futures", "venue:binance-spot", "symbol:ETHUSDT", "strategy:sma-1"]
)
@pytest.mark.parametrize("language", ["en", "tr"])
async def test_every_scope_has_words_the_planner_reads_as_that_scope(desk, scope, language):
    await desk.call("engage_kill_switch", scope=scope)
    words = words_for(scope).say(language).replace("…", "incelendi")
    decided = await desk.say(words, language=language)
    assert decided.receipt.state is IntentState.ACKED
    assert await latched(desk) == {}


async def test_a_reset_that_names_no_venue_is_of_the_account_whose_breaker_is_latched(desk):
    latch = {"state": "REDUCING", "reason": "daily loss", "actor": BREAKER, "time_ms": desk.clock.now_ms()}
    await desk.app.ledger.set_trading_state(TradingStateRow(scope="venue:binance-spot", **latch))
    decided = await desk.say("reset the circuit breaker because reviewed", language="en")
    assert decided.receipt.state is IntentState.ACKED, decided.message
    assert decided.receipt.account.endswith("/spot")
    assert await latched(desk) == {}
