"""What PostgreSQL adds to the rules of every ledger: sessions that end, and a lease that ends with them."""

import asyncio
from contextlib import closing

import pytest

from tools.errors import LeaseLost, LedgerError
from tools.ledger.postgres.address import parse
from tools.ledger.postgres.health import examine
from tools.ledger.postgres.server import PostgresServer
from tools.receipt import IntentState
from tools.venues.orders import SendStamp

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", ["postgres"], indirect=True)]

INTENT, NONCE = "int_nonce-apr_1", "nonce-apr_1"
END_SESSIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE application_name = 'spark-copilot' AND pid <> pg_backend_pid()
"""
BREAK_COMMIT = (
    """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql
    AS $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$
    """,
    """
    CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION die()
    """,
)


@pytest.fixture
async def ready(ledger, row, permit, yes):
    await ledger.propose(row())
    await ledger.decide(yes(), permit())


def test_sessions_are_durable_and_give_up_waiting(place):
    with closing(place.engine.connect(writable=True)) as connection:
        names = ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout")
        values = [connection.run(f"SHOW {name}").fetchone()[0] for name in names]
    assert values == ["on", "5s", "10s"]


def test_the_server_is_asked_whether_it_keeps_what_it_confirms(place):
    health = examine(place.address)
    assert int(health.version.partition(".")[0]) >= 13
    assert not health.durable, "tests run with fsync = off"


@pytest.mark.fault("F11")
async def test_one_living_process_has_the_lease(ledger, reopen):
    epoch = await ledger.take_lease("executor", "first")
    standby = reopen()
    with pytest.raises(LeaseLost):
        await standby.take_lease("executor", "second")
    assert await ledger.lease_epoch("executor") == epoch
    await ledger.close()
    assert await standby.take_lease("executor", "second") == epoch + 1
    await standby.close()


@pytest.mark.fault("F81")
async def test_a_session_that_ends_gives_its_lease_to_whoever_asks_first(ledger, reopen, place, ready, clock):
    epoch = await ledger.take_lease("executor", "first")
    standby = reopen()
    place.run(END_SESSIONS)
    assert await standby.take_lease("executor", "second") == epoch + 1
    stamp = SendStamp(timestamp_ms=clock.now_ms())
    assert await ledger.start_sending(INTENT, NONCE, epoch, stamp) is None
    with pytest.raises(LeaseLost):
        await ledger.take_lease("executor", "first again")
    assert await standby.start_sending(INTENT, NONCE, epoch + 1, stamp) is not None
    await standby.close()


async def test_a_session_that_ended_while_idle_is_replaced_and_keeps_its_lease(ledger, reopen, place):
    epoch = await ledger.take_lease("executor", "first")
    place.run(END_SESSIONS)
    assert await ledger.lease_epoch("executor") == epoch
    await ledger.append("desk", "note", "s", {})
    standby = reopen()
    with pytest.raises(LeaseLost):
        await standby.take_lease("executor", "second")
    await standby.close()


@pytest.mark.fault("F80")
async def test_a_commit_without_an_answer_is_not_called_undone(ledger, place):
    place.run(*BREAK_COMMIT)
    with pytest.raises(LedgerError, match="may or may not"):
        await ledger.append("desk", "note", "s", {})
    place.run("DROP TRIGGER dying ON audit")
    await ledger.append("desk", "note", "s", {})
    assert (await ledger.verify_audit()).ok


async def test_an_intent_somebody_is_changing_does_not_hold_up_the_others(ledger, place, ready):
    with closing(place.engine.connect(writable=True)) as other:
        other.run("BEGIN")
        other.run("SELECT 1 FROM intent FOR UPDATE")
        assert await ledger.ready() == ()
        other.rollback()
    assert [intent.state for intent in await ledger.ready()] == [IntentState.READY]


async def test_text_the_database_could_not_look_into_is_refused_whole(ledger):
    before = await ledger.audit()
    for text in ("nul \x00", "half a pair \ud800"):
        with pytest.raises(LedgerError):
            await ledger.append("desk", "note", "s", {"text": text})
    assert await ledger.audit() == before
    await ledger.append("desk", "note", "s", {"text": "two 😀"})
    assert (await ledger.verify_audit()).ok


async def test_many_processes_write_one_chain(ledger, reopen):
    others = [reopen() for _ in range(3)]
    writing = (part.append("desk", "note", "s", {}) for part in (ledger, *others) * 10)
    rows = await asyncio.gather(*writing)
    assert len({row.seq for row in rows}) == 40
    assert (await ledger.verify_audit()).ok
    for other in others:
        await other.close()


async def test_what_the_server_says_names_no_password(place):
    address = parse("postgresql://spark:top%2Dsecret@127.0.0.1:1/ledger")
    with pytest.raises(LedgerError) as refused:
        PostgresServer(address).connect(writable=True)
    assert "127.0.0.1" in str(refused.value)
    assert "secret" not in f"{refused.value!r} {refused.value.text} {refused.value.__cause__}"
