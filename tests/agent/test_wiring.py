"""Wiring: one executor at a time, the configured planner, and a halt that works when nothing else does."""

import json

import pytest

from agent import wiring
from agent.planner.offline import OfflinePlanner
from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build
from tools.catalogue import call
from tools.errors import ConfigError, SparkError
from tools.receipt import IntentState
from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.orders import OrderRequest, SendStamp


def test_nothing_listens_on_a_closed_port():
    assert not wiring.testnet_is_up("http://127.0.0.1:1")


def innermost(planner):
    """Who reads what stands by itself, behind preferences, conversation and suggestions."""
    return innermost(planner.planner) if hasattr(planner, "planner") else planner


async def test_without_a_key_the_planner_is_offline(desk):
    assert isinstance(innermost(desk.app.parts.planner), OfflinePlanner)


async def test_with_a_key_the_planner_is_groq(desk):
    settings = desk.settings.model_copy(update={"groq_api_key": type(desk.settings.groq_api_key)("gsk_x")})

    await desk.open(settings=settings)

    assert type(innermost(desk.app.parts.planner)).__name__ == "GroqPlanner"


async def test_a_wrong_key_refuses_to_start(desk):
    secret = type(desk.settings.audit_key)("k1:not-base64!")

    with pytest.raises(ConfigError):
        await desk.open(settings=desk.settings.model_copy(update={"audit_key": secret}))


async def test_dry_run_mode_sends_nothing(desk):
    await desk.open(settings=desk.settings.model_copy(update={"mode": Mode.DRY_RUN}))

    live = await desk.ask("testnette 60 dolarlık BTC al")
    simulated = await desk.ask("60 dolarlık BTC al")

    assert live.reviews[0].outcome == "deny"
    assert [v.code for v in live.reviews[0].verdicts if v.outcome == "deny"] == ["dry_run_mode"]
    assert simulated.reviews[0].outcome == "allow"
    assert await desk.orders() == []


async def test_a_second_process_proposes_and_the_first_executes(desk):
    second = await build(desk.settings, clock=desk.clock, transport=desk.transport)
    await second.start()
    try:
        turn = await second.sessions.ask("testnette 60 dolarlık BTC al", desk.trader)
        row = await second.sessions.approval(turn.approval_ids[0])

        decided = await desk.decide(row)

        assert decided.accepted
        assert len(await desk.orders()) == 1
        assert await second.sessions.receipt(row.approval_id) == decided.receipt
    finally:
        await second.close()


async def test_an_approval_given_without_an_executor_waits_for_one(desk):
    second = await build(desk.settings, clock=desk.clock, transport=desk.transport)
    await second.start()
    try:
        turn = await second.sessions.ask("testnette 60 dolarlık BTC al", desk.trader)
        row = await second.sessions.approval(turn.approval_ids[0])
        with pytest.raises(SparkError, match="not answered"):
            await second.sessions.decide(row.approval_id, "approve", row.digest, desk.trader)
        assert await desk.orders() == []
    finally:
        await second.close()

    # The market order's permit was good for 30 s, all of which the wait took.
    await desk.open()
    receipt = await desk.app.sessions.receipt(row.approval_id)
    assert receipt is None or receipt.state is IntentState.REJECTED
    assert await desk.orders() == []


@pytest.mark.parametrize("away", ["unplugged", "errors"])
async def test_the_kill_switch_works_at_once_without_the_venue(desk, away):
    row = await desk.pending()
    if away == "unplugged":
        desk.transport.unplugged = True
    else:
        await desk.fault(fault="status", count=1000)

    turn = await desk.call("engage_kill_switch", reason="venue is gone")

    (state,) = await desk.app.ledger.trading_states()
    assert (state.scope, state.state, state.reason) == ("all", "HALTED", "venue is gone")
    assert turn.receipts
    assert turn.message.startswith("HALTED")
    assert "state.halted" in await desk.actions()
    assert turn.approval_ids == (None,)

    desk.transport.unplugged = False
    await desk.testnet.delete("/testnet/faults")
    decided = await desk.decide(row)
    assert decided.reason == "trading_state.halted"
    assert await desk.orders() == []


@pytest.mark.parametrize("text", ["/kill", "/kill panik", "her şeyi durdur", "stop all trading now"])
async def test_the_kill_switch_in_words(desk, text):
    await desk.ask(text)

    (state,) = await desk.app.ledger.trading_states()
    assert state.state == "HALTED"


async def test_the_kill_switch_cancels_what_works(desk, limit_buy):
    await desk.decide(await desk.pending(**limit_buy))

    await desk.call("engage_kill_switch")

    (order,) = await desk.orders()
    assert order["status"] == "CANCELED"


async def test_the_kill_switch_outlives_a_restart(desk):
    await desk.call("engage_kill_switch", reason="drill")
    await desk.open()

    turn = await desk.ask("testnette 60 dolarlık BTC al")

    assert turn.reviews[0].outcome == "deny"


