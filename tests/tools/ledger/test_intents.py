import asyncio
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.canonical import canonical
from tools.errors import LeaseLost, LedgerTampered
from tools.ledger import intents
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.database import Database
from tools.ledger.ledger import TradingStateRow
from tools.ledger.record import row_digest
from tools.receipt import IntentState, Receipt
from tools.terms import Mode, OrderStatus, Side, VenueName
from tools.text import Text
from tools.venues.orders import Fill, SendStamp

INTENT = "int_nonce-apr_1"
NONCE = "nonce-apr_1"


@pytest.fixture
async def epoch(ledger, row, permit, yes):
    await ledger.propose(row())
    await ledger.decide(yes(), permit())
    return await ledger.take_lease("executor", "test")


@pytest.fixture
def stamp(clock):
    return SendStamp(timestamp_ms=clock.now_ms())


def _fill(trade_id: str, quantity: str = "0.001") -> Fill:
    return Fill(
        symbol="BTCUSDT",
        trade_id=trade_id,
        order_id="7",
        side=Side.BUY,
        price=Decimal(65000),
        quantity=Decimal(quantity),
        commission=Decimal(0),
        commission_asset="USDT",
        realized_pnl=Decimal(0),
        maker=False,
        time_ms=1,
    )


def _receipt(**fields: object) -> Receipt:
    values = {
        "receipt_id": INTENT,
        "approval_id": "apr_1",
        "plan_id": "plan_1",
        "tool": "place_order",
        "mode": Mode.LOCAL_TESTNET,
        "venue": VenueName.BINANCE_FUTURES,
        "account": "scripted:1",
        "client_order_id": "spk-1",
        "order_id": "7",
        "state": IntentState.ACKED,
        "status": OrderStatus.FILLED,
        "fills": (_fill("1"),),
        "message": Text(en="done", tr="oldu"),
        "time_ms": 1,
    }
    return Receipt.model_validate({**values, **fields})


async def test_sending_starts_once_however_many_try(ledger, reopen, epoch, stamp):
    other = reopen()
    started = await asyncio.gather(
        *(part.start_sending(INTENT, NONCE, epoch, stamp) for part in (ledger, other) * 5)
    )
    assert len([intent for intent in started if intent is not None]) == 1
    assert (await ledger.intent(INTENT)).stamp == stamp
    await other.close()


async def test_sending_needs_the_lease_the_nonce_and_time(ledger, epoch, stamp, clock):
    assert await ledger.start_sending(INTENT, "other", epoch, stamp) is None
    assert await ledger.start_sending(INTENT, NONCE, epoch - 1, stamp) is None
    clock.advance_ms(30_000)
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp) is None
    assert (await ledger.intent(INTENT)).state is IntentState.READY


async def test_sending_stops_when_the_trading_state_is_not_the_one_checked(ledger, epoch, stamp, clock):
    seen = await ledger.trading_states()
    halted = TradingStateRow(scope="all", state="HALTED", reason="r", actor="a", time_ms=clock.now_ms())
    await ledger.set_trading_state(halted)
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp, states=seen) is None
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp, states=(halted,)) is not None


@pytest.mark.fault("F18")
async def test_a_nonce_that_was_used_before_is_not_used_again(ledger, epoch, stamp, place):
    place.set("INSERT INTO nonce VALUES ($1, 1)", NONCE)
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp) is None
    assert (await ledger.intent(INTENT)).state is IntentState.READY


@pytest.mark.fault("F10")
async def test_a_new_lease_fences_off_the_old_executor(ledger, epoch, stamp):
    await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    assert await ledger.take_lease("executor", "second") == epoch + 1
    assert await ledger.settle(INTENT, IntentState.ACKED, epoch=epoch, order_id="7") is None
    with pytest.raises(LeaseLost):
        await ledger.conclude(_receipt(), epoch=epoch)
    assert (await ledger.intent(INTENT)).state is IntentState.SENDING
    assert await ledger.settle(INTENT, IntentState.ACKED, epoch=epoch + 1, order_id="7") is not None


async def test_a_refused_intent_says_so_on_its_approval(ledger, epoch, stamp):
    refused = await ledger.refuse_intent(INTENT, "price-moved", "moved")
    assert (refused.state, refused.code) == (IntentState.REJECTED, "price-moved")
    assert (await ledger.approval("apr_1")).reason == "price-moved"
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp) is None


@pytest.mark.fault("F18")
async def test_a_row_put_back_to_ready_is_not_sent_again(ledger, epoch, stamp, place):
    (before,) = place.rows("SELECT doc, row_mac, state, version FROM intent")
    await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    place.set("UPDATE intent SET doc = $1, row_mac = $2, state = $3, version = $4", *before)
    place.run("DELETE FROM nonce")
    with pytest.raises(LedgerTampered):
        await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    assert not (await ledger.verify_audit()).ok


async def test_a_row_under_another_id_is_not_taken_for_it(ledger, epoch, place):
    place.run("UPDATE intent SET intent_id = 'int_other'")
    with pytest.raises(LedgerTampered):
        await ledger.intent("int_other")


