"""The restore drill: a record copied in use, put back elsewhere, and never taken for a newer one."""

import asyncio
import sqlite3

import pytest
from pydantic import SecretStr

from agent.backup import backup, restore
from tools.errors import ConfigError, LedgerTampered
from tools.ledger.copies import LEDGER, MANIFEST
from tools.ledger.sqlite import ANCHORS
from tools.receipt import IntentState


def move_keys(source, target):
    """What the runbook says: the keys come from where they are kept, not from the backup."""
    (target / "keys").mkdir(parents=True, mode=0o700)
    for path in (source / "keys").iterdir():
        path.replace(target / "keys" / path.name)


def emptied(desk):
    """The home as it is after its disk with the ledger was lost; the anchors were on another one."""
    for path in desk.home.glob("ledger.db*"):
        path.unlink()


@pytest.fixture
async def saved(desk, tmp_path):
    """A backup with a filled order and an approval that waits."""
    await desk.decide(await desk.pending())
    desk.clock.advance_ms(10_000)
    waiting = await desk.pending(
        symbol="BTCUSDT", side="BUY", type="LIMIT", quantity="0.001", price="64000", dry_run=False
    )
    await backup(desk.settings, tmp_path / "saved", desk.clock)
    return tmp_path / "saved", waiting


async def test_a_restored_record_goes_on_in_a_new_home(desk, saved, tmp_path):
    folder, waiting = saved
    await desk.close()
    home = tmp_path / "new"
    move_keys(desk.home, home)
    settings = desk.settings.model_copy(update={"home": home})

    manifest = await restore(settings, folder, desk.clock)

    await desk.open(settings=settings)
    report = await desk.app.ledger.verify_audit()
    assert report.ok
    assert report.rows >= manifest.rows
    (filled,) = [i for i in await desk.app.ledger.recent_intents(0) if i.state is IntentState.ACKED]
    assert [o["clientOrderId"] for o in await desk.orders()] == [filled.client_order_id]
    assert (await desk.decide(waiting)).accepted
    assert len(await desk.orders()) == 2
    assert (await desk.app.replay(waiting.plan_id)).equal


async def test_keys_are_left_out_unless_somebody_asks(desk, tmp_path):
    await backup(desk.settings, tmp_path / "without", desk.clock)
    await backup(desk.settings, tmp_path / "with", desk.clock, keys=True)

    kept = {path.name for path in (tmp_path / "with" / "keys").iterdir()}
    assert kept == {"approval.key", "audit.key"}
    assert {path.name for path in (tmp_path / "without").iterdir()} == {LEDGER, ANCHORS, MANIFEST}
    secrets = [path.read_text().strip().partition(":")[2] for path in (desk.home / "keys").iterdir()]
    files = [*(tmp_path / "without").rglob("*"), *(tmp_path / "with").glob("*.*")]
    assert not [f for f in files for secret in secrets if secret.encode() in f.read_bytes()]
    for path in (tmp_path / "with").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


async def test_a_backup_taken_while_orders_are_decided_is_whole(desk, tmp_path):
    async def work():
        for _ in range(40):
            await desk.app.ledger.append("desk", "note", "s", {})

    results = await asyncio.gather(
        work(), *(backup(desk.settings, tmp_path / str(n), desk.clock) for n in range(3))
    )

    for number, manifest in enumerate(results[1:]):
        with sqlite3.connect(tmp_path / str(number) / LEDGER) as raw:
            assert raw.execute("SELECT max(seq) FROM audit").fetchone() == (manifest.rows,)
        raw.close()


@pytest.mark.fault("F77")
async def test_a_backup_behind_the_last_anchor_is_refused(desk, saved):
    folder, _ = saved
    await desk.app.ledger.append("desk", "note", "after the backup", {})
    await desk.close()
    emptied(desk)
    anchors = (desk.home / ANCHORS).read_bytes()

    with pytest.raises(LedgerTampered) as caught:
        await restore(desk.settings, folder, desk.clock)

    for said in (caught.value.text.en, caught.value.text.tr):
        assert "docs/runbooks/backup.md" in said
    assert "the last anchor is row" in caught.value.text.en
    assert not (desk.home / LEDGER).exists()
    assert (desk.home / ANCHORS).read_bytes() == anchors

    # What the runbook says when there is no newer one: set the anchors aside, on purpose.
    (desk.home / ANCHORS).rename(desk.home / "anchors.lost.jsonl")
    await restore(desk.settings, folder, desk.clock)
    await desk.open()
    assert (await desk.app.ledger.verify_audit()).ok


@pytest.mark.fault("F77")
async def test_orders_of_the_lost_rows_are_found_at_the_venue(desk, saved, limit_buy):
    folder, _ = saved
    lost = await desk.decide(await desk.pending(**(limit_buy | {"price": "63000"})))
    await desk.close()
    emptied(desk)
    (desk.home / ANCHORS).unlink()
    await restore(desk.settings, folder, desk.clock)

    await desk.open()

    (orphan,) = await desk.app.ledger.audit(action="order.orphan")
    assert orphan.subject == lost.receipt.client_order_id


async def test_a_backup_goes_over_nothing(desk, saved, tmp_path):
    folder, _ = saved
    with pytest.raises(ConfigError, match="not empty"):
        await backup(desk.settings, folder, desk.clock)
    with pytest.raises(ConfigError, match="move it away"):
        await restore(desk.settings, folder, desk.clock)
    nowhere = desk.settings.model_copy(update={"home": tmp_path / "nowhere"})
    with pytest.raises(ConfigError, match="no ledger"):
        await backup(nowhere, tmp_path / "other", desk.clock)


@pytest.mark.parametrize("name", [LEDGER, ANCHORS, MANIFEST])
async def test_a_damaged_backup_is_refused(desk, saved, tmp_path, name):
    folder, _ = saved
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2] + b"x" + data[len(data) // 2 + 1 :])
    home = tmp_path / "new"
    await desk.close()
    move_keys(desk.home, home)

    with pytest.raises((LedgerTampered, ConfigError)):
        await restore(desk.settings.model_copy(update={"home": home}), folder, desk.clock)

    assert not (home / LEDGER).exists()


async def test_without_the_key_nothing_is_restored(desk, saved, tmp_path):
    folder, _ = saved
    new = desk.settings.model_copy(update={"home": tmp_path / "new"})
    with pytest.raises(ConfigError, match="audit key is missing"):
        await restore(new, folder, desk.clock)
    other = SecretStr("k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=")
    with pytest.raises(LedgerTampered):
        await restore(new.model_copy(update={"audit_key": other}), folder, desk.clock)
    assert not (tmp_path / "new" / LEDGER).exists()


async def test_a_record_that_does_not_verify_is_no_backup(desk, tmp_path):
    await desk.pending()
    with sqlite3.connect(desk.home / LEDGER) as raw:
        raw.execute("UPDATE audit SET actor = 'x' WHERE seq = 2")
    raw.close()

    with pytest.raises(LedgerTampered):
        await backup(desk.settings, tmp_path / "saved", desk.clock)

    assert not (tmp_path / "saved" / MANIFEST).exists()


async def test_postgresql_is_backed_up_with_its_own_tool(desk, tmp_path):
    url = SecretStr("postgresql://spark:secret@127.0.0.1/spark")
    with pytest.raises(ConfigError, match="pg_dump") as caught:
        await backup(desk.settings.model_copy(update={"database_url": url}), tmp_path / "b", desk.clock)
    assert "secret" not in caught.value.text.en
