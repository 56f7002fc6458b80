"""sync_symbols end to end: shown, approved, in force for the next order; earlier cards are void."""

from tools.receipt import IntentState

QUIET = "hacmi 500 milyonun üstündeki pariteleri eşitle"


async def test_the_approved_list_is_in_force_and_earlier_cards_are_not(desk):
    waiting = await desk.pending(symbol="BTCUSDT", side="BUY", type="MARKET", notional="60", dry_run=False)
    turn = await desk.ask(QUIET)
    removed = turn.reviews[0].effects.params["remove"]
    assert "BTCUSDT" in removed
    assert turn.reviews[0].effects.params["add"] == {}

    done = await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))

    assert done.accepted
    assert done.receipt.state is IntentState.ACKED
    assert done.receipt.result == {"added": [], "removed": removed}
    late = await desk.decide(waiting)
    assert not late.accepted or late.receipt.state is IntentState.REJECTED
    denied = await desk.ask("testnette 60 dolarlık BTC al")
    assert "not_listed" in [v.code for v in denied.reviews[0].verdicts]
    assert await desk.orders() == []

    back = await desk.ask("sembolleri eşitle")
    assert "BTCUSDT" in back.reviews[0].effects.params["add"]
    await desk.decide(await desk.app.sessions.approval(back.approval_ids[0]))
    allowed = await desk.ask("testnette 60 dolarlık BTC al")
    assert allowed.reviews[0].outcome == "allow"


async def test_a_change_nobody_approved_changes_nothing(desk):
    await desk.ask(QUIET)

    assert await desk.app.ledger.limit_changes("canary") == ()
    assert (await desk.ask("testnette 60 dolarlık BTC al")).reviews[0].outcome == "allow"