async def test_conclude_books_fills_once_and_stores_the_evidence(ledger, epoch, stamp):
    await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    first = await ledger.conclude(_receipt(), epoch=epoch, executed_quantity=Decimal("0.001"))
    second = await ledger.conclude(_receipt(fills=(_fill("1"), _fill("2"))), epoch=epoch)
    assert [fill.trade_id for fill in second.fills] == ["1", "2"]
    assert [e.action for e in first.evidence][-3:] == ["intent.sending", "intent.acked", "fill.booked"]
    assert await ledger.receipt("apr_1") == second == await ledger.receipt(INTENT)
    assert await ledger.unfinished() == ()
    assert await ledger.add_fills("binance-futures", "scripted:1", INTENT, (_fill("2"),)) == 0


async def test_unfinished_names_what_still_owes_something(ledger, epoch, stamp):
    async def ids() -> list[str]:
        return [intent.intent_id for intent in await ledger.unfinished()]

    assert await ids() == [INTENT]
    await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    await ledger.settle(INTENT, IntentState.ACKED, epoch=epoch, order_id="7", status=OrderStatus.FILLED)
    assert await ids() == [INTENT], "no receipt yet"
    await ledger.conclude(_receipt(), epoch=epoch)
    assert await ids() == []


async def test_an_order_leads_to_what_it_came_from_and_to_what_has_it_now(ledger, epoch, stamp):
    async def of(order_id: str, name: str | None) -> list[str]:
        return [intent.intent_id for intent in await ledger.intents_of_order(order_id, name)]

    started = await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    acked = {"epoch": epoch, "order_id": "7"}
    await ledger.settle(INTENT, IntentState.ACKED, status=OrderStatus.SUBMITTED, **acked)
    assert await of("7", "of another order") == await of("7", None) == [INTENT]
    assert await of("8", started.client_order_id) == [INTENT]
    assert await of("7", started.client_order_id) == [INTENT], "named once"
    assert await of("8", None) == []
    await ledger.settle(INTENT, IntentState.ACKED, status=OrderStatus.CANCELLED, **acked)
    assert await of("7", None) == [], "ended: it can only be what the order came from"
    assert await of("7", started.client_order_id) == [INTENT]


STEPS = st.lists(
    st.tuples(st.sampled_from(list(IntentState)), st.sampled_from(list(OrderStatus))), max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_states_follow_the_table_and_status_only_rises(ledger, row, permit, yes, clock, steps):
    number = f"h{len(await ledger.recent_intents(0))}"
    await ledger.propose(row(number))
    await ledger.decide(yes(number), permit(number))
    epoch = await ledger.take_lease("executor", "test")
    intent_id = f"int_nonce-{number}"
    before = await ledger.start_sending(
        intent_id, f"nonce-{number}", epoch, SendStamp(timestamp_ms=clock.now_ms())
    )
    for state, status in steps:
        after = await ledger.settle(intent_id, state, epoch=epoch, status=status)
        assert (after is not None) == (state in intents.ALLOWED[before.state])
        before = after or before
        assert before == await ledger.intent(intent_id)
        if after is not None:
            assert intents.RANK[after.status] >= intents.RANK[status]
    assert (await ledger.verify_audit()).ok


EVENTS = st.lists(
    st.tuples(st.sampled_from([None, *OrderStatus]), st.decimals(0, 1, places=3) | st.none()), max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
async def test_an_order_only_moves_forward_and_each_move_is_on_the_record(
    ledger, row, permit, yes, clock, events
):
    number = f"e{len(await ledger.recent_intents(0))}"
    await ledger.propose(row(number))
    await ledger.decide(yes(number), permit(number))
    epoch = await ledger.take_lease("executor", "test")
    intent_id = f"int_nonce-{number}"
    await ledger.start_sending(intent_id, f"nonce-{number}", epoch, SendStamp(timestamp_ms=clock.now_ms()))
    before = await ledger.settle(intent_id, IntentState.ACKED, epoch=epoch)
    for status, executed in events:
        rows = len(await ledger.audit(limit=1000, subject=intent_id))
        after = await ledger.settle(
            intent_id, IntentState.ACKED, epoch=epoch, status=status, executed_quantity=executed
        )
        moved = (after.status, after.executed) != (before.status, before.executed)
        assert after.executed >= before.executed
        if after.status is not before.status:
            assert intents.RANK[after.status] > intents.RANK[before.status]
        noted = await ledger.audit(limit=1000, subject=intent_id)
        assert len(noted) - rows == after.version - before.version
        if moved:
            assert json.loads(noted[0].body)["row"] == row_digest(canonical(after).decode())
        before = after


async def test_a_row_an_older_program_wrote_is_still_settled(ledger, epoch, stamp, place, audit_keys, clock):
    """It lacks a field the model has now, so only its stored text can be what the audit recorded."""
    started = await ledger.start_sending(INTENT, NONCE, epoch, stamp)
    doc = started.model_dump(mode="json")
    del doc["note"]

    def write_as_before(tx):
        text = canonical(doc).decode()
        tx.change("UPDATE intent SET doc = $1, row_mac = $2", text, tx.chain.seal("intent", text))
        tx.append("executor", "intent.sending", INTENT, {"row": row_digest(text)})

    chain = Chain(audit_keys)
    database = Database(place.engine, chain, AnchorFile(place.anchors, chain), clock)
    await database.write(write_as_before)
    database.close()
    assert (await ledger.settle(INTENT, IntentState.ACKED, epoch=epoch)).state is IntentState.ACKED
    assert (await ledger.verify_audit()).ok
