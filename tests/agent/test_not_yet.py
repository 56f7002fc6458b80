"""Tools that are understood and cannot run: proposed or answered, denied by one rule, and nothing happens."""

import pytest
from mcp.shared.memory import create_connected_server_and_client_session

from guardrails.approval import issue
from tools.call import Effect
from tools.catalogue import RUNNABLE, TOOLS, call, tool
from tools.errors import PermitRefused
from tools.ledger.ledger import ApprovalRow
from ui.access import Access
from ui.mcp_server import SparkMcp, local_agent
from ui.rate_limit import RateLimit, Strangers
from ui.tokens import Tokens

SWAP = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "0.001", "dry_run": False}
ARGS = {
    "place_twap": SWAP | {"duration_minutes": 30, "slices": 6},
    "place_iceberg": SWAP | {"price": "64000", "visible_quantity": "0.0005"},
    "set_risk_rule": {"rule": "max_notional", "value": "200", "reason": "drill"},
    "generate_strategy": {"description": "buy low, sell high"},
    "run_walk_forward": {"strategy": "sma_crossover", "symbol": "BTCUSDT"},
    "optimize_strategy": {"strategy": "sma_crossover", "symbol": "BTCUSDT"},
    "promote_strategy": {"strategy_id": "strat-12", "to": "canary"},
    "export_data": {"dataset": "trades", "format": "csv"},
    "compare_fills": {},
}
NAMES = sorted(ARGS)


def test_these_are_all_of_them():
    assert {spec.name for spec in TOOLS if spec not in RUNNABLE} == set(ARGS)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_nothing_to_run_or_to_say(name):
    spec = tool(name)
    assert (spec.run, spec.say) == (None, None)
    assert spec.not_yet.en != spec.not_yet.tr


@pytest.mark.parametrize("name", NAMES)
async def test_the_gate_denies_it_by_one_rule_and_nothing_waits_for_approval(desk, name):
    turn = await desk.call(name, **ARGS[name])
    (review,) = turn.reviews
    assert review.asked == call(name, ARGS[name]).args()
    assert [(v.rule, v.outcome, v.code) for v in review.verdicts] == [("availability", "deny", "not_yet")]
    assert (review.outcome, review.approval.required, review.approval.kind) == ("deny", False, "none")
    assert (review.effects.orders, review.would_pass, review.preview) == ((), (), None)
    assert (turn.approval_ids, turn.results, turn.receipts) == ((None,), (), ())
    assert turn.status == ("answered" if tool(name).effect is Effect.READ else "proposed")
    assert f"{name} is not available yet" in turn.message
    assert tool(name).not_yet.en in turn.message
    assert (await desk.app.sessions.approvals(), await desk.orders()) == ((), [])


@pytest.mark.parametrize("name", NAMES)
async def test_it_is_denied_while_halted_too(desk, name):
    await desk.call("engage_kill_switch", reason="drill")
    (review,) = (await desk.call(name, **ARGS[name])).reviews
    assert [v.rule for v in review.verdicts] == ["availability"]


@pytest.mark.parametrize("name", NAMES)
async def test_no_permit_is_issued_for_it(desk, name):
    (review,) = (await desk.call(name, **ARGS[name])).reviews
    row = ApprovalRow(
        approval_id="apr_1",
        plan_id="plan_1",
        index=0,
        proposer="trader",
        exclusive=False,
        status="pending",
        digest=review.approval.digest,
        review=review.model_dump_json(),
        created_ms=0,
        expires_ms=review.approval.expires_ms,
    )
    context = desk.app.context
    with pytest.raises(PermitRefused):
        issue(review, row, "trader", {"k": b"k" * 32}, context.clock, context.ids)


async def test_mcp_does_not_offer_it_and_says_so_when_it_is_called(desk):
    context = desk.app.context
    access = Access(Tokens([]), RateLimit(desk.clock), desk.app.ledger, Strangers(desk.clock))
    server = SparkMcp(desk.app.sessions, access, local_agent, "http://127.0.0.1:3003")
    async with create_connected_server_and_client_session(server._mcp_server) as session:
        offered = {each.name for each in (await session.list_tools()).tools}
        for name in NAMES:
            answer = await session.call_tool(name, ARGS[name])
            assert answer.isError
            assert answer.structuredContent["status"] == "denied"
            assert f"{name} is not available yet" in answer.structuredContent["message"]
    assert offered == {spec.name for spec in RUNNABLE}
    assert await context.ledger.approvals("pending") == ()