async def test_an_agent_may_halt_but_not_release(desk):
    agent = Principal("agent", "mcp", frozenset({"read", "propose", "control"}))
    await desk.call("engage_kill_switch", agent, reason="runaway")

    turn = await desk.call("release_kill_switch", agent, reason="it is fine")
    row = await desk.app.sessions.approval(turn.approval_ids[0])
    decided = await desk.decide(row, who=agent)

    assert decided.reason == "missing_scope"
    (state,) = await desk.app.ledger.trading_states()
    assert state.state == "HALTED"
    assert (await desk.decide(row)).accepted
    (state,) = await desk.app.ledger.trading_states()
    assert (state.state, state.reason) == ("ACTIVE", "it is fine")


async def test_the_canary_runs_is_confirmed_and_is_spent(desk):
    await desk.ask("/canary")
    turn = await desk.ask("/canary confirm")
    row = await desk.app.sessions.approval(turn.approval_ids[0])

    decided = await desk.decide(row)

    (order,) = await desk.orders()
    assert decided.receipt.order_id == str(order["orderId"])
    assert order["status"] == "FILLED"
    canary = await desk.app.ledger.canary(None)
    assert canary.intent_id == decided.receipt.receipt_id
    desk.clock.advance_ms(10_000)
    again = await desk.ask("/canary confirm")
    assert again.reviews[0].outcome == "deny"
    assert again.approval_ids == (None,)


async def test_two_pending_confirmations_of_one_canary_send_one_order(desk):
    await desk.call("run_canary")
    rows = []
    for _ in range(2):
        turn = await desk.call("confirm_canary")
        rows.append(await desk.app.sessions.approval(turn.approval_ids[0]))

    first = await desk.decide(rows[0])
    desk.clock.advance_ms(8_000)
    second = await desk.decide(rows[1])

    assert (first.accepted, second.accepted) == (True, False)
    assert second.reason == "canary_evidence.already_confirmed"
    assert len(await desk.orders()) == 1


async def test_the_record_is_json_lines_without_a_secret(desk):
    await desk.decide(await desk.pending())

    secret = desk.settings.binance_futures_api_secret.get_secret_value()
    for row in await desk.app.ledger.audit(limit=100):
        json.loads(row.body)
        assert secret not in row.body


async def test_both_markets_are_one_testnet(desk):
    spot = desk.app.context.venue(VenueName.BINANCE_SPOT)
    request = OrderRequest(
        venue=spot.name, symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity="0.001"
    )
    stamp = SendStamp(timestamp_ms=await spot.server_time_ms())
    assert (await spot.place(request, "spk-1", stamp)).kind == "acked"
    assert [order["clientOrderId"] for order in await desk.orders()] == ["spk-1"]


async def test_the_equity_of_one_market_is_no_loss_of_the_other(desk):
    for venue in (VenueName.BINANCE_SPOT, VenueName.BINANCE_FUTURES):
        await desk.call("get_risk_status", venue=venue)
        await desk.app.parts.gatherer.gather(call("cancel_all_orders", {"venue": venue, "symbol": "BTCUSDT"}))
    assert await desk.app.ledger.trading_states() == ()
    risk = (await desk.call("get_risk_status")).message
    assert "Loss today 0 of 50" in risk


async def test_health_speaks_of_both_markets(desk):
    turn = await desk.call("get_health")
    assert "binance-futures answers" in turn.message
    assert "binance-spot answers" in turn.message


@pytest.mark.parametrize(
    ("spot_url", "markets"),
    [
        ({}, {VenueName.BINANCE_FUTURES}),
        (
            {"binance_spot_rest_url": "https://testnet.binance.vision"},
            {VenueName.BINANCE_FUTURES, VenueName.BINANCE_SPOT},
        ),
    ],
)
async def test_on_binance_spot_is_there_when_its_address_is_set(tmp_path, spot_url, markets):
    url = "https://demo-fapi.binance.com"
    settings = Settings(home=tmp_path, mode=Mode.BINANCE_TESTNET, binance_futures_rest_url=url, **spot_url)
    app = await build(settings)
    try:
        assert set(app.context.venues) == markets
        assert set(app.context.streams) == {VenueName.BINANCE_FUTURES}
    finally:
        await app.close()


def test_spot_follows_a_local_futures_address(tmp_path):
    elsewhere = "http://127.0.0.1:4999"
    assert Settings(home=tmp_path, binance_futures_rest_url=elsewhere).spot_rest_url() == elsewhere
    assert Settings(home=tmp_path, binance_spot_rest_url=elsewhere).spot_rest_url() == elsewhere
    socket = "ws://127.0.0.1:4999"
    assert Settings(home=tmp_path, binance_futures_ws_url=socket).spot_ws_url() == socket
    assert Settings(home=tmp_path, binance_spot_ws_url=socket).spot_ws_url() == socket
    assert Settings(home=tmp_path, mode=Mode.BINANCE_TESTNET).spot_ws_url() is None


async def test_a_planner_sees_no_spot_holding_as_a_position(desk):
    seen, problem = await desk.app.parts.lookout.look()
    assert problem is None
    assert {each.venue for each in seen.instruments} == {VenueName.BINANCE_FUTURES, VenueName.BINANCE_SPOT}
    assert seen.positions == ()
