"""Facts: complete when the venue answers, honest when it does not, latched when the day is lost."""

from agent.authority import grant
from agent.session import Principal
from tools.catalogue import call
from tools.receipt import IntentState
from tools.terms import PositionMode

PROPOSER = Principal("agent", "http", frozenset({"propose"}))
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}


def gatherer(desk):
    return desk.app.parts.gatherer


async def test_an_order_is_judged_on_market_and_account(desk):
    facts = await gatherer(desk).gather(call("place_order", ORDER))

    assert facts.phase == "review"
    assert facts.unavailable is None
    assert facts.account_name == desk.venue.account_name
    assert facts.market.symbol == "BTCUSDT"
    assert facts.market.mark.mark == 65000
    assert facts.market.book is not None
    assert facts.account.account.equity == 5000
    assert facts.account.config.leverage == 20
    assert facts.account.day.opening_equity == 5000


async def test_a_read_asks_the_venue_nothing(desk):
    desk.transport.unplugged = True

    facts = await gatherer(desk).gather(call("get_positions", {}))

    assert facts.unavailable is None
    assert facts.market is None


async def test_a_control_call_asks_the_venue_nothing(desk):
    desk.transport.unplugged = True

    facts = await gatherer(desk).gather(call("engage_kill_switch", {}))

    assert facts.unavailable is None


async def test_an_unreachable_venue_leaves_facts_out_and_denies(desk):
    desk.transport.unplugged = True

    turn = await desk.call("place_order", **ORDER)

    assert turn.reviews[0].outcome == "deny"
    assert turn.approval_ids == (None,)
    assert turn.message
    desk.transport.unplugged = False
    assert await desk.orders() == []


async def test_a_venue_that_is_not_configured(desk):
    turn = await desk.call("place_order", venue="btcturk-spot", **ORDER)

    assert turn.reviews[0].outcome == "deny"


async def test_an_order_of_unknown_fate_counts_as_in_flight(desk):
    await desk.fault(fault="drop_before_accept", path="/order", method="POST", count=1)
    await desk.fault(fault="status", path="/order", method="GET", count=50)
    decided = await desk.decide(await desk.pending())
    assert decided.receipt.state is IntentState.UNKNOWN

    facts = await gatherer(desk).gather(call("place_order", ORDER))

    assert [order.symbol for order in facts.account.in_flight] == ["BTCUSDT"]
    elsewhere = await gatherer(desk).gather(call("place_order", {**ORDER, "venue": "binance-spot"}))
    assert elsewhere.account.in_flight == ()


async def test_orders_are_known_for_the_duplicate_window_and_counted_for_a_minute(desk):
    async def known():
        facts = await gatherer(desk).gather(call("place_order", ORDER))
        return len(facts.recent), facts.orders_last_minute

    assert (await desk.decide(await desk.pending())).accepted

    assert await known() == (1, 1)
    desk.clock.advance_ms(6_000)
    assert await known() == (0, 1)
    desk.clock.advance_ms(55_000)
    assert await known() == (0, 0)


async def test_an_order_of_unknown_fate_is_counted(desk):
    await desk.fault(fault="drop_before_accept", path="/order", method="POST", count=1)
    await desk.fault(fault="status", path="/order", method="GET", count=50)
    assert (await desk.decide(await desk.pending())).receipt.state is IntentState.UNKNOWN

    assert (await gatherer(desk).gather(call("place_order", ORDER))).orders_last_minute == 1


async def test_the_order_about_to_be_sent_does_not_count_itself(desk):
    row = await desk.pending()
    decided, _ = await grant(row, row.proposer, "cli", desk.app.parts)
    intent = await desk.app.ledger.intent(decided.intent_id)

    others = await gatherer(desk).gather(call("place_order", ORDER))
    own = await gatherer(desk).gather(call("place_order", ORDER), dispatching=intent)

    assert (len(others.recent), others.orders_last_minute) == (1, 1)
    assert (len(own.recent), own.orders_last_minute) == (0, 0)


async def test_what_waits_is_counted_for_its_proposer_until_it_is_decided(desk):
    first, second, others = await desk.pending(), await desk.pending(), await desk.pending(PROPOSER)

    async def waiting(proposer, *instead_of):
        made = call("place_order", ORDER)
        return (await gatherer(desk).gather(made, proposer=proposer, instead_of=instead_of)).waiting

    assert (await waiting(first.proposer), await waiting(others.proposer)) == (2, 1)
    assert await waiting(first.proposer, second.approval_id, others.approval_id) == 1
    assert await waiting(None) == 0
    await desk.decide(first, "reject")
    assert await waiting(first.proposer) == 1
    desk.clock.advance_ms(90_000)
    assert await waiting(first.proposer) == 0


async def test_the_lost_day_is_latched_for_everybody(desk):
    for _ in range(14):
        # 14 x 0.0015 BTC: a fall of 4 % costs more than the 50 USDT of the day.
        row = await desk.pending(
            symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.0015", dry_run=False
        )
        assert (await desk.decide(row)).accepted
        desk.clock.advance_ms(10_000)
    await desk.move_price("BTCUSDT", "62000")

    turn = await desk.call("place_order", **(ORDER | {"symbol": "ETHUSDT"}))

    assert turn.reviews[0].outcome == "deny"
    (state,) = await desk.app.ledger.trading_states()
    assert state.state != "ACTIVE"
    await desk.move_price("BTCUSDT", "65000")
    again = await desk.call("place_order", **(ORDER | {"symbol": "ETHUSDT"}))
    assert again.reviews[0].outcome == "deny"
    assert "trading_state" in [v.rule for v in again.reviews[0].verdicts if v.outcome == "deny"]

    close = await desk.call("close_position", symbol="BTCUSDT", dry_run=False)
    assert close.reviews[0].outcome == "allow"


async def test_the_position_mode_is_a_fact(desk):
    await desk.venue.set_position_mode(PositionMode.HEDGE)

    facts = await gatherer(desk).gather(call("place_order", ORDER))

    assert facts.account.position_mode is PositionMode.HEDGE
    assert facts.capabilities.hedge


async def test_the_order_a_call_replaces_stands_apart(desk, limit_buy):
    receipt = (await desk.decide(await desk.pending(**limit_buy))).receipt
    symbol = limit_buy["symbol"]
    change = {"symbol": symbol, "order_id": receipt.order_id, "quantity": "0.0009"}

    facts = await gatherer(desk).gather(call("replace_order", change))
    assert facts.account.replaced.order_id == receipt.order_id
    assert facts.account.open_orders == ()

    other = await gatherer(desk).gather(call("replace_order", change | {"order_id": "424242"}))
    assert other.account.replaced is None
    assert [order.order_id for order in other.account.open_orders] == [receipt.order_id]


async def test_what_protects_an_order_in_flight_is_not_counted(desk):
    turn = await desk.call("place_order", **ORDER, stop_loss_pct="2", take_profit_pct="4")
    (approval_id,) = turn.approval_ids
    row = await desk.app.sessions.approval(approval_id)
    await desk.fault(fault="drop_before_accept", path="/order", method="POST", count=1)
    await desk.fault(fault="status", path="/order", method="GET", count=50)
    await desk.decide(row)

    facts = await gatherer(desk).gather(call("place_order", ORDER))

    assert len(facts.account.in_flight) <= 1
    assert [order.reduce_only for order in facts.account.in_flight] == [False] * len(facts.account.in_flight)
    assert len(facts.recent) <= 1
