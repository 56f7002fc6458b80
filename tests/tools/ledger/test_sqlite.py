from decimal import Decimal

import pytest

from tools.errors import LedgerError, LedgerTampered
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.ledger import CanaryRow, TradingStateRow
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite import open_ledger
from tools.ledger.sqlite_file import SqliteFile


def _state(state: str, scope: str = "all") -> TradingStateRow:
    return TradingStateRow.model_validate(
        {"scope": scope, "state": state, "reason": "drill", "actor": "desk", "time_ms": 1}
    )


def test_the_connection_is_durable_and_distrusts_its_schema(path):
    connection = SqliteFile(path).connect(writable=True)
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout")
    values = [connection.run(f"PRAGMA {name}").fetchone()[0] for name in names]
    assert values == ["wal", 2, 1, 0, 5_000]
    connection.close()


@pytest.mark.fault("F08")
async def test_a_change_that_fails_leaves_no_row_and_no_audit_row(ledger, row):
    before = await ledger.audit()
    with pytest.raises(LedgerError):
        await ledger.propose(row(review='"' + "x" * 1_000_001 + '"'))
    assert await ledger.approvals() == ()
    assert await ledger.audit() == before
    await ledger.propose(row())


@pytest.mark.fault("F08", "F72")
async def test_the_first_audit_row_of_a_failed_change_goes_with_it(ledger, row, place):
    place.fill_disk()
    with pytest.raises(LedgerError, match="disk full"):
        await ledger.propose(row())
    assert await ledger.approvals() == ()
    place.free_disk()
    await ledger.propose(row())
    assert (await ledger.verify_audit()).ok


async def test_trading_states_latch_until_released(ledger):
    await ledger.set_trading_state(_state("HALTED"))
    await ledger.set_trading_state(_state("REDUCING", "symbol:BTCUSDT"))
    await ledger.set_trading_state(_state("ACTIVE"))
    assert {r.scope: r.state for r in await ledger.trading_states()} == {
        "all": "ACTIVE",
        "symbol:BTCUSDT": "REDUCING",
    }
    assert [r.action for r in await ledger.audit(subject="all")] == ["state.active", "state.halted"]


async def test_a_halt_lifted_behind_the_back_is_noticed(ledger, place):
    await ledger.set_trading_state(_state("HALTED"))
    place.replace("trading_state", "HALTED", "ACTIVE")
    with pytest.raises(LedgerTampered):
        await ledger.trading_states()


async def test_day_marks_open_each_day_and_keep_the_highest_equity_ever(ledger):
    async def marks(day: str, equity: int) -> tuple[Decimal, Decimal]:
        found = await ledger.day_marks("acc", day, Decimal(equity))
        return found.opening_equity, found.high_water

    assert await marks("2026-11-20", 1_000) == (1_000, 1_000)
    assert await marks("2026-11-20", 900) == (1_000, 1_000)
    assert await marks("2026-11-20", 1_200) == (1_000, 1_200)
    assert await marks("2026-11-21", 1_100) == (1_100, 1_200)
    rows = len(await ledger.audit(subject="acc"))
    assert await marks("2026-11-21", 1_050) == (1_100, 1_200)
    assert len(await ledger.audit(subject="acc")) == rows == 3
    assert (await ledger.day_marks("other", "2026-11-21", Decimal(5))).high_water == 5


async def test_after_a_reset_the_loss_of_that_day_is_counted_from_there(ledger):
    await ledger.day_marks("acc", "2026-11-20", Decimal(1_000))
    await ledger.restart_loss("acc", "2026-11-20", Decimal(940), "risk officer")
    (row, *_) = await ledger.audit(subject="acc")
    assert (row.actor, row.action) == ("risk officer", "equity.reset")
    same = await ledger.day_marks("acc", "2026-11-20", Decimal(935))
    assert (same.opening_equity, same.loss(Decimal(935))) == (1_000, 5)
    assert same.high_water == 1_000
    following = await ledger.day_marks("acc", "2026-11-21", Decimal(930))
    assert following.reset_equity is None
    assert following.loss(Decimal(900)) == 30


async def test_canaries_by_id_and_the_latest(ledger):
    for number in (1, 2):
        await ledger.add_canary(
            CanaryRow(
                canary_id=f"c{number}", symbol="BTCUSDT", request="{}", evidence="{}", created_ms=number
            )
        )
    assert (await ledger.canary(None)).canary_id == "c2"
    assert (await ledger.canary("c1")).created_ms == 1
    assert await ledger.canary("c9") is None


async def test_plans_are_kept_and_their_digest_recorded(ledger):
    await ledger.save_plan("plan_1", '{"a":1}')
    assert await ledger.plan("plan_1") == '{"a":1}'
    assert await ledger.plan("plan_2") is None
    assert (await ledger.audit(subject="plan_1"))[0].action == "plan.saved"


async def test_everything_is_there_after_a_restart(ledger, reopen, row, permit, yes):
    await ledger.propose(row())
    await ledger.decide(yes(), permit())
    await ledger.close()
    again = reopen()
    assert (await again.approval("apr_1")).status == "approved"
    assert [intent.permit for intent in await again.recent_intents(0)] == [permit()]
    assert (await again.verify_audit()).ok
    await again.close()


async def test_append_gives_the_evidence_of_its_row(ledger):
    evidence = await ledger.append("desk", "login.refused", "10.0.0.1", {"why": "token"})
    (row,) = await ledger.audit(action="login.refused")
    assert (evidence.seq, evidence.digest) == (row.seq, row.mac)


async def test_a_closed_ledger_refuses_and_closes_again(ledger):
    await ledger.close()
    await ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        await ledger.approvals()
    with pytest.raises(LedgerError, match="closed"):
        await ledger.append("a", "b", "c", {})


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_wiped_record_is_refused_and_nothing_written_into_it(place, tmp_path, clock, audit_keys):
    file = tmp_path / "elsewhere" / "signed.jsonl"
    setup = AnchorSetup(Ed25519Signer({"s1": b"seed-of-the-tests-with-32-bytes!"}), file)
    await place.open(audit_keys, clock, setup).close()
    place.run("DELETE FROM audit")
    place.anchors.unlink()
    signed = file.read_bytes()
    with pytest.raises(LedgerTampered, match="ends at row 0, the last signed anchor is row"):
        place.open(audit_keys, clock, setup)
    assert place.rows("SELECT * FROM audit") == []
    assert (place.anchors.exists(), file.read_bytes()) == (False, signed)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_a_first_row_without_its_anchor_is_no_tampering(place, clock, audit_keys):
    """The process that began the record ended between the row and its anchor."""
    await place.open(audit_keys, clock).close()
    place.anchors.unlink()
    ledger = place.open(audit_keys, clock)
    assert (await ledger.verify_audit()).ok
    await ledger.close()


@pytest.mark.parametrize("kept", ["anchors.jsonl", "signed.jsonl"])
async def test_a_ledger_that_is_gone_is_not_begun_anew_beside_its_anchors(path, clock, audit_keys, kept):
    files = {name: path.with_name(name) for name in ("anchors.jsonl", "signed.jsonl")}
    setup = AnchorSetup(Ed25519Signer({"s1": b"seed-of-the-tests-with-32-bytes!"}), files["signed.jsonl"])
    await open_ledger(path, audit_keys, clock, setup).close()
    for name in {path.name, *files} - {kept}:
        path.with_name(name).unlink()
    with pytest.raises(LedgerTampered, match="its anchors are here"):
        open_ledger(path, audit_keys, clock, setup)
    assert not path.exists(), "a backup can be put there"


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_with_another_audit_key_it_says_so_and_does_not_cry_forgery(place, clock, audit_keys):
    await place.open(audit_keys, clock).close()
    with pytest.raises(LedgerTampered, match="SPARK_AUDIT_KEY"):
        place.open({"other": b"another-audit-key-with-32-bytes!"}, clock)
